/** Reading: lists, one Vorlage with everything to decide on, files, the record, numbers, what is still being made. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { shown } from "../control/shown.ts"
import { dayOf } from "../day.ts"
import { mainFile } from "../document/job.ts"
import { notFound } from "../error.ts"
import { broken } from "../fact.ts"
import { Ref } from "../id.ts"
import { all as allMembers } from "../member/item.ts"
import { holding } from "../role.ts"
import { uploadPath } from "../upload.ts"
import { verb } from "../verb.ts"
import { type Announcement, announced } from "./absence.ts"
import { DraftForm, draftKey, frozenOf, load, present, Root, type Whole } from "./item.ts"
import { mayWrite } from "./move.ts"
import { factsOf } from "./replay.ts"
import { followed } from "./result/correct.ts"
import { results } from "./result/shown.ts"
import { meetingsOf } from "./sitzung.ts"
import { sees } from "./standing.ts"
import { status } from "./status.ts"
import { Taken } from "./submit.ts"
import { requireVisible, seesEarlier, visible } from "./visible.ts"

export { status } from "./status.ts"

/** Where a Vorlage is, in the four words a list is filtered by. */
const Stand = z.enum(["entwurf", "unterwegs", "zurueck", "beendet"])
const BACK = ["zurückgegeben", "zurückgezogen", "nicht erstellbar"]
const OVER = [
  "beschlossen",
  "geändert beschlossen",
  "dringlich entschieden",
  "abgelehnt",
  "zur Kenntnis genommen",
  "umgesetzt",
  "eingestellt",
]
const standOf = (state: string): z.infer<typeof Stand> =>
  state === "Entwurf" ? "entwurf" : BACK.includes(state) ? "zurueck" : OVER.includes(state) ? "beendet" : "unterwegs"
const LISTED = 50
/** Pages of the index that one call reads at most, so that a search for what is not there ends. */
const PAGES = 10

export const list = verb(
  {
    name: "vorlage.list",
    may: "vorlage.read",
    input: z.strictObject({
      cursor: z.string().optional(),
      /** part of number or Betreff */
      q: z.string().trim().max(200).optional(),
      public: z.enum(["ja", "nein"]).optional(),
      stand: Stand.optional(),
    }),
    summary:
      "Vorlagen, die Sie sehen dürfen, neueste zuerst; nach Nummer, Betreff, Stand und Öffentlichkeit gefiltert.",
  },
  async (ctx, { cursor, q = "", public: open, stand }) => {
    const wanted = q.toLocaleLowerCase("de-DE")
    const items = []
    let next = cursor
    for (let pages = 0; pages < PAGES; pages++) {
      const page = await ctx.table.listIndex("list/vorlage", Root, { cursor: next, descending: true, limit: LISTED })
      for (const { value } of page.items) {
        if (open !== undefined && value.public !== (open === "ja")) continue
        if (!`${value.nummer ?? ""} ${value.betreff}`.toLocaleLowerCase("de-DE").includes(wanted)) continue
        const state = await stateFor(ctx, value)
        if (state === undefined || (stand !== undefined && standOf(state) !== stand)) continue
        const { head: _, standing: __, ...root } = value
        items.push({ ...root, status: state })
      }
      next = page.cursor
      // Pages are not cut: what was read is shown, and the cursor goes on behind it.
      if (next === undefined || items.length > 0) break
    }
    return { items, cursor: next }
  },
)

/** State in words for those who see it: said by the root itself, or, where it says nothing, by the whole Vorlage. */
async function stateFor(ctx: Ctx, root: Root): Promise<string | undefined> {
  const seen = sees(ctx, root)
  if (seen === false) return undefined
  if (seen && root.standing) return root.standing.state
  const whole = await load(ctx, root.id)
  return visible(ctx, whole) ? status(whole.chain?.value, whole.root.value.control) : undefined
}

