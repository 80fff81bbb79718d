/** Limits per person: nobody slips past, refusals count nothing, and the answer says how long to wait. */
import { record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { ALL_THERE, at, HERE, openApp, refusal, type TestApp, THERE } from "./fixture.ts"
import { LIMITS, requireBelow, take } from "./limit.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

const table = (tenantId = HERE) => http.world.ctx(tenantId, { personId: "test", name: "", functions: [] }, "test").table
const counted = async (who: string, kind: string) =>
  (await table().get(`limit/${who}/${kind}`, z.object({ count: z.int() }).loose()))?.value.count ?? 0
const window = (seconds: number, n = 0) => new Date(Math.floor(Date.now() / 1000 / seconds + 1 + n) * seconds * 1000)

test("many at the same moment: never more than allowed, and what is refused is refused as a limit", async () => {
  const now = window(LIMITS.signIn.seconds)
  const all = await Promise.allSettled(Array.from({ length: 50 }, () => take(table(), "person-1", "signIn", now)))
  const through = all.filter((r) => r.status === "fulfilled").length
  for (const r of all)
    if (r.status === "rejected") expect(r.reason).toMatchObject({ code: "limit", reason: "limit.signIn" })
  expect(through).toBeGreaterThan(0)
  expect(through).toBeLessThanOrEqual(LIMITS.signIn.max)
  expect(await counted("person-1", "signIn")).toBe(through)
  // One after the other, exactly the rest gets through.
  for (let n = through; n < LIMITS.signIn.max; n++) await take(table(), "person-1", "signIn", now)
  await expect(take(table(), "person-1", "signIn", now)).rejects.toMatchObject({ reason: "limit.signIn" })
  await expect(requireBelow(table(), "person-1", "signIn", now)).rejects.toMatchObject({ reason: "limit.signIn" })
  // Somebody else, another kind, the next window.
  await take(table(), "person-2", "signIn", now)
  await take(table(), "person-1", "failure", now)
  await take(table(), "person-1", "signIn", window(LIMITS.signIn.seconds, 1))
  await requireBelow(table(), "person-1", "signIn", window(LIMITS.signIn.seconds, 1))
})

const upload = (as = "mira-holtkamp", tenant = HERE) =>
  http.ask(`/api/${tenant}/uploads?purpose=anlage&fileName=a.txt`, {
    as,
    method: "POST",
    body: "Anlage",
    headers: { "Content-Type": "text/plain" },
  })

test("uploads: the hour's last one and the first one too many; refusals write nothing and say when", async () => {
  http.ahead(window(LIMITS.upload.seconds).getTime() - Date.now() + 60_000)
  // Refused ones do not count.
  expect((await upload("nadja-koerber")).status).toBe(403)
  expect(
    (await http.ask(at("/uploads?purpose=unfug"), { as: "mira-holtkamp", method: "POST", body: "x" })).status,
  ).toBe(400)
  expect(await counted("mira-holtkamp", "upload")).toBe(0)
  let accepted = 0
  for (let round = 0; accepted < LIMITS.upload.max - 5 && round < 40; round++) {
    const responses = await Promise.all(Array.from({ length: 5 }, () => upload()))
    accepted += responses.filter((r) => r.status === 202).length
    expect(await counted("mira-holtkamp", "upload")).toBe(accepted)
  }
  const last = await Promise.all(Array.from({ length: 20 }, () => upload()))
  accepted += last.filter((r) => r.status === 202).length
  expect(accepted).toBeLessThanOrEqual(LIMITS.upload.max)
  for (; accepted < LIMITS.upload.max; accepted++) expect((await upload()).status).toBe(202)
  const watch = record(http.world.client)
  const refused = await upload()
  expect(watch.count("TransactWriteItemsCommand")).toBe(0)
  watch.detach()
  const wait = Number(refused.headers.get("retry-after"))
  expect(wait).toBeGreaterThan(3000)
  expect(wait).toBeLessThanOrEqual(3600)
  expect(await refusal(refused)).toMatchObject({
    status: 429,
    code: "limit",
    reason: "limit.upload",
    message: expect.stringMatching(/sehr viele Dateien.*in \d+ Minuten/),
  })
  // Others work on, and so does he an hour later.
  expect((await upload("jona-weidner")).status).toBe(202)
  http.ahead(window(LIMITS.upload.seconds, 1).getTime() - Date.now() + 60_000)
  expect((await upload()).status).toBe(202)
  http.ahead(0)
})

test("a decision on a foreign id writes nothing, not even a count", async () => {
  const watch = record(http.world.client)
  const json = { kind: "sign", stepId: "amtsleitung", fassungSha256: "0".repeat(64), pdfSha256: "0".repeat(64) }
  const response = await http.ask(`/api/${THERE}/vorlagen/vl_gibtesnicht/entscheidung`, { as: ALL_THERE, json })
  expect(response.status).toBe(404)
  expect(watch.count("TransactWriteItemsCommand")).toBe(0)
  watch.detach()
})
