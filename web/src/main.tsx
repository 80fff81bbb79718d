/** Begin of the web application: styles, the store of answers, the routes. */
import "@kern-ux/native/dist/kern.min.css"
import "@kern-ux/native/dist/fonts/fira-sans.css"
import "./style/base.css"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { Problem } from "./api.ts"
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
