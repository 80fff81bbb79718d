/** What the interface says of a Vorlage: Paper, its Files and its Consultations, exactly as the public page was released. */
import type { Stored } from "../context.ts"
import { dayOf } from "../day.ts"
import {
  fileOf,
  isPublic,
  liveFiles,
  liveView,
  type Publication,
  type PublicFile,
  pageOf,
  publicPath,
  shown,
  slot as slotOf,
  type View,
  type ViewRow,
} from "../publication/index.ts"
import { Sitzung, sitzungKey } from "../sitzung/item.ts"
import { text as words } from "../vorlage/form.ts"
import { load } from "../vorlage/item.ts"
import type { WorkCtx } from "../work.ts"
import { given, JOBCENTER, type Open, organization } from "./house.ts"
import { at, type Body, live, type Row, ref, State, stateKey } from "./item.ts"
import { type Own, type Wanted, write } from "./write.ts"

/** What a Vorlage is tied to: meetings that treat it, Vorlagen it supplements or is supplemented by. */
export interface Ties {
  readonly changed: boolean
  readonly sitzungen: readonly string[]
  readonly vorlagen: readonly string[]
}

/** Slot of a point of an agenda, in the state of its meeting. */
export const topSlot = (topId: string): string => `top.${topId}`
export const rowSlot = (stepId: string): string => `row.${stepId}`
export const auszugSlot = (stepId: string): string => fileSlot({ kind: "auszug", ref: stepId })

/** @throws RevConflict */
export async function settleVorlage(ctx: WorkCtx, vorlageId: string, { tenant, state: house }: Open): Promise<Ties> {
  const before = await ctx.table.get(stateKey(vorlageId), State)
  const whole = await load(ctx, vorlageId)
  const p = whole.publication?.value
  const { original, supplements = [] } = whole.root.value
  const related = original === undefined ? supplements : [original]
  const view = p && isPublic(p) ? await liveView(ctx, p) : undefined
  const tied = before?.value.tied ?? []
  if (!p || !view || !house) {
    if (!before) return { changed: false, sitzungen: [], vorlagen: [] }
    const changed = await write(ctx, vorlageId, before, [])
    return { changed, sitzungen: tied, vorlagen: related }
  }
  const places = new Map(
    (whole.chain?.value.steps ?? []).flatMap((s) =>
      s.kind === "body" && s.place?.sitzungId !== undefined ? [[s.id, s.place.sitzungId] as const] : [],
    ),
  )
  const sums = await sumsOf(ctx, p, before?.value.sums ?? {})
  const points = await pointsOf(ctx, vorlageId, view, places)
  const papers = (await Promise.all(related.map((id) => ctx.table.get(stateKey(id), State)))).flatMap(
    (s) => live(s?.value, "paper") ?? [],
  )
  const rows = view.rows.filter((row) => {
    const body = tenant.gremien.find((g) => g.id === row.gremiumId)
    return body !== undefined && shown(body)
  })
  const around: Around = {
    open: { tenant, state: house },
    p,
    view,
    rows,
    points,
    sums,
    papers: papers.map((s) => s.id),
  }
  const told: Row[] = rows.map((row) => {
    const sitzungId = places.get(row.stepId)
    const { result } = row
    const text = result && words(result.beschlusstext)
    return {
      stepId: row.stepId,
      ...(sitzungId === undefined ? {} : { sitzungId }),
      ...(result ? { on: result.on, result: result.label } : {}),
      ...(text ? { text: text.slice(0, TEXT) } : {}),
    }
  })
  const now = [...new Set(places.values())]
  const changed = await write(ctx, vorlageId, before, wanted(around), { rows: told, tied: now, sums })
  return { changed, sitzungen: [...new Set([...tied, ...now])], vorlagen: related }
}

/** Characters of a resolution's wording; the whole of it stands in the Beschlussauszug. */
const TEXT = 20_000

interface Around {
  readonly open: { readonly tenant: Open["tenant"]; readonly state: Stored<State> }
  readonly p: Publication
  readonly view: View
  readonly rows: readonly ViewRow[]
  readonly points: ReadonlyMap<string, Point>
  readonly sums: Readonly<Record<string, string>>
  /** ids of related papers */
  readonly papers: readonly string[]
}
/** A point of a public agenda under which a row is treated. */
interface Point {
  readonly meeting: string
  readonly agendaItem: string
}

