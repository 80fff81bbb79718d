/** OParl: a complete crawl of a house with very many papers, what its pages cost, and what an incremental crawl costs. */
import { UpdateTableCommand } from "@aws-sdk/client-dynamodb"
import { sha256 } from "@beschlussweg/core/canonical"
import * as Oparl from "@beschlussweg/core/oparl"
import * as Publication from "@beschlussweg/core/publication"
import * as Vorlage from "@beschlussweg/core/vorlage"
import type { WorkCtx } from "@beschlussweg/core/work"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { z } from "zod"
import { crawl } from "../test/oparl/crawl.ts"
import { openSquare, PUBLICATION, type Square, type SquareHouse } from "../test/square.ts"
import type { Figure, Outcome } from "./measure.ts"

/** bytes of one read unit of a strongly consistent read; an index gives twice as many */
const UNIT = 4096
const CHANGES = 10
/** of the addresses that a crawl names: each list whole, every n-th object by its own address as well */
const ALONE = 500

interface Page {
  readonly list: string
  readonly bytes: number
  readonly objects: number
  readonly queries: number
  /** of the list's own Query, and of the whole request with the two reads that find the house */
  readonly units: number
  readonly all: number
  readonly strong: boolean
}

export async function oparl({ count }: { readonly count: number }): Promise<Outcome> {
  const papers = count * 10
  const square = await openSquare({ documents: "off" })
  const recorder = record(square.world.client)
  try {
    const house = await square.house("kreis-aulenfeld", (s) => ({
      ...s,
      publication: { ...PUBLICATION, oparl: true },
    }))
    const id = await house.vorlage("decided")
    await house.release(id)
    const ctx = await square.workshop.ctx(house.tenantId)
    const model = await modelOf(ctx, house, id)
    // The embedded server grows slower with every record that its stream keeps; nobody follows it any more.
    await square.running.stop()
    await square.world.client.send(
      new UpdateTableCommand({ TableName: square.world.tableName, StreamSpecification: { StreamEnabled: false } }),
    )
    const wrong: string[] = []
    const few = Math.max(1, Math.floor(papers / 10))
    const started = performance.now()
    await copies(ctx, model, 1, few)
    const small = await incremental(square, house, ctx, model, recorder, wrong)
    await copies(ctx, model, few, papers)
    const built = performance.now() - started
    const pages: Page[] = []
    const from = performance.now()
    const found = await crawl(base(square, house), {
      ask: asking(square, recorder, pages),
      every: Math.max(1, Math.floor((papers * 6) / ALONE)),
      files: 0,
    })
    const took = performance.now() - from
    const large = await incremental(square, house, ctx, model, recorder, wrong)
    if ((found.lists.get("Paper") ?? []).length !== papers) wrong.push(`${found.lists.get("Paper")?.length} papers`)
    const full = pages.filter((p) => p.objects === 100)
    const worst = Math.max(...full.map((p) => p.units / unitsOf(p)))
    const worstAll = Math.max(...full.map((p) => p.all / unitsOf(p)))
    const figures: Figure[] = [
      { name: "papers", value: papers, unit: "" },
      { name: "objects in the lists", value: [...found.lists.values()].reduce((n, l) => n + l.length, 0), unit: "" },
      { name: "broken rules", value: found.wrong.length, unit: "", limit: 0 },
      { name: "pages", value: pages.length, unit: "" },
      { name: "Queries of a page, at most", value: Math.max(...pages.map((p) => p.queries)), unit: "", limit: 1 },
      { name: "read units of a full page's Query to its bytes, at most", value: worst, unit: "x", limit: 1.1 },
      { name: "the same with the reads that find the house", value: worstAll, unit: "x", limit: 1.1, goal: true },
      { name: "complete crawl", value: took / 1000, unit: "s" },
      { name: `incremental crawl after ${CHANGES} changes: read units`, value: large.units, unit: "" },
      { name: "the same to its bytes", value: large.units / (large.bytes / (UNIT * 2)), unit: "x" },
      { name: `the same to that with ${few} papers`, value: large.units / small.units, unit: "x", limit: 1.1 },
      { name: "write units of a released change", value: large.written / CHANGES, unit: "" },
    ]
    return {
      figures,
      notes: [
        `${papers} papers are copies of a released one, each brought in by the follower; ${(built / papers).toFixed(1)} ms each`,
        "lists: strongly consistent, 4 kB a unit; by change: from the index, 8 kB a unit",
      ],
      failures: [...wrong, ...found.wrong].slice(0, 20),
      raw: { pages: pages.slice(0, 50), small, large },
    }
  } finally {
    recorder.detach()
    await square.stop()
  }
}

const unitsOf = ({ bytes, strong }: Page): number => bytes / (strong ? UNIT : UNIT * 2)
const base = (square: Square, house: SquareHouse): string => `${square.origin}/oparl/${house.publicId}`

