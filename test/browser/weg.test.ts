/** Signing with all that belongs to it, the whole way, search and Standort in a real browser. */

import { mkdtempSync, rmSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Level } from "@beschlussweg/core/chain"
import type { Settings } from "@beschlussweg/core/tenant"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { HERE } from "@beschlussweg/functions/fixture"
import { type Signer, signers } from "@beschlussweg/pdf/signer.fixture"
import { png } from "@beschlussweg/word/fixture/png"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { AUTHOR, again, as, HEAD, LOOKS, signing, submitted, tabTo, tooWide, until } from "./procedure.ts"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const paragraph = (text: string) => [{ type: "paragraph" as const, content: [{ type: "text" as const, text }] }]
const app = (path: string) => `/app/${HERE}${path}`

describe("signing", () => {
  test("what changed, who was before and who comes after, three acts from the mail to the signed file", async () => {
    const vorlageId = await signing(stage, { betreff: "Programm 2028 zur Zeichnung" })
    await again(stage, vorlageId, {
      beschlussvorschlag: paragraph("Der Kreisausschuss stimmt den neuen Öffnungszeiten zu."),
    })
    const head = await stage.window(HEAD)
    const { page } = head
    // What a person does is counted by the browser itself: every press of a button or a link, by mouse or keyboard.
    await page.addInitScript(() => {
      window.addEventListener("click", () => {
        const kept = Number(sessionStorage.getItem("acts") ?? "0")
        sessionStorage.setItem("acts", String(kept + 1))
      })
    })
    await head.open(app(`/vorlage/${vorlageId}`))
    const changed = page.getByRole("region", { name: "Was sich geändert hat" })
    await changed.getByRole("cell", { name: /entfällt: geänderten/ }).waitFor()
    await changed.getByRole("cell", { name: /neu: neuen/ }).waitFor()
    await page.getByText(/Ihr letzter Tag nach dem Plan: \d\d\.\d\d\.\d{4}/).waitFor()
    await head.accessible("zeichnen, zweite Fassung")
    await tabTo(head, /^Zeichnen$/)
    await page.keyboard.press("Enter")
    await page
      .getByRole("dialog")
      .getByText(/Sie zeichnen Vorlage .*, Fassung 2/)
      .waitFor()
    await tabTo(head, /^Zeichnen$/)
    await page.keyboard.press("Enter")
    await page.getByText(/Als Nächstes: Dezernent/).waitFor()
    await page
      .getByRole("link", { name: /gezeichnet-amtsleitung/ })
      .first()
      .waitFor()
    await head.accessible("gezeichnet")
    // With the mail's own link that is three of the four.
    expect(1 + Number(await page.evaluate(() => sessionStorage.getItem("acts")))).toBe(3)
    head.quiet()
    await head.close()

    const next = await stage.window("kim-adler")
    await next.open(app(`/vorlage/${vorlageId}`))
    await next.page.getByText(/Wer vor Ihnen war und wer nach Ihnen kommt/).click()
    await next.page.getByText(/Amtsleitung: Dr\. Jona Weidner/).waitFor()
    await next.page.getByText(/Dr\. Selma Brandauer.*, bis \d\d\.\d\d\.\d{4}/).waitFor()
    await next.close()
  })

  test("the way back closes the confirmation and keeps the words; an address that cannot be done opens nothing", async () => {
    const vorlageId = await signing(stage, { betreff: "Programm mit Bemerkung" })
    const head = await stage.window(HEAD)
    const { page } = head
    await head.open(app(`/vorlage/${vorlageId}`))
    await page.getByRole("button", { name: "Zeichnen", exact: true }).click()
    await page
      .getByRole("dialog")
      .getByLabel(/Bemerkung/)
      .fill("Bitte die Anlage beachten.")
    await page.goBack()
    await page.getByRole("dialog").waitFor({ state: "detached" })
    // The address of the confirmation leads to it again, also after a reload.
    await page.goForward()
    await page.reload()
    const words = page.getByRole("dialog").getByLabel(/Bemerkung/)
    await words.waitFor()
    expect(await words.inputValue()).toBe("Bitte die Anlage beachten.")
    await page.getByRole("dialog").getByRole("button", { name: "Zeichnen", exact: true }).click()
    await page.getByText(/Als Nächstes: Dezernent/).waitFor()
    await page.goto(`${stage.origin}${app(`/vorlage/${vorlageId}`)}?tun=zeichnen.amtsleitung`)
    await page.getByRole("heading", { level: 1 }).waitFor()
    await page.getByText("Bitte die Anlage beachten.").first().waitFor()
    expect(await page.getByRole("dialog").count()).toBe(0)
    head.quiet()
    await head.close()
  })
})

/** Which steps are signed how, from the next Vorlage on; the system signs all others. */
async function levels(of: Readonly<Record<string, Level>>, trust: Settings["trust"]): Promise<void> {
  const admin = await as(stage, "bela-gruenwald")
  const { id: _, version: __, ...house } = await Tenant.read(admin, {})
  const steps = house.template.steps.map((s) => (s.kind === "sign" ? { ...s, level: of[s.id] ?? "system" } : s))
  await Tenant.change(admin, { ...house, trust, template: { ...house.template, steps } })
}

