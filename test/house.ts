/** Fixture of the tests of whole procedures: two invented houses with people for every function on a real store, and a set clock. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { UpdateTableCommand } from "@aws-sdk/client-dynamodb"
import * as Chain from "@beschlussweg/core/chain"
import type { ProgrammeContent, RichText } from "@beschlussweg/core/content"
import type { Actor, Ctx, Table } from "@beschlussweg/core/context"
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Document from "@beschlussweg/core/document"
import { broken, type Fact } from "@beschlussweg/core/fact"
import { newId } from "@beschlussweg/core/id"
import * as Member from "@beschlussweg/core/member"
import type { Finance } from "@beschlussweg/core/paper"
import * as Programme from "@beschlussweg/core/programme"
import type { Assignment } from "@beschlussweg/core/role"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import type { WorkCtx } from "@beschlussweg/core/work"
import { diskFiles } from "@beschlussweg/store/disk"
import { type TestStore, testStore } from "@beschlussweg/store/fixture"

/** A clock that the test sets. It ticks with every look, so that two looks never show the same instant. */
export interface Clock {
  now(): Date
  set(instant: string): void
  /** lets days pass */
  pass(days: number): void
  today(): string
}

export function clockAt(instant: string): Clock {
  let time = Date.parse(instant)
  return {
    now: () => new Date(++time),
    set: (next) => {
      time = Date.parse(next)
    },
    pass: (days) => {
      time += days * 86_400_000
    },
    today: () => dayOf(new Date(time)),
  }
}

export interface World {
  readonly store: TestStore
  readonly dir: string
  readonly clock: Clock
  /** the table of a context; replaced where a test tells the API's commands from the worker's */
  tableOf: (tenantId: string, personId: string, client: Ctx["client"]) => Table
  /** what the worker of every house works with; documents are off unless a test sets it */
  workshop: Workshop
  /** founds a house with people for every function */
  house(kind: "T1" | "T5", tenantId?: string, change?: Change): Promise<House>
  stop(): Promise<void>
}
type HouseData = Parameters<typeof Tenant.found>[1]
type Change = (tenant: HouseData) => HouseData

/**
 * @param stream "off" where many procedures run and nobody listens: each record that the embedded server keeps makes its
 * next transactions slower
 * @param state folder that keeps table and files for the next world; houses in it are opened again instead of founded
 */
export async function openWorld(
  instant = "2026-11-23T08:00:00Z",
  stream: "on" | "off" = "on",
  state?: string,
): Promise<World> {
  const store = await testStore(state === undefined ? {} : { dir: join(state, "db") })
  if (stream === "off") {
    const off = { TableName: store.tableName, StreamSpecification: { StreamEnabled: false } }
    await store.client.send(new UpdateTableCommand(off))
  }
  const dir = state ?? (await mkdtemp(join(tmpdir(), "beschlussweg-")))
  const clock = clockAt(instant)
  const world: World = {
    store,
    dir,
    clock,
    tableOf: (tenantId, personId) => store.table(tenantId, personId),
    workshop: OFF,
    house: (kind, tenantId, change) => found(world, kind, tenantId, change),
    async stop() {
      await store.stop()
      if (state === undefined) await rm(dir, { recursive: true, force: true })
    },
  }
  return world
}

type Person = Omit<Member.Person, "mail"> & { readonly active?: boolean }
/** What the worker has beyond a context; "off" never asks for any of it. */
export type Workshop = Pick<WorkCtx, "press" | "issuer" | "timestamp" | "reader" | "documents">

export interface House {
  readonly tenantId: string
  readonly clock: Clock
  /** a person's context; the id is the word for the function, "dezernent" */
  as(personId: string): Ctx
  /** everybody who is active */
  people(): Actor[]
  /** adds a person or changes functions, as the Mandantenadministration */
  put(person: Pick<Person, "personId" | "functions"> & Partial<Person>): Promise<void>
  /** everybody as the table has them now: after a test has used the verbs itself */
  refresh(): Promise<void>
  workCtx(workshop?: Workshop): WorkCtx
  /** does what a Vorlage owes on paper */
  work(vorlageId: string, workshop?: Workshop): Promise<void>
  /** saves a programme with these paragraphs */
  programme(...paragraphs: string[]): Promise<string>
  form(change?: Partial<Vorlage.Form>): Vorlage.Form
  /** creates a Vorlage as `author`; nothing is submitted */
  draft(form?: Vorlage.Form, author?: string): Promise<Paper>
}

