/**
 * What the isolation suites ask: one entry per verb with input that is right in its own house. A new verb needs an
 * entry in ASK (it names something of the house) or OWN (it names nothing, or makes it); the suites do the rest.
 */
import { createHash } from "node:crypto"
import { join } from "node:path"
import * as Acknowledgement from "@beschlussweg/core/acknowledgement"
import * as Work from "@beschlussweg/core/assignment"
import * as Chain from "@beschlussweg/core/chain"
import * as Comment from "@beschlussweg/core/comment"
import type { Block, SectionBlock } from "@beschlussweg/core/content"
import * as Control from "@beschlussweg/core/control"
import { addDays } from "@beschlussweg/core/day"
import { Duty } from "@beschlussweg/core/duty"
import * as Gremium from "@beschlussweg/core/gremium/verb"
import * as Handover from "@beschlussweg/core/handover"
import * as Key from "@beschlussweg/core/key"
import * as Member from "@beschlussweg/core/member"
import * as Named from "@beschlussweg/core/named"
import * as Output from "@beschlussweg/core/output"
import * as Participation from "@beschlussweg/core/participation"
import * as Programme from "@beschlussweg/core/programme"
import * as Relation from "@beschlussweg/core/relation"
import { type Assignment as Held, Role } from "@beschlussweg/core/role"
import * as RollOver from "@beschlussweg/core/rollover"
import * as Section from "@beschlussweg/core/section"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import * as Versions from "@beschlussweg/core/versions"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { zipped } from "@beschlussweg/functions/archive/zip"
import { reader } from "@beschlussweg/functions/reader"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { paper as pdf } from "@beschlussweg/pdf/sign.fixture"
import { givenVorlageInBeratung, givenVorlageInZeichnung, type House, result, type World } from "../house.ts"
import { leaves } from "./place.ts"

/** What a house has filed: a sealed PDF and an Anlage with real bytes. Nobody changes it any more. */
export interface Filed {
  readonly filed: string
  readonly file: string
  readonly anlage: string
  readonly usable: string
}
/** Ids of a house, one of each kind; no two houses share one. */
export interface Ids extends Filed {
  readonly draft: string
  readonly signing: string
  readonly body: string
  readonly done: string
  readonly programme: string
  readonly upload: string
  readonly sent: string
  readonly heard: { readonly programmeId: string; readonly participationId: string }
  /** a programme with a warning, and the name of that */
  readonly warned: { readonly programmeId: string; readonly key: string }
  /** a programme that follows another, and what is as it was there */
  readonly continued: { readonly programmeId: string; readonly marks: readonly string[] }
  /** a programme whose comparison with the year before was asked for as a paper */
  readonly compared: { readonly programmeId: string; readonly comparisonId: string }
  /** a programme that was asked for as a file */
  readonly out: { readonly programmeId: string; readonly outputId: string }
  /** a form that was asked for as a preview */
  readonly previewed: { readonly vorlageId: string; readonly outputId: string }
  /** a Vorlage with its package for the council information system */
  readonly packed: { readonly vorlageId: string; readonly packageId: string }
  /** a programme that several people write */
  readonly writing: {
    readonly programmeId: string
    readonly commentId: string
    readonly offerId: string
    readonly base: string
  }
  /** a programme with a table that knows its numbers, a plain one, and a figure with a name that its text repeats */
  readonly typed: {
    readonly programmeId: string
    readonly base: string
    readonly tableBase: string
    readonly textBase: string
  }
  /** who holds every function */
  readonly all: string
  readonly person: string
  readonly other: string
  readonly invited: string
  /** functions of a person that wait for a second administrator */
  readonly proposed: { readonly personId: string; readonly proposalId: string }
  /** of somebody, and one's own */
  readonly absent: { readonly personId: string; readonly absenceId: string }
  readonly away: string
  readonly deputy: string
  /** a planned meeting with its first point, and another one of the same body */
  readonly meeting: { readonly sitzungId: string; readonly toSitzungId: string; readonly topId: string }
  /** a member of a body, and one who stands in for him */
  readonly seat: { readonly memberId: string; readonly otherId: string }
  readonly key: string
  readonly corrected: Seen & { readonly correctionId: string }
  readonly urgent: Seen
  readonly task: { readonly vorlageId: string; readonly controlId: string }
  /** what is seen of a Vorlage, by its name above */
  readonly seen: Readonly<Record<"signing" | "body" | "done", Seen>>
  /** what `tenant.read` shows, with its revision */
  readonly settings: Readonly<Record<string, unknown>>
}

interface Seen {
  readonly vorlageId: string
  readonly fassungSha256: string
  readonly pdfSha256: string
}

