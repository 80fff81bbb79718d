/** What the public will see of a Vorlage: exactly these fields and files; preview, release and public page use the same. */
import { z } from "zod"
import { canonical, sha256 } from "../canonical.ts"
import { ADOPTED, type Chain, type StepOf, Votes } from "../chain/index.ts"
import { RichText, type Sha256, walk } from "../content.ts"
import type { Ctx } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { NAMELESS } from "../document/ending.ts"
import { MAIN, mainFile } from "../document/job.ts"
import { AppError, type Finding } from "../error.ts"
import { resultLabel, shown } from "../gremium.ts"
import { Day, Finance, Zustaendigkeit } from "../paper.ts"
import { Sitzung, sitzungIndex } from "../sitzung/item.ts"
import type { PublicationSettings } from "../tenant/publication.ts"
import type { Tenant } from "../tenant.ts"
import { uploadPath } from "../upload.ts"
import { checkText, inlinesOf, text as words } from "../vorlage/form.ts"
import {
  type Document,
  type DocumentKind,
  type Fassung,
  type Frozen,
  frozenOf,
  present,
  type Text,
  type Whole,
} from "../vorlage/item.ts"
import { status } from "../vorlage/status.ts"
import { type Equivalent, PublicFile, type Summary } from "./item.ts"

export { shown }

export const ViewFile = PublicFile.pick({
  kind: true,
  ref: true,
  title: true,
  fileName: true,
  mediaType: true,
  sha256: true,
  bytes: true,
  pages: true,
}).extend({
  /** accessible words in place of a file that is not accessible */
  equivalent: RichText.optional(),
})
export type ViewFile = z.infer<typeof ViewFile>

/** A row of the Beratungsfolge as the public sees it. */
export const ViewRow = z.strictObject({
  stepId: z.string(),
  gremiumId: z.string(),
  gremium: z.string(),
  termin: Day.nullable(),
  zustaendigkeit: Zustaendigkeit,
  state: z.enum(["coming", "open", "done"]),
  berichterstattung: z.array(z.string()),
  /** treated in a non-public sitting: that it was, and nothing else */
  closed: z.boolean(),
  result: z
    .strictObject({
      code: z.string(),
      label: z.string(),
      on: Day,
      top: z.string(),
      votes: Votes.nullable(),
      /** wording where it differs from the Beschlussvorschlag */
      beschlusstext: RichText,
    })
    .optional(),
})
export type ViewRow = z.infer<typeof ViewRow>

export const View = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  house: z.string(),
  nummer: z.string(),
  artLabel: z.string(),
  amt: z.string(),
  fassung: z.int().min(1),
  on: Day,
  betreff: z.string(),
  state: z.string(),
  decided: z.boolean(),
  finance: Finance,
  beschlussvorschlag: RichText,
  erlaeuterungen: RichText,
  rows: z.array(ViewRow),
  /** who signed; the name where the house shows names */
  signatures: z.array(
    z.strictObject({
      stepId: z.string(),
      label: z.string(),
      name: z.string().optional(),
      on: Day,
      carried: z.boolean(),
    }),
  ),
  files: z.array(ViewFile),
  licence: z.strictObject({ label: z.string(), url: z.string() }).nullable(),
})
export type View = z.infer<typeof View>

/** The view with its hash, where the bytes of its files lie among the papers, and what stands against a release. */
export interface Seen {
  readonly view: View
  readonly sha256: Sha256
  /** canonical JSON of the view, the bytes whose hash this is */
  readonly text: string
  /** path among the papers by `kind` and `ref` of the file */
  readonly sources: ReadonlyMap<string, string>
  readonly findings: readonly Finding[]
}
export const slot = ({ kind, ref }: Pick<ViewFile, "kind" | "ref">): string => `${kind}/${ref}`

