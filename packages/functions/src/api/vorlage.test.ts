/** A Vorlage over HTTP: from the draft to a statement, its file, and what a membership costs. */
import { record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { ALL_HERE, at, formOf, HERE, openApp, refusal, type TestApp } from "../fixture.ts"
import { openWorkshop, start } from "../worker.ts"
import { disposition } from "./disposition.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

test("draft, submission, paper, statement and its file; a decision on another hash is a conflict", async () => {
  const author = "mira-holtkamp"
  const created = await http.ask(at("/vorlagen"), { as: author, json: { form: formOf(http.world.now()) } })
  expect(created.status).toBe(201)
  const { id, rev } = z.object({ id: z.string(), rev: z.int() }).parse(await created.json())
  expect((await http.ask(at(`/vorlagen/${id}/einreichung`), { as: author, json: { rev: rev + 1 } })).status).toBe(409)
  const submitted = await http.ask(at(`/vorlagen/${id}/einreichung`), { as: author, json: { rev } })
  expect(submitted.status).toBe(201)

  const running = await start(http.world, await openWorkshop(http.world, { tsa: "none" }), { stream: false })
  try {
    await running.sweep()
    const Read = z.object({
      status: z.string(),
      chain: z.object({ sha256: z.string(), pdfSha256: z.string() }),
      fassungen: z.array(
        z.object({ documents: z.array(z.object({ kind: z.string(), sha256: z.string(), fileName: z.string() })) }),
      ),
    })
    const { status, chain, fassungen } = Read.parse(
      await (await http.ask(at(`/vorlagen/${id}`), { as: author })).json(),
    )
    expect(status).toBe("in Beteiligung")

    const seal = fassungen[0]?.documents.find((d) => d.kind === "seal")
    const path = at(`/vorlagen/${id}/dokumente/1/${seal?.sha256}`)
    const file = await http.ask(path, { as: "pia-wollgast" })
    expect(file.status).toBe(200)
    expect(file.headers.get("content-type")).toBe("application/pdf")
    expect(file.headers.get("cache-control")).toBe("no-store")
    expect(file.headers.get("content-disposition")).toBe(disposition("inline", seal?.fileName ?? ""))
    const bytes = new Uint8Array(await file.arrayBuffer())
    expect(await hex(bytes)).toBe(chain.pdfSha256)
    expect((await http.ask(`${path}?download`, { as: author })).headers.get("content-disposition")).toMatch(
      /^attachment;/,
    )

    // Rights are asked for each time: nobody, no right, a right that does not reach this Vorlage.
    expect((await http.ask(path)).status).toBe(401)
    expect((await http.ask(path, { as: "bela-gruenwald" })).status).toBe(403)
    expect((await http.ask(path, { as: "ida-marquardt" })).status).toBe(404)
    expect((await http.ask(path.replace("/1/", "/2/"), { as: author })).status).toBe(404)
    expect((await http.ask(path.replace("/1/", "/eins/"), { as: author })).status).toBe(404)

    const statement = { kind: "state", stepId: "bca", text: "Dagegen ist nichts einzuwenden." }
    const old = { fassungSha256: chain.sha256, pdfSha256: "0".repeat(64) }
    expect(
      await refusal(
        await http.ask(at(`/vorlagen/${id}/entscheidung`), { as: "pia-wollgast", json: { ...statement, ...old } }),
      ),
    ).toMatchObject({ status: 409, code: "conflict" })
    const seen = { fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 }
    const given = await http.ask(at(`/vorlagen/${id}/entscheidung`), {
      as: "pia-wollgast",
      json: { ...statement, ...seen },
    })
    expect(given.status).toBe(200)

    const log = await (await http.ask(at(`/vorlagen/${id}/verlauf`), { as: author })).json()
    expect(log).toMatchObject({ intact: true })
    expect(JSON.stringify(log)).toContain("step.stated")
  } finally {
    await running.stop()
  }
})

test("what is missing is said without a change; the list is filtered", async () => {
  const as = "mira-holtkamp"
  const form = { ...formOf(http.world.now()), betreff: "", public: false }
  const { id } = z
    .object({ id: z.string() })
    .parse(await (await http.ask(at("/vorlagen"), { as, json: { form } })).json())
  const Checked = z.object({ rev: z.int(), findings: z.array(z.object({ reason: z.string(), place: z.string() })) })
  const check = async (who: string) => http.ask(at(`/vorlagen/${id}/pruefung`), { as: who })
  for (let i = 0; i < 2; i++)
    expect(Checked.parse(await (await check(as)).json())).toEqual({
      rev: 1,
      findings: [{ reason: "betreff.missing", place: "Betreff" }],
    })
  // What holds the submission up is the same list.
  const refused = await refusal(await http.ask(at(`/vorlagen/${id}/einreichung`), { as, json: { rev: 1 } }))
  expect(refused.findings.map((f) => f.reason)).toEqual(["betreff.missing"])
  expect((await check("pia-wollgast")).status).toBe(403)
  expect((await check("jona-weidner")).status).toBe(200)

  const saved = { rev: 1, form: { ...form, betreff: "Neuer Standort Aulenfeld-Nord" } }
  await http.ask(at(`/vorlagen/${id}/formular`), { as, method: "PUT", json: saved })
  expect(Checked.parse(await (await check(as)).json())).toEqual({ rev: 2, findings: [] })
  const listed = async (query: string) =>
    z
      .object({ items: z.array(z.object({ id: z.string(), public: z.boolean(), status: z.string() })) })
      .parse(await (await http.ask(at(`/vorlagen?${query}`), { as })).json()).items
  expect((await listed("public=nein&stand=entwurf")).map((v) => v.id)).toEqual([id])
  expect((await listed("public=ja")).every((v) => v.public)).toBe(true)
  expect(await listed("stand=beendet")).toEqual([])
  const underway = await listed("stand=unterwegs&q=SÜD")
  expect(underway.map((v) => v.status)).toEqual(["in Mitzeichnung"])
  // The list says what the draft says.
  expect((await listed("q=Aulenfeld-Nord")).map((v) => v.id)).toEqual([id])
  expect(await listed(`q=${encodeURIComponent("gibt es nicht")}`)).toEqual([])
  expect((await http.ask(at("/vorlagen?stand=irgendwo"), { as })).status).toBe(400)
})

test("a change of the settings says what still waits for bodies that end", async () => {
  const {
    version: _,
    id: __,
    ...haus
  } = z.record(z.string(), z.unknown()).parse(await (await http.ask(at("/haus"), { as: "bela-gruenwald" })).json())
  const changed = await http.ask(at("/haus"), { as: "bela-gruenwald", method: "PUT", json: haus })
  expect(changed.status).toBe(200)
  expect(await changed.json()).toEqual({ warnings: [] })
})

test("a membership costs one read, and a function that has ended gives no right", async () => {
  const recorder = record(http.world.client)
  try {
    await http.ask(at("/programme/pr_unbekannt"), { as: ALL_HERE })
    expect(recorder.entries.map((e) => e.partitions)).toEqual([
      [`${HERE}#member/${ALL_HERE}`],
      [`${HERE}#programme/pr_unbekannt`],
    ])
  } finally {
    recorder.detach()
  }
  const put = (to: string) =>
    http.ask(at("/personen/alex-thoma"), {
      as: "bela-gruenwald",
      method: "PUT",
      json: {
        name: "Alex Thoma",
        functions: [{ role: "sitzungsdienst", as: "selbst", from: "2020-01-01", to }],
      },
    })
  expect((await put("2099-12-31")).status).toBe(200)
  await http.enrol(HERE, "alex-thoma")
  expect((await http.ask(at("/nummern"), { as: "alex-thoma" })).status).toBe(200)
  expect((await put("2020-12-31")).status).toBe(200)
  expect((await http.ask(at("/nummern"), { as: "alex-thoma" })).status).toBe(403)
  expect((await put("2099-12-31")).status).toBe(200)
  const end = { as: "bela-gruenwald", json: { reason: "Wechsel in ein anderes Amt" } }
  expect((await http.ask(at("/personen/alex-thoma/ende"), end)).status).toBe(200)
  expect((await http.ask(at("/nummern"), { as: "alex-thoma" })).status).toBe(404)
})

test("names of files survive with umlauts and cannot break the header", () => {
  expect(disposition("inline", "Beschluß Süd (2).pdf")).toBe(
    "inline; filename=\"Beschlu_ Sud _2_.pdf\"; filename*=UTF-8''Beschlu%C3%9F%20S%C3%BCd%20%282%29.pdf",
  )
  expect(disposition("attachment", 'a"\r\nX: 1.pdf')).not.toMatch(/[\r\n]|"a"/)
})

async function hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex")
}
