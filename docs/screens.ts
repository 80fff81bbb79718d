/** Makes the pictures of screens, public pages and mails from a running service, so that they stay true: `pnpm pictures`. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Browser, chromium, type Page } from "playwright-core"
import { openSquare } from "../test/square.ts"

const target = resolve(import.meta.dirname, "bild")
const PORT = 3950
const LOCAL = `http://localhost:${PORT}`
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

/** `start` on a state of its own, ready to be looked at. @returns what ends it */
async function service(): Promise<() => void> {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-schirm-"))
  const env = { ...process.env, PORT: String(PORT), BESCHLUSSWEG_STATE: dir, AWS_EC2_METADATA_DISABLED: "true" }
  const child = spawn(process.execPath, ["--import", "tsx", resolve("packages/functions/src/local.ts")], { env })
  await new Promise<void>((ready, failed) => {
    child.stdout.on("data", (bytes: Buffer) => bytes.toString().includes("Beschlussweg läuft") && ready())
    child.once("exit", () => failed(new Error("the service did not start")))
  })
  return () => {
    child.kill("SIGTERM")
    child.once("exit", () => rmSync(dir, { recursive: true, force: true }))
  }
}

async function window(browser: Browser, width = 1200, height = 850): Promise<Page> {
  return (await browser.newContext({ locale: "de-DE", viewport: { width, height } })).newPage()
}
const picture = async (page: Page, name: string): Promise<void> => {
  await page.waitForLoadState("networkidle")
  await page.screenshot({ path: join(target, `${name}.png`) })
}

/** The editor of a programme, and two people in one section. */
async function editor(of: Browser): Promise<void> {
  const open = async (person: RegExp) => {
    const page = await window(of, 1440, 900)
    await page.goto(`${LOCAL}/anmelden?haus=kreis-aulenfeld&weiter=/app/kreis-aulenfeld/programme`)
    await page.getByRole("button", { name: person }).click()
    await page.getByRole("rowheader").first().getByRole("link").click()
    await page.getByRole("link", { name: "Im Editor öffnen" }).click()
    await page
      .getByRole("button", { name: /^Bearbeiten/ })
      .nth(2)
      .click()
    await page
      .locator(".ProseMirror")
      .first()
      .click({ position: { x: 20, y: 20 } })
    await page.keyboard.press("Home")
    return page
  }
  const saved = (page: Page) =>
    page
      .locator(".werkzeugplatz")
      .getByText(/^Gespeichert um/)
      .waitFor()
  const one = await open(/Mira Holtkamp/)
  const two = await open(/Jona Weidner/)
  await one.keyboard.type("Neu geschrieben. ")
  await one.keyboard.press("Control+s")
  await saved(one)
  await picture(one, "programm-editor")
  await two.keyboard.type("Anders geschrieben. ")
  await two.keyboard.press("Control+s")
  await two.getByRole("heading", { name: "Texte zusammenführen" }).waitFor()
  await picture(two, "programm-zusammenfuehren")
}