describe("levels", () => {
  let trust: Signer
  let folder = ""
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "beschlussweg-weg-"))
    trust = signers(join(folder, "trust"))
    trust.person("kim", { name: "Kim Adler", qualified: true })
    await levels({ amtsleitung: "paper", dezernent: "QES" }, [
      { name: "Trust Aulen", level: "QES", certificate: trust.ca },
    ])
  })
  afterAll(async () => {
    await levels({}, [])
    rmSync(folder, { recursive: true, force: true })
  })

  test("on paper the Sitzungsdienst confirms with the scan; with a certificate a wrong file is refused, the right one taken", async () => {
    const vorlageId = await signing(stage, { betreff: "Programm auf zwei Wegen" })
    const head = await stage.window(HEAD)
    await head.open(app(`/vorlage/${vorlageId}`))
    await head.page.getByRole("link", { name: "Zeichnungsblatt öffnen" }).waitFor()
    expect(await head.page.getByRole("button", { name: "Zeichnen", exact: true }).count()).toBe(0)
    await head.accessible("auf Papier zu zeichnen")
    await head.close()

    const office = await stage.window("ruth-sandmann")
    await office.open(app(`/vorlage/${vorlageId}`))
    const form = office.page.getByRole("region", { name: /Unterschrift auf Papier bestätigen/ })
    await form.getByRole("button", { name: "Unterschrift bestätigen" }).click()
    await form.getByText("Bitte laden Sie zuerst den Scan hoch").waitFor()
    await form.getByText("Bitte wählen Sie die Person.").waitFor()
    await office.accessible("Papierzeichnung mit Fehlern")
    const scan = png(40, 60, (x, y) => [x, y, 120])
    await form
      .locator("input[type=file]")
      .setInputFiles({ name: "blatt.png", mimeType: "image/png", buffer: Buffer.from(scan) })
    await form.getByText(/blatt\.png ist geprüft/).waitFor()
    await form.getByLabel("Wer hat unterschrieben?").selectOption({ label: "Dr. Jona Weidner" })
    await form.getByRole("button", { name: "Unterschrift bestätigen" }).click()
    await form.waitFor({ state: "detached" })
    office.quiet()
    await office.close()
    const read = async () => Vorlage.read(await as(stage, AUTHOR), { vorlageId })
    expect((await read()).chain?.steps.find((s) => s.id === "amtsleitung")).toMatchObject({
      status: "done",
      given: { by: HEAD, level: "paper" },
    })

    const owner = await stage.window("kim-adler")
    const { page } = owner
    await until(async () => (await read()).fassungen.every((f) => f.beingMade.length === 0))
    await owner.open(app(`/vorlage/${vorlageId}`))
    const link = page.getByRole("link", { name: /herunterladen$/ })
    await link.waitFor()
    await owner.accessible("mit eigenem Zertifikat zu zeichnen")
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()])
    const stagePath = await download.path()
    const bytes = new Uint8Array(await readFile(stagePath))
    const choose = page.locator(".meins input[type=file]")
    // The very file, without a signature.
    await choose.setInputFiles({ name: "ohne.pdf", mimeType: "application/pdf", buffer: Buffer.from(bytes) })
    await page.getByText("Die Datei wurde nicht angenommen.").waitFor()
    await owner.accessible("Datei abgelehnt")
    const signed = join(folder, "signiert.pdf")
    await writeFile(signed, trust.sign("kim", bytes, "zeichnung-dezernent"))
    await choose.setInputFiles(signed)
    await until(async () => (await read()).chain?.steps.find((s) => s.id === "dezernent")?.status === "done")
    await page
      .getByText(/Kim Adler, Dezernentin/)
      .first()
      .waitFor()
    owner.quiet()
    await owner.close()
  })
})

