/** Two fictional houses with people for every function: a Kreis (T1) and a gemeinsame Einrichtung (T5). */
import { T1, T5, withFolge } from "@beschlussweg/core/chain"
import type { Assignment, Role } from "@beschlussweg/core/role"
import type { Settings } from "@beschlussweg/core/tenant"

export interface Person {
  readonly personId: string
  readonly name: string
  readonly title?: string
  readonly phone?: string
  readonly functions: Assignment[]
}
export interface DemoHouse {
  readonly tenant: Settings
  readonly people: readonly Person[]
  readonly bodies: { readonly advisory?: string; readonly deciding: string }
  /** what the house shows to the public, once it is furnished; absent: nothing */
  readonly publication?: Pick<Settings, "publication" | "supervisor">
  readonly programmeTitle: (year: number) => string
}

const holds = (role: Role, at: Partial<Pick<Assignment, "amtId" | "gremiumId">> = {}): Assignment => ({
  role,
  as: "selbst",
  ...at,
})
const deputy = (role: Role, forId: string, forName: string): Assignment => ({ role, as: "IV", forId, forName })

const BASE_URL = "https://beschlussweg.example"

export const AULENFELD: DemoHouse = {
  tenant: {
    id: "kreis-aulenfeld",
    house: {
      name: "Jobcenter Kreis Aulenfeld",
      traeger: "Kreis Aulenfeld",
      kind: "zkT",
      address: ["Lindenallee 4", "59999 Aulenfeld"],
      ownShareLabel: "Belastung Kreis Aulenfeld",
    },
    land: "Nordrhein-Westfalen",
    aemter: [
      { id: "jobcenter", name: "Jobcenter" },
      { id: "rechtsamt", name: "Rechtsamt" },
    ],
    gremien: [
      {
        id: "arbeit",
        name: "Ausschuss für Arbeit und Soziales",
        short: "SOZ",
        kind: "fachausschuss",
        mitglieder: 15,
        tie: "rejected",
      },
      {
        id: "kreisausschuss",
        name: "Kreisausschuss",
        short: "KA",
        kind: "kreisausschuss",
        mitglieder: 15,
        tie: "rejected",
      },
      { id: "kreistag", name: "Kreistag", short: "KT", kind: "kreistag", mitglieder: 54, tie: "rejected" },
    ],
    arten: [
      {
        id: "beschluss",
        label: "Beschlussvorlage",
        number: { source: "own", pattern: "{seq:000}/{yyyy}", type: "V", term: "" },
        decides: true,
      },
      {
        id: "mitteilung",
        label: "Mitteilungsvorlage",
        number: { source: "own", pattern: "MV/{yyyy}/{seq:000}", type: "MV", term: "" },
        decides: false,
      },
    ],
    labels: { programme: "Arbeitsmarkt- und Integrationsprogramm", roles: {} },
    template: withFolge(T1, [
      { gremiumId: "arbeit", zustaendigkeit: "Vorberatung", optional: false },
      { gremiumId: "kreisausschuss", zustaendigkeit: "Entscheidung", optional: false },
      { gremiumId: "kreistag", zustaendigkeit: "Kenntnisnahme", optional: true },
    ]),
    baseUrl: BASE_URL,
  },
  people: [
    {
      personId: "mira-holtkamp",
      name: "Mira Holtkamp",
      title: "Planung und Steuerung",
      phone: "02599 55-210",
      functions: [holds("verfasser")],
    },
    {
      personId: "jona-weidner",
      name: "Dr. Jona Weidner",
      title: "Leitung des Jobcenters",
      phone: "02599 55-200",
      functions: [holds("amtsleitung")],
    },
    {
      personId: "kim-adler",
      name: "Kim Adler",
      title: "Dezernentin",
      phone: "02599 55-120",
      functions: [holds("dezernent")],
    },
    {
      personId: "luca-sommerfeld",
      name: "Luca Sommerfeld",
      title: "Leitung des Sozialamtes",
      functions: [deputy("dezernent", "kim-adler", "Kim Adler")],
    },
    { personId: "thore-lindqvist", name: "Thore Lindqvist", title: "Kämmerer", functions: [holds("kaemmerer")] },
    { personId: "selma-brandauer", name: "Dr. Selma Brandauer", title: "Landrätin", functions: [holds("landrat")] },
    {
      personId: "pia-wollgast",
      name: "Pia Wollgast",
      title: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
      functions: [holds("bca")],
    },
    {
      personId: "enno-falkenrath",
      name: "Enno Falkenrath",
      title: "Leitung des Rechtsamtes",
      functions: [holds("mitzeichnung", { amtId: "rechtsamt" })],
    },
    { personId: "ruth-sandmann", name: "Ruth Sandmann", title: "Sitzungsdienst", functions: [holds("sitzungsdienst")] },
    {
      personId: "ole-petersen",
      name: "Ole Petersen-Krug",
      title: "Geschäftsstelle Ausschuss",
      functions: [holds("geschaeftsstelle", { gremiumId: "arbeit" })],
    },
    {
      personId: "ida-marquardt",
      name: "Ida Marquardt",
      title: "Geschäftsstelle Kreisausschuss",
      functions: [
        holds("geschaeftsstelle", { gremiumId: "kreisausschuss" }),
        holds("geschaeftsstelle", { gremiumId: "kreistag" }),
      ],
    },
    {
      personId: "ulrich-behnke",
      name: "Ulrich Behnke",
      title: "Mitglied des Kreisausschusses",
      functions: [holds("gremienmitglied", { gremiumId: "kreisausschuss" })],
    },
    {
      personId: "amara-lenz",
      name: "Amara Lenz",
      title: "Gleichstellungsbeauftragte",
      functions: [holds("gleichstellung")],
    },
    {
      personId: "tarik-ferber",
      name: "Tarik Ferber",
      title: "Öffentlichkeitsarbeit",
      functions: [holds("veroeffentlichung")],
    },
    { personId: "jule-pfister", name: "Jule Pfister", title: "Fallmanagement", functions: [holds("fachautor")] },
    { personId: "nadja-koerber", name: "Nadja Körber", title: "Rechnungsprüfung", functions: [holds("lesend")] },
    {
      personId: "henrike-stahl",
      name: "Henrike Stahl",
      title: "Revision und Datenschutz",
      functions: [holds("revision")],
    },
    {
      personId: "bela-gruenwald",
      name: "Bela Grünwald",
      title: "Mandantenadministration",
      functions: [holds("administration")],
    },
    // Two, because giving a signing function takes two.
    {
      personId: "svea-brockmann",
      name: "Svea Brockmann",
      title: "Mandantenadministration",
      functions: [holds("administration")],
    },
  ],
  bodies: { advisory: "arbeit", deciding: "kreisausschuss" },
  publication: {
    publication: {
      title: "Vorlagen des Jobcenters Kreis Aulenfeld",
      contact: {
        name: "Sitzungsdienst, Ruth Sandmann",
        mail: "sitzungsdienst@aulenfeld.example",
        phone: "02599 55-110",
      },
      imprint: ["Kreis Aulenfeld, vertreten durch die Landrätin Dr. Selma Brandauer"],
      accessibility: {
        feedback: "barrierefrei@aulenfeld.example",
        reviewedOn: "2026-10-01",
        barriers: [],
        enforcement: ["Ombudsstelle für barrierefreie Informationstechnik", "Fürstenwall 25, 40219 Düsseldorf"],
      },
      ags: null,
      licence: null,
      oparl: true,
      from: "decided",
      names: true,
      results: "review",
    },
    supervisor: {
      name: "Landesbeauftragte für Datenschutz und Informationsfreiheit",
      address: ["Kavalleriestraße 2", "40213 Düsseldorf"],
    },
  },
  programmeTitle: (year) => `Arbeitsmarkt- und Integrationsprogramm ${year}`,
}

