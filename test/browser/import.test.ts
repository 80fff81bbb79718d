/** From a Word file to a programme that a Vorlage can take, in a real browser; and what is refused on the way. */

import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { HERE } from "@beschlussweg/functions/fixture"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const AUTHOR = "mira-holtkamp"
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
const word = (name: string, bytes: Uint8Array) => ({ name, mimeType: DOCX, buffer: Buffer.from(bytes) })
async function author() {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId: AUTHOR, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, AUTHOR)
  if (!member) throw new Error(`nobody is called ${AUTHOR}`)
  return world.ctx(HERE, Member.asActor(member), "test")
}

test("a Word file becomes a programme: report, relations, files, and a Vorlage that takes it", async () => {
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(`/app/${HERE}/programme`)
  await page.getByText("Hier stehen die Programme des Hauses").waitFor()
  await accessible("keine Programme")
  await page.getByRole("link", { name: "Neues Programm" }).focus()
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name: "Word-Datei auswählen" }).waitFor()
  await accessible("neues Programm")

  const file = page.locator('input[type="file"]')
  // What is no Word file is told before anything is sent, and what only seems to be one after it was looked at.
  await file.setInputFiles({ name: "Programm.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") })
  await page.getByText(/ist keine Word-Datei mit der Endung .docx/).waitFor()
  // Large enough to be announced and put where the answer says.
  const put = page.waitForResponse((r) => r.request().method() === "PUT" && r.url().includes("/ablage/"))
  await file.setInputFiles(word("kaputt.docx", new TextEncoder().encode("PK kein Archiv".padEnd(5_000_000, "."))))
  expect((await put).status()).toBe(200)
  await page.getByText("kaputt.docx konnte nicht eingelesen werden.").waitFor()
  await accessible("abgewiesene Datei")

  await page.getByLabel("Jahr").fill("2028")
  await file.setInputFiles(word("AMP Entwurf.docx", programmeDocx()))
  await page.getByRole("heading", { name: "Was in AMP Entwurf.docx gefunden wurde" }).waitFor()
  await page.getByRole("row", { name: /^Diagramme 1 1 0$/ }).waitFor()
  // The focus stands where the report begins.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("bericht")
  await accessible("Importbericht")
  await page.getByRole("button", { name: "In das Programm übernehmen" }).focus()
  await page.keyboard.press("Enter")
  await page.getByText("Übernommen als Stand 1.").waitFor()
  const relations = page.getByRole("heading", { name: /^Beziehungen zwischen Zahlen \(\d+ vorgeschlagen\)/ })
  await relations.waitFor()
  await accessible("Beziehungen")
  const proposed = Number(/\((\d+)/.exec((await relations.textContent()) ?? "")?.[1])
  expect(proposed).toBeGreaterThan(3)
  await page
    .getByRole("button", { name: /^Verwerfen: / })
    .first()
    .focus()
  await page.keyboard.press("Enter")
  await page.getByText(/^0 bestätigt, \d+ verworfen\.$/).waitFor({ state: "attached" })
  await page.getByRole("button", { name: /^Alle bestätigen, die stimmen/ }).click()
  await page
    .getByText(/Über alle Vorschläge ist entschieden|Beziehungen zwischen Zahlen \(0/)
    .first()
    .waitFor()

  await page.getByRole("link", { name: "Zum Programm" }).click()
  await page.getByRole("heading", { name: /^Stand 1 vom/ }).waitFor()
  await accessible("Programm")
  const [{ id: programmeId, year } = { id: "", year: 0 }] = (await Programme.list(await author(), {})).items
  expect(year).toBe(2028)
  await page.getByRole("button", { name: "Word-Datei erstellen von Stand 1" }).click()
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /Stand-1.*\.docx herunterladen/ }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^AMP-2028_Stand-1_.*\.docx$/)
  const read = await page.request.get(
    `${stage.origin}${await page.getByRole("link", { name: "Lesen von Stand 1" }).getAttribute("href")}`,
  )
  expect(read.headers()["content-type"]).toMatch(/^text\/html/)

  await page.getByRole("button", { name: "Vorlage mit diesem Programm anlegen" }).click()
  await page.getByRole("group", { name: /^Anlage 1: Arbeitsmarkt/ }).waitFor()
  await page.getByText(/Eckpunkte für die Erläuterungen|noch kein Absatz als Eckpunkt/).waitFor()
  const vorlageId = page.url().split("/").at(-2) ?? ""
  const { draft } = await Vorlage.read(await author(), { vorlageId })
  expect(draft?.form.anlagen).toMatchObject([{ kind: "programme", programmeId }])
  quiet()
  await close()
})

test("who may not read drafts of programmes is told who writes them", async () => {
  const { page, open, accessible, quiet, close } = await stage.window("ruth-sandmann")
  await open(`/app/${HERE}/programme`)
  await page.getByText("Arbeitsstände von Programmen sehen Sie mit Ihren Funktionen nicht.").waitFor()
  await accessible("ohne Recht")
  await open(`/app/${HERE}/programme/neu`)
  await page.getByText("Programme anlegen können Sie mit Ihren Funktionen nicht.").waitFor()
  quiet()
  await close()
})

test.each([
  ["phone", { width: 390, height: 844 }],
  ["dark", { scheme: "dark" as const }],
  ["400 %", { width: 320, height: 256 }],
])("%s: nothing is cut off, nothing is found", async (_, look) => {
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR, look)
  for (const path of ["/programme", "/programme/neu"]) {
    await open(`/app/${HERE}${path}`)
    await page.locator("h1").waitFor()
    await page.waitForLoadState("networkidle")
    await accessible(path)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider, path).toBeLessThanOrEqual(0)
  }
  quiet()
  await close()
})
