/** Fixture of the public tests: a real service on loopback with its worker, and invented houses that publish. */
import { mkdtemp, rm } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import type { ReadableStream as NodeStream } from "node:stream/web"
import type { ChainTemplate } from "@beschlussweg/core/chain"
import type { ProgrammeContent, RichText } from "@beschlussweg/core/content"
import type { Ctx } from "@beschlussweg/core/context"
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import * as Publication from "@beschlussweg/core/publication"
import type { Role } from "@beschlussweg/core/role"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { createApp } from "@beschlussweg/functions/api"
import { openDoor } from "@beschlussweg/functions/door"
import { openWorld, type World } from "@beschlussweg/functions/wire"
import { openWorkshop, type Running, start, type Workshop } from "@beschlussweg/functions/worker"

export type Settings = NonNullable<Tenant.Tenant["publication"]>
export const PUBLICATION: Settings = {
  title: "Vorlagen des Jobcenters Kreis Aulenfeld",
  contact: { name: "Sitzungsdienst, Ute Falk", mail: "sitzungsdienst@aulenfeld.example", phone: "02599 4711" },
  imprint: ["Vertreten durch: Landrätin Greta Hollen"],
  accessibility: {
    feedback: "barrierefrei@aulenfeld.example",
    reviewedOn: "2026-10-01",
    barriers: [],
    enforcement: ["Ombudsstelle für barrierefreie Informationstechnik", "Fürstenwall 25, 40219 Düsseldorf"],
  },
  ags: "05599000",
  licence: {
    label: "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    url: "https://www.govdata.de/dl-de/by-2-0",
  },
  oparl: false,
  from: "decided",
  names: true,
  results: "review",
}

/** One Zeichnung, release, two bodies: as short as a way can be. */
const WAY: ChainTemplate = {
  id: "kurz",
  version: 1,
  name: "Kurzer Weg",
  steps: [
    { kind: "sign", id: "amtsleitung", label: "Amtsleitung", role: "amtsleitung", level: "system" },
    { kind: "release", id: "freigabe", label: "Freigabe" },
    { kind: "bodies", id: "gremien" },
  ],
  authorMaySign: { first: true, later: true },
  samePersonTwice: true,
  auszugSignatures: [],
}

export const words = (text: string): RichText => [{ type: "paragraph", content: [{ type: "text", text }] }]

const ROLES: readonly Role[] = [
  "verfasser",
  "amtsleitung",
  "sitzungsdienst",
  "veroeffentlichung",
  "lesend",
  "administration",
]

export interface Square {
  readonly dir: string
  readonly world: World
  readonly workshop: Workshop
  readonly running: Running
  readonly app: ReturnType<typeof createApp>
  /** "http://127.0.0.1:4711" */
  readonly origin: string
  /** milliseconds that the clock goes ahead of the real one */
  ahead(ms: number): void
  house(tenantId: string, change?: (settings: Tenant.Settings) => Tenant.Settings): Promise<SquareHouse>
  stop(): Promise<void>
}

export interface SquareHouse {
  readonly tenantId: string
  readonly publicId: string
  readonly home: string
  as(personId: string): Ctx
  /** changes what the house publishes, as its administration */
  set(publication: Settings | null): Promise<void>
  upload(fileName: string, mediaType: string, data: Uint8Array): Promise<string>
  programme(title: string): Promise<string>
  form(change?: Partial<Vorlage.Form>): Vorlage.Form
  /** drafted, submitted and carried as far as asked */
  vorlage(to: Stage, change?: Partial<Vorlage.Form>): Promise<string>
  /** carries it on */
  carry(vorlageId: string, to: Stage, result?: { readonly sitzungPublic?: boolean }): Promise<void>
  seen(vorlageId: string): Promise<{ vorlageId: string; fassungSha256: string; pdfSha256: string }>
  whole(vorlageId: string): Promise<Vorlage.Whole>
  preview(vorlageId: string): ReturnType<typeof Publication.preview>
  /** releases what the preview shows, and waits for the worker */
  release(vorlageId: string, more?: Partial<Parameters<typeof Publication.release>[1]>): Promise<void>
  read(vorlageId: string): ReturnType<typeof Publication.read>
  /** addresses of a public Vorlage: its page and its files by kind */
  addresses(vorlageId: string): Promise<{ page: string; files: Record<string, string> }>
}
/** sealed; signed; before the first body; before the second; decided */
export type Stage = "sealed" | "signed" | "body" | "second" | "decided"
const STAGES: readonly Stage[] = ["sealed", "signed", "body", "second", "decided"]