/** A submitted Vorlage with an Anlage, its papers made by the real press. */
export async function filedIn(world: World, house: House): Promise<Filed> {
  const before = world.workshop
  const now = world.clock.now()
  const keys = await openKeyRing(join(world.dir, "keys"), "Betrieb", now)
  world.workshop = {
    press: press({ ca: keys.ca }),
    issuer: await keys.issuer(house.tenantId, house.tenantId, now),
    timestamp: undefined,
    reader,
    documents: "on",
  }
  try {
    const data = await pdf(1, [`anlage-${house.tenantId}`])
    const { id: usable } = await Upload.receive(house.as("verfasser"), {
      purpose: "anlage",
      fileName: "anlage.pdf",
      mediaType: "application/pdf",
      data,
    })
    await Upload.work(house.workCtx(), usable)
    const paper = await house.draft(
      house.form({ anlagen: [{ kind: "upload", id: "a1", title: "Anlage", public: true, uploadId: usable }] }),
    )
    await paper.submit()
    const { pdfSha256 } = await paper.seen()
    const anlage = createHash("sha256").update(data).digest("hex")
    return { filed: paper.id, file: pdfSha256, anlage, usable }
  } finally {
    world.workshop = before
  }
}

const OF_BODIES: readonly Role[] = ["geschaeftsstelle", "schriftfuehrung", "vorsitz", "gremienmitglied"]
/** Somebody who may do everything there is: whatever he is refused is refused because of the house. */
export async function everybodyIn(house: House): Promise<string> {
  const personId = `alles-${house.tenantId}`
  const functions: Held[] = Role.options.flatMap((role): Held[] => {
    if (OF_BODIES.includes(role)) return ["soz", "ka", "fin"].map((gremiumId) => ({ role, as: "selbst", gremiumId }))
    return [{ role, as: "selbst", ...(role === "mitzeichnung" ? { amtId: "rechtsamt" } : {}) }]
  })
  await house.put({ personId, functions })
  return personId
}

