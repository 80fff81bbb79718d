/** Large files: announced, put to where the answer says, taken over by their id; nothing else comes in this way. */
import { createHash } from "node:crypto"
import { LIMIT, Upload as UploadItem, uploadKey } from "@beschlussweg/core/upload"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { ALL_THERE, at, HERE, ORIGIN, openApp, refusal, type TestApp, THERE } from "../fixture.ts"
import { LIMITS } from "../limit.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

const AUTHOR = "mira-holtkamp"
const anlage = { purpose: "anlage", fileName: "Übersicht 2028.pdf" }
const pdf = Buffer.from(`%PDF-1.7 ${"x".repeat(6_000_000)}`)
const checksum = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64")
const Answer = z.object({
  id: z.string(),
  state: z.literal("sending"),
  to: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
})

const post = (fields: Record<string, string>, as = AUTHOR, path = at("/uploads")) =>
  http.ask(`${path}?${new URLSearchParams(fields)}`, {
    as,
    method: "POST",
    headers: { "Content-Type": "application/pdf" },
  })
async function announce(bytes: Uint8Array = pdf, as = AUTHOR, path = at("/uploads"), fields: object = anlage) {
  const size = String(bytes.byteLength)
  const answer = await post({ ...fields, bytes: size, checksum: checksum(bytes) }, as, path)
  expect(answer.status).toBe(202)
  return Answer.parse(await answer.json())
}
/** As a browser does: no session goes along. */
const put = async (to: z.infer<typeof Answer>["to"], body: Buffer = pdf) =>
  (await http.app.request(new URL(to.url, ORIGIN), { method: "PUT", headers: to.headers, body: new Uint8Array(body) }))
    .status
const takeOver = (uploadId: string, as = AUTHOR, fields: object = anlage, path = at("/uploads")) =>
  post({ ...fields, uploadId }, as, path)

test("a large file comes this way and is then like any other; asked again it is the same one", async () => {
  const { id, to } = await announce()
  expect((await takeOver(id)).status).toBe(404)
  expect(await put(to)).toBe(200)
  expect((await http.ask(at(`/uploads/${id}`), { as: AUTHOR })).status).toBe(404)
  for (const _ of [1, 2]) {
    const taken = await takeOver(id)
    expect(taken.status).toBe(202)
    expect(await taken.json()).toEqual({ id, state: "checking" })
  }
  expect(await (await http.ask(at(`/uploads/${id}`), { as: AUTHOR })).json()).toMatchObject({
    fileName: "Übersicht 2028.pdf",
    mediaType: "application/pdf",
    bytes: pdf.byteLength,
    sha256: createHash("sha256").update(pdf).digest("hex"),
    state: "checking",
  })
})

test("only the announced bytes come, as long as the address holds", async () => {
  const { id, to } = await announce()
  const others = Buffer.from(pdf).fill(0x41, 9)
  expect(await put(to, others)).toBe(400)
  expect(await put(to, pdf.subarray(1))).toBe(403)
  expect(await put(to, Buffer.concat([pdf, pdf]))).toBe(413)
  expect(await put({ ...to, headers: { "Content-Type": "text/html" } })).toBe(403)
  const [body = "", sign = ""] = to.url.slice("/ablage/".length).split(".")
  const forged = Buffer.from(Buffer.from(body, "base64url").toString().replace(HERE, THERE)).toString("base64url")
  for (const url of [`/ablage/${forged}.${sign}`, `/ablage/${body}.`, "/ablage/nichts"])
    expect(await put({ ...to, url }), url).toBe(404)
  // It is no link to a file, and a link to a file is none of these.
  expect((await http.app.request(to.url)).status).toBe(404)
  expect((await takeOver(id)).status).toBe(404)
  http.ahead(61_000)
  expect(await put(to)).toBe(403)
  http.ahead(0)
  expect(await put(to)).toBe(200)
})

test("what was announced is nobody else's: not another house's, and not another person's once it is taken over", async () => {
  const { id, to } = await announce()
  expect(await put(to)).toBe(200)
  expect((await takeOver(id, ALL_THERE, anlage, `/api/${THERE}/uploads`)).status).toBe(404)
  expect((await takeOver(id)).status).toBe(202)
  expect((await takeOver(id, "robin-vogt")).status).toBe(404)
  expect((await takeOver(id, AUTHOR, { ...anlage, purpose: "image" })).status).toBe(404)
})

test("the limit of the purpose holds for what is announced, and again for what has come", async () => {
  const asked = (bytes: number, fields = anlage) =>
    post({ ...fields, bytes: String(bytes), checksum: checksum(pdf) }).then(refusal)
  expect(await asked(LIMIT.anlage + 1)).toMatchObject({ status: 413, reason: "upload.size" })
  for (const none of [0, -1, 1.5]) expect((await asked(none)).status).toBe(400)
  expect((await refusal(await post({ ...anlage, bytes: "5", checksum: "abc" }))).status).toBe(400)
  expect((await refusal(await post({ ...anlage, bytes: "5" }))).status).toBe(400)
  expect((await refusal(await post({ ...anlage, bytes: "5", checksum: checksum(pdf), uploadId: "up_1" }))).status).toBe(
    400,
  )
  const large = Buffer.alloc(LIMIT.image + 1, 1)
  const { id, to } = await announce(large)
  expect(await put(to, large)).toBe(200)
  expect(await refusal(await takeOver(id, AUTHOR, { ...anlage, purpose: "image" }))).toMatchObject({
    reason: "upload.size",
  })
  const ctx = http.world.ctx(HERE, { personId: "test", name: "", functions: [] }, "test")
  expect(await ctx.table.get(uploadKey(id), UploadItem)).toBeUndefined()
})

test("scans and signed files go the same way, with the right that they need", async () => {
  for (const [to, as] of [
    ["scan", "ruth-sandmann"],
    ["signiert", "kim-adler"],
  ] as const) {
    const path = at(`/uploads/${to}`)
    const sent = await announce(pdf, as, path, { fileName: "a.pdf" })
    expect(await put(sent.to)).toBe(200)
    expect((await takeOver(sent.id, as, { fileName: "a.pdf" }, path)).status).toBe(202)
    const refused = await post({ fileName: "a.pdf", bytes: "9", checksum: checksum(pdf) }, AUTHOR, path)
    expect((await refusal(refused)).status).toBe(403)
  }
  // A logo is small enough to come at once.
  const logo = await post({ fileName: "a.png", bytes: "9", checksum: checksum(pdf) }, "robin-vogt", at("/uploads/logo"))
  expect((await refusal(logo)).status).toBe(400)
})

test("every announcement counts; who is over the limit may still take over what has come", async () => {
  const tiny = Buffer.from("%PDF-1.7")
  const as = "robin-vogt"
  let last: z.infer<typeof Answer> | undefined
  // Not over the end of a window, which is the end of an hour.
  http.ahead(3_660_000 - (Date.now() % 3_600_000))
  for (let i = 0; i < LIMITS.upload.max; i++) last = await announce(tiny, as)
  const more = await post({ ...anlage, bytes: "8", checksum: checksum(tiny) }, as)
  expect(await refusal(more)).toMatchObject({ status: 429, reason: "limit.upload" })
  if (!last) throw new Error("nothing was announced")
  expect(await put(last.to, tiny)).toBe(200)
  expect((await takeOver(last.id, as)).status).toBe(202)
})
