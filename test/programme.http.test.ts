/** A programme from Word to Word over real HTTP: several people with sessions of their own, the real store, the real worker. */
import { openApp, at as path, refusal, type TestApp } from "@beschlussweg/functions/fixture"
import { logTo } from "@beschlussweg/functions/log"
import { openWorkshop, type Running, start } from "@beschlussweg/functions/worker"
import { docx, p, tbl, tc, tr } from "@beschlussweg/word/fixture"
import { h1 } from "@beschlussweg/word/fixture/read"
import { importWord } from "@beschlussweg/word/import"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"

const AUTHOR = "mira-holtkamp"
const WRITER = "jule-pfister"
const HEAD = "jona-weidner"
const READER = "pia-wollgast"
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

let http: TestApp
let worker: Running
beforeAll(async () => {
  logTo(() => undefined)
  http = await openApp()
  worker = await start(http.world, await openWorkshop(http.world), { stream: false, sweepMs: 3_600_000 })
})
afterAll(async () => {
  await worker.stop()
  await http.stop()
})

const Any = z.record(z.string(), z.unknown())
const Blocks = z.array(z.looseObject({ type: z.string() }))
const Section = z.looseObject({ id: z.string(), blocks: Blocks })
const Opened = z.looseObject({
  section: Section,
  sha256: z.string(),
  offers: z.array(z.looseObject({ id: z.string() })),
})

/** What is owed is done: a duty is due at once, and one may lead to the next. */
async function worked(): Promise<void> {
  while ((await worker.sweep()) > 0) await worker.idle()
}
async function asks<T extends z.ZodType>(as: string, at: string, shape: T): Promise<z.infer<T>> {
  const response = await http.ask(path(at), { as })
  if (response.status !== 200) throw new Error(`${at}: ${response.status} ${await response.text()}`)
  return shape.parse(await response.json())
}
async function does<T extends z.ZodType>(as: string, at: string, json: unknown, shape: T, method = "POST") {
  const response = await http.ask(path(at), { as, json, method })
  if (response.status >= 300) throw new Error(`${at}: ${response.status} ${await response.text()}`)
  return shape.parse(await response.json().catch(() => ({})))
}
const line = (text: string) => ({ type: "paragraph", content: [{ type: "text", text }] })
async function uploaded(bytes: Uint8Array): Promise<string> {
  const query = new URLSearchParams({ purpose: "programme", fileName: "Entwurf.docx", kind: "AMP", year: "2027" })
  const response = await http.ask(path(`/uploads?${query}`), {
    as: AUTHOR,
    method: "POST",
    body: new Uint8Array(bytes),
    headers: { "Content-Type": DOCX },
  })
  const { id } = z.object({ id: z.string() }).parse(await response.json())
  await worked()
  expect(await asks(AUTHOR, `/uploads/${id}`, Any)).toMatchObject({ state: "usable" })
  return id
}

const row = (...cells: string[]) => tr(cells.map((c) => tc(c)))
const draft = docx({
  body: [
    h1("Lage"),
    p("Im Kreis Aulenfeld suchen viele Menschen Arbeit."),
    tbl([
      tr(
        ["Merkmal", "September 2026"].map((c) => tc(c)),
        true,
      ),
      row("Frauen", "5.014"),
      row("Männer", "4.626"),
      row("Insgesamt", "9.640"),
    ]),
    h1("Mittel"),
    p("Für das Jahr 2027 stehen 12,5 Mio. Euro bereit."),
  ].join(""),
})