describe("the whole way", () => {
  test("steps, plan with light in words, another meeting tried, printed without what is only for the screen", async () => {
    const vorlageId = await signing(stage, { betreff: "Programm mit Plan" })
    const head = await stage.window(HEAD)
    const { page } = head
    await head.open(app(`/vorlage/${vorlageId}`))
    await tabTo(head, /^Ganzer Weg/)
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { level: 1, name: /Zeichnungsweg: Programm mit Plan/ }).waitFor()
    const plan = page.getByRole("table", { name: "Plan der Schritte" })
    await plan.getByRole("row", { name: /Amtsleitung .*Dr\. Jona Weidner.* an der Reihe .* in der Zeit/ }).waitFor()
    await head.accessible("Weg")
    // A day that has passed cannot be reached, and nothing is changed by asking.
    await tabTo(head, /^Sitzung: Kreisausschuss/)
    await page.getByLabel("Sitzung: Kreisausschuss").fill("2026-01-15")
    await page.keyboard.press("Enter")
    const tried = page.getByRole("table", { name: /nur durchgespielt/ })
    await tried.getByText("zu spät").first().waitFor()
    await head.accessible("Weg, durchgespielt")
    const { chain } = await Vorlage.read(await as(stage, HEAD), { vorlageId })
    expect(chain?.steps.find((s) => s.kind === "body")).not.toMatchObject({ termin: "2026-01-15" })
    await page.getByRole("button", { name: "Umlaufprotokoll erstellen (PDF)" }).click()
    await page.getByRole("link", { name: /^Umlaufprotokoll vom/ }).waitFor()

    await page.emulateMedia({ media: "print" })
    for (const gone of ["Drucken", "Durchspielen"])
      expect(await page.getByText(gone, { exact: true }).isVisible(), gone).toBe(false)
    expect(await page.getByRole("navigation", { name: "Hauptnavigation" }).isVisible()).toBe(false)
    expect(await page.getByText(/^Jobcenter Kreis Aulenfeld · Stand/).isVisible()).toBe(true)
    head.quiet()
    await head.close()
  })

  test("a draft shows the plan it would have to its author", async () => {
    const author = await as(stage, AUTHOR)
    const { formOf } = await import("@beschlussweg/functions/fixture")
    const { id } = await Vorlage.create(author, { form: formOf(stage.app.world.now()) })
    const w = await stage.window(AUTHOR)
    await w.open(app(`/vorlage/${id}/weg`))
    await w.page.getByText(/So liefe die Vorlage, wenn sie heute eingereicht würde/).waitFor()
    await w.accessible("Weg eines Entwurfs")
    w.quiet()
    await w.close()
  })
})

describe("finding", () => {
  test("from the field in the head to the passage, what is not there is said, a year that is none", async () => {
    await signing(stage, {
      betreff: "Beschäftigungslotsen im Südkreis",
      erlaeuterungen: paragraph("Die Lotsen begleiten Übergänge in Arbeit."),
    })
    const office = await as(stage, HEAD)
    const { find } = await import("@beschlussweg/core/search")
    await until(async () => (await find(office, { query: "Lotsen begleiten" })).items.length > 0)
    const head = await stage.window(HEAD)
    const { page } = head
    await head.open(app(""))
    await tabTo(head, /^Suche in Programmen/)
    await page.keyboard.type("Lotsen begleiten")
    await page.keyboard.press("Enter")
    await page.getByText(/^Ein Treffer\.$/).waitFor()
    await page.locator("mark", { hasText: "Lotsen" }).first().waitFor()
    await head.accessible("Suche mit Treffer")
    await page.getByLabel(/^Jahr/).fill("27")
    await page.getByRole("main").getByRole("button", { name: "Suchen" }).click()
    await page.getByText("Bitte geben Sie ein Jahr mit vier Ziffern an.").waitFor()
    await head.accessible("Suche mit Fehler")
    await page.getByLabel(/^Jahr/).fill("")
    await page.getByLabel("Suchwörter").fill("Quastenflosser")
    await page.getByRole("main").getByRole("button", { name: "Suchen" }).click()
    await page.getByText(/^Nichts gefunden/).waitFor()
    await page.goBack()
    await page.getByRole("link", { name: "Beschäftigungslotsen im Südkreis" }).click()
    await page.getByRole("heading", { level: 1, name: "Beschäftigungslotsen im Südkreis" }).waitFor()
    head.quiet()
    await head.close()
  })

  test("Wo ist was: where each lies, overdue in words, and as a table to take along", async () => {
    await submitted(stage, { betreff: "Programm bei der BCA" })
    const office = await stage.window("ruth-sandmann")
    const { page } = office
    await office.open(app("/standort"))
    const row = page.getByRole("row", { name: /Programm bei der BCA/ })
    await row.getByText("Pia Wollgast").waitFor()
    await office.accessible("Wo ist was")
    await page.getByLabel("Vorlagen", { exact: true }).selectOption("überfällige")
    await page.getByText("Nichts ist überfällig.").waitFor()
    await office.accessible("nichts überfällig")
    await page.getByLabel("Vorlagen", { exact: true }).selectOption("alle")
    await row.waitFor()
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Als Tabelle laden (CSV)" }).click(),
    ])
    const table = await readFile(await file.path(), "utf8")
    expect(table).toContain('"Nummer";"Betreff"')
    expect(table).toContain('"Programm bei der BCA"')
    office.quiet()
    await office.close()
  })
})

describe("every look", () => {
  test.each(Object.entries(LOOKS))("%s: nothing is cut off, nothing is found", async (_, look) => {
    const vorlageId = await signing(stage, { betreff: "Programm in jeder Gestalt" })
    const head = await stage.window(HEAD, look)
    for (const path of [`/vorlage/${vorlageId}`, `/vorlage/${vorlageId}/weg`, "/suche?q=Programm", "/standort"]) {
      await head.open(app(path))
      await head.page.locator("h1").waitFor()
      await head.page.waitForLoadState("networkidle")
      await head.accessible(path)
      expect(await tooWide(head), path).toBeLessThanOrEqual(0)
    }
    head.quiet()
    await head.close()
  })
})
