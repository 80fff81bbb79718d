/** One whole procedure over HTTP, everybody by his list, with what each request and each duty asks of the table, the files and the keys. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Issuer, Signer } from "@beschlussweg/core/context"
import { addDays, dayOf } from "@beschlussweg/core/day"
import { Duty } from "@beschlussweg/core/duty"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import { NO_FINANCE } from "@beschlussweg/core/vorlage"
import { AULENFELD } from "@beschlussweg/functions/demo/house"
import { formOf, HERE, openApp, type TestApp } from "@beschlussweg/functions/fixture"
import { handle, openWorkshop, type Workshop } from "@beschlussweg/functions/worker"
import { startCatcher } from "@beschlussweg/store/catcher"
import { DUE_SHARDS } from "@beschlussweg/store/key"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { smtpMail } from "@beschlussweg/store/smtp"
import { z } from "zod"

/** What one request or one duty cost. */
export interface Cost {
  /** "list", "look", "act": requests of people; otherwise the kind of a duty */
  readonly what: string
  /** for people to read: "sign by selma-brandauer", key of a duty */
  readonly name: string
  readonly read: number
  readonly write: number
  readonly commands: number
  readonly ms: number
  /** of this process; of a Lambda it is about what is paid for */
  readonly cpuMs: number
  /** calls of the issuing authority, each one signature by its key */
  readonly keys: number
  readonly files: number
  readonly bytes: number
  /** bytes of the answer of a request */
  readonly answer: number
}
export interface Measured {
  readonly costs: readonly Cost[]
  /** bytes of items and files that the procedure leaves */
  readonly items: number
  readonly papers: number
  readonly mails: number
  readonly signatures: number
}

const Task = z.looseObject({
  kind: z.string(),
  vorlageId: z.string().optional(),
  stepId: z.string().optional(),
  partyId: z.string().optional(),
})
const Read = z.looseObject({
  chain: z.looseObject({ sha256: z.string(), pdfSha256: z.string().nullable(), state: z.string() }).optional(),
})

/** @param pages about so many pages of programme are the Anlage */
export async function procedure(pages: number): Promise<Measured> {
  const http = await openApp()
  const dir = await mkdtemp(join(tmpdir(), "beschlussweg-cost-"))
  const catcher = await startCatcher({ dir, port: 0 })
  const recorder = record(http.world.client)
  try {
    const mail = smtpMail({ url: catcher.url, from: "beschlussweg@betrieb.example" })
    const counted = counting(await openWorkshop(http.world, { tsa: "local", mail }))
    return await played(http, recorder, counted, pages)
  } finally {
    recorder.detach()
    await catcher.stop()
    await rm(dir, { recursive: true, force: true })
    await http.stop()
  }
}

interface Counted {
  readonly workshop: Workshop
  readonly seen: { keys: number; files: number; bytes: number; mails: number }
}

/** The real workshop; what goes to keys, papers and mails is counted on the way. */
function counting(workshop: Workshop): Counted {
  const seen = { keys: 0, files: 0, bytes: 0, mails: 0 }
  const issued = (make: () => Promise<Signer>): Promise<Signer> => {
    // The key of the authority signs the certificate of the one signature; that one's own key lives in memory.
    seen.keys++
    return make()
  }
  return {
    seen,
    workshop: {
      ...workshop,
      async ctx(tenantId) {
        const ctx = await workshop.ctx(tenantId)
        const issuer: Issuer = {
          person: (subject, at) => issued(() => ctx.issuer.person(subject, at)),
          seal: (organisation, at) => issued(() => ctx.issuer.seal(organisation, at)),
          crls: (at) => {
            // The authority's own list is signed by its key; that of the root comes ready.
            seen.keys++
            return ctx.issuer.crls(at)
          },
        }
        const papers: typeof ctx.papers = {
          ...ctx.papers,
          put: (path, bytes) => {
            seen.files++
            seen.bytes += bytes.byteLength
            return ctx.papers.put(path, bytes)
          },
        }
        const mail: typeof ctx.mail = ctx.mail && {
          send: (message) => {
            seen.mails++
            return ctx.mail?.send(message) ?? Promise.resolve()
          },
        }
        return { ...ctx, issuer, papers, mail }
      },
    },
  }
}

