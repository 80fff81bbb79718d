/** Addresses of the application: every object has its own, and what a mail names is one of them. */
import type { QueryClient } from "@tanstack/react-query"
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router"
import { Aufgaben } from "./page/aufgaben.tsx"
import { Failure, NotFound } from "./page/failure.tsx"
import { Haeuser } from "./page/haeuser.tsx"
import { chunk } from "./part/chunk.ts"
import { Frame, Outside } from "./part/frame.tsx"
import { viewOf } from "./programme/view.ts"
import { entryFilterOf, logsFilterOf } from "./revision/filter.ts"
import { wantedOf } from "./sitzung/wanted.ts"
import { yearOf } from "./uebersicht/filter.ts"
import { caseOf, peopleFilterOf } from "./verwaltung/filter.ts"
import { filterOf } from "./vorlage/filter.ts"
import { whereOf, wishOf } from "./weg/filter.ts"

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
  component: Aufgaben,
})
const vorlagen = createRoute({
  getParentRoute: () => haus,
  path: "vorlagen",
  validateSearch: filterOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/vorlagen.tsx")),
    "Vorlagen",
  ),
})
const vorlage = createRoute({
  getParentRoute: () => haus,
  path: "vorlage/$vorlageId",
  // An act that waits for its confirmation stands in the address: the way back closes it, a sign-in leads to it again.
  validateSearch: (asked: Record<string, unknown>): { tun?: string | undefined } =>
    typeof asked.tun === "string" ? { tun: asked.tun.slice(0, 60) } : {},
  component: lazyRouteComponent(
    chunk(() => import("./page/vorlage.tsx")),
    "VorlagePage",
  ),
})
const weg = createRoute({
  getParentRoute: () => haus,
  path: "vorlage/$vorlageId/weg",
  component: lazyRouteComponent(
    chunk(() => import("./page/weg.tsx")),
    "WegPage",
  ),
})
const bearbeiten = createRoute({
  getParentRoute: () => haus,
  path: "vorlage/$vorlageId/bearbeiten",
  component: lazyRouteComponent(
    chunk(() => import("./page/bearbeiten.tsx")),
    "Bearbeiten",
  ),
})
const programme = createRoute({
  getParentRoute: () => haus,
  path: "programme",
  component: lazyRouteComponent(
    chunk(() => import("./page/programme.tsx")),
    "Programme",
  ),
})
const neuesProgramm = createRoute({
  getParentRoute: () => haus,
  path: "programme/neu",
  component: lazyRouteComponent(
    chunk(() => import("./page/import.tsx")),
    "Import",
  ),
})
const programm = createRoute({
  getParentRoute: () => haus,
  path: "programme/$programmeId",
  component: lazyRouteComponent(
    chunk(() => import("./page/programme.tsx")),
    "ProgrammLesen",
  ),
})
const zahlen = createRoute({
  getParentRoute: () => haus,
  path: "programme/$programmeId/zahlen",
  component: lazyRouteComponent(() => import("./page/zahlen.tsx"), "Zahlen"),
})

const programmBearbeiten = createRoute({
  getParentRoute: () => haus,
  path: "programme/$programmeId/bearbeiten",
  validateSearch: viewOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/programm.tsx")),
    "ProgrammBearbeiten",
  ),
})

const profil = createRoute({
  getParentRoute: () => haus,
  path: "profil",
  component: lazyRouteComponent(
    chunk(() => import("./page/profil.tsx")),
    "Profil",
  ),
})

const suche = createRoute({
  getParentRoute: () => haus,
  path: "suche",
  validateSearch: wishOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/suche.tsx")),
    "Suche",
  ),
})
const standort = createRoute({
  getParentRoute: () => haus,
  path: "standort",
  validateSearch: whereOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/standort.tsx")),
    "Standort",
  ),
})
const uebersicht = createRoute({
  getParentRoute: () => haus,
  path: "uebersicht",
  validateSearch: yearOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/uebersicht.tsx")),
    "Uebersicht",
  ),
})