const self = (role: Assignment["role"], at: Partial<Assignment> = {}): Assignment => ({ role, as: "selbst", ...at })
export const deputy = (role: Assignment["role"], forId: string, at: Partial<Assignment> = {}): Assignment => ({
  role,
  as: "IV",
  forId,
  ...at,
})

const COMMON: Person[] = [
  { personId: "administration", name: "Ines Brandt", functions: [self("administration")] },
  { personId: "zweitadministration", name: "Per Wolters", functions: [self("administration")] },
  { personId: "verfasser", name: "Kim Adler", functions: [self("verfasser")] },
  { personId: "bca", name: "Lea Vogt", functions: [self("bca")] },
  { personId: "sitzungsdienst", name: "Ute Falk", functions: [self("sitzungsdienst")] },
  { personId: "lesend", name: "Rita Sommer", functions: [self("lesend")] },
]
const KREIS: Person[] = [
  ...COMMON,
  { personId: "amtsleitung", name: "Dr. Jona Weidner", functions: [self("amtsleitung")] },
  { personId: "dezernent", name: "Mara Lindt", title: "Dezernentin", functions: [self("dezernent")] },
  { personId: "kaemmerer", name: "Tomas Rehm", functions: [self("kaemmerer")] },
  { personId: "landrat", name: "Greta Hollen", title: "Landrätin", functions: [self("landrat")] },
  {
    personId: "rechtsamt",
    name: "Nils Harden",
    functions: [self("mitzeichnung", { amtId: "rechtsamt" })],
  },
  {
    personId: "ausschuss",
    name: "Pia Kern",
    functions: [self("geschaeftsstelle", { gremiumId: "soz" })],
  },
  {
    personId: "kreisausschuss",
    name: "Olaf Dorn",
    functions: [self("geschaeftsstelle", { gremiumId: "ka" })],
  },
  {
    personId: "finanzausschuss",
    name: "Vera Loos",
    functions: [self("geschaeftsstelle", { gremiumId: "fin" })],
  },
]
const STADT: Person[] = [
  ...COMMON,
  { personId: "geschaeftsfuehrung", name: "Jule Amberg", functions: [self("geschaeftsfuehrung")] },
  { personId: "beirat", name: "Sven Tiede", functions: [self("beirat")] },
  ...(["geschaeftsstelle", "schriftfuehrung", "vorsitz"] as const).map((role, i) => ({
    personId: role,
    name: ["Mona Reis", "Fritz Lauen", "Anke Stolp"][i] ?? "",
    functions: [self(role, { gremiumId: "tv" })],
  })),
]

const KREIS_HOUSE: Omit<HouseData, "id"> = {
  house: {
    name: "Jobcenter Kreis Aulenfeld",
    traeger: "Kreis Aulenfeld",
    kind: "zkT",
    address: ["Am Markt 1", "00000 Aulenfeld"],
    ownShareLabel: "Belastung Kreis Aulenfeld",
  },
  land: "Nordrhein-Westfalen",
  aemter: [
    { id: "jobcenter", name: "Jobcenter" },
    { id: "rechtsamt", name: "Rechtsamt" },
  ],
  gremien: [
    {
      id: "soz",
      name: "Ausschuss für Arbeit und Soziales",
      short: "SOZ",
      kind: "fachausschuss",
      mitglieder: 15,
      tie: "rejected",
    },
    { id: "ka", name: "Kreisausschuss", short: "KA", kind: "kreisausschuss", mitglieder: 13, tie: "rejected" },
    { id: "fin", name: "Finanzausschuss", short: "FIN", kind: "fachausschuss", mitglieder: 11, tie: "rejected" },
  ],
  arten: [
    {
      id: "beschlussvorlage",
      label: "Beschlussvorlage",
      number: { source: "own", pattern: "{seq:000}/{yyyy}", type: "", term: "" },
      decides: true,
    },
    {
      id: "ratsvorlage",
      label: "Ratsvorlage",
      number: { source: "outside", pattern: "{type}-{term}-{seq}", type: "SV", term: "8" },
      decides: true,
    },
  ],
  labels: { programme: "AMP", roles: {} },
  template: Chain.withFolge(Chain.T1, [
    { gremiumId: "soz", zustaendigkeit: "Vorberatung", optional: false },
    { gremiumId: "ka", zustaendigkeit: "Entscheidung", optional: false },
  ]),
  baseUrl: "https://beschlussweg.example",
}
const STADT_HOUSE: Omit<HouseData, "id"> = {
  ...KREIS_HOUSE,
  house: {
    name: "Jobcenter Stadt Brennhausen",
    traeger: "Stadt Brennhausen",
    kind: "gE",
    address: ["Hafenstraße 2", "00000 Brennhausen"],
    ownShareLabel: "Belastung Stadt Brennhausen",
  },
  gremien: [
    { id: "tv", name: "Trägerversammlung", short: "TV", kind: "traegerversammlung", mitglieder: 6, tie: "chair" },
  ],
  template: Chain.withFolge(Chain.T5, [{ gremiumId: "tv", zustaendigkeit: "Entscheidung", optional: false }]),
}