type Body = StepOf<"body">
const isBody = (s: Chain["steps"][number]): s is Body => s.kind === "body"
const textOf = (whole: Pick<Whole, "texts">, id: string | undefined): Text | undefined =>
  id === undefined ? undefined : whole.texts.get(id)

/** Was this result recorded in a non-public sitting? */
export const closedResult = (whole: Pick<Whole, "texts">, step: Body): boolean =>
  step.result !== undefined && textOf(whole, step.result.textId)?.result?.sitzungPublic === false

/**
 * Everything the public would see at this moment.
 * @throws AppError refused for a draft, which has nothing to show
 */
export async function look(
  ctx: Ctx,
  whole: Whole,
  tenant: Tenant,
  equivalents: readonly Equivalent[] = [],
): Promise<Seen> {
  const chain = whole.chain?.value
  const fassung = present(whole)?.value
  if (!chain || !fassung) throw new AppError("refused", "chain.none", "Diese Vorlage ist noch ein Entwurf.")
  const frozen = await frozenOf(ctx, chain.sha256)
  const settings = tenant.publication
  const names = settings?.names ?? true
  const found: Finding[] = []
  const report = (reason: string, place: string, message: string) => found.push({ reason, place, message })
  checkHouse(settings, report)
  checkState(chain, frozen, report)
  if (settings) await checkMoment(ctx, whole, chain, tenant, settings.from, report)
  for (const step of chain.steps.filter(isBody)) {
    const body = tenant.gremien.find((g) => g.id === step.gremiumId)
    if (body && !shown(body))
      report(
        "gremium.hidden",
        body.name,
        `${body.name} wird nach den Einstellungen des Hauses nicht öffentlich gezeigt. Eine Vorlage, die dort behandelt wird, kann erst veröffentlicht werden, wenn das Haus dieses Gremium zeigt.`,
      )
  }
  const { files, sources } = filesOf({ whole, chain, fassung, frozen, names, equivalents, report })
  const view: View = View.parse({
    version: 1,
    vorlageId: whole.root.value.id,
    house: frozen.house.name,
    nummer: frozen.nummer,
    artLabel: frozen.artLabel,
    amt: frozen.amtLabel,
    fassung: frozen.fassung,
    on: frozen.on,
    betreff: frozen.form.betreff,
    state: chain.steps.some((s) => isBody(s) && closedResult(whole, s)) ? "behandelt" : status(chain),
    decided: chain.state === "completed",
    finance: frozen.form.finance,
    beschlussvorschlag: frozen.form.beschlussvorschlag,
    erlaeuterungen: frozen.form.erlaeuterungen,
    rows: rowsOf(whole, chain, frozen, names),
    signatures: signaturesOf(whole, chain, names),
    files,
    licence: settings?.licence ?? null,
  } satisfies View)
  const text = canonical(view)
  return { view, text, sha256: await sha256(text), sources, findings: found }
}

export const summaryOf = (v: View): Summary => ({
  nummer: v.nummer,
  artLabel: v.artLabel,
  betreff: v.betreff,
  amt: v.amt,
  on: v.on,
  state: v.state,
})

type Report = (reason: string, place: string, message: string) => void

function checkHouse(settings: PublicationSettings | null | undefined, report: Report): void {
  if (!settings)
    report(
      "publication.off",
      "Haus",
      "Die Veröffentlichung ist in diesem Haus ausgeschaltet. Die Mandantenadministration schaltet sie in den Einstellungen ein.",
    )
}

function checkState(chain: Chain, frozen: Frozen, report: Report): void {
  if (!frozen.form.public)
    report("vorlage.nonpublic", "Vorlage", "Diese Vorlage ist nichtöffentlich und wird nicht veröffentlicht.")
  if (chain.state !== "running" && chain.state !== "completed")
    report("publication.state", "Vorlage", `Eine Vorlage im Stand „${status(chain)}“ wird nicht veröffentlicht.`)
}