export const read = verb(
  {
    name: "vorlage.read",
    may: "vorlage.read",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Eine Vorlage mit Zeichnungsweg, Fassungen, Dokumenten und dem, was Sie jetzt tun können.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const chain = whole.chain?.value
    const { head: _, standing: __, ...root } = whole.root.value
    const waiting = chain ? mine(chain, ctx) : []
    // Whoever may go on with it, needs the form and its revision: authors, and the step it was returned to.
    const goesOn = mayWrite(ctx.actor, ctx.now()) || waiting.some((w) => w.kind === "resubmit")
    const drafted = goesOn ? await ctx.table.get(draftKey(vorlageId), DraftForm) : undefined
    const all = seesEarlier(ctx, whole)
    const since = present(whole)?.value.at ?? ""
    const named = JSON.stringify(chain ?? {})
    const texts = [...whole.texts].filter(([id, t]) => all || t.at >= since || named.includes(`"${id}"`))
    const frozen = chain && (await frozenOf(ctx, chain.sha256))
    return {
      ...root,
      status: status(chain, root.control),
      form: frozen ? frozen.form : drafted?.value.form,
      draft: drafted && { rev: drafted.rev, form: drafted.value.form },
      levels: chain && levels(chain),
      outside: chain && outside(ctx, whole, chain),
      chain: chain && {
        ...chain,
        // Another body's correction that nobody has confirmed yet is nothing to be told.
        correction: all || chain.correction?.by === ctx.actor.personId ? chain.correction : undefined,
        template: { id: chain.template.id, name: chain.template.name },
      },
      results: chain && frozen ? results(whole, chain, frozen.form.beschlussvorschlag) : [],
      // What the second person reads before confirming, as it stands now.
      consequences: chain?.correction && all ? await followed(ctx, vorlageId, chain, chain.correction) : [],
      heard: frozen?.heard ?? [],
      controls: all ? await controls(ctx, whole) : [],
      texts: Object.fromEntries(texts),
      fassungen: whole.fassungen
        .filter((f) => all || f.value.n === chain?.fassung)
        .map((f) => ({
          n: f.value.n,
          sha256: f.value.sha256,
          at: f.value.at,
          superseded: f.value.n !== chain?.fassung,
          beingMade: f.value.owed.map((o) => o.kind).filter((kind) => all || kind !== "umlauf"),
          documents: f.value.documents.filter((d) => all || d.kind !== "umlauf").map(({ path: __, ...d }) => d),
        })),
      mine: waiting,
      /** meetings of bodies with a calendar to which it goes */
      sitzungen: chain ? await meetingsOf(ctx, chain) : [],
      // Who only comes for a Gremium does not wait for the house's people.
      absences: chain && all ? await absences(ctx, chain) : [],
    }
  },
)

/** Beschlusskontrolle of this Vorlage with the names as they are now; nobody's names are read where there is none. */
async function controls(ctx: Ctx, whole: Whole) {
  if (whole.controls.length === 0) return []
  const names = new Map((await allMembers(ctx.table)).map((m) => [m.personId, m.name]))
  const today = dayOf(ctx.now())
  return whole.controls.map(({ value, rev }) => ({ ...shown(value, today, names), rev }))
}

/** Absences that hold up what the chain waits for; an ended procedure asks nobody. */
async function absences(ctx: Ctx, chain: Chain.Chain): Promise<Announcement[]> {
  if (chain.state !== "running" && chain.state !== "issuing" && Chain.waiting(chain).length === 0) return []
  return announced(chain, await allMembers(ctx.table), dayOf(ctx.now()))
}

/** How each step is signed, or was: the level in the words that stand everywhere. */
const levels = (chain: Chain.Chain): Record<string, string> =>
  Object.fromEntries(
    chain.steps.flatMap((s) =>
      s.kind === "sign" && s.status !== "skipped"
        ? [[s.id, Chain.LEVEL_LABEL[(s.given ?? s.carried?.given)?.level ?? s.level]]]
        : [],
    ),
  )

/** Files signed outside on this Fassung; what is wrong with one is the business of whoever handed it in. */
const outside = (ctx: Ctx, whole: Whole, chain: Chain.Chain) =>
  whole.outside
    .filter(({ value }) => value.fassung === chain.fassung)
    .map(({ value: { stepId, at, state, by, findings } }) => ({
      stepId,
      at,
      state,
      findings: by === ctx.actor.personId ? findings : [],
    }))

/** What this person can do here now. */
function mine(chain: Chain.Chain, ctx: Pick<Ctx, "actor" | "now">) {
  return Chain.waiting(chain)
    .filter((w) => Chain.capacity(w, chain, ctx.actor, ctx.now()) !== undefined)
    .map((w) => ({
      stepId: w.stepId,
      partyId: w.partyId,
      kind: w.kind,
      label: w.label,
      barred: Chain.barred(w, chain, ctx.actor.personId),
      suffix: Chain.capacity(w, chain, ctx.actor, ctx.now())?.as,
    }))
}

