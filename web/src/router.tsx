/** Addresses of the application: every object has its own, and what a mail names is one of them. */
import type { QueryClient } from "@tanstack/react-query"
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router"
import { Failure, NotFound } from "./page/failure.tsx"
import { Haeuser } from "./page/haeuser.tsx"
import { Frame, Outside } from "./part/frame.tsx"
import { filterOf } from "./vorlage/filter.ts"

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outside,
  notFoundComponent: NotFound,
  errorComponent: Failure,
})
const haeuser = createRoute({ getParentRoute: () => root, path: "/", component: Haeuser })
const haus = createRoute({ getParentRoute: () => root, path: "$haus", component: Frame })
const aufgaben = createRoute({
  getParentRoute: () => haus,
  path: "/",
  component: lazyRouteComponent(() => import("./page/aufgaben.tsx"), "Aufgaben"),
})
const vorlagen = createRoute({
  getParentRoute: () => haus,
  path: "vorlagen",
  validateSearch: filterOf,
  component: lazyRouteComponent(() => import("./page/vorlagen.tsx"), "Vorlagen"),
})
const vorlage = createRoute({
  getParentRoute: () => haus,
  path: "vorlage/$vorlageId",
  component: lazyRouteComponent(() => import("./page/vorlage.tsx"), "VorlagePage"),
})
const bearbeiten = createRoute({
  getParentRoute: () => haus,
  path: "vorlage/$vorlageId/bearbeiten",
  component: lazyRouteComponent(() => import("./page/bearbeiten.tsx"), "Bearbeiten"),
})
const programme = createRoute({
  getParentRoute: () => haus,
  path: "programme",
  component: lazyRouteComponent(() => import("./page/programme.tsx"), "Programme"),
})
const neuesProgramm = createRoute({
  getParentRoute: () => haus,
  path: "programme/neu",
  component: lazyRouteComponent(() => import("./page/import.tsx"), "Import"),
})
const programm = createRoute({
  getParentRoute: () => haus,
  path: "programme/$programmeId",
  component: lazyRouteComponent(() => import("./page/programme.tsx"), "ProgrammLesen"),
})

const profil = createRoute({
  getParentRoute: () => haus,
  path: "profil",
  component: lazyRouteComponent(() => import("./page/profil.tsx"), "Profil"),
})

const tree = root.addChildren([
  haeuser,
  haus.addChildren([aufgaben, vorlagen, vorlage, bearbeiten, programme, neuesProgramm, programm, profil]),
])

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: "/app",
    context: { queries },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Failure,
  })
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