/** Far enough: invited to the first body, or decided, as the house has set it. */
async function checkMoment(
  ctx: Ctx,
  whole: Whole,
  chain: Chain,
  tenant: Tenant,
  from: PublicationSettings["from"],
  report: Report,
): Promise<void> {
  if (chain.state === "completed") return
  if (from === "decided") {
    report(
      "publication.early",
      "Zeitpunkt",
      "Dieses Haus veröffentlicht erst nach der Entscheidung des letzten Gremiums.",
    )
    return
  }
  for (const step of chain.steps.filter(isBody)) {
    if (step.status === "done") return
    if (step.status === "open" && (await invited(ctx, whole.root.value.id, step, tenant))) return
  }
  report("publication.early", "Zeitpunkt", "Veröffentlicht wird frühestens mit der Einladung zum ersten Gremium.")
}

/** A body with a calendar has sent its invitation; one without has the Vorlage before it. */
async function invited(ctx: Ctx, vorlageId: string, step: Body, tenant: Tenant): Promise<boolean> {
  const body = tenant.gremien.find((g) => g.id === step.gremiumId)
  if (!body?.ladung) return true
  if (step.termin === null) return false
  let cursor: string | undefined
  do {
    const page = await ctx.table.listIndex(sitzungIndex(step.termin, ""), Sitzung, { cursor })
    for (const { value } of page.items)
      if (
        value.gremiumId === step.gremiumId &&
        (value.state === "invited" || value.state === "held") &&
        value.tops.some((t) => t.vorlageId === vorlageId && t.removed !== true)
      )
        return true
    cursor = page.cursor
  } while (cursor)
  return false
}

interface Around {
  readonly whole: Whole
  readonly chain: Chain
  readonly fassung: Fassung
  readonly frozen: Frozen
  readonly names: boolean
  readonly equivalents: readonly Equivalent[]
  readonly report: Report
}

function filesOf(around: Around): { files: ViewFile[]; sources: Map<string, string> } {
  const { chain, fassung, frozen, whole, names, report } = around
  const files: ViewFile[] = []
  const sources = new Map<string, string>()
  const add = (file: ViewFile, path: string) => {
    files.push(file)
    sources.set(slot(file), path)
  }
  const paper = (document: Document, kind: ViewFile["kind"], ref: string, title: string): void => {
    const { fileName, sha256: hash, bytes, mediaType = "application/pdf", path } = document
    // A signature adds no page: the first stage of a file knows how many there are.
    const first = fassung.documents.findLast((d) => d.pages !== null && begins(d, document))
    const pages = document.pages ?? first?.pages
    add({ kind, ref, title, fileName, mediaType, sha256: hash, bytes, pages: pages ?? null }, path)
  }
  const main = mainPaper(around)
  if (main) paper(main, "vorlage", "", `${frozen.artLabel} ${frozen.nummer}`)
  const programme = frozen.form.anlagen.find((a) => a.kind === "programme")
  if (programme?.public) {
    const final = fassung.documents.findLast((d) => d.kind === "endfassung")
    const open = final && decisionOpen(whole, chain)
    const document = open ? final : fassung.documents.find((d) => d.kind === "programme")
    if (document) paper(document, "programm", "", open ? `${programme.title} (Endfassung)` : programme.title)
    else report("paper.owed", programme.title, "Diese Anlage wird noch erstellt.")
  }
  for (const [i, anlage] of frozen.form.anlagen.entries()) {
    if (anlage.kind !== "upload" || !anlage.public) continue
    const upload = frozen.uploads.find((u) => u.anlageId === anlage.id)
    if (!upload) throw new Error(`frozen Fassung lacks upload ${anlage.id}`)
    const { fileName, mediaType, sha256: hash, bytes, pages, defects } = upload
    const equivalent = accessible(around, `Anlage ${i + 1}: ${anlage.title}`, anlage.id, defects)
    const file = { kind: "anlage" as const, ref: anlage.id, title: anlage.title, fileName, mediaType, bytes, pages }
    add({ ...file, sha256: hash, ...(equivalent ? { equivalent } : {}) }, uploadPath(upload.uploadId))
  }
  for (const step of chain.steps.filter(isBody)) {
    if (step.status !== "done" || step.auszug?.status !== "final" || closedResult(whole, step) || !names) continue
    const document = fassung.documents.findLast(
      (d) => d.stepId === step.id && (d.kind === "auszug" || d.kind === "auszug-sign"),
    )
    if (document) paper(document, "auszug", step.id, `Beschlussauszug ${step.label}`)
  }
  const owed = fassung.owed.filter((o) => waited(o.kind))
  if (owed.length > 0)
    report(
      "paper.owed",
      "Dokumente",
      "An den Dokumenten wird noch gearbeitet. Bitte sehen Sie sich die Vorschau gleich noch einmal an.",
    )
  const used = new Set(frozen.form.anlagen.map((a) => a.id))
  for (const { anlageId } of around.equivalents)
    if (!used.has(anlageId)) report("equivalent.unknown", anlageId, "Diese Anlage gibt es an der Vorlage nicht.")
  return { files, sources }
}