/** A table that does not add up, and a chart. */
async function blocks(of: Browser): Promise<void> {
  const page = await window(of, 1440, 2400)
  await page.goto(`${LOCAL}/anmelden?haus=kreis-aulenfeld&weiter=/app/kreis-aulenfeld/programme`)
  await page.getByRole("button", { name: /Mira Holtkamp/ }).click()
  await page.getByRole("rowheader").first().getByRole("link").click()
  await page.getByRole("link", { name: "Im Editor öffnen" }).click()
  await page
    .getByRole("button", { name: /^Bearbeiten/ })
    .nth(3)
    .click()
  const insert = async (kind: string) => {
    await page.getByRole("button", { name: "Baustein einfügen" }).last().click()
    await page.getByRole("dialog").getByRole("button", { name: kind }).click()
    return page.locator(".bb").last()
  }
  const paste = (text: string) =>
    page.evaluate((words) => {
      const data = new DataTransfer()
      data.setData("text/plain", words)
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      )
    }, text)
  const table = await insert("Budgettabelle")
  await table.getByLabel("Titel der Tabelle").fill("Budget 2027")
  await table.locator('[data-r="0"][data-c="1"]').click()
  await paste("2026\t2027\n13.015\t12.466\n14.310\t14.859\n27.325\t27.352")
  await table.locator('[data-r="1"][data-c="1"]').click()
  await page.keyboard.press("Shift+Control+End")
  await table.getByRole("button", { name: "Auswahl als Summe" }).click()
  await table.locator('[data-r="3"][data-c="2"]').click()
  await table
    .getByText(/Stimmt nicht: 12.466/)
    .first()
    .waitFor()
  await table.screenshot({ path: join(target, "tabelle.png") })
  const chart = await insert("Diagramm")
  await chart.getByLabel("Titel", { exact: true }).fill("Eintritte in Maßnahmen")
  await chart.locator('[data-r="0"][data-c="1"]').click()
  await paste("2026\t2027\n120\t150\n80\t60")
  await chart.getByRole("button", { name: "Vorschlag aus den Zahlen einsetzen" }).click()
  await chart.screenshot({ path: join(target, "diagramm.png") })
  await page.keyboard.press("Control+s")
  await page
    .locator(".werkzeugplatz")
    .getByText(/^Gespeichert um/)
    .waitFor()
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS })
const end = await service()
const square = await openSquare()
try {
  const page = await window(browser)
  await page.goto(`${LOCAL}/anmelden?haus=kreis-aulenfeld&weiter=/app/kreis-aulenfeld/vorlagen`)
  await page.getByRole("button", { name: /Jona Weidner/ }).click()
  await page.getByRole("link", { name: /Arbeitsmarkt- und Integrationsprogramm/ }).click()
  await page.getByRole("heading", { name: "Zeichnungsweg" }).waitFor()
  await picture(page, "vorlage-im-browser")
  const office = await window(browser)
  await office.goto(`${LOCAL}/anmelden?haus=kreis-aulenfeld&weiter=/app/kreis-aulenfeld/gremien`)
  await office.getByRole("button", { name: /Ruth Sandmann/ }).click()
  const coming = office.getByRole("listitem").filter({ hasText: "Ausschuss für Arbeit und Soziales" })
  await coming.getByRole("link", { name: /Uhr$/ }).click()
  await office.getByRole("heading", { name: "Tagesordnung" }).waitFor()
  await office.getByRole("link", { name: /Beratungsstelle/ }).waitFor()
  await picture(office, "sitzung")
  await office.goto(`${LOCAL}/app/kreis-aulenfeld/sitzungen?jahr=${new Date().getFullYear() + 1}`)
  await office
    .getByRole("link", { name: /Kreisausschuss/ })
    .first()
    .waitFor()
  await picture(office, "sitzungskalender")
  const as = async (name: RegExp, path: string, heading: string, file: string) => {
    const own = await window(browser)
    await own.goto(`${LOCAL}/anmelden?haus=kreis-aulenfeld&weiter=/app/kreis-aulenfeld${path}`)
    await own.getByRole("button", { name }).click()
    await own.getByRole("heading", { level: 1, name: heading }).waitFor()
    await picture(own, file)
  }
  await as(/Bela Grünwald/, "/verwaltung/weg", "Zeichnungsweg", "verwaltung-weg")
  await as(/Henrike Stahl/, "/revision", "Revision: Protokoll des Hauses", "revision")
  await page.goto(`${LOCAL}/post`)
  await picture(page, "post")
  await page.locator("main a").first().click()
  await picture(page, "mail")
  await editor(browser)
  await blocks(browser)

  const house = await square.house("kreis-aulenfeld")
  const id = await house.vorlage("decided")
  await house.release(id)
  const { page: address } = await house.addresses(id)
  const outside = await window(browser)
  await outside.goto(`${square.origin}${house.home}`)
  await picture(outside, "oeffentlich")
  await outside.goto(address.startsWith("http") ? address : `${square.origin}${address}`)
  await picture(outside, "oeffentlich-vorlage")
  await outside.goto(`${square.origin}/pruefen`)
  await picture(outside, "pruefen")
} finally {
  await browser.close()
  await square.stop()
  end()
}