/** Where each row stands on a public agenda, by its step. */
async function pointsOf(
  ctx: WorkCtx,
  vorlageId: string,
  view: View,
  places: ReadonlyMap<string, string>,
): Promise<Map<string, Point>> {
  const found = new Map<string, Point>()
  for (const { stepId } of view.rows) {
    const sitzungId = places.get(stepId)
    if (sitzungId === undefined) continue
    const [sitzung, state] = await Promise.all([
      ctx.table.get(sitzungKey(sitzungId), Sitzung),
      ctx.table.get(stateKey(sitzungId), State),
    ])
    const top = sitzung?.value.tops.find(
      (t) => t.vorlageId === vorlageId && t.stepId === stepId && t.public && !t.removed,
    )
    const meeting = live(state?.value, "meeting")
    const item = top && live(state?.value, topSlot(top.id))
    if (meeting && item) found.set(stepId, { meeting: meeting.id, agendaItem: item.id })
  }
  return found
}

/** SHA-512 of the public copies, by their SHA-256: each is read once. */
async function sumsOf(
  ctx: WorkCtx,
  p: Publication,
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const sums: Record<string, string> = {}
  for (const file of liveFiles(p)) {
    const sum = known[file.sha256] ?? (await sha512(await ctx.drafts.get(publicPath(file))))
    if (sum !== undefined) sums[file.sha256] = sum
  }
  return sums
}

async function sha512(bytes: Uint8Array | undefined): Promise<string | undefined> {
  if (!bytes) return undefined
  const digest = await crypto.subtle.digest("SHA-512", bytes as BufferSource)
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("")
}

const fileSlot = (f: Pick<PublicFile, "kind" | "ref">): string => `file.${slotOf(f)}`

function wanted(around: Around): Wanted[] {
  const { open, p, view, rows, points } = around
  const house = (slot: string) => live(open.state.value, slot)
  const body = house("body")
  const files = liveFiles(p)
  const jobcenter = house(JOBCENTER)
  const from = jobcenter ? [ref("organization", jobcenter.id)] : []
  return [
    ...files.map((f): Wanted => ({ slot: fileSlot(f), type: "file", body: (own) => fileBody(around, f, own) })),
    ...rows.map((row): Wanted => {
      const point = points.get(row.stepId)
      const org = house(organization(row.gremiumId))
      return {
        slot: rowSlot(row.stepId),
        type: "consultation",
        body: (own) =>
          given({
            paper: own.ref("paper"),
            agendaItem: point && ref("agendaItem", point.agendaItem),
            meeting: point && ref("meeting", point.meeting),
            organization: org ? [ref("organization", org.id)] : [],
            authoritative: row.zustaendigkeit === "Entscheidung",
            role: row.zustaendigkeit,
          }),
      }
    }),
    {
      slot: "paper",
      type: "paper",
      body: (own) =>
        given({
          body: body && ref("body", body.id),
          name: view.betreff,
          reference: view.nummer,
          date: view.on,
          paperType: view.artLabel,
          relatedPaper: around.papers.map((id) => ref("paper", id)),
          mainFile: files.some((f) => f.kind === "vorlage")
            ? own.within(fileSlot({ kind: "vorlage", ref: "" }), ["paper"])
            : undefined,
          auxiliaryFile: files
            .filter((f) => f.kind !== "vorlage")
            .flatMap((f) => own.within(fileSlot(f), ["paper"]) ?? []),
          underDirectionOf: from,
          originatorOrganization: from,
          consultation: rows.flatMap((r) => own.within(rowSlot(r.stepId), ["paper"]) ?? []),
          license: view.licence?.url,
          web: at(pageOf(open.tenant.publicId ?? "", p.publicId)),
        }),
    },
  ]
}

function fileBody({ open, p, view, points, sums }: Around, f: PublicFile, own: Own): Body {
  const address = fileOf(open.tenant.publicId ?? "", p.publicId, f.id)
  const point = f.kind === "auszug" ? points.get(f.ref) : undefined
  return given({
    name: f.title,
    fileName: f.fileName,
    mimeType: f.mediaType,
    date: dayOf(new Date(f.releasedAt)),
    size: f.bytes,
    sha512Checksum: sums[f.sha256],
    accessUrl: at(address),
    downloadUrl: at(`${address}?download`),
    paper: [own.ref("paper")],
    agendaItem: point ? [ref("agendaItem", point.agendaItem)] : [],
    fileLicense: view.licence?.url,
  })
}