/** Is one paper a stage of the other's file? */
const begins = (a: Document, b: Document): boolean =>
  MAIN.includes(b.kind)
    ? MAIN.includes(a.kind)
    : b.kind === "auszug-sign" && a.kind === "auszug" && a.stepId === b.stepId

/** Papers that change what the public would see. */
const waited = (kind: DocumentKind): boolean =>
  MAIN.includes(kind) || kind === "auszug" || kind === "auszug-sign" || kind === "endfassung" || kind === "twin"

/** Is the decision that an Endfassung names one that the public may know? */
function decisionOpen(whole: Whole, chain: Chain): boolean {
  const step =
    chain.steps.findLast(
      (s): s is Body => isBody(s) && s.result !== undefined && s.zustaendigkeit === "Entscheidung",
    ) ?? chain.steps.findLast((s): s is Body => isBody(s) && s.result !== undefined)
  return chain.outcome !== undefined && ADOPTED.includes(chain.outcome) && !!step && !closedResult(whole, step)
}

/**
 * The Vorlage's own file where all of it is public, otherwise the public twin, which must be newer than the last result:
 * the sealed file embeds its Anlagen, and shows every result and every name.
 */
function mainPaper({ whole, chain, fassung, frozen, names, report }: Around): Document | undefined {
  const bodies = chain.steps.filter(isBody)
  const whyTwin = [
    ...(frozen.form.anlagen.some((a) => !a.public) ? ["Sie hat nichtöffentliche Anlagen."] : []),
    ...(bodies.some((s) => closedResult(whole, s)) ? ["Ein Ergebnis stammt aus nichtöffentlicher Sitzung."] : []),
    ...(bodies.some((s) => (s.earlier?.length ?? 0) > 0)
      ? ["Ein Ergebnis wurde berichtigt, die Datei zeigt noch das frühere."]
      : []),
    ...(names ? [] : ["Das Haus veröffentlicht keine Namen."]),
  ]
  if (whyTwin.length === 0) {
    const file = mainFile(fassung)
    if (!file) report("paper.owed", "Vorlage", "Die Datei der Vorlage wird noch erstellt.")
    return file
  }
  const last =
    bodies
      .flatMap((s) => (s.result ? [s.result.at] : []))
      .sort()
      .at(-1) ?? ""
  const twin = fassung.documents.findLast((d) => d.kind === "twin")
  const nameless = twin?.fileName === "" || twin?.fileName.includes(NAMELESS)
  if (!twin || twin.at < last || (!names && !nameless)) {
    report(
      twin ? "twin.old" : "twin.missing",
      "Öffentliche Ausfertigung",
      `${whyTwin.join(" ")} Veröffentlicht wird deshalb eine öffentliche Ausfertigung; ${twin ? "die vorhandene ist älter als der heutige Stand" : "sie fehlt noch"}. Bitte lassen Sie sie erstellen.`,
    )
    return undefined
  }
  return twin
}

