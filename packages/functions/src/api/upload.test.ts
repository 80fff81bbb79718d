/** Uploads: two ways in, checked fields, and limits that hold while bytes arrive. */
import { LIMIT } from "@beschlussweg/core/upload"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { at, ORIGIN, openApp, refusal, type TestApp } from "../fixture.ts"
import { JSON_LIMIT } from "./body.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

const path = at("/uploads")
const query = (fields: Record<string, string>) => `${path}?${new URLSearchParams(fields)}`
const anlage = { purpose: "anlage", fileName: "Übersicht 2028.pdf" }

test("a raw body and a form are the same upload", async () => {
  const raw = await http.ask(query(anlage), {
    as: "mira-holtkamp",
    method: "POST",
    body: "%PDF-1.7",
    headers: { "Content-Type": "application/pdf" },
  })
  const form = new FormData()
  form.set("purpose", "anlage")
  form.set("file", new File(["%PDF-1.7"], "Übersicht 2028.pdf", { type: "application/pdf" }))
  const multipart = await http.ask(path, { as: "mira-holtkamp", method: "POST", body: form })
  const seen = []
  for (const response of [raw, multipart]) {
    expect(response.status).toBe(202)
    const { id } = z.object({ id: z.string() }).parse(await response.json())
    const { id: _, ...upload } = z
      .record(z.string(), z.unknown())
      .parse(await (await http.ask(`${path}/${id}`, { as: "mira-holtkamp" })).json())
    seen.push(upload)
  }
  expect(seen[0]).toMatchObject({
    fileName: "Übersicht 2028.pdf",
    mediaType: "application/pdf",
    state: "checking",
    bytes: 8,
  })
  expect(seen[1]).toEqual(seen[0])
})

test("fields are checked like every input", async () => {
  const post = (fields: Record<string, string>) =>
    http.ask(query(fields), { as: "mira-holtkamp", method: "POST", body: "x" })
  const wrong = await refusal(await post({ purpose: "sonstiges", fileName: "a.pdf" }))
  expect(wrong.findings.map((f) => f.place)).toEqual(["purpose"])
  expect((await refusal(await post({ ...anlage, farbe: "blau" }))).status).toBe(400)
  expect(
    await refusal(await http.ask(`${query(anlage)}&purpose=image`, { as: "mira-holtkamp", method: "POST", body: "x" })),
  ).toMatchObject({ reason: "input.twice" })
  const two = new FormData()
  two.append("file", new File(["a"], "a.pdf"))
  two.append("file", new File(["b"], "b.pdf"))
  expect(
    await refusal(await http.ask(query(anlage), { as: "mira-holtkamp", method: "POST", body: two })),
  ).toMatchObject({
    reason: "upload.one",
  })
})

test("what is announced as too large is refused before a byte is read", async () => {
  const { body, pulled } = endless()
  const response = await http.app.request(query(anlage), {
    method: "POST",
    headers: {
      Cookie: await http.cookie("mira-holtkamp"),
      Origin: ORIGIN,
      "Content-Length": String(LIMIT.anlage + 1),
    },
    body,
    duplex: "half",
  } as RequestInit)
  expect(await refusal(response)).toMatchObject({ status: 413, code: "limit", reason: "body.size" })
  expect(pulled()).toBeLessThanOrEqual(2)
})

test("a body without end is cut off at the limit of its purpose", async () => {
  const { body, pulled, cancelled } = endless()
  const response = await http.app.request(query(anlage), {
    method: "POST",
    headers: { Cookie: await http.cookie("mira-holtkamp"), Origin: ORIGIN },
    body,
    duplex: "half",
  } as RequestInit)
  expect(await refusal(response)).toMatchObject({ status: 413, reason: "body.size" })
  expect(pulled() * CHUNK).toBeLessThanOrEqual(LIMIT.anlage + 4 * CHUNK)
  expect(cancelled()).toBe(true)
})

test("without the right to upload nothing is read at all", async () => {
  const { body, pulled } = endless()
  const response = await http.app.request(query(anlage), {
    method: "POST",
    headers: { Cookie: await http.cookie("nadja-koerber"), Origin: ORIGIN },
    body,
    duplex: "half",
  } as RequestInit)
  expect((await refusal(response)).status).toBe(403)
  expect(pulled()).toBeLessThanOrEqual(2)
})

test("scans and signed files have addresses of their own, for those who confirm and for those who sign", async () => {
  const send = (to: string, as: string, fields: Record<string, string> = { fileName: "a.pdf" }) =>
    http.ask(`${at(`/uploads/${to}`)}?${new URLSearchParams(fields)}`, { as, method: "POST", body: "%PDF-1.7" })
  const sitzungsdienst = "ruth-sandmann"
  const dezernentin = "kim-adler"
  expect((await send("scan", sitzungsdienst)).status).toBe(202)
  expect((await send("signiert", dezernentin)).status).toBe(202)
  const form = new FormData()
  form.set("file", new File(["%PDF-1.7"], "a.pdf", { type: "application/pdf" }))
  const multipart = await http.ask(at("/uploads/scan"), { as: sitzungsdienst, method: "POST", body: form })
  expect(multipart.status).toBe(202)
  for (const [to, as] of [
    ["scan", dezernentin],
    ["scan", "mira-holtkamp"],
    ["signiert", sitzungsdienst],
    ["signiert", "mira-holtkamp"],
  ] as const)
    expect((await refusal(await send(to, as))).status).toBe(403)
  // The purpose is the address: nobody uploads an Anlage this way.
  const disguised = await refusal(await send("scan", sitzungsdienst, { fileName: "a.pdf", purpose: "anlage" }))
  expect(disguised.status).toBe(400)
  const { body, pulled } = endless()
  const flood = await http.app.request(`${at("/uploads/scan")}?fileName=a.pdf`, {
    method: "POST",
    headers: { Cookie: await http.cookie(sitzungsdienst), Origin: ORIGIN },
    body,
    duplex: "half",
  } as RequestInit)
  expect(await refusal(flood)).toMatchObject({ status: 413, reason: "body.size" })
  expect(pulled() * CHUNK).toBeLessThanOrEqual(LIMIT.scan + 4 * CHUNK)
})

test("JSON has a limit, too", async () => {
  const answer = await http.ask(at("/programme"), {
    as: "mira-holtkamp",
    json: { title: "x".repeat(JSON_LIMIT) },
  })
  expect(await refusal(answer)).toMatchObject({ status: 413, reason: "body.size" })
})

const CHUNK = 1024 * 1024
function endless() {
  let pulls = 0
  let ended = false
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulls++
      controller.enqueue(new Uint8Array(CHUNK))
    },
    cancel: () => {
      ended = true
    },
  })
  return { body, pulled: () => pulls, cancelled: () => ended }
}