export const paragraph = (text: string): RichText => [{ type: "paragraph", content: [{ type: "text", text }] }]

export const NO_AMOUNTS = { totalCent: null, thirdPartyCent: null, ownCent: null }
/** Effects "ja" with a product and "siehe Erläuterungen" in place of amounts. */
export const FINANCE_JA: Finance = {
  ...Vorlage.NO_FINANCE,
  effects: true,
  inBudget: true,
  products: [{ number: "050210", name: "Grundsicherung für Arbeitsuchende" }],
  seeErlaeuterungen: true,
}
export const FINANCE_NEIN: Finance = { ...Vorlage.NO_FINANCE, effects: false }

const never = (): never => {
  throw new Error("documents are off")
}
const OFF: Workshop = {
  press: {
    vorlage: never,
    umlauf: never,
    programme: never,
    auszug: never,
    reading: never,
    sheet: never,
    urgent: never,
    synopse: never,
    agenda: never,
    preview: never,
    outside: never,
    sign: never,
    finish: never,
    verify: never,
  },
  issuer: { person: never, seal: never, crls: never },
  timestamp: undefined,
  reader: { word: never, check: never, write: never },
  documents: "off",
}

async function found(
  world: World,
  kind: "T1" | "T5",
  tenantId = kind === "T1" ? "kreis-aulenfeld" : "stadt-brennhausen",
  change: Change = (t) => t,
): Promise<House> {
  const { dir, clock } = world
  const people = new Map<string, Actor>()
  const ctx = (actor: Actor, client: Ctx["client"] = "test"): Ctx => ({
    tenantId,
    actor,
    proof: { kind: "local" },
    table: world.tableOf(tenantId, actor.personId, client),
    papers: diskFiles(join(dir, "papers"), tenantId, { writeOnce: true }),
    drafts: diskFiles(join(dir, "drafts"), tenantId, { writeOnce: false }),
    now: clock.now,
    id: (prefix) => newId(prefix, clock.now()),
    client,
  })
  const operator = ctx({ personId: "betrieb", name: "Betrieb", functions: [] })
  const settings = change({ ...(kind === "T1" ? KREIS_HOUSE : STADT_HOUSE), id: tenantId })
  const here = await operator.table.get(Tenant.TENANT, Tenant.Tenant)
  if (!here) await Tenant.found(operator, settings)
  // A house that a test has changed may not have every Gremium and Amt.
  const fits = ({ gremiumId, amtId }: Assignment) =>
    (gremiumId === undefined || settings.gremien.some((g) => g.id === gremiumId)) &&
    (amtId === undefined || settings.aemter.some((a) => a.id === amtId))
  for (const person of here ? [] : kind === "T1" ? KREIS : STADT)
    await Member.write(operator, { ...person, functions: person.functions.filter(fits) })
  const as = (personId: string): Ctx => {
    const actor = people.get(personId)
    if (!actor) throw new Error(`nobody here is called ${personId}`)
    return ctx(actor)
  }
  const form = (given: Partial<Vorlage.Form> = {}): Vorlage.Form => ({
    artId: "beschlussvorlage",
    public: true,
    amtId: "jobcenter",
    betreff: "Arbeitsmarktprogramm des Jobcenters",
    beratungsfolge: rows(kind, clock.today()),
    finance: FINANCE_JA,
    beschlussvorschlag: paragraph("Dem Arbeitsmarktprogramm wird zugestimmt."),
    erlaeuterungen: paragraph("Das Programm setzt die Schwerpunkte der Eingliederung."),
    anlagen: [],
    ...given,
  })
  const house: House = {
    tenantId,
    clock,
    as,
    people: () => [...people.values()],
    async put({ active = true, ...person }) {
      const by = person.personId === "administration" ? "zweitadministration" : "administration"
      if (active) {
        const whole = { name: `Person ${person.personId}`, ...person }
        const { personId, proposal } = await Member.put(as(by), whole)
        if (proposal) await Member.confirm(as("zweitadministration"), { personId, proposalId: proposal.id })
      } else await Member.end(as(by), { personId: person.personId, reason: "Wechselt das Haus." })
      await house.refresh()
    },
    async refresh() {
      people.clear()
      for (const m of await Member.all(operator.table)) people.set(m.personId, Member.asActor(m))
    },
    workCtx: (workshop = world.workshop) => ({
      ...ctx({ personId: "worker", name: "Beschlussweg", functions: [] }, "worker"),
      ...workshop,
    }),
    work: (vorlageId, workshop) => Document.work(house.workCtx(workshop), vorlageId),
    async programme(...paragraphs) {
      const author = as("verfasser")
      const title = "Arbeitsmarktprogramm 2027"
      const { id } = await Programme.create(author, { kind: "AMP", title, year: 2027, amtId: "jobcenter" })
      await Programme.save(author, { programmeId: id, rev: 0, content: content(title, paragraphs) })
      return id
    },
    form,
    async draft(given = form(), author = "verfasser") {
      const { id, rev } = await Vorlage.create(as(author), { form: given })
      return paperOf(house, id, given, rev)
    },
  }
  await house.refresh()
  return house
}