let count = 0
const reason = "Weil es so ist."
const READS = { role: "lesend" as const, as: "selbst" as const }
/** A period that no other has. */
const period = (house: House) => {
  const from = addDays(house.clock.today(), ++count * 3)
  return { from, to: addDays(from, 1) }
}
/** One of everything that verbs change; each is made anew when one of its values was written to. */
const MAKE = {
  person: async (house: House) => {
    const person = `nur-${house.tenantId}-${++count}`
    await house.put({ personId: person, functions: [READS] })
    return person
  },
  other: async (house: House) => {
    const person = `auch-${house.tenantId}-${++count}`
    await house.put({ personId: person, functions: [READS] })
    return person
  },
  invited: async (house: House) => {
    const invited = { name: "Neu Hier", functions: [READS] }
    return (await Member.invite(house.as("administration"), invited)).personId
  },
  proposed: async (house: House) => {
    const personId = `dezernat-${house.tenantId}-${++count}`
    const functions = [{ role: "dezernent" as const, as: "selbst" as const }]
    const { proposal } = await Member.put(house.as("administration"), { personId, name: "Neu Hier", functions })
    return { personId, proposalId: proposal?.id ?? "" }
  },
  absent: async (house: House) => {
    const personId = `fern-${house.tenantId}-${++count}`
    await house.put({ personId, functions: [READS] })
    const away = await Member.enterAbsence(house.as("administration"), { personId, ...period(house) })
    return { personId, absenceId: away.absences.at(-1)?.id ?? "" }
  },
  away: async (house: House) => {
    const away = await Member.putAbsence(house.as(`alles-${house.tenantId}`), period(house))
    return away.absences.at(-1)?.id ?? ""
  },
  /** represents whoever holds every function as a reader */
  deputy: async (house: House) => {
    const deputyId = `vertritt-${house.tenantId}-${++count}`
    await house.put({ personId: deputyId, functions: [READS] })
    const wish = { deputyId, role: "lesend" as const, as: "IV" as const, ...period(house) }
    await Member.appointDeputy(house.as(`alles-${house.tenantId}`), wish)
    return deputyId
  },
  meeting: async (house: House) => {
    const day = () => addDays(house.clock.today(), 60 + ++count)
    const wish = () => ({ gremiumId: "soz", on: day(), start: "17:00", ort: house.tenantId, confirmed: true })
    const office = house.as("sitzungsdienst")
    const [one, other] = (await Sitzung.plan(office, { sitzungen: [wish(), wish()] })).sitzungen
    const { tops } = await Sitzung.read(office, { sitzungId: one?.id ?? "" })
    const [top] = tops.flatMap((t) => ("id" in t ? [t.id] : []))
    return { sitzungId: one?.id ?? "", toSitzungId: other?.id ?? "", topId: top ?? "" }
  },
  seat: async (house: House) => {
    const seat = { gremiumId: "soz", voting: true, from: house.clock.today() }
    const put = async (name: string) =>
      (await Gremium.putMember(house.as("sitzungsdienst"), { ...seat, name: `${name} ${++count}` })).memberId
    return { memberId: await put("Ada Neuberg"), otherId: await put("Till Ost") }
  },
  key: async (house: House) => {
    const key = { name: "Sitzungsdienst", role: "lesend" as const, expiresOn: house.clock.today() }
    return (await Key.create(house.as("administration"), key)).keyId
  },
  draft: async (house: House) => (await house.draft()).id,
  programme: (house: House) => house.programme("Wir vermitteln."),
  heard: async (house: House) => {
    const programmeId = await house.programme(`Wir hören zu in ${house.tenantId}, ${++count}.`)
    const { id } = await Participation.put(house.as("verfasser"), {
      programmeId,
      kind: "bca",
      on: "2026-11-20",
      title: "Stellungnahme",
      statement: "Mehr Angebote in Teilzeit.",
    })
    return { programmeId, participationId: id }
  },
  warned: async (house: House) => {
    const n = ++count
    const programmeId = await house.programme(`Näheres steht unter Ziffer 7.${Math.floor(n / 90) + 1}.${(n % 90) + 1}.`)
    const { findings } = await Acknowledgement.list(house.as("verfasser"), { programmeId })
    return { programmeId, key: findings.find((f) => f.severity === "warning")?.key ?? "" }
  },
  continued: async (house: House) => {
    const before = await house.programme(`Wir schreiben fort in ${house.tenantId}, ${++count}.`)
    const { id: programmeId } = await RollOver.rollOver(house.as("verfasser"), { programmeId: before, year: 2028 })
    const marks = (await RollOver.unchanged(house.as("verfasser"), { programmeId })).map((m) => m.hash)
    return { programmeId, marks }
  },
  compared: async (house: House) => {
    const before = await house.programme(`Wir vergleichen in ${house.tenantId}, ${++count}.`)
    const { id: programmeId } = await RollOver.rollOver(house.as("verfasser"), { programmeId: before, year: 2028 })
    const asked = { programmeId, from: "previous-year" as const, to: "draft" as const }
    return { programmeId, comparisonId: (await Versions.print(house.as("verfasser"), asked)).id }
  },
  out: async (house: House) => {
    const programmeId = await house.programme(`Wir geben aus in ${house.tenantId}, ${++count}.`)
    const author = house.as("verfasser")
    await Programme.stand(author, { programmeId, note: "" })
    const { id } = await Output.exported(author, { programmeId, format: "docx" })
    await Output.work({ ...house.workCtx(), reader }, programmeId, `output-${id}`)
    return { programmeId, outputId: id }
  },
  previewed: async (house: House) => {
    const author = house.as("verfasser")
    const form = house.form({ betreff: `Vorschau in ${house.tenantId}, ${++count}` })
    const { id: vorlageId } = await Vorlage.create(author, { form })
    const { id } = await Vorlage.preview(author, { vorlageId })
    await Vorlage.workPreview(
      { ...house.workCtx(), press: press(), documents: "on" as const },
      vorlageId,
      `output-${id}`,
    )
    return { vorlageId, outputId: id }
  },
  packed: async (house: House) => {
    const paper = await givenVorlageInZeichnung(house)
    const { id } = await Handover.ask(house.as("verfasser"), { vorlageId: paper.id })
    const ctx = { ...house.workCtx(), zip: zipped }
    const duty = await ctx.table.get(`duty/${paper.id}/handover-${id}`, Duty)
    if (duty) await Handover.work(ctx, duty)
    return { vorlageId: paper.id, packageId: id }
  },
  writing: async (house: House) => {
    const author = house.as("verfasser")
    const programmeId = await house.programme(`Wir beraten in ${house.tenantId}, Stand ${++count}.`)
    const at = { programmeId, sectionId: "s1" }
    const { section, sha256: base } = await Section.read(author, at)
    const { id: commentId } = await Comment.add(author, { ...at, text: "Hier fehlt die Quelle." })
    const late = await Section.save(author, { ...at, base: "0".repeat(64), section: { ...section, blocks: [] } })
    await Work.assign(author, { ...at, personId: "verfasser" })
    return { programmeId, commentId, base, offerId: "offerId" in late ? late.offerId : "" }
  },
  typed: async (house: House) => {
    const author = house.as("verfasser")
    const programmeId = await house.programme(`Das Budget von ${++count} in ${house.tenantId}.`)
    const { rev, sha256, content: tree } = await Programme.read(author, { programmeId })
    if (!tree) throw new Error("no text")
    const sections = tree.sections.map((s) => ({ ...s, blocks: [...s.blocks, ...figures(count)] }))
    const numbers = [{ id: "budget", label: "Budget", num: { value: "12466", decimals: 0, unit: "TEUR" as const } }]
    await Programme.save(author, { programmeId, rev, sha256, content: { ...tree, sections, numbers } })
    const { sha256: base } = await Section.read(author, { programmeId, sectionId: "s1" })
    const [table] = (await Relation.list(author, { programmeId })).tables
    const { items } = await Named.suggest(author, { programmeId })
    return { programmeId, base, tableBase: table?.base ?? "", textBase: items[0]?.base ?? "" }
  },
  /** announced and put, not taken over yet */
  sent: async (house: House) => {
    const ctx = house.as("verfasser")
    const id = ctx.id("up")
    await ctx.drafts.put(Upload.uploadPath(id), new TextEncoder().encode(`Anlage ${house.tenantId} ${++count}`))
    return id
  },
  upload: async (house: House) => {
    const data = new TextEncoder().encode(`Anlage ${house.tenantId} ${++count}`)
    const upload = { purpose: "anlage" as const, fileName: "a.txt", mediaType: "text/plain", data }
    return (await Upload.receive(house.as("verfasser"), upload)).id
  },
  signing: async (house: House) => (await givenVorlageInZeichnung(house)).seen(),
  body: async (house: House) => (await givenVorlageInBeratung(house)).seen(),
  /** a correction that waits for a second person */
  corrected: async (house: House) => {
    const paper = await givenVorlageInBeratung(house)
    await paper.record("ausschuss", result(house, "recommended"))
    await paper.record("kreisausschuss", result(house, "accepted"))
    const at = { ...(await paper.seen()), stepId: "gremium-2" }
    const wish = { ...at, reason, ...(result(house, "rejected") as Told) }
    const { correctionId } = await Vorlage.correct(house.as("kreisausschuss"), { ...wish, code: "rejected" })
    return { ...(await paper.seen()), correctionId }
  },
  /** a Dringlichkeitsentscheidung that nobody has signed yet */
  urgent: async (house: House) => {
    const at = { ...(await (await givenVorlageInBeratung(house)).seen()), stepId: "gremium-2" }
    await Vorlage.urgent(house.as("sitzungsdienst"), { ...at, reason })
    const { stepId: _, ...seen } = at
    return seen
  },
  /** Beschlusskontrolle */
  task: async (house: House) => {
    const paper = await givenVorlageInBeratung(house)
    await paper.record("ausschuss", result(house, "recommended"))
    await paper.record("kreisausschuss", result(house, "accepted"))
    const wish = { vorlageId: paper.id, what: "Bericht vorlegen", role: "amtsleitung" as const, due: "2027-06-30" }
    const { controlId } = await Control.open(house.as("sitzungsdienst"), wish)
    return { vorlageId: paper.id, controlId }
  },
  done: async (house: House) => {
    const done = await givenVorlageInBeratung(house)
    await done.record("ausschuss", result(house, "recommended"))
    await done.record("kreisausschuss", result(house, "accepted"))
    return done.seen()
  },
}
/** Who was there and how they voted, by the members that the house keeps. */
const minutes = ({ seat: { memberId, otherId } }: Ids) => ({
  votes: { ja: 1, nein: 0, enthaltung: 0, ungueltig: 0, befangen: 1, anwesend: 1, mitglieder: 15 },
  form: "namentlich" as const,
  anwesende: [{ memberId: otherId }],
  befangene: [{ memberId }],
  stimmen: [{ memberId: otherId, stimme: "ja" as const }],
})
type Told = Extract<ReturnType<typeof result>, { readonly sitzungOn: string }>
type Made = { readonly [K in keyof typeof MAKE]: Awaited<ReturnType<(typeof MAKE)[K]>> }
const madeIn = new Map<string, Made>()