/** The words that stand for an Anlage which is not accessible; undefined where it is, or where they are missing. */
function accessible(
  { equivalents, report }: Around,
  place: string,
  anlageId: string,
  defects: readonly string[],
): RichText | undefined {
  const given = equivalents.find((e) => e.anlageId === anlageId)
  if (!given) {
    if (defects.length > 0)
      report(
        "anlage.inaccessible",
        place,
        `Diese Datei ist nicht barrierefrei: ${defects.join(", ")}. Bitte geben Sie ihren Inhalt als barrierefreien Text dazu, oder machen Sie die Anlage nichtöffentlich.`,
      )
    return undefined
  }
  if (words(given.text).length < ENOUGH)
    report("equivalent.short", place, "Der barrierefreie Text ist leer oder zu kurz, um die Datei zu ersetzen.")
  checkText(given.text, place, report)
  walk(given.text, place, (block, here) => {
    if (block.type === "image" || block.type === "chart" || inlinesOf(block).some((i) => i.type === "footnote"))
      report("equivalent.block", here, "Hier stehen nur Texte, Listen und Tabellen.")
  })
  return given.text
}
const ENOUGH = 40

function rowsOf(whole: Whole, chain: Chain, frozen: Frozen, names: boolean): ViewRow[] {
  const written = frozen.form.beratungsfolge
  const planned = frozen.steps.filter(isBody)
  return chain.steps.filter(isBody).map((step) => {
    const at = planned.findIndex((s) => s.id === step.id)
    const closed = closedResult(whole, step)
    const said = textOf(whole, step.result?.textId)?.result
    const { result } = step
    return {
      stepId: step.id,
      gremiumId: step.gremiumId,
      gremium: step.label,
      termin: step.termin,
      zustaendigkeit: step.zustaendigkeit,
      state: step.status === "done" ? "done" : step.status === "open" ? "open" : "coming",
      berichterstattung: names ? (written[at]?.berichterstattung ?? []) : [],
      closed,
      ...(result && !closed
        ? {
            result: {
              code: result.code,
              label: said?.label ?? resultLabel(result.code, step.zustaendigkeit, result.votes, result.tieByChair),
              on: result.sitzungOn,
              top: result.top,
              votes: result.votes,
              beschlusstext: said?.beschlusstext ?? [],
            },
          }
        : {}),
    }
  })
}

function signaturesOf(whole: Whole, chain: Chain, names: boolean): View["signatures"] {
  return chain.steps.flatMap((step) => {
    if (step.kind !== "sign") return []
    const given = step.given ?? step.carried?.given
    if (!given || (step.status !== "done" && step.status !== "carried")) return []
    const text = textOf(whole, given.textId)
    const name = names && text ? [text.suffix, text.name].filter((x) => x !== "").join(" ") : ""
    return [
      {
        stepId: step.id,
        label: step.label.replace(/ \(.*\)$/, ""),
        ...(name === "" ? {} : { name }),
        on: given.paper?.signedOn ?? dayOf(new Date(given.at)),
        carried: step.status === "carried",
      },
    ]
  })
}

/** "beschlossen am 19.02.2027, Kreisausschuss", or that it is not decided yet. */
export function decisionWords(view: View): string {
  const row =
    view.rows.findLast((r) => r.result !== undefined && r.zustaendigkeit === "Entscheidung") ??
    view.rows.findLast((r) => r.result !== undefined)
  if (!view.decided || !row?.result) return view.decided ? "abschließend behandelt" : "noch nicht entschieden"
  return `${row.result.label}: ${row.gremium}, ${germanDay(row.result.on)}`
}