test("from the Word draft over everybody's work to the Word file that comes back", async () => {
  // the author takes a draft from Word over
  const { id } = await does(
    AUTHOR,
    "/programme",
    { kind: "AMP", title: "AMP 2027", year: 2027, amtId: "jobcenter" },
    z.object({ id: z.string() }),
  )
  const at = `/programme/${id}`
  const upload = await uploaded(draft)
  expect(await does(AUTHOR, `${at}/uebernahme`, { uploadId: upload }, Any)).toMatchObject({ no: 1 })
  const denied = await http.ask(path(`${at}/uebernahme`), { as: READER, json: { uploadId: upload } })
  expect(await refusal(denied)).toMatchObject({ status: 403, code: "forbidden" })

  // the sum of the table was only proposed; the author confirms it
  const Tables = z.object({
    tables: z.array(
      z.looseObject({
        blockId: z.string(),
        base: z.string(),
        said: z.array(z.looseObject({ cases: z.array(z.looseObject({ relationId: z.string(), state: z.string() })) })),
      }),
    ),
  })
  const { tables } = await asks(AUTHOR, `${at}/beziehungen`, Tables)
  const [table] = tables
  expect(table?.said.flatMap((s) => s.cases.map((c) => c.state))).toEqual(["proposed"])
  const decisions = tables.flatMap((t) =>
    t.said.flatMap(({ cases }) =>
      cases.map((c) => ({ blockId: t.blockId, relationId: c.relationId, state: "confirmed", base: t.base })),
    ),
  )
  expect(await does(AUTHOR, `${at}/beziehungen`, { decisions }, Any)).toEqual({ decided: 1, open: 0 })

  // two people open the same section; who saves second overwrites nothing and gets a merge
  const text = await asks(HEAD, at, z.looseObject({ content: z.looseObject({ sections: z.array(Section) }) }))
  const sectionId = text.content.sections[1]?.id ?? ""
  const one = `${at}/abschnitte/${sectionId}`
  const mine = await asks(AUTHOR, one, Opened)
  const theirs = await asks(WRITER, one, Opened)
  expect(theirs.sha256).toBe(mine.sha256)
  const grown = { ...mine.section, blocks: [...mine.section.blocks, line("Davon ist die Hälfte gebunden.")] }
  const saved = await does(AUTHOR, one, { base: mine.sha256, section: grown }, Any, "PUT")
  expect(saved).toMatchObject({ state: "saved" })
  const led = { ...theirs.section, blocks: [line("Die Mittel sind knapp."), ...theirs.section.blocks] }
  const Conflict = z.looseObject({
    state: z.string(),
    sha256: z.string(),
    offerId: z.string(),
    conflicts: z.number(),
    proposal: Section,
  })
  const late = await does(WRITER, one, { base: theirs.sha256, section: led }, Conflict, "PUT")
  expect(late).toMatchObject({ state: "conflict", conflicts: 0 })
  expect((await asks(AUTHOR, one, Opened)).section.blocks).toHaveLength(2)
  expect(late.proposal.blocks).toHaveLength(3)
  const merged = await does(
    WRITER,
    one,
    { base: late.sha256, section: late.proposal, settles: late.offerId },
    Any,
    "PUT",
  )
  expect(merged).toMatchObject({ state: "saved" })
  const now = await asks(READER, one, Opened)
  expect([now.section.blocks.length, now.offers]).toEqual([3, []])

  // a note with an answer, and a section that somebody writes until a day
  const note = await does(
    WRITER,
    `${at}/anmerkungen`,
    { sectionId, text: "Bitte die Quelle nennen." },
    z.looseObject({ id: z.string() }),
  )
  await does(AUTHOR, `${at}/anmerkungen/${note.id}/antworten`, { text: "Steht im Haushaltsplan." }, z.unknown())
  await does(WRITER, `${at}/anmerkungen/${note.id}/erledigt`, { done: true }, z.unknown())
  const [said] = await asks(
    AUTHOR,
    `${at}/anmerkungen`,
    z.array(z.looseObject({ replies: z.array(z.unknown()), done: z.looseObject({ by: z.string() }) })),
  )
  expect([said?.replies.length, said?.done.by]).toEqual([1, WRITER])
  await does(AUTHOR, `${one}/zustaendig`, { personId: WRITER, due: "2027-03-31" }, z.unknown(), "PUT")
  expect(await asks(WRITER, "/abschnitte", z.array(Any))).toMatchObject([{ sectionId, due: "2027-03-31" }])
  await does(WRITER, `${one}/fortschritt`, { progress: "fertig" }, z.unknown())
  const reader = await http.ask(path(`${one}/fortschritt`), { as: READER, json: { progress: "geprüft" } })
  expect((await refusal(reader)).status).toBe(403)

  // findings: a warning is taken note of with a reason, an error cannot be
  const Findings = z.looseObject({
    findings: z.array(z.looseObject({ key: z.string(), severity: z.string() })),
    open: z.number(),
  })
  const before = await asks(HEAD, `${at}/befunde`, Findings)
  const warning = before.findings.find((f) => f.severity === "warning")
  expect(before.open).toBeGreaterThan(0)
  const reason = "Die Quelle steht im Anhang."
  await does(AUTHOR, `${at}/kenntnisnahmen`, { key: warning?.key, reason }, z.unknown())
  expect((await asks(HEAD, `${at}/befunde`, Findings)).open).toBe(before.open - 1)
  const unknown = await http.ask(path(`${at}/kenntnisnahmen`), {
    as: AUTHOR,
    json: { key: "C99-0000000000000000", reason },
  })
  expect((await refusal(unknown)).status).toBeGreaterThanOrEqual(400)

  // the Synopse against what came from Word, as data, page and paper
  await does(AUTHOR, `${at}/staende`, { note: "Nach der Bearbeitung" }, Any)
  const pair = "from=1&to=2"
  const compared = await asks(HEAD, `${at}/vergleich?${pair}`, Any)
  expect(JSON.stringify(compared)).toContain("Die Mittel sind knapp.")
  const page = await http.ask(path(`${at}/vergleich?${pair}`), { as: HEAD, headers: { Accept: "text/html" } })
  expect(await page.text()).toContain("Davon ist die Hälfte gebunden.")
  const Print = z.looseObject({ id: z.string(), state: z.string() })
  const asked = await does(HEAD, `${at}/vergleich/druck`, { from: 1, to: 2 }, Print)
  await worked()
  const paper = await http.ask(path(`${at}/vergleich/druck/${asked.id}`), { as: READER })
  expect(paper.headers.get("content-type")).toContain("application/pdf")
  expect(new TextDecoder("latin1").decode(await paper.arrayBuffer()).slice(0, 5)).toBe("%PDF-")

  // out: as page, as JSON, as Word file; the Word file comes back with its table and its ids
  const html = await (await http.ask(path(`${at}/ausgabe.html`), { as: READER })).text()
  expect(html).toContain("Tabelle 1")
  const json = await asks(READER, `${at}/ausgabe.json`, z.looseObject({ sections: z.array(Section) }))
  const file = await does(READER, `${at}/ausgaben`, { format: "docx" }, Print)
  await worked()
  expect(await asks(READER, `${at}/ausgaben/${file.id}`, Any)).toMatchObject({ state: "ready" })
  const bytes = new Uint8Array(
    await (await http.ask(path(`${at}/ausgaben/${file.id}/datei`), { as: READER })).arrayBuffer(),
  )
  expect((await importWord(bytes, { fileName: "a.docx", kind: "AMP", year: 2027 })).report.balanced).toBe(true)
  await does(AUTHOR, `${at}/uebernahme`, { uploadId: await uploaded(bytes) }, Any)
  expect((await asks(READER, `${at}/ausgabe.json`, z.looseObject({ sections: z.array(Section) }))).sections).toEqual(
    json.sections,
  )

  // whoever is not signed in, or of another house, gets none of it
  expect((await http.ask(path(at))).status).toBe(401)
  expect((await refusal(await http.ask(path(`${at}/ausgabe.json`), { as: "yara-thomsen" }))).status).toBe(404)
}, 60_000)