const content = (title: string, paragraphs: readonly string[]): ProgrammeContent => ({
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
      blocks: paragraphs.flatMap(paragraph),
    },
  ],
  footnotes: [],
})
/** Another working text of a programme. */
export async function rewrite(ctx: Ctx, programmeId: string, ...paragraphs: string[]): Promise<void> {
  const { rev, title } = await Programme.read(ctx, { programmeId })
  await Programme.save(ctx, { programmeId, rev, content: content(title, paragraphs) })
}

function rows(kind: "T1" | "T5", today: string): Vorlage.BeratungsfolgeRow[] {
  const row = (
    gremiumId: string,
    days: number,
    zustaendigkeit: Vorlage.BeratungsfolgeRow["zustaendigkeit"],
  ): Vorlage.BeratungsfolgeRow => ({
    gremiumId,
    termin: addDays(today, days),
    berichterstattung: ["Dezernat"],
    zustaendigkeit,
  })
  return kind === "T1"
    ? [row("soz", 20, "Vorberatung"), row("ka", 40, "Entscheidung")]
    : [row("tv", 20, "Entscheidung")]
}

type Input<V extends (ctx: Ctx, input: never) => unknown> = Parameters<V>[1]
type Seen = "vorlageId" | "fassungSha256" | "pdfSha256"
export type Answer =
  Input<typeof Vorlage.record> extends infer R ? (R extends unknown ? Omit<R, Seen | "stepId"> : never) : never