/** Where a document lies, after every check of whether this person may read it. */
export const file = verb(
  {
    name: "vorlage.file",
    may: "vorlage.read",
    input: z.strictObject({ vorlageId: Ref, fassung: z.int().min(1), sha256: z.string() }),
    summary: "Ein Dokument der Vorlage laden, benannt durch seine Prüfsumme.",
  },
  async (ctx, { vorlageId, fassung, sha256 }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    if (fassung !== whole.chain?.value.fassung && !seesEarlier(ctx, whole)) throw notFound()
    const document = whole.fassungen
      .find((f) => f.value.n === fassung)
      ?.value.documents.find((d) => d.sha256 === sha256)
    // It tells of every Fassung.
    if (document?.kind === "umlauf" && !seesEarlier(ctx, whole)) throw notFound()
    const bytes = document && document.path !== "" ? await ctx.papers.get(document.path) : undefined
    if (!document || !bytes) throw notFound()
    const { fileName, mediaType = "application/pdf", kind } = document
    return { fileName, mediaType, own: kind !== "scan", bytes }
  },
)

/** An uploaded Anlage of a Fassung as its own file: above 20 MB in sum it is not embedded, and not everything opens a PDF's attachments. */
export const anlage = verb(
  {
    name: "vorlage.anlage",
    may: "vorlage.read",
    input: z.strictObject({ vorlageId: Ref, fassung: z.int().min(1), sha256: z.string() }),
    summary: "Eine hochgeladene Anlage der Vorlage laden, benannt durch ihre Prüfsumme.",
  },
  async (ctx, { vorlageId, fassung, sha256 }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    if (fassung !== whole.chain?.value.fassung && !seesEarlier(ctx, whole)) throw notFound()
    const item = whole.fassungen.find((f) => f.value.n === fassung)
    const upload = item && (await frozenOf(ctx, item.value.sha256)).uploads.find((u) => u.sha256 === sha256)
    const bytes = upload && (await ctx.papers.get(uploadPath(upload.uploadId)))
    if (!upload || !bytes) throw notFound()
    return { fileName: upload.fileName, mediaType: upload.mediaType, bytes }
  },
)

/** The record of one Vorlage with the verdict on its hash chain. */
export const log = verb(
  {
    name: "vorlage.log",
    may: "log.read",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Verlauf einer Vorlage mit geprüfter Verkettung.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await load(ctx, vorlageId)
    // Facts hold no names and no words, so the Mandantenadministration reads them without seeing the Vorlage.
    if (!holding(ctx.actor.functions, dayOf(ctx.now())).some((f) => f.role === "administration"))
      requireVisible(ctx, whole)
    const facts = await factsOf(ctx, vorlageId)
    const defect = await broken(facts, whole.root.value.head)
    return { facts, intact: defect === undefined, defect }
  },
)

/** All numbers that were taken, with what became of them: every gap explains itself. */
export const numbers = verb(
  {
    name: "number.list",
    may: "number.read",
    input: z.strictObject({ cursor: z.string().optional() }),
    summary: "Vergebene Nummern und was aus ihnen wurde.",
  },
  async (ctx, { cursor }) => {
    const page = await ctx.table.listIndex("list/number", Taken, { cursor, limit: 50 })
    const items = []
    for (const { value } of page.items) {
      const whole = await load(ctx, value.vorlageId)
      items.push({
        nummer: value.nummer,
        artId: value.artId,
        vorlageId: value.vorlageId,
        at: value.at,
        status: status(whole.chain?.value),
      })
    }
    return { items, cursor: page.cursor }
  },
)

/** What is still being made, and the newest stage of the Vorlage's own file. */
export const owed = verb(
  {
    name: "vorlage.owed",
    may: "vorlage.read",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Was für diese Vorlage noch erstellt wird.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    const waiting = whole.fassungen.flatMap((f) =>
      f.value.owed.map((o) => ({ fassung: f.value.n, kind: o.kind, stepId: o.stepId })),
    )
    const latest = whole.fassungen.map((f) => mainFile(f.value)).findLast((d) => d !== undefined)
    return { waiting, latest: latest && { fileName: latest.fileName, sha256: latest.sha256 } }
  },
)