export async function openSquare(options: { readonly documents?: "on" | "off" } = {}): Promise<Square> {
  const dir = await mkdtemp(join(tmpdir(), "beschlussweg-square-"))
  let shift = 0
  const world = await openWorld({ dir, now: () => new Date(Date.now() + shift) })
  const workshop = await openWorkshop(world, { documents: options.documents ?? "on", tsa: "none" })
  const running = await start(world, workshop, { sweepMs: 500 })
  const auth = await openDoor(world, { stage: "local", origins: [], address: () => "192.0.2.1" })
  const app = createApp({ ...auth, stage: "local", version: "0", alive: async () => {} })
  const server = await listen((request) => app.fetch(request))
  const bound = server.address()
  if (typeof bound !== "object" || bound === null) throw new Error("no port")
  const square: Square = {
    dir,
    world,
    workshop,
    running,
    app,
    origin: `http://127.0.0.1:${bound.port}`,
    ahead: (ms) => {
      shift = ms
    },
    house: (tenantId, change) => found(square, tenantId, change),
    async stop() {
      await new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      })
      await running.stop()
      await world.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
  return square
}

/** Plain HTTP on loopback in front of the app. */
async function listen(fetch: (request: Request) => Response | Promise<Response>): Promise<Server> {
  const server = createServer(async (req, res) => {
    const headers = new Headers()
    for (const [name, value] of Object.entries(req.headers)) if (value !== undefined) headers.set(name, String(value))
    const { method = "GET" } = req
    const response = await fetch(new Request(`http://${req.headers.host}${req.url}`, { method, headers }))
    res.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body)
      Readable.fromWeb(response.body as NodeStream)
        .on("error", () => res.destroy())
        .pipe(res)
    else res.end()
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  return server
}

async function found(
  square: Square,
  tenantId: string,
  change: (settings: Tenant.Settings) => Tenant.Settings = (s) => s,
): Promise<SquareHouse> {
  const { world, running } = square
  const operator = world.ctx(tenantId, { personId: "betrieb", name: "Betrieb", functions: [] }, "test")
  await Tenant.found(
    operator,
    change({
      id: tenantId,
      house: {
        name: "Jobcenter Kreis Aulenfeld",
        traeger: "Kreis Aulenfeld",
        kind: "zkT",
        address: ["Lindenallee 4", "59999 Aulenfeld"],
        ownShareLabel: "Belastung Kreis Aulenfeld",
        accent: "#1f4468",
      },
      land: "Nordrhein-Westfalen",
      supervisor: { name: "Landesbeauftragte für Datenschutz", address: ["Kavalleriestraße 2", "40213 Düsseldorf"] },
      aemter: [{ id: "jobcenter", name: "Jobcenter" }],
      gremien: [
        {
          id: "soz",
          name: "Ausschuss für Arbeit und Soziales",
          short: "SOZ",
          kind: "fachausschuss",
          mitglieder: 15,
          tie: "rejected",
        },
        { id: "ka", name: "Kreisausschuss", short: "KA", kind: "kreisausschuss", mitglieder: 15, tie: "rejected" },
      ],
      arten: [
        {
          id: "beschluss",
          label: "Beschlussvorlage",
          number: { source: "own", pattern: "{seq:000}/{yyyy}", type: "", term: "" },
          decides: true,
        },
      ],
      labels: { programme: "AMP", roles: {} },
      template: WAY,
      baseUrl: square.origin,
      publication: PUBLICATION,
    }),
  )
  const people = [
    ...ROLES.map((role) => ({
      personId: role,
      name: NAME[role] ?? role,
      functions: [{ role, as: "selbst" as const }],
    })),
    ...["soz", "ka"].map((gremiumId) => ({
      personId: gremiumId,
      name: `Geschäftsstelle ${gremiumId}`,
      functions: [{ role: "geschaeftsstelle" as const, as: "selbst" as const, gremiumId }],
    })),
  ]
  for (const person of people) await Member.write(operator, person)
  await running.idle()
  const as = (personId: string): Ctx => {
    const person = people.find((p) => p.personId === personId)
    if (!person) throw new Error(`nobody here is called ${personId}`)
    return world.ctx(tenantId, person, "test")
  }
  const publicId = (await Tenant.house(operator.table)).publicId ?? ""
  if (publicId !== "")
    await until(async () => (await square.app.request(`/oeffentlich/${publicId}/impressum`)).status === 200)
  const whole = (vorlageId: string) => Vorlage.load(operator, vorlageId)
  const chainOf = async (vorlageId: string) => {
    const chain = (await whole(vorlageId)).chain?.value
    if (!chain) throw new Error("not submitted")
    return chain
  }
  const seen = async (vorlageId: string) => {
    const { sha256, pdfSha256 } = await chainOf(vorlageId)
    return { vorlageId, fassungSha256: sha256, pdfSha256: pdfSha256 ?? sha256 }
  }
  /** everything that is owed was done */
  const settled = async (vorlageId: string): Promise<void> => {
    for (let i = 0; i < 600; i++) {
      await running.idle()
      const { fassungen, chain } = await whole(vorlageId)
      if (chain?.value.state !== "issuing" && fassungen.every((f) => f.value.owed.length === 0)) return
      await new Promise((done) => setTimeout(done, 50))
    }
    throw new Error("the papers are not made")
  }
  const openStep = async (vorlageId: string) => (await chainOf(vorlageId)).steps.find((s) => s.status === "open")
  const house: SquareHouse = {
    tenantId,
    publicId,
    home: `/oeffentlich/${publicId}`,
    as,
    async set(publication) {
      const { id: _, version: __, ...settings } = await Tenant.read(as("administration"), {})
      await Tenant.change(as("administration"), { ...settings, publication })
      await running.idle()
    },
    async upload(fileName, mediaType, data) {
      const { id } = await Upload.receive(as("verfasser"), { purpose: "anlage", fileName, mediaType, data })
      for (let i = 0; i < 200; i++) {
        await running.idle()
        if ((await Upload.load(operator, id)).value.state !== "checking") return id
        await new Promise((done) => setTimeout(done, 50))
      }
      throw new Error("the upload is not checked")
    },
    async programme(title) {
      const { id } = await Programme.create(as("verfasser"), { kind: "AMP", title, year: 2027, amtId: "jobcenter" })
      await Programme.save(as("verfasser"), { programmeId: id, rev: 0, content: contentOf(title) })
      return id
    },
    form: (given = {}) => ({
      artId: "beschluss",
      public: true,
      amtId: "jobcenter",
      betreff: "Öffnungszeiten der Geschäftsstelle Aulenfeld-Süd",
      beratungsfolge: [row("soz", 10, "Vorberatung", world.now()), row("ka", 20, "Entscheidung", world.now())],
      finance: { ...Vorlage.NO_FINANCE, effects: false },
      beschlussvorschlag: words("Den geänderten Öffnungszeiten wird zugestimmt."),
      erlaeuterungen: words("Die Geschäftsstelle öffnet künftig auch am Donnerstagnachmittag."),
      anlagen: [],
      ...given,
    }),
    async vorlage(to, given) {
      const { id, rev } = await Vorlage.create(as("verfasser"), { form: house.form(given) })
      await Vorlage.submit(as("verfasser"), { vorlageId: id, rev })
      await settled(id)
      await house.carry(id, to)
      return id
    },
    async carry(vorlageId, to, { sitzungPublic = true } = {}) {
      const at = async () => ({ ...(await seen(vorlageId)), stepId: (await openStep(vorlageId))?.id ?? "" })
      for (const stage of STAGES.slice(1, STAGES.indexOf(to) + 1)) {
        const open = await openStep(vorlageId)
        if (stage === "signed" && open?.kind === "sign")
          await Vorlage.decide(as("amtsleitung"), { kind: "sign", ...(await at()) })
        else if (stage === "body" && open?.kind === "release")
          await Vorlage.release(as("sitzungsdienst"), { kind: "release", ...(await at()) })
        else if (
          (stage === "second" && open?.id === "gremium-1") ||
          (stage === "decided" && open?.id === "gremium-2")
        ) {
          const deciding = stage === "decided"
          await Vorlage.record(as(deciding ? "ka" : "soz"), {
            code: deciding ? "accepted" : "recommended",
            ...(await at()),
            sitzungOn: dayOf(world.now()),
            top: "Ö 5",
            sitzungPublic,
            vorsitz: "Anke Stolp",
            schriftfuehrung: "Fritz Lauen",
            votes: { ja: 9, nein: 2, enthaltung: 1, ungueltig: 0, befangen: 0, anwesend: 12, mitglieder: 15 },
            form: "offen",
          })
        }
        await settled(vorlageId)
      }
    },
    seen,
    whole,
    preview: (vorlageId) => Publication.preview(as("veroeffentlichung"), { vorlageId }),
    async release(vorlageId, more = {}) {
      const { equivalents = [] } = more
      const { sha256 } = await Publication.preview(as("veroeffentlichung"), { vorlageId, equivalents })
      await Publication.release(as("veroeffentlichung"), { vorlageId, sha256, ...more })
      if (more.at === undefined) await until(async () => (await house.read(vorlageId)).state === "public")
    },
    read: (vorlageId) => Publication.read(as("veroeffentlichung"), { vorlageId }),
    async addresses(vorlageId) {
      const now = await house.read(vorlageId)
      if (now.state === "none") throw new Error("not released")
      const files = Object.fromEntries(now.files.map((f) => [`${f.kind}${f.ref === "" ? "" : ` ${f.ref}`}`, f.address]))
      return { page: now.page, files }
    },
  }
  return house
}

const NAME: Partial<Record<Role, string>> = {
  verfasser: "Kim Adler",
  amtsleitung: "Dr. Jona Weidner",
  sitzungsdienst: "Ute Falk",
  veroeffentlichung: "Timo Rau",
}

const row = (
  gremiumId: string,
  days: number,
  zustaendigkeit: Vorlage.BeratungsfolgeRow["zustaendigkeit"],
  now: Date,
): Vorlage.BeratungsfolgeRow => ({
  gremiumId,
  termin: addDays(dayOf(now), days),
  berichterstattung: ["Kim Adler"],
  zustaendigkeit,
})

const contentOf = (title: string): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title,
  year: 2027,
  sections: [
    {
      id: "s1",
      level: 1,
      title: [{ type: "text", text: "Ziele" }],
      numbering: "auto",
      blocks: [...words("Wir vermitteln.")],
    },
  ],
  footnotes: [],
})

/** Waits until it is so, at most as long as given. @returns milliseconds it took */
export async function until(so: () => Promise<boolean>, most = 30_000): Promise<number> {
  const from = Date.now()
  while (!(await so())) {
    if (Date.now() - from > most) throw new Error(`not so after ${most} ms`)
    await new Promise((done) => setTimeout(done, 20))
  }
  return Date.now() - from
}