/** One Vorlage in the hands of a test: every act is a verb, by the person named first, at the step that is open. */
export interface Paper {
  readonly id: string
  /** the form as it was saved last; `edit` changes it */
  readonly form: () => Vorlage.Form
  edit(change: Partial<Vorlage.Form>, by?: string): Promise<void>
  /** submits and lets the worker do what is owed */
  submit(by?: string): Promise<Awaited<ReturnType<typeof Vorlage.submit>>>
  chain(): Promise<Chain.Chain>
  /** both hashes of the Fassung that runs */
  seen(): Promise<Pick<Input<typeof Vorlage.decide>, Seen>>
  open(): Promise<Chain.Step>
  sign(by: string, remark?: string): Promise<unknown>
  giveBack(by: string, target: string, reason?: string): Promise<unknown>
  hand(by: string, to: string): Promise<unknown>
  state(by: string, text?: string): Promise<unknown>
  cosign(by: string, outcome: "agreed" | "remarked" | "objected", text?: string): Promise<unknown>
  release(by?: string): Promise<unknown>
  record(by: string, answer: Answer): Promise<Awaited<ReturnType<typeof Vorlage.record>>>
  signAuszug(by: string): Promise<unknown>
  withdraw(reason?: string): Promise<unknown>
  stop(by: string): Promise<unknown>
  /** everything owed is done */
  work(workshop?: Workshop): Promise<void>
  whole(): Promise<Vorlage.Whole>
  facts(): Promise<Fact[]>
  /** places that wait, as "role: label" lines of the task items */
  tasks(): Promise<string[]>
}

function paperOf(house: House, id: string, first: Vorlage.Form, firstRev: number): Paper {
  let form = first
  let rev = firstRev
  const whole = () => Vorlage.load(house.workCtx(), id)
  const chain = async () => {
    const stored = (await whole()).chain
    if (!stored) throw new Error("not submitted")
    return stored.value
  }
  const seen = async () => {
    const { sha256, pdfSha256 } = await chain()
    return { vorlageId: id, fassungSha256: sha256, pdfSha256: pdfSha256 ?? sha256 }
  }
  const open = async () => {
    const step = (await chain()).steps.find((s) => s.status === "open")
    if (!step) throw new Error("no step is open")
    return step
  }
  const work = (workshop?: Workshop) => house.work(id, workshop)
  const at = async () => ({ ...(await seen()), stepId: (await open()).id })
  const done = async <T>(act: Promise<T>): Promise<T> => {
    const result = await act
    await work()
    return result
  }
  return {
    id,
    form: () => form,
    async edit(change, by = "verfasser") {
      const next = { ...form, ...change }
      rev = (await Vorlage.save(house.as(by), { vorlageId: id, rev, form: next })).rev
      form = next
    },
    submit: (by = "verfasser") => done(Vorlage.submit(house.as(by), { vorlageId: id, rev })),
    chain,
    seen,
    open,
    sign: async (by, remark) => done(Vorlage.decide(house.as(by), { kind: "sign", ...(await at()), remark })),
    giveBack: async (by, target, reason = "Bitte überarbeiten.") => {
      const here = await at()
      return (await open()).kind === "release"
        ? done(Vorlage.release(house.as(by), { kind: "return", ...here, target, reason }))
        : done(Vorlage.decide(house.as(by), { kind: "return", ...here, target, reason }))
    },
    hand: async (by, to) => {
      const step = await open()
      const partyId = step.kind === "cosign" ? step.parties.find((p) => p.status === "open")?.id : undefined
      return done(Vorlage.decide(house.as(by), { kind: "hand", ...(await at()), partyId, to }))
    },
    state: async (by, text = "Keine Bedenken.") =>
      done(Vorlage.decide(house.as(by), { kind: "state", ...(await at()), text })),
    cosign: async (by, outcome, text) => {
      const step = await open()
      const amtId = house.as(by).actor.functions.find((f) => f.role === "mitzeichnung")?.amtId
      const party = step.kind === "cosign" ? step.parties.find((p) => p.amtId === amtId) : undefined
      return done(
        Vorlage.decide(house.as(by), {
          kind: "cosign",
          ...(await at()),
          partyId: party?.id ?? "rechtsamt",
          outcome,
          text,
        }),
      )
    },
    release: async (by = "sitzungsdienst") => done(Vorlage.release(house.as(by), { kind: "release", ...(await at()) })),
    record: async (by, answer) => done(Vorlage.record(house.as(by), { ...(await at()), ...answer })),
    signAuszug: async (by) => {
      const step = (await chain()).steps.find((s) => s.kind === "body" && s.auszug?.status === "signing")
      const stepId = step?.id ?? "none"
      const auszugSha256 = Vorlage.auszugOf(await whole(), stepId)?.sha256 ?? (await chain()).sha256
      return done(Vorlage.decide(house.as(by), { kind: "auszug", ...(await seen()), stepId, auszugSha256 }))
    },
    withdraw: (reason = "Das Programm wird neu gefasst.") =>
      done(Vorlage.withdraw(house.as("verfasser"), { vorlageId: id, reason })),
    stop: (by) =>
      done(Vorlage.stop(house.as(by), { vorlageId: id, reason: "Das Verfahren wird nicht weitergeführt." })),
    work,
    whole,
    facts: () => Vorlage.factsOf(house.workCtx(), id),
    tasks: async () =>
      (await whole()).tasks.map(({ value: t }) => `${t.personId ?? t.role}: ${t.kind} ${t.label}`).sort(),
  }
}

