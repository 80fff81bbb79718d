/** Begin of the web application: styles, the store of answers, the routes. */
import "@kern-ux/native/dist/kern.min.css"
import "@kern-ux/native/dist/fonts/fira-sans.css"
import "./style/base.css"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { Problem } from "./api.ts"
import { ofHouse } from "./data.ts"
import { theme } from "./part/theme.ts"
import { createAppRouter } from "./router.tsx"

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Without network it is to fail at once and say so; when the service is there again, everything is asked anew.
      networkMode: "always",
      // A refusal stays one; only what broke on its way is asked again.
      retry: (times, error) => times < 2 && (!(error instanceof Problem) || error.status >= 500),
    },
    mutations: { networkMode: "always" },
  },
})

// What every page of a house asks for is on its way while the rest of the application is still being read.
const haus = /^\/app\/([a-z0-9-]{2,40})(?:\/|$)/.exec(window.location.pathname)?.[1]
if (haus !== undefined && haus !== "recht" && haus !== "betrieb") {
  const { aufgaben, ich, haus: house } = ofHouse(haus)
  void queries.prefetchQuery(aufgaben)
  void queries.prefetchQuery(ich)
  void queries.prefetchQuery(house)
}

theme.follow()
const root = document.getElementById("wurzel")
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={createAppRouter(queries)} />
      </QueryClientProvider>
    </StrictMode>,
  )
