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