/** Result of a body with a plausible vote; the chair's vote and amended wordings are given where a test needs them. */
export function result(
  house: House,
  code: "accepted" | "accepted_amended" | "approved_urgent" | "rejected" | "noted" | "recommended" | "no_vote",
  change: Partial<Extract<Answer, { sitzungOn: unknown }>> = {},
): Answer {
  const against = code === "rejected"
  return {
    code,
    sitzungOn: house.clock.today(),
    top: "Ö 5",
    sitzungPublic: true,
    vorsitz: "Anke Stolp",
    schriftfuehrung: "Fritz Lauen",
    votes: {
      ja: against ? 2 : 9,
      nein: against ? 9 : 2,
      enthaltung: 0,
      ungueltig: 0,
      befangen: 0,
      anwesend: 11,
      mitglieder: 13,
    },
    form: "offen",
    ...change,
  }
}

/** T1 before the first Zeichnung: submitted, sealed, BCA and Rechtsamt heard. */
export async function givenVorlageInZeichnung(house: House, form = house.form()): Promise<Paper> {
  const paper = await house.draft(form)
  await paper.submit()
  await throughParticipation(paper)
  return paper
}
export async function throughParticipation(paper: Paper): Promise<void> {
  await paper.state("bca")
  await paper.cosign("rechtsamt", "agreed")
}
/** T1 before the first body. */
export async function givenVorlageInBeratung(house: House, form = house.form()): Promise<Paper> {
  const paper = await givenVorlageInZeichnung(house, form)
  for (const person of ["amtsleitung", "dezernent", ...(form.finance.effects ? ["kaemmerer"] : []), "landrat"])
    await paper.sign(person)
  await paper.release()
  return paper
}

/** What must hold for every Vorlage at every moment: an intact log whose replay is the stored chain, and tasks for all that waits. */
export async function mending(house: House, id: string): Promise<string[]> {
  const ctx = house.workCtx()
  const whole = await Vorlage.load(ctx, id)
  const facts = await Vorlage.factsOf(ctx, id)
  const found: string[] = []
  const defect = await broken(facts, whole.root.value.head)
  if (defect) found.push(defect)
  const again = await Vorlage.replay(facts, (hash) => Vorlage.Endfassung.frozenOf(ctx, hash))
  const stored = whole.chain?.value
  if (JSON.stringify(plain(again)) !== JSON.stringify(plain(stored))) found.push("replay differs from the stored chain")
  const waits = stored ? Chain.waiting(stored) : []
  const places = waits.map((w) => [w.stepId, w.partyId, w.kind].join("/"))
  // A task that has nobody is the administration's; it stands for the same place.
  const kindOf = (t: Vorlage.Task) =>
    t.kind === "appoint" ? waits.find((w) => w.stepId === t.stepId && w.partyId === t.partyId)?.kind : t.kind
  const tasks = whole.tasks.map(({ value: t }) => [t.stepId, t.partyId, kindOf(t)].join("/"))
  if (JSON.stringify(places.sort()) !== JSON.stringify(tasks.sort()))
    found.push(`tasks ${tasks.join(" ")} but the chain waits for ${places.join(" ")}`)
  if (stored && ["running", "returned", "failed"].includes(stored.state) && places.length === 0)
    found.push("the chain stands still")
  return found
}

/** Without undefined members and with sorted keys: what two chains are compared by. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null), (_, v) =>
    v && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
