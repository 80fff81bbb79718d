/**
 * The large programme through the product: `office.ts FILE.docx DIR`. Here the verbs of people, the worker in a process
 * of its own: read in, taken over, every relation confirmed, warnings noted, submitted, sealed, reading copy.
 */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Acknowledgement from "@beschlussweg/core/acknowledgement"
import { dayOf } from "@beschlussweg/core/day"
import * as Programme from "@beschlussweg/core/programme"
import * as Relation from "@beschlussweg/core/relation"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { openWorld } from "@beschlussweg/functions/wire"
import { as, formOf, found, until } from "../latency.ts"

export interface Done {
  readonly workerMb: number
  readonly verbsMb: number
  readonly relations: number
  readonly noted: number
  readonly papers: readonly string[]
  /** ms on the clock */
  readonly ms: Readonly<Record<string, number>>
}
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
const TITLE = "Arbeitsmarkt- und Integrationsprogramm 2027"

process.env.AWS_EC2_METADATA_DISABLED = "true"
logTo(() => {})
const [file = "", dir = ""] = process.argv.slice(2)
const world = await openWorld({ dir })
await found(world)
const author = as(world, "mira-holtkamp")
const child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, "worker.ts"), dir], {
  stdio: ["pipe", "pipe", "inherit"],
})
let out = ""
child.stdout.setEncoding("utf8").on("data", (text: string) => {
  out += text
})
const ended = new Promise<void>((resolve) => child.on("close", () => resolve()))
// What was committed before the worker listens would wait for its sweep, a minute.
await until(async () => out.includes("ready"))
const ms: Record<string, number> = {}
async function timed<T>(name: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await run()
  ms[name] = performance.now() - started
  return result
}

const { id: uploadId } = await Upload.receive(author, {
  purpose: "programme",
  fileName: "Programm.docx",
  mediaType: DOCX,
  data: readFileSync(file),
  programme: { kind: "AMP", year: 2027 },
})
await timed("read in", () => until(async () => (await Upload.read(author, { uploadId })).state !== "checking", 300))
const { id: programmeId } = await Programme.create(author, {
  kind: "AMP",
  title: TITLE,
  year: 2027,
  amtId: "jobcenter",
})
await timed("taken over", () => Programme.take(author, { programmeId, uploadId }))

const { tables } = await timed("relations listed", () => Relation.list(author, { programmeId }))
const decisions = tables.flatMap(({ blockId, base, said }) =>
  said.flatMap(({ cases }) =>
    cases.map(({ relationId }) => ({ blockId, relationId, base, state: "confirmed" as const })),
  ),
)
await timed("relations confirmed", async () => {
  // a decision saves the sections of its tables; some at a time, as a person goes through them
  for (let i = 0; i < decisions.length; i += 200)
    await Relation.decide(author, { programmeId, decisions: decisions.slice(i, i + 200) })
})
const { findings } = await timed("checked", () => Acknowledgement.list(author, { programmeId }))
const open = findings.filter((f) => f.severity === "warning" && f.acknowledged === undefined)
for (const { key } of open)
  if (key !== undefined) await Acknowledgement.acknowledge(author, { programmeId, key, reason: "So gewollt." })
await timed("Stand", () => Programme.stand(author, { programmeId, note: "Vor der Einreichung" }))

const { id: vorlageId, rev } = await Vorlage.create(author, { form: formOf(TITLE, programmeId, dayOf(world.now())) })
await timed("submitted", () => Vorlage.submit(author, { vorlageId, rev }))
const whole = () => Vorlage.load(author, vorlageId)
await timed("sealed", () => until(async () => (await whole()).chain?.value.state !== "issuing", 300))
await timed("reading copy", () =>
  until(async () => (await whole()).fassungen.every((f) => f.value.owed.length === 0), 300),
)
const { fassungen, chain } = await whole()
if (chain?.value.state !== "running") throw new Error("the Fassung could not be made")
child.stdin.end()
await ended
const { peakMb } = JSON.parse(out.trim().split("\n").at(-1) ?? "") as { peakMb: number }
await world.close()
const done: Done = {
  workerMb: peakMb,
  verbsMb: process.resourceUsage().maxRSS / 1024,
  relations: decisions.length,
  noted: open.length,
  papers: fassungen.flatMap((f) => f.value.documents.map((d) => `${d.kind}: ${d.pages} Seiten, ${d.bytes} Bytes`)),
  ms,
}
process.stdout.write(`${JSON.stringify(done)}\n`)