/** What a request reads: which house it is, the house, its objects. */
const OWN = /^(system#public\/|kreis-aulenfeld#)/

/** Asks the app itself; the recorder is looked at around each page of a list. */
function asking(square: Square, recorder: Recorder, pages: Page[]) {
  return async (url: string) => {
    recorder.clear()
    const response = await square.app.request(url.slice(square.origin.length))
    const text = await response.clone().text()
    const body: unknown = JSON.parse(text)
    const data = typeof body === "object" && body !== null && "data" in body ? body.data : undefined
    if (Array.isArray(data)) {
      // The worker of the same process looks for what is due, and which houses are closed, meanwhile.
      const own = recorder.entries.filter((e) => e.partitions.every((p) => OWN.test(p)))
      const queries = own.filter((e) => e.command === "QueryCommand")
      pages.push({
        list: new URL(url).pathname.split("/").slice(3).join("/"),
        bytes: Buffer.byteLength(text),
        objects: data.length,
        queries: queries.length,
        units: queries.reduce((n, q) => n + q.readUnits, 0),
        all: own.reduce((n, e) => n + e.readUnits, 0),
        strong: !url.includes("modified_"),
      })
    }
    return response
  }
}

interface Model {
  readonly id: string
  readonly items: readonly { readonly key: string; readonly value: unknown; readonly index: string | undefined }[]
  readonly publication: Publication.Publication
  readonly view: Publication.View
}

/** A released Vorlage with three files, which documents that are switched off do not make. */
async function modelOf(ctx: WorkCtx, house: SquareHouse, id: string): Promise<Model> {
  const { publication: stored } = await Vorlage.load(ctx, id)
  const view = stored && (await Publication.liveView(ctx, stored.value))
  if (!stored || !view) throw new Error("the model is not public")
  const file = (kind: "vorlage" | "anlage" | "auszug", ref: string, title: string) => ({
    id: "",
    kind,
    ref,
    title,
    fileName: `${title}.pdf`,
    mediaType: "application/pdf",
    sha256: "0".repeat(64),
    bytes: 120_000,
    pages: 4,
    before: [],
    releasedAt: stored.value.releasedAt ?? stored.value.at,
  })
  const files = [
    file("vorlage", "", "Beschlussvorlage"),
    file("anlage", "a", "Karte der Geschäftsstellen"),
    file("auszug", "gremium-1", "Beschlussauszug"),
  ]
  const root = await ctx.table.get(Vorlage.rootKey(id), z.unknown())
  const chain = await ctx.table.get(Vorlage.chainKey(id), z.unknown())
  return {
    id,
    items: [
      { key: Vorlage.rootKey(id), value: root?.value, index: undefined },
      { key: Vorlage.chainKey(id), value: chain?.value, index: undefined },
    ],
    publication: { ...stored.value, files },
    view: { ...view, house: house.tenantId },
  }
}

const hex = (n: number, noun: number): string => `${noun}${n.toString(16).padStart(31, "0")}`
const other = (n: number): string => `vl_${String(n).padStart(26, "0")}`

/** The n-th Vorlage, with items of its own and a page of its own; then what every release makes follow. */
async function copy(ctx: WorkCtx, model: Model, n: number, betreff = model.view.betreff): Promise<void> {
  const id = other(n)
  const named = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(model.id, id)) as T
  const key = Publication.publicationKey(id)
  const before = await ctx.table.get(key, Publication.Publication)
  const view = { ...named(model.view), nummer: `${n}/2027`, betreff }
  const text = JSON.stringify(view)
  const live = await sha256(text)
  const publication = {
    ...named(model.publication),
    publicId: hex(n, 3),
    live,
    files: model.publication.files.map((f, i) => ({ ...f, id: hex(n * 8 + i, 4) })),
  }
  await ctx.drafts.put(Publication.viewPath(publication.publicId, live), new TextEncoder().encode(text))
  await ctx.table.commit(
    [],
    [
      ...(before ? [] : model.items.map((i) => ({ put: named(i.key), value: named(i.value), rev: "new" as const }))),
      { put: key, value: publication, rev: before?.rev ?? "new", index: Publication.publicationIndex(publication) },
    ],
  )
  await Oparl.follow(ctx, { log: id })
}

/** So many at a time. */
const BESIDE = 16

async function copies(ctx: WorkCtx, model: Model, from: number, to: number): Promise<void> {
  let next = from
  const one = async () => {
    while (next < to) await copy(ctx, model, next++)
  }
  await Promise.all(Array.from({ length: BESIDE }, one))
}

/** Some papers change; who comes again asks every list for what was modified since. */
async function incremental(
  square: Square,
  house: SquareHouse,
  ctx: WorkCtx,
  model: Model,
  recorder: Recorder,
  wrong: string[],
): Promise<{ units: number; bytes: number; objects: number; written: number }> {
  // Everything before lies in an earlier second.
  await new Promise((done) => setTimeout(done, 1100))
  const since = new Date()
  recorder.clear()
  for (let n = 1; n <= CHANGES; n++) await copy(ctx, model, n, `${model.view.betreff}, geändert ${since.toISOString()}`)
  const written = recorder.units().write
  const pages: Page[] = []
  const ask = asking(square, recorder, pages)
  for (const list of ["organization", "meeting", "agendaItem", "consultation", "paper", "file", "location"])
    await ask(`${base(square, house)}/${list}?${new URLSearchParams({ modified_since: Oparl.told(since) })}`)
  const objects = pages.reduce((n, p) => n + p.objects, 0)
  if (objects !== CHANGES) wrong.push(`${objects} objects changed, not ${CHANGES}`)
  return {
    units: pages.reduce((n, p) => n + p.units, 0),
    bytes: pages.reduce((n, p) => n + p.bytes, 0),
    objects,
    written,
  }
}
