/** The bundles as they are deployed, each in a Lambda runtime loop on Node 24: what is in them, and a procedure through them. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { mailbox } from "@beschlussweg/core/notice/item"
import { build } from "@beschlussweg/functions/bundle"
import { formOf } from "@beschlussweg/functions/fixture"
import { bounce } from "@beschlussweg/store/ses.fixture"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { HOST, HOUSE, mailOf, ORIGIN_SECRET, openStage } from "./lambda/cloud.ts"
import { type Answer, type Ask, batches, bytesOf, jsonOf, request } from "./lambda/event.ts"
import { type Loop, startFunction } from "./lambda/runtime.ts"
import { folder, pdfsig, structure } from "./tool.ts"

type Metafile = Awaited<ReturnType<typeof build>>
const MB = 1_000_000
const place = folder()
const made = new Map<string, Metafile>()
beforeAll(async () => {
  for (const name of ["api", "worker", "sweep", "bounce"] as const)
    made.set(name, await build(name, join(place.path, name)))
}, 120_000)
afterAll(() => place.remove())

/** Files of ours and packages that went into a bundle. */
const inside = (name: string): string[] =>
  Object.values(made.get(name)?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  )
/** Bytes of the entry and of what it imports at once; `all` with what is loaded when it is needed. */
function size(name: string): { init: number; all: number } {
  const { outputs = {} } = made.get(name) ?? {}
  const seen = new Set<string>()
  const walk = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const { kind, path, external } of outputs[file]?.imports ?? [])
      if (kind === "import-statement" && !external) walk(path)
  }
  walk(Object.keys(outputs).find((file) => file.endsWith(`/${name}.mjs`)) ?? "")
  const sum = (files: Iterable<string>) => [...files].reduce((n, file) => n + (outputs[file]?.bytes ?? 0), 0)
  return { init: sum(seen), all: sum(Object.keys(outputs)) }
}

describe("what is in the bundles", () => {
  const HEAVY =
    /packages\/(?:word|pdf)\/|nodemailer|pdfkit|react|fontkit|pdf-lib|client-kms|client-sesv2|client-dynamodb-streams/
  test("the API starts with at most 0.6 MB and holds no Word, PDF or mail code and no key", () => {
    expect(inside("api").filter((file) => HEAVY.test(file))).toEqual([])
    const { init, all } = size("api")
    expect(init).toBeLessThanOrEqual(0.6 * MB)
    expect(all).toBeLessThanOrEqual(1.5 * MB)
    // The same look sees it where it is.
    expect(inside("worker").filter((file) => HEAVY.test(file)).length).toBeGreaterThan(100)
  })

  test("what handles bounces renders and signs nothing", () => {
    expect(inside("bounce").filter((file) => HEAVY.test(file))).toEqual([])
  })
})