const verwaltung = createRoute({
  getParentRoute: () => haus,
  path: "verwaltung",
  component: lazyRouteComponent(
    chunk(() => import("./verwaltung/rahmen.tsx")),
    "Verwaltung",
  ),
})
const ofVerwaltung = () => verwaltung
const raeume = [
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "/",
    component: lazyRouteComponent(
      chunk(() => import("./page/verwaltung.tsx")),
      "VerwaltungStart",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "personen",
    validateSearch: peopleFilterOf,
    component: lazyRouteComponent(
      chunk(() => import("./page/personen.tsx")),
      "Personen",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "personen/neu",
    component: lazyRouteComponent(
      chunk(() => import("./page/einladen.tsx")),
      "Einladen",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "personen/$personId",
    component: lazyRouteComponent(
      chunk(() => import("./page/person.tsx")),
      "PersonPage",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "funktionen",
    component: lazyRouteComponent(
      chunk(() => import("./page/funktionen.tsx")),
      "Funktionen",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "weg",
    component: lazyRouteComponent(
      chunk(() => import("./page/weg-verwaltung.tsx")),
      "Weg",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "probe",
    validateSearch: caseOf,
    component: lazyRouteComponent(
      chunk(() => import("./page/weg-verwaltung.tsx")),
      "WasWaere",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "gremien",
    component: lazyRouteComponent(
      chunk(() => import("./page/gremien-verwaltung.tsx")),
      "Gremien",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "gremien/neu",
    component: lazyRouteComponent(
      chunk(() => import("./page/gremien-verwaltung.tsx")),
      "NeuesGremium",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "gremien/$gremiumId",
    component: lazyRouteComponent(
      chunk(() => import("./page/gremien-verwaltung.tsx")),
      "GremiumPage",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "nummern",
    component: lazyRouteComponent(
      chunk(() => import("./page/nummern-verwaltung.tsx")),
      "Nummern",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "haus",
    component: lazyRouteComponent(
      chunk(() => import("./page/haus-verwaltung.tsx")),
      "HausVerwaltung",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "oeffentlich",
    component: lazyRouteComponent(
      chunk(() => import("./page/oeffentlich.tsx")),
      "Oeffentlich",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "aufbewahrung",
    component: lazyRouteComponent(
      chunk(() => import("./page/aufbewahrung.tsx")),
      "Aufbewahrung",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "anmeldung",
    component: lazyRouteComponent(
      chunk(() => import("./page/anmeldung.tsx")),
      "Anmeldung",
    ),
  }),
  createRoute({
    getParentRoute: ofVerwaltung,
    path: "schluessel",
    component: lazyRouteComponent(
      chunk(() => import("./page/schluessel.tsx")),
      "Schluessel",
    ),
  }),
] as const

const revision = createRoute({
  getParentRoute: () => haus,
  path: "revision",
  validateSearch: logsFilterOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/revision.tsx")),
    "Revision",
  ),
})
const verlauf = createRoute({
  getParentRoute: () => haus,
  path: "revision/$log",
  validateSearch: entryFilterOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/verlauf.tsx")),
    "Verlauf",
  ),
})
const barrierefreiheit = createRoute({
  getParentRoute: () => haus,
  path: "barrierefreiheit",
  component: lazyRouteComponent(
    chunk(() => import("./recht/barrierefreiheit.tsx")),
    "Barrierefreiheit",
  ),
})
const datenschutz = createRoute({
  getParentRoute: () => haus,
  path: "datenschutz",
  component: lazyRouteComponent(
    chunk(() => import("./recht/datenschutz.tsx")),
    "Datenschutz",
  ),
})
const lizenzen = createRoute({
  getParentRoute: () => root,
  path: "recht/lizenzen",
  component: lazyRouteComponent(
    chunk(() => import("./recht/lizenzen.tsx")),
    "Lizenzen",
  ),
})
const gremien = createRoute({
  getParentRoute: () => haus,
  path: "gremien",
  component: lazyRouteComponent(
    chunk(() => import("./page/gremien.tsx")),
    "Gremien",
  ),
})
const gremium = createRoute({
  getParentRoute: () => haus,
  path: "gremien/$gremiumId",
  component: lazyRouteComponent(
    chunk(() => import("./page/gremien.tsx")),
    "GremiumPage",
  ),
})
const sitzungen = createRoute({
  getParentRoute: () => haus,
  path: "sitzungen",
  validateSearch: wantedOf,
  component: lazyRouteComponent(
    chunk(() => import("./page/gremien.tsx")),
    "Kalender",
  ),
})
const sitzung = createRoute({
  getParentRoute: () => haus,
  path: "sitzung/$sitzungId",
  component: lazyRouteComponent(
    chunk(() => import("./page/sitzung.tsx")),
    "SitzungPage",
  ),
})
const ergebnisse = createRoute({
  getParentRoute: () => haus,
  path: "sitzung/$sitzungId/ergebnisse",
  component: lazyRouteComponent(
    chunk(() => import("./page/ergebnisse.tsx")),
    "Ergebnisse",
  ),
})
const ergebnis = createRoute({
  getParentRoute: () => haus,
  path: "vorlage/$vorlageId/ergebnis/$stepId",
  component: lazyRouteComponent(
    chunk(() => import("./page/ergebnisse.tsx")),
    "Einzeln",
  ),
})
const kontrolle = createRoute({
  getParentRoute: () => haus,
  path: "beschlusskontrolle",
  component: lazyRouteComponent(
    chunk(() => import("./page/kontrolle.tsx")),
    "Kontrolle",
  ),
})

const betrieb = createRoute({
  getParentRoute: () => root,
  path: "betrieb",
  component: lazyRouteComponent(
    chunk(() => import("./betrieb/rahmen.tsx")),
    "Betrieb",
  ),
})
const mandanten = createRoute({
  getParentRoute: () => betrieb,
  path: "/",
  component: lazyRouteComponent(
    chunk(() => import("./page/betrieb.tsx")),
    "Mandanten",
  ),
})
const neuerMandant = createRoute({
  getParentRoute: () => betrieb,
  path: "neu",
  component: lazyRouteComponent(
    chunk(() => import("./page/mandant.tsx")),
    "NeuerMandant",
  ),
})
const betriebPersonen = createRoute({
  getParentRoute: () => betrieb,
  path: "personen",
  component: lazyRouteComponent(
    chunk(() => import("./page/betrieb.tsx")),
    "BetriebPersonen",
  ),
})
const mandant = createRoute({
  getParentRoute: () => betrieb,
  path: "$mandant",
  component: lazyRouteComponent(
    chunk(() => import("./page/mandant.tsx")),
    "Mandant",
  ),
})

const tree = root.addChildren([
  haeuser,
  betrieb.addChildren([mandanten, neuerMandant, betriebPersonen, mandant]),
  haus.addChildren([
    aufgaben,
    vorlagen,
    vorlage,
    weg,
    bearbeiten,
    programme,
    neuesProgramm,
    programm,
    zahlen,
    programmBearbeiten,
    profil,
    suche,
    standort,
    uebersicht,
    revision,
    verlauf,
    verwaltung.addChildren(raeume),
    gremien,
    gremium,
    sitzungen,
    sitzung,
    ergebnisse,
    ergebnis,
    kontrolle,
    barrierefreiheit,
    datenschutz,
  ]),
  lizenzen,
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