/**
 * Makes one of everything in a house, or only what is named in `written` (partitions and paths) anew.
 * @param written undefined: everything
 */
export async function idsOf(house: House, filed: Filed, written?: string): Promise<Ids> {
  const { tenantId } = house
  const before = madeIn.get(tenantId)
  const whole: Record<string, unknown> = {}
  for (const [name, make] of Object.entries(MAKE)) {
    const known = before?.[name as keyof Made]
    const touched = (text: string) => leaves(known, "it").some((leaf) => text.includes(leaf.value))
    whole[name] = known === undefined || written === undefined || touched(written) ? await make(house) : known
  }
  const made = whole as Made
  madeIn.set(tenantId, made)
  const { id: _, version: __, ...settings } = await Tenant.read(house.as("administration"), {})
  const { signing, body, done } = made
  return {
    ...filed,
    ...made,
    all: `alles-${tenantId}`,
    signing: signing.vorlageId,
    body: body.vorlageId,
    done: done.vorlageId,
    seen: { signing, body, done },
    settings,
  }
}

/** a typed table with a sum, a plain one, and words that repeat a figure; told apart by `n` */
const figures = (n: number): SectionBlock[] => {
  const cell = (value: number) => ({ type: "num" as const, num: { value: String(value), decimals: 0 } })
  const text = (words: string) => [{ type: "text" as const, text: words }]
  const row = (id: string, value: number) => ({
    id,
    label: text(id),
    kind: "data" as const,
    indent: 0,
    cells: [cell(value)],
  })
  const words = (...rows: string[][]): Block => ({
    type: "table",
    headerRows: 1,
    rows: rows.map((r) => ({ cells: r.map((w) => ({ blocks: [{ type: "paragraph" as const, content: text(w) }] })) })),
  })
  const at = (r: string) => ({ row: r, column: "c1" })
  return [
    {
      type: "data",
      id: "t1",
      kind: "statistik",
      caption: text(`Bestand ${n}`),
      head: "Merkmal",
      columns: [{ key: "c1", label: "Bestand" }],
      rows: [row("frauen", 600 + n), row("maenner", 400), row("alle", 1000 + n)],
      relations: [
        { type: "sum", id: "b1", state: "proposed", total: at("alle"), parts: [at("frauen"), at("maenner")] },
      ],
      notes: [],
    },
    words(["Merkmal", "Bestand"], ["Frauen", "612"], ["Männer", "430"], ["Insgesamt", "1.042"]),
    { type: "paragraph", content: text(`Es stehen 12.466 T€ bereit, Stand ${n}.`) },
  ]
}