async function played(
  http: TestApp,
  recorder: Recorder,
  { workshop, seen }: Counted,
  pages: number,
): Promise<Measured> {
  const { world } = http
  await addresses(http)
  const costs: Cost[] = []
  const during = async (what: string, name: string, run: () => Promise<number>): Promise<void> => {
    const before = { ...seen }
    const [started, cpu] = [performance.now(), process.cpuUsage()]
    recorder.clear()
    const answer = await run()
    const ms = performance.now() - started
    const used = process.cpuUsage(cpu)
    const { read, write } = recorder.units()
    costs.push({
      ...{ what, name, read, write, commands: recorder.entries.length, ms, answer },
      cpuMs: (used.user + used.system) / 1000,
      keys: seen.keys - before.keys,
      files: seen.files - before.files,
      bytes: seen.bytes - before.bytes,
    })
  }
  const request = async (what: string, as: string, path: string, json?: object): Promise<unknown> => {
    let body: unknown
    await during(what, `${path.split("/").at(-1)} by ${as}`, async () => {
      const answer = await http.ask(`/api/${HERE}${path}`, { as, ...(json === undefined ? {} : { json }) })
      const text = await answer.text()
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${text}`)
      body = text === "" ? {} : JSON.parse(text)
      return text.length
    })
    return body
  }
  /** Everything that is due, oldest first; what it costs to look for it is paid whether or not there is something. */
  const work = async (): Promise<void> => {
    for (let round = 0; round < 100; round++) {
      let found = 0
      for (let shard = 0; shard < DUE_SHARDS; shard++)
        for await (const { tenantId, key } of world.system.due(world.now(), shard)) {
          const { table } = world.ctx(tenantId, { personId: "worker", name: "", functions: [] }, "worker")
          const duty = await table.get(key, Duty)
          if (!duty || !tenantId.startsWith(HERE)) continue
          found++
          await during(duty.value.kind, key, async () => {
            await handle(workshop, tenantId, key)
            return 0
          })
        }
      if (found === 0) return
    }
    throw new Error("the worker does not come to rest")
  }
  await work()
  const author = "mira-holtkamp"
  const programmeId = await programme(http, author, pages)
  const today = dayOf(world.now())
  const row = (gremiumId: string, days: number, zustaendigkeit: "Vorberatung" | "Entscheidung") => ({
    ...{ gremiumId, termin: addDays(today, days), berichterstattung: ["Kim Adler"], zustaendigkeit },
  })
  const form = {
    ...formOf(world.now()),
    betreff: "Arbeitsmarkt- und Integrationsprogramm 2027",
    beratungsfolge: [row("arbeit", 20, "Vorberatung"), row("kreisausschuss", 40, "Entscheidung")],
    finance: {
      ...NO_FINANCE,
      ...{ effects: true, inBudget: true, seeErlaeuterungen: true },
      products: [{ number: "050210", name: "Grundsicherung für Arbeitsuchende" }],
    },
    anlagen: [{ kind: "programme" as const, id: "a1", title: "Programm 2027", public: true, programmeId }],
  }
  const made = z
    .object({ id: z.string(), rev: z.number() })
    .parse(await request("draft", author, "/vorlagen", { form }))
  await work()
  // From here on it counts: the submission is the first request of the procedure.
  costs.length = 0
  const at = `/vorlagen/${made.id}`
  await request("act", author, `${at}/einreichung`, { rev: made.rev })
  await work()
  let signatures = 0
  for (let acts = 0; acts < 40; acts++) {
    const before = costs.length
    let done = false
    for (const { personId } of AULENFELD.people) {
      const mark = costs.length
      const tasks = z.array(Task).parse(await request("list", personId, "/aufgaben"))
      const task = tasks.find((t) => t.vorlageId === made.id)
      const wish = task && wishOf(task.kind, task.stepId ?? "", dayOf(world.now()))
      // Only whoever has something to do looks.
      if (!task || !wish) {
        costs.length = mark
        continue
      }
      const { chain } = Read.parse(await request("look", personId, at))
      const seenNow = { fassungSha256: chain?.sha256, pdfSha256: chain?.pdfSha256, stepId: task.stepId }
      await request("act", personId, `${at}${wish.path}`, { ...seenNow, ...wish.body, partyId: task.partyId })
      if (task.kind === "sign") signatures++
      await work()
      done = true
      break
    }
    if (!done) {
      costs.length = before
      break
    }
  }
  const { chain } = Read.parse(await (await http.ask(`/api/${HERE}${at}`, { as: author })).json())
  if (chain?.state !== "completed") throw new Error(`the procedure ended ${chain?.state}`)
  return { costs, ...(await left(http, made.id)), mails: seen.mails, signatures }
}

const votes = {
  votes: { ja: 12, nein: 1, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 13, mitglieder: 15 },
  ...{ form: "offen", vorsitz: "Anke Stolp", schriftfuehrung: "Fritz Lauen", top: "Ö 5", sitzungPublic: true },
}

function wishOf(kind: string, stepId: string, today: string): { path: string; body: object } | undefined {
  switch (kind) {
    case "state":
      return { path: "/entscheidung", body: { kind, text: "Keine Bedenken." } }
    case "cosign":
      return { path: "/entscheidung", body: { kind, outcome: "agreed" } }
    case "sign":
      return { path: "/entscheidung", body: { kind } }
    case "release":
      return { path: "/freigabe", body: { kind } }
    case "record": {
      const code = stepId === "gremium-1" ? "recommended" : "accepted"
      return { path: "/ergebnis", body: { code, sitzungOn: today, ...votes } }
    }
    default:
      return undefined
  }
}

async function addresses({ world }: TestApp): Promise<void> {
  const { table } = world.ctx(HERE, { personId: "betrieb", name: "", functions: [] }, "operator")
  for (const { personId } of AULENFELD.people) {
    const stored = await table.get(Member.memberKey(personId), Member.Member)
    if (!stored) throw new Error(`nobody is called ${personId}`)
    const value = { ...stored.value, mail: `${personId}@kreis-aulenfeld.example` }
    await table.commit([], [{ put: stored.key, value, rev: stored.rev, index: `list/member/${personId}` }])
  }
}

const SENTENCE =
  "Das Jobcenter setzt auf frühe Beratung, passgenaue Förderung und verlässliche Begleitung in Ausbildung und Arbeit. "

/** A programme of plain text with about so many pages. */
async function programme({ world }: TestApp, author: string, pages: number): Promise<string> {
  const functions = AULENFELD.people.find((p) => p.personId === author)?.functions ?? []
  const ctx = world.ctx(HERE, { personId: author, name: "Mira Holtkamp", functions }, "test")
  const title = "Arbeitsmarkt- und Integrationsprogramm 2027"
  const { id } = await Programme.create(ctx, { kind: "AMP", title, year: 2027, amtId: "jobcenter" })
  const paragraph = (text: string) => ({ type: "paragraph" as const, content: [{ type: "text" as const, text }] })
  const content = {
    ...{ version: 1 as const, kind: "AMP" as const, title, year: 2027, footnotes: [] },
    sections: Array.from({ length: pages }, (_, n) => ({
      id: `s${n + 1}`,
      level: 1 as const,
      title: [{ type: "text" as const, text: `Handlungsfeld ${n + 1}` }],
      numbering: "auto" as const,
      blocks: Array.from({ length: 6 }, () => paragraph(SENTENCE.repeat(5).trim())),
    })),
  }
  await Programme.save(ctx, { programmeId: id, rev: 0, content })
  return id
}

/** Bytes that stay: items of the Vorlage, its record and its duties, and its files. */
async function left({ world }: TestApp, vorlageId: string): Promise<{ items: number; papers: number }> {
  const { table } = world.ctx(HERE, { personId: "worker", name: "", functions: [] }, "worker")
  let items = 0
  for (const partition of [`vorlage/${vorlageId}`, `fact/${vorlageId}`, `duty/${vorlageId}`]) {
    let cursor: string | undefined
    do {
      const page = await table.list(partition, z.unknown(), { cursor })
      for (const { value, key } of page.items) items += JSON.stringify(value).length + key.length + 120
      cursor = page.cursor
    } while (cursor)
  }
  let papers = 0
  for await (const file of world.files(HERE)) if (file.path.includes(vorlageId)) papers += file.bytes
  return { items, papers }
}