describe.each([
  { name: "credentials of the functions", scoped: false },
  { name: "credentials of one tenant at a time", scoped: true },
])("a procedure through the bundles, $name", ({ scoped }) => {
  let stage: Awaited<ReturnType<typeof openStage>>
  const functions = new Map<string, Loop>()
  const of = (name: string): Loop => {
    const found = functions.get(name)
    if (!found) throw new Error(`${name} does not run`)
    return found
  }
  let next: Awaited<ReturnType<typeof batches>>
  beforeAll(async () => {
    stage = await openStage(scoped)
    next = await batches(stage.streams, stage.tableName)
    for (const name of ["api", "worker", "sweep", "bounce"])
      functions.set(name, await startFunction(join(place.path, name), name, stage.env))
  }, 120_000)
  afterAll(async () => {
    for (const one of functions.values()) await one.stop()
    await stage.stop()
  })

  const ask = async (path: string, { as, ...more }: Ask & { as?: string } = {}): Promise<Answer> => {
    const cookies = as === undefined ? [] : [await stage.cookie(as)]
    const headers = { "x-beschlussweg-origin": ORIGIN_SECRET, origin: HOST, "x-beschlussweg-address": "203.0.113.9" }
    return of("api").invoke(request(path, { ...more, cookies, headers: { ...headers, ...more.headers } }))
  }
  const post = async (path: string, as: string, json: unknown): Promise<Answer> =>
    ask(path, { as, method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(json) })
  /** Hands the worker everything that the stream tells, until it tells nothing more. */
  const work = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2; ) {
      const { count, event } = await next()
      quiet = count === 0 ? quiet + 1 : 0
      if (count > 0) expect(await of("worker").invoke(event)).toEqual({ batchItemFailures: [] })
    }
  }
  const Read = z.object({
    chain: z.object({ state: z.string(), sha256: z.string(), pdfSha256: z.string() }),
    fassungen: z.array(z.object({ documents: z.array(z.object({ kind: z.string(), sha256: z.string() })) })),
  })
  let path = ""
  const read = async () => Read.parse(jsonOf(await ask(path, { as: "mira-holtkamp" })))

  test("health answers; nobody comes past the CDN; nobody without a session reads", async () => {
    expect(await ask("/api/health")).toMatchObject({ statusCode: 200 })
    expect(await of("api").invoke(request("/api/health"))).toMatchObject({ statusCode: 403 })
    const forged = { headers: { "x-beschlussweg-origin": "e".repeat(64) } }
    expect(await of("api").invoke(request("/api/health", forged))).toMatchObject({ statusCode: 403 })
    expect(await ask(`/api/${HOUSE}/aufgaben`)).toMatchObject({ statusCode: 401 })
  })

  test("a file that no function could take goes to the bucket, and the worker looks at it there", async () => {
    const file = new TextEncoder().encode("kein Archiv".padEnd(7_000_000, "."))
    const checksum = createHash("sha256").update(file).digest("base64")
    const about = { purpose: "programme", fileName: "AMP 2028.docx", kind: "AMP", year: "2028" }
    const upload = async (fields: Record<string, string>) =>
      jsonOf(
        await ask(`/api/${HOUSE}/uploads?${new URLSearchParams({ ...about, ...fields })}`, {
          as: "mira-holtkamp",
          method: "POST",
          headers: { "content-type": "application/octet-stream" },
        }),
      )
    const Announced = z.object({
      id: z.string(),
      to: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
    })
    const { id, to } = Announced.parse(await upload({ bytes: String(file.byteLength), checksum }))
    expect((await fetch(to.url, { method: "PUT", headers: to.headers, body: file })).status).toBe(200)
    expect(await upload({ uploadId: id })).toEqual({ id, state: "checking" })
    await work()
    const seen = await ask(`/api/${HOUSE}/uploads/${id}`, { as: "mira-holtkamp" })
    expect(jsonOf(seen)).toMatchObject({ state: "refused", bytes: 7_000_000, fileName: "AMP 2028.docx" })
  })

  test("submitted, sealed, stated, agreed, signed: the PDF holds for poppler, and KMS made every certificate", async () => {
    const created = await post(`/api/${HOUSE}/vorlagen`, "mira-holtkamp", { form: formOf(new Date()) })
    expect([created.statusCode, bytesOf(created).toString()]).toEqual([201, expect.any(String)])
    const { id, rev } = z.object({ id: z.string(), rev: z.int() }).parse(jsonOf(created))
    path = `/api/${HOUSE}/vorlagen/${id}`
    expect(await post(`${path}/einreichung`, "mira-holtkamp", { rev })).toMatchObject({ statusCode: 201 })
    await work()
    const decide = async (as: string, json: object): Promise<number> => {
      const { chain } = await read()
      const seen = { fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 }
      const calls = stage.kms.count("Sign")
      const answer = await post(`${path}/entscheidung`, as, { ...json, ...seen })
      expect([answer.statusCode, bytesOf(answer).toString()]).toEqual([200, expect.any(String)])
      await work()
      return stage.kms.count("Sign") - calls
    }
    await decide("pia-wollgast", { kind: "state", stepId: "bca", text: "Dagegen ist nichts einzuwenden." })
    await decide("enno-falkenrath", { kind: "cosign", stepId: "mitzeichnung", partyId: "rechtsamt", outcome: "agreed" })
    const calls = await decide("jona-weidner", { kind: "sign", stepId: "amtsleitung" })
    expect(calls).toBeGreaterThanOrEqual(1)
    expect(calls).toBeLessThanOrEqual(6)

    const documents = (await read()).fassungen[0]?.documents ?? []
    expect(documents.map((d) => d.kind)).toEqual(expect.arrayContaining(["seal", "sign"]))
    const signed = documents.findLast((d) => d.kind === "sign")
    const file = await ask(`${path}/dokumente/1/${signed?.sha256}`, { as: "mira-holtkamp" })
    expect(file).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: { "content-type": "application/pdf" },
    })
    const pdf = place.write(`${scoped}.pdf`, bytesOf(file))
    const judged = pdfsig(place.path + String(scoped), stage.ca)(pdf)
    expect(judged).toMatchObject({ valid: 2, trusted: 2, odd: [] })
    expect(judged.names).toContain("Dr. Jona Weidner")
    expect(structure(pdf)).toEqual([])
  }, 240_000)

  test("papers lie locked, facts have their copies, mails carried their house, and no policy was in the way", () => {
    const copies = stage.s3.versions("papers", `${HOUSE}/record/house/0000000001.json`)
    expect(copies).toHaveLength(1)
    expect(copies[0]?.until?.getTime()).toBeGreaterThan(Date.now() + 29 * 365 * 86_400_000)
    expect(stage.front.denied).toEqual([])
    expect(stage.sts.assumed.length > 0).toBe(scoped)
    for (const mail of stage.ses.sent) expect(mail.tags).toEqual({ mandant: HOUSE })
  })

  test("the sweep takes what is overdue; the worker names poison and what it had no time for, and only that", async () => {
    expect(await of("sweep").invoke({})).toEqual({ due: expect.any(Number) })
    const poison = { eventName: "INSERT", dynamodb: { SequenceNumber: "77", Keys: { pk: { S: "x" }, sk: { S: "y" } } } }
    expect(await of("worker").invoke({ Records: [poison] })).toEqual({ batchItemFailures: [{ itemIdentifier: "77" }] })
    const Keys = { pk: { S: `${HOUSE}#duty/vl_1` }, sk: { S: "none" } }
    const late = {
      eventName: "INSERT",
      dynamodb: { SequenceNumber: "78", Keys, NewImage: { v: { N: "1" }, value: { S: "{}" } } },
    }
    expect(await of("worker").invoke({ Records: [late] }, 1000)).toEqual({
      batchItemFailures: [{ itemIdentifier: "78" }],
    })
    expect(await of("worker").invoke({ Records: [late] })).toEqual({ batchItemFailures: [] })
  })

  test("a bounce marks the person; one of no house or of a passing reason marks nobody", async () => {
    const ctx = stage.world.ctx(HOUSE, { personId: "betrieb", name: "", functions: [] }, "operator")
    const problem = async (personId: string) => (await mailbox(ctx.table, personId))?.value.problem?.kind
    expect(stage.ses.sent.map((mail) => mail.to)).toContain(mailOf("pia-wollgast"))
    const told = (message: string) => of("bounce").invoke({ Records: [{ Sns: { Message: message } }] })
    const lines = of("bounce").lines
    await told(bounce(mailOf("pia-wollgast"), { mandant: HOUSE }, "General"))
    await told(bounce(mailOf("kim-adler"), { mandant: "../x" }, "General"))
    await told(bounce(mailOf("kim-adler"), { mandant: HOUSE }, "MailboxFull", "Transient"))
    expect(await problem("pia-wollgast")).toBe("bounced")
    expect(await problem("kim-adler")).toBeUndefined()
    const events = lines.map((line) => z.object({ event: z.string() }).safeParse(tryJson(line)).data?.event)
    expect(events.filter((event) => event?.startsWith("mail."))).toEqual(["mail.bounced", "mail.unknown"])
  })
})

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
