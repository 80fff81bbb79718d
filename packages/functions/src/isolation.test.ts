/** Tenants do not see each other: every route, from the wrong house and with foreign ids, always the same 404 and no write. */
import * as Programme from "@beschlussweg/core/programme"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, expect, test } from "vitest"
import { EXAMPLES } from "./api/example.ts"
import { type Route, routesOf } from "./api/route.ts"
import { ALL_HERE, ALL_THERE, formOf, HERE, openApp, plainly, type TestApp, THERE } from "./fixture.ts"

let http: TestApp
let ids: Record<string, string>
let recorder: Recorder
beforeAll(async () => {
  http = await openApp()
  const functions = [{ role: "verfasser" as const, as: "selbst" as const }]
  const ctx = http.world.ctx(HERE, { personId: ALL_HERE, name: "Alle Funktionen", functions }, "test")
  const programme = await Programme.create(ctx, { kind: "AMP", title: "Programm 2028", year: 2028, amtId: "jobcenter" })
  const upload = await Upload.receive(ctx, {
    purpose: "anlage",
    fileName: "a.pdf",
    mediaType: "application/pdf",
    data: new TextEncoder().encode("%PDF-1.7"),
  })
  const vorlage = await Vorlage.create(ctx, { form: formOf(http.world.now()) })
  const { sha256 } = await Vorlage.submit(ctx, { vorlageId: vorlage.id, rev: vorlage.rev })
  ids = {
    vorlageId: vorlage.id,
    programmeId: programme.id,
    uploadId: upload.id,
    personId: "kim-adler",
    // As the example of its body names it.
    sectionId: "ziele",
    fassung: "1",
    sha256,
  }
  recorder = record(http.world.client)
})
afterAll(async () => {
  recorder.detach()
  await http.stop()
})

/** Calls a route with its example as body. */
async function call(route: Route, tenant: string, names: Record<string, string>, as: string) {
  const path = route.path.replace(/:([A-Za-z0-9]+)/g, (_, name: string) =>
    encodeURIComponent(name === "tenant" ? tenant : (names[name] ?? "unbekannt")),
  )
  const example = Object.values(EXAMPLES[route.verb.name] ?? {})[0]?.value ?? {}
  const { method, takes } = route
  if (takes === "query") return http.ask(path, { as })
  if (takes === "json") return http.ask(path, { as, method, json: example })
  return http.ask(`${path}?purpose=anlage&fileName=a.pdf`, { as, method, body: "%PDF-1.7" })
}

const writes = () => recorder.count("TransactWriteItemsCommand")

test("who is no member of a house learns nothing of it, on any route: like a house that does not exist", async () => {
  recorder.clear()
  const routes = routesOf(http.app)
  expect(routes.length).toBeGreaterThan(25)
  let first: Awaited<ReturnType<typeof plainly>> | undefined
  for (const route of routes)
    for (const tenant of [HERE, "kreis-gibt-es-nicht", "system", "KREIS", "a", "kreis aulenfeld", "x".repeat(41)]) {
      const answer = await plainly(await call(route, tenant, ids, ALL_THERE))
      first ??= answer
      expect(answer, `${route.method} ${route.path} ${tenant}`).toEqual(first)
    }
  expect(first?.status).toBe(404)
  expect(first?.text).toContain('"not_found"')
  expect(writes()).toBe(0)
  // Nothing but the question for the membership was asked, and never in the registry.
  const partitions = new Set(recorder.entries.flatMap((e) => e.partitions))
  for (const partition of partitions) expect(partition).toMatch(new RegExp(`^[a-z0-9-]+#member/${ALL_THERE}$`))
  expect([...partitions].some((p) => p.startsWith("system#"))).toBe(false)
})

test("ids of another house are like ids that never were, for somebody who may do everything in his own", async () => {
  recorder.clear()
  const routes = routesOf(http.app).filter((r) => /:(vorlageId|programmeId|uploadId)/.test(r.path))
  expect(routes.length).toBeGreaterThan(18)
  const never = Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [
      name,
      /^(?:vorlage|programme|upload|person)Id$/.test(name) ? `${id.slice(0, -4)}0000` : id,
    ]),
  )
  const strange = { ...ids, vorlageId: "ä ö", programmeId: "..%2f", uploadId: "a/b" }
  let first: Awaited<ReturnType<typeof plainly>> | undefined
  for (const route of routes)
    for (const names of [ids, never, strange]) {
      const answer = await plainly(await call(route, THERE, names, ALL_THERE))
      first ??= answer
      expect(answer, `${route.method} ${route.path} ${names.vorlageId}`).toEqual(first)
    }
  expect(first?.status).toBe(404)
  expect(writes()).toBe(0)
  for (const { partitions } of recorder.entries)
    for (const partition of partitions) expect(partition.startsWith(`${THERE}#`), partition).toBe(true)
})

test("the same ids do open the door at home, so the 404 above is about the house", async () => {
  for (const path of [`/vorlagen/${ids.vorlageId}`, `/programme/${ids.programmeId}`, `/uploads/${ids.uploadId}`])
    expect((await http.ask(`/api/${HERE}${path}`, { as: ALL_HERE })).status, path).toBe(200)
})

test("foreign ids inside a body are not found either", async () => {
  const own = await http.ask(`/api/${THERE}/programme`, {
    as: ALL_THERE,
    json: { kind: "AMP", title: "Programm", year: 2028, amtId: "jobcenter" },
  })
  expect(own.status).toBe(201)
  const { id } = (await own.json()) as { id: string }
  recorder.clear()
  for (const uploadId of [ids.uploadId, "up_gibtesnicht", "ä/../x"])
    expect(
      (await http.ask(`/api/${THERE}/programme/${id}/uebernahme`, { as: ALL_THERE, json: { uploadId } })).status,
      uploadId,
    ).toBe(404)
  expect(writes()).toBe(0)
})

test("a page cursor of another person or house is an input error", async () => {
  const forged = await http.ask(`/api/${HERE}/vorlagen?cursor=abc.def`, { as: ALL_HERE })
  expect(forged.status).toBe(400)
  expect(await forged.text()).toContain("cursor.invalid")
})