type Inputs = object | readonly object[]
const image = (file: string): Block => ({
  type: "image",
  file,
  mediaType: "image/png",
  width: 10,
  height: 10,
  alt: "Wappen",
})
const content = (file: string) => ({
  version: 1,
  kind: "AMP",
  title: "T",
  year: 2027,
  sections: [
    {
      id: "s1",
      level: 1,
      title: [{ type: "text", text: "Ziele" }],
      numbering: "auto",
      blocks: [image(file)],
    },
  ],
  footnotes: [],
})

/** Verbs that name something of the house. Several inputs where a verb has several forms. */
export const ASK: Readonly<Record<string, (ids: Ids, house: House) => Inputs>> = {
  "notice.retry": ({ other }) => ({ personId: other }),
  "programme.save": ({ programme, anlage, file }) => ({
    programmeId: programme,
    rev: 1,
    sha256: file,
    content: content(anlage),
  }),
  "programme.stand": ({ programme }) => ({ programmeId: programme, note: "" }),
  "programme.take": ({ programme, upload }) => ({ programmeId: programme, uploadId: upload }),
  "programme.export": ({ out: { programmeId } }) => [
    { programmeId, format: "docx" },
    { programmeId, format: "docx", stand: 1 },
    { programmeId, format: "pdf" },
  ],
  "programme.output": ({ out }) => out,
  "programme.outputFile": ({ out }) => out,
  "programme.html": ({ out: { programmeId } }) => ({ programmeId }),
  "programme.json": ({ out: { programmeId } }) => ({ programmeId }),
  "programme.read": ({ programme }) => ({ programmeId: programme }),
  "programme.findings": ({ warned: { programmeId } }) => ({ programmeId }),
  "programme.acknowledge": ({ warned }) => ({ ...warned, reason }),
  "programme.rollOver": ({ programme }) => ({ programmeId: programme, year: 2029 }),
  "tenant.logo": ({ upload, settings }) => ({ uploadId: upload, alt: "Wappen", rev: settings.rev }),
  "programme.compare": ({ compared }) => ({ programmeId: compared.programmeId, from: "previous-year", to: "draft" }),
  "programme.print": ({ compared }) => ({ programmeId: compared.programmeId, from: "previous-year", to: "draft" }),
  "programme.printed": ({ compared }) => compared,
  "vorlage.synopse": ({ signing }) => ({ vorlageId: signing, against: "signed" }),
  "vorlage.print": ({ signing }) => ({ vorlageId: signing, against: "signed" }),
  "vorlage.printed": ({ signing, compared }) => ({
    vorlageId: signing,
    against: "signed",
    comparisonId: compared.comparisonId,
  }),
  "programme.carried": ({ continued }) => ({ programmeId: continued.programmeId }),
  "programme.confirm": ({ continued }) => continued,
  "programme.digest": ({ programme }) => ({ programmeId: programme }),
  "programme.untype": ({ typed: { programmeId, base } }) => ({ programmeId, sectionId: "s1", base, blockId: "t1" }),
  "programme.type": ({ typed: { programmeId, base } }) => ({ programmeId, sectionId: "s1", base, block: 2 }),
  "programme.bindings": ({ typed: { programmeId } }) => ({ programmeId }),
  "relation.list": ({ typed: { programmeId } }) => ({ programmeId }),
  "relation.propose": ({ typed: { programmeId, base } }) => ({ programmeId, sectionId: "s1", base, blockId: "t1" }),
  "relation.decide": ({ typed: { programmeId, tableBase } }) => ({
    programmeId,
    decisions: [{ blockId: "t1", relationId: "b1", base: tableBase, state: "rejected" }],
  }),
  "number.name": ({ typed: { programmeId } }) => ({ programmeId, id: "alle", label: "Bestand", ref: "t1/alle/c1" }),
  "number.forget": ({ typed: { programmeId } }) => ({ programmeId, id: "budget" }),
  "number.suggest": ({ typed: { programmeId } }) => ({ programmeId }),
  "number.bind": ({ typed: { programmeId, textBase } }) => ({
    programmeId,
    places: [{ sectionId: "s1", base: textBase, block: 3, line: 0, run: 0, start: 10, end: 19, ref: "zahl/budget" }],
  }),
  "participation.list": ({ programme }) => ({ programmeId: programme }),
  "participation.put": ({ heard }) => ({
    ...heard,
    kind: "bca",
    on: "2026-11-20",
    title: "Stellungnahme",
    statement: "Keine Bedenken.",
  }),
  "section.read": ({ writing: { programmeId } }) => ({ programmeId, sectionId: "s1" }),
  "section.save": ({ writing: { programmeId, base, offerId }, anlage }) => ({
    programmeId,
    sectionId: "s1",
    base,
    section: content(anlage).sections[0],
    settles: offerId,
  }),
  "section.compare": ({ writing: { programmeId, offerId } }) => ({ programmeId, offerId }),
  "section.discard": ({ writing: { programmeId, offerId } }) => ({ programmeId, offerId }),
  "section.assign": ({ writing: { programmeId }, all }) => ({ programmeId, sectionId: "s1", personId: all }),
  "section.progress": ({ writing: { programmeId } }) => ({ programmeId, sectionId: "s1", progress: "fertig" }),
  "section.release": ({ writing: { programmeId } }) => ({ programmeId, sectionId: "s1" }),
  "section.workers": ({ writing: { programmeId } }) => ({ programmeId }),
  "comment.list": ({ writing: { programmeId } }) => ({ programmeId }),
  "comment.add": ({ writing: { programmeId } }) => ({ programmeId, sectionId: "s1", text: "Bitte prüfen." }),
  "comment.reply": ({ writing: { programmeId, commentId } }) => ({ programmeId, commentId, text: "Ist geprüft." }),
  "comment.done": ({ writing: { programmeId, commentId } }) => ({ programmeId, commentId, done: true }),
  "comment.remove": ({ writing: { programmeId, commentId } }) => ({ programmeId, commentId }),
  "sitzung.read": ({ meeting: { sitzungId } }) => ({ sitzungId }),
  "sitzung.file": ({ meeting: { sitzungId } }) => ({ sitzungId, form: "public" }),
  "sitzung.move": ({ meeting: { sitzungId } }, house) => ({
    sitzungId,
    rev: 1,
    on: addDays(house.clock.today(), 400 + ++count),
    reason,
    confirmed: true,
  }),
  "sitzung.cancel": ({ meeting: { sitzungId, toSitzungId } }) => ({ sitzungId, toSitzungId, rev: 1, reason }),
  "sitzung.agenda": ({ meeting: { sitzungId, topId }, body }) => {
    const at = { sitzungId, rev: 1 }
    return [
      { change: "add", ...at, public: true, title: "Bericht" },
      { change: "place", ...at, vorlageId: body },
      { change: "word", ...at, topId, title: "Eröffnung" },
      { change: "remove", ...at, topId },
      { change: "order", ...at, topIds: [topId] },
      { change: "formalities", ...at },
    ]
  },
  "sitzung.invite": ({ meeting: { sitzungId } }) => ({ sitzungId, rev: 1 }),
  "sitzung.supplement": ({ meeting: { sitzungId }, body }) => ({
    sitzungId,
    rev: 1,
    kind: "nachtrag",
    vorlageId: body,
  }),
  "sitzung.hold": ({ meeting: { sitzungId } }) => ({ sitzungId, rev: 1 }),
  "sitzung.reopen": ({ meeting: { sitzungId } }) => ({ sitzungId, rev: 1, reason }),
  "gremium.putMember": ({ seat, all }, house) => ({
    gremiumId: "soz",
    memberId: seat.memberId,
    rev: 1,
    name: "Ada Neuberg",
    voting: true,
    forIds: [seat.otherId],
    from: house.clock.today(),
    personId: all,
  }),
  "gremium.endMember": ({ seat: { memberId } }) => ({ gremiumId: "soz", memberId }),
  "vorlage.supplement": ({ signing }) => ({ vorlageId: signing }),
  "upload.read": ({ upload }) => ({ uploadId: upload }),
  "upload.scan": ({ sent }) => ({ fileName: "a.png", mediaType: "image/png", uploadId: sent }),
  "upload.signed": ({ sent }) => ({ fileName: "a.pdf", mediaType: "application/pdf", uploadId: sent }),
  "upload.receive": ({ sent }) => ({ purpose: "anlage", fileName: "a", mediaType: "b", uploadId: sent }),
  "vorlage.protocol": ({ done }) => ({ vorlageId: done }),
  "record.read": ({ signing }) => ({ log: signing }),
  "record.verify": ({ signing }) => ({ log: signing }),
  "vorlage.save": ({ draft, programme, upload, anlage }, house) => ({
    vorlageId: draft,
    rev: 1,
    form: house.form({
      erlaeuterungen: [image(anlage)],
      anlagen: [
        { kind: "programme", id: "a1", title: "Programm", public: true, programmeId: programme },
        { kind: "upload", id: "a2", title: "Anlage", public: true, uploadId: upload },
      ],
    }),
  }),
  "vorlage.check": ({ draft }) => ({ vorlageId: draft }),
  "vorlage.preview": ({ previewed: { vorlageId } }) => ({ vorlageId }),
  "vorlage.previewed": ({ previewed }) => previewed,
  "vorlage.previewFile": ({ previewed }) => previewed,
  "vorlage.submit": ({ draft }) => ({ vorlageId: draft, rev: 1 }),
  "vorlage.decide": (ids) => {
    const at = { ...ids.seen.signing, stepId: "amtsleitung" }
    return [
      { kind: "sign", ...at },
      { kind: "return", ...at, target: "author", reason },
      { kind: "hand", ...at, to: ids.person },
      { kind: "state", ...at, stepId: "bca", text: "Keine Bedenken." },
      { kind: "cosign", ...at, stepId: "mitzeichnung", partyId: "rechtsamt", outcome: "agreed" },
      { kind: "auszug", ...ids.seen.done, stepId: "gremium-2", auszugSha256: ids.file },
    ]
  },
  "vorlage.appoint": ({ signing, person }) => ({ vorlageId: signing, stepId: "amtsleitung", to: person }),
  "vorlage.withdraw": ({ signing }) => ({ vorlageId: signing, reason }),
  "vorlage.stop": ({ signing }) => ({ vorlageId: signing, reason }),
  "vorlage.confirmPaper": (ids, house) => ({
    ...ids.seen.signing,
    stepId: "amtsleitung",
    uploadId: ids.upload,
    personId: ids.person,
    signedOn: house.clock.today(),
  }),
  "vorlage.signOutside": (ids) => ({ ...ids.seen.signing, stepId: "amtsleitung", uploadId: ids.upload }),
  "vorlage.handOver": (ids) => ({ ...ids.seen.done, stepId: "amtsleitung", on: "2026-11-23" }),
  "vorlage.release": (ids) => {
    const at = { ...ids.seen.signing, stepId: "freigabe" }
    return [
      { kind: "release", ...at },
      { kind: "return", ...at, target: "author", reason },
    ]
  },
  "vorlage.record": (ids, house) => {
    const at = { ...ids.seen.body, stepId: "gremium-1" }
    return [
      { code: "removed", ...at, reason },
      { ...at, ...result(house, "recommended"), ...minutes(ids) },
      { ...at, ...result(house, "recommended"), sitzungId: ids.meeting.sitzungId },
      { ...at, ...result(house, "accepted_amended", { changesProgramme: false }), beschlusstext: [image(ids.anlage)] },
    ]
  },
  "vorlage.correct": (ids, house) => {
    const at = { ...ids.seen.done, stepId: "gremium-1", reason }
    const wish = result(house, "recommended", { top: `Ö ${++count}` })
    return [
      { ...at, ...wish, ...minutes(ids) },
      { ...at, ...wish, sitzungId: ids.meeting.sitzungId },
      { ...at, ...result(house, "accepted_amended", { changesProgramme: false }), beschlusstext: [image(ids.anlage)] },
    ]
  },
  "vorlage.confirmCorrection": ({ corrected }) => ({ ...corrected, stepId: "gremium-2" }),
  "vorlage.urgent": (ids) => ({ ...ids.seen.body, stepId: "gremium-2", reason }),
  "vorlage.signUrgent": ({ urgent }) => ({ ...urgent, stepId: "gremium-2", placeId: "zeichnung-1" }),
  "vorlage.dropUrgent": ({ urgent }) => ({ ...urgent, stepId: "gremium-2", reason }),
  "sitzung.results": (ids, house) => {
    const { sitzungOn, vorsitz, schriftfuehrung, sitzungPublic, ...answer } = result(house, "recommended") as Told
    const results = [{ ...ids.seen.body, ...answer, ...minutes(ids) }]
    const list = { vorsitz, schriftfuehrung, sitzungPublic, results }
    return [
      { ...list, gremiumId: "soz", sitzungOn },
      {
        ...list,
        gremiumId: "soz",
        sitzungOn,
        results: [{ ...ids.seen.body, ...answer, code: "accepted_amended", beschlusstext: [image(ids.anlage)] }],
      },
      { ...list, sitzungId: ids.meeting.sitzungId },
    ]
  },
  "control.open": ({ done, person }) => ({
    vorlageId: done,
    what: "Bericht vorlegen",
    personId: person,
    due: "2027-06-30",
  }),
  "control.put": ({ task, person }) => ({ ...task, rev: 1, personId: person, reason }),
  "control.report": ({ task }) => ({ ...task, text: "Liegt im Entwurf vor.", state: "in Arbeit" }),
  "control.close": ({ task }) => ({ ...task, rev: 1, state: "erledigt", reason }),
  "vorlage.read": ({ signing }) => ({ vorlageId: signing }),
  "vorlage.anlage": ({ filed, anlage }) => ({ vorlageId: filed, fassung: 1, sha256: anlage }),
  "vorlage.file": ({ filed, file }) => ({ vorlageId: filed, fassung: 1, sha256: file }),
  "vorlage.package": ({ packed: { vorlageId } }) => ({ vorlageId }),
  "vorlage.packaged": ({ packed }) => packed,
  "vorlage.log": ({ done }) => ({ vorlageId: done }),
  "vorlage.owed": ({ done }) => ({ vorlageId: done }),
  "vorlage.plan": ({ signing }) => ({ vorlageId: signing }),
  "vorlage.whatIf": ({ signing }, house) => ({
    vorlageId: signing,
    beratungsfolge: [{ gremiumId: "soz", termin: addDays(house.clock.today(), 30) }],
  }),
  "member.end": ({ person }) => ({ personId: person, reason }),
  "member.reinvite": ({ person }) => ({ personId: person }),
  "member.revoke": ({ invited }) => ({ personId: invited }),
  "member.confirm": ({ proposed }) => proposed,
  "member.reject": ({ proposed }) => proposed,
  "absence.enter": ({ absent }, house) => ({ ...absent, ...period(house) }),
  "absence.remove": ({ absent }) => absent,
  "absence.drop": ({ away }) => ({ absenceId: away }),
  "deputy.appoint": ({ person }, house) => ({ deputyId: person, role: "lesend", as: "IV", ...period(house) }),
  "deputy.assign": ({ person, other }, house) => ({
    deputyId: person,
    forId: other,
    role: "lesend",
    as: "IA",
    ...period(house),
  }),
  "deputy.end": ({ deputy, all }) => ({ deputyId: deputy, forId: all, role: "lesend" }),
  "deputy.remove": ({ deputy, all }) => ({ deputyId: deputy, forId: all, role: "lesend" }),
  "key.revoke": ({ key }) => ({ keyId: key }),
  "endfassung.propose": ({ done }) => ({ vorlageId: done }),
  "endfassung.compare": ({ done }) => ({ vorlageId: done }),
  "endfassung.confirm": ({ done, file }) => ({ vorlageId: done, sha256: file }),
  "publication.preview": ({ done, anlage }) => ({
    vorlageId: done,
    equivalents: [{ anlageId: "a1", text: [image(anlage)] }],
  }),
  "publication.release": ({ done, file, anlage }) => ({
    vorlageId: done,
    sha256: file,
    equivalents: [{ anlageId: "a1", text: [image(anlage)] }],
  }),
  "publication.withdraw": ({ done }) => ({ vorlageId: done, reason }),
  "publication.twin": ({ done }) => ({ vorlageId: done }),
  "publication.read": ({ done }) => ({ vorlageId: done }),
}