export const BRENNHAUSEN: DemoHouse = {
  tenant: {
    id: "stadt-brennhausen",
    house: {
      name: "Jobcenter Stadt Brennhausen",
      traeger: "Stadt Brennhausen und Agentur für Arbeit Brennhausen",
      kind: "gE",
      address: ["Am Güterbahnhof 12", "34999 Brennhausen"],
      ownShareLabel: "Belastung Stadt Brennhausen",
    },
    land: "Hessen",
    aemter: [{ id: "jobcenter", name: "Jobcenter Stadt Brennhausen" }],
    gremien: [
      {
        id: "traegerversammlung",
        name: "Trägerversammlung",
        short: "TV",
        kind: "traegerversammlung",
        mitglieder: 6,
        tie: "chair",
      },
    ],
    arten: [
      {
        id: "beschluss",
        label: "Beschlussvorlage",
        number: { source: "own", pattern: "TV-{yy}-{seq:00}", type: "TV", term: "" },
        decides: true,
      },
    ],
    labels: { programme: "Arbeitsmarkt- und Integrationsprogramm", roles: {} },
    template: T5,
    baseUrl: BASE_URL,
  },
  people: [
    { personId: "yara-thomsen", name: "Yara Thomsen", title: "Controlling", functions: [holds("verfasser")] },
    { personId: "hanno-reuss", name: "Hanno Reuß", title: "Geschäftsführer", functions: [holds("geschaeftsfuehrung")] },
    {
      personId: "leonie-kant",
      name: "Leonie Kant",
      title: "Beauftragte für Chancengleichheit am Arbeitsmarkt",
      functions: [holds("bca")],
    },
    {
      personId: "samir-aydin",
      name: "Samir Aydın",
      title: "Sprecher des örtlichen Beirats",
      functions: [holds("beirat")],
    },
    {
      personId: "greta-vossberg",
      name: "Greta Voßberg",
      title: "Geschäftsstelle der Trägerversammlung",
      functions: [
        holds("geschaeftsstelle", { gremiumId: "traegerversammlung" }),
        holds("schriftfuehrung", { gremiumId: "traegerversammlung" }),
      ],
    },
    {
      personId: "arvid-nordmann",
      name: "Arvid Nordmann",
      title: "Vorsitz der Trägerversammlung",
      functions: [holds("vorsitz", { gremiumId: "traegerversammlung" })],
    },
    { personId: "ruben-castell", name: "Ruben Castell", title: "Sitzungsdienst", functions: [holds("sitzungsdienst")] },
    {
      personId: "nils-oppermann",
      name: "Nils Oppermann",
      title: "Finanzcontrolling",
      functions: [holds("controlling")],
    },
    {
      personId: "mathilde-born",
      name: "Mathilde Born",
      title: "Mandantenadministration",
      functions: [holds("administration")],
    },
    {
      personId: "tilo-marxen",
      name: "Tilo Marxen",
      title: "Mandantenadministration",
      functions: [holds("administration")],
    },
  ],
  bodies: { deciding: "traegerversammlung" },
  programmeTitle: (year) => `Arbeitsmarkt- und Integrationsprogramm ${year}`,
}
