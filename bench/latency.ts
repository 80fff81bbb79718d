/** Latency: locally, with the worker on the table's stream, from a decision or a submission to the filed PDF. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { PlainContent } from "@beschlussweg/core/content"
import type { Ctx } from "@beschlussweg/core/context"
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { AULENFELD } from "@beschlussweg/functions/demo/house"
import { openWorld, type World } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { press } from "@beschlussweg/pdf/press"
import { FINANCE_JA, paragraph } from "../test/house.ts"
import { median, type Outcome, quantile, ratio } from "./measure.ts"
import { PAGES } from "./paper.ts"
import { paperOf, repeated, source } from "./source.ts"

const SIGNERS = ["jona-weidner", "kim-adler", "thore-lindqvist", "selma-brandauer"] as const
/** ms between two looks at the state: the most by which a measurement can be too long */
const LOOK = 3

export async function latency({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-bench-"))
  const world = await openWorld({ dir })
  const workshop = await openWorkshop(world)
  const running = await start(world, workshop)
  try {
    await found(world)
    const { tree, pages, render } = await longProgramme()
    const submissions: number[] = []
    const floors: number[] = []
    const decisions: number[] = []
    for (let round = 0; round <= Math.min(rounds, 5); round++) {
      const done = await procedure(world, tree)
      floors.push(await render())
      // the first one loads and compiles
      if (round === 0) floors.pop()
      else {
        submissions.push(done.submitted)
        decisions.push(...done.signed)
      }
    }
    return {
      figures: [
        { name: "pages of the programme", value: pages, unit: "" },
        { name: "submission to sealed Fassung, median", value: median(submissions), unit: "ms", limit: 3000 },
        { name: "  slowest", value: Math.max(...submissions), unit: "ms" },
        { name: "  rendering this programme alone", value: median(floors), unit: "ms" },
        { name: "  to rendering it alone", value: ratio(submissions, floors), unit: "x" },
        { name: "decision to signed PDF filed, median", value: median(decisions), unit: "ms", limit: 1000 },
        { name: "  p95", value: quantile(decisions, 0.95), unit: "ms" },
        { name: "decisions measured", value: decisions.length, unit: "" },
      ],
      notes: ["local server and files on disk, timestamps by the local authority; the worker shares the process"],
      raw: { submissions, decisions, floors },
    }
  } finally {
    await running.stop()
    await world.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

export async function found(world: World): Promise<void> {
  const operator = world.ctx(AULENFELD.tenant.id, { personId: "betrieb", name: "Betrieb", functions: [] }, "cli")
  await Tenant.found(operator, AULENFELD.tenant)
  for (const person of AULENFELD.people) await Member.write(operator, person)
}

export function as(world: World, personId: string): Ctx {
  const person = AULENFELD.people.find((p) => p.personId === personId)
  if (!person) throw new Error(`nobody called ${personId}`)
  return world.ctx(AULENFELD.tenant.id, person, "cli")
}

/** The fixture's sections again and again up to 65 pages or a few more, and what rendering them alone takes. */
async function longProgramme(): Promise<{ tree: PlainContent; pages: number; render: () => Promise<number> }> {
  const { content } = await source(undefined)
  const all = repeated(content, 4)
  // pictures would have to be uploaded one by one
  const sections = all.sections.map((one) => ({ ...one, blocks: one.blocks.filter((b) => b.type !== "image") }))
  let count = Math.round(sections.length * 0.6)
  for (let attempt = 1; attempt <= 8; attempt++) {
    const tree = { ...all, sections: sections.slice(0, count) }
    const draw = () => press().programme(paperOf(tree), async (hash) => Promise.reject(new Error(`no image ${hash}`)))
    const { pages } = await draw()
    if (pages >= PAGES && pages <= PAGES + 3) {
      const render = async (): Promise<number> => {
        const started = performance.now()
        await draw()
        return performance.now() - started
      }
      return { tree, pages, render }
    }
    count = Math.round((count * (PAGES + 1)) / pages)
  }
  throw new Error(`no programme of ${PAGES} pages`)
}

export async function until(done: () => Promise<boolean>, seconds = 120): Promise<void> {
  const limit = Date.now() + seconds * 1000
  while (!(await done())) {
    if (Date.now() > limit) throw new Error("the worker does not come to an end")
    await pause(LOOK)
  }
}

/** A form whose only Anlage is the programme. */
export function formOf(title: string, programmeId: string, today: string): Vorlage.Form {
  return {
    artId: "beschluss",
    public: true,
    amtId: "jobcenter",
    betreff: title,
    beratungsfolge: [
      {
        gremiumId: "kreisausschuss",
        termin: addDays(today, 40),
        berichterstattung: ["Dezernat"],
        zustaendigkeit: "Entscheidung",
      },
    ],
    finance: FINANCE_JA,
    beschlussvorschlag: paragraph("Dem Programm wird zugestimmt."),
    erlaeuterungen: paragraph("Das Programm setzt die Schwerpunkte der Eingliederung."),
    anlagen: [{ kind: "programme", id: "programm", title, public: true, programmeId }],
  }
}

/** One procedure up to the last Zeichnung. @returns ms of the submission and of each decision */
async function procedure(world: World, tree: PlainContent): Promise<{ submitted: number; signed: number[] }> {
  const author = as(world, "mira-holtkamp")
  const title = AULENFELD.programmeTitle(2027)
  const { id: programmeId } = await Programme.create(author, { kind: "AMP", title, year: 2027, amtId: "jobcenter" })
  await Programme.save(author, { programmeId, rev: 0, content: tree })
  const form = formOf(title, programmeId, dayOf(world.now()))
  const { id: vorlageId, rev } = await Vorlage.create(author, { form })
  const whole = () => Vorlage.load(author, vorlageId)
  const settled = () => until(async () => (await whole()).fassungen.every((f) => f.value.owed.length === 0))
  const seen = async () => {
    const chain = (await whole()).chain?.value
    const stepId = chain?.steps.find((s) => s.status === "open")?.id
    if (!chain?.pdfSha256 || stepId === undefined) throw new Error("no step is open")
    return { vorlageId, stepId, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 }
  }
  const submitting = performance.now()
  await Vorlage.submit(author, { vorlageId, rev })
  await until(async () => (await whole()).chain?.value.state !== "issuing")
  const submitted = performance.now() - submitting
  if ((await whole()).chain?.value.state !== "running") throw new Error("the Fassung could not be made")
  // the reading copy follows the seal; it must not stand in the way of the decisions that are measured
  await settled()
  await Vorlage.decide(as(world, "pia-wollgast"), { kind: "state", ...(await seen()), text: "Keine Bedenken." })
  await Vorlage.decide(as(world, "enno-falkenrath"), {
    kind: "cosign",
    ...(await seen()),
    partyId: "rechtsamt",
    outcome: "agreed",
  })
  await settled()
  const signed: number[] = []
  for (const person of SIGNERS) {
    const input = { kind: "sign" as const, ...(await seen()) }
    const started = performance.now()
    await Vorlage.decide(as(world, person), input)
    await until(async () =>
      (await whole()).fassungen.some((f) =>
        f.value.documents.some((d) => d.kind === "sign" && d.stepId === input.stepId),
      ),
    )
    signed.push(performance.now() - started)
    await settled()
  }
  return { submitted, signed }
}