/** Verbs that name nothing of the house: they show or make what is one's own. */
export const OWN: Readonly<Record<string, (ids: Ids, house: House) => Inputs>> = {
  "member.me": () => ({}),
  "sitzung.list": () => ({}),
  "control.list": () => ({}),
  "sitzung.plan": (_, house) => ({
    sitzungen: [{ gremiumId: "fin", on: addDays(house.clock.today(), 800 + ++count), start: "17:00", confirmed: true }],
  }),
  "gremium.members": () => ({ gremiumId: "soz" }),
  "notice.mine": () => ({}),
  "search.find": () => ({ query: "Arbeitsmarktprogramm" }),
  "notice.settings": () => ({ mode: "daily" }),
  "notice.confirm": () => ({ code: "AAAA-AAAA" }),
  "member.invite": ({ other }) => ({
    name: "Neue Person",
    functions: [{ role: "lesend", as: "IV", forId: other }],
  }),
  "absence.put": ({ away }, house) => ({ absenceId: away, ...period(house) }),
  "key.create": (_, house) => ({ name: "Ratsinformation", role: "lesend", expiresOn: house.clock.today() }),
  "key.list": () => ({}),
  "record.logs": () => ({}),
  "publication.list": () => ({ which: "other" }),
  "member.list": () => ({}),
  "member.put": ({ person, other }) => ({
    personId: person,
    name: "Neue Person",
    functions: [{ role: "dezernent", as: "IV", forId: other }],
  }),
  "programme.create": () => ({ kind: "AMP", title: "Programm", year: 2027, amtId: "jobcenter" }),
  "programme.list": () => ({}),
  "section.mine": () => ({}),
  "programme.outlines": () => ({ year: 2028 }),
  "tenant.read": () => ({}),
  "tenant.change": ({ settings, file }) => ({
    ...settings,
    publicId: file.slice(0, 32),
    logo: { sha256: file, mediaType: "image/png", width: 9, height: 9, alt: "Wappen" },
  }),
  "tenant.templates": () => ({}),
  "tenant.preview": () => ({
    template: Chain.T1,
    finance: { effects: true, amountCent: 0 },
    public: true,
    programme: true,
  }),
  "upload.logo": () => ({ fileName: "a.png", mediaType: "image/png", data: new Uint8Array([1]) }),
  "vorlage.create": ({ programme, upload, anlage }, house) => ({
    form: house.form({
      erlaeuterungen: [image(anlage)],
      anlagen: [
        { kind: "programme", id: "a1", title: "Programm", public: true, programmeId: programme },
        { kind: "upload", id: "a2", title: "Anlage", public: true, uploadId: upload },
      ],
    }),
  }),
  "vorlage.list": () => ({}),
  "vorlage.overview": () => ({ filter: "alle" }),
  "overview.figures": () => ({ year: 2027 }),
  "calendar.address": () => ({}),
  "task.mine": () => ({}),
  "task.coming": () => ({}),
  "number.list": () => ({}),
}

/** Inputs of a verb in a house, or none where nobody wrote an entry. */
export function inputsOf(name: string, ids: Ids, house: House): object[] {
  const given = (ASK[name] ?? OWN[name])?.(ids, house)
  return given === undefined ? [] : [given].flat()
}
