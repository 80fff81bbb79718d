/** Writing a Vorlage in a real browser: by keyboard alone, pasted from Word, in two windows, without network, with Anlagen. */

import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { formOf, HERE } from "@beschlussweg/functions/fixture"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { tool } from "../tool.ts"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const AUTHOR = "mira-holtkamp"
async function as(personId: string) {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, personId)
  if (!member) throw new Error(`nobody is called ${personId}`)
  return world.ctx(HERE, Member.asActor(member), "test")
}
const author = () => as(AUTHOR)
const draftOf = async (vorlageId: string) => (await Vorlage.read(await author(), { vorlageId })).draft
async function draft(change: Partial<Vorlage.Form> = {}): Promise<string> {
  const form = { ...formOf(stage.app.world.now()), ...change }
  return (await Vorlage.create(await author(), { form })).id
}
const edit = (vorlageId: string) => `/app/${HERE}/vorlage/${vorlageId}/bearbeiten`
const saved = (page: Page) => page.getByText(/^Gespeichert um/).waitFor()

/** The line that says what is saved stays in view; only at the top it covers nothing that somebody could want to press. */
const top = (page: Page) => page.evaluate(() => window.scrollTo(0, 0))

/** Presses Tab until the focus is on what bears this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press("Tab")
    const text = await page.evaluate(() => {
      const at = document.activeElement
      if (!at) return ""
      const named = at.getAttribute("aria-labelledby")
      const by = named ? document.getElementById(named)?.textContent : undefined
      const label = at.id ? document.querySelector(`label[for="${CSS.escape(at.id)}"]`)?.textContent : ""
      return at.getAttribute("aria-label") ?? by ?? (label || (at.textContent ?? ""))
    })
    if (name.test(text.trim())) return
  }
  throw new Error(`the keyboard does not reach ${name}`)
}

test("with the keyboard alone: from the list to a submitted Vorlage", async () => {
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(`/app/${HERE}/vorlagen`)
  await page.getByRole("button", { name: "Neue Vorlage" }).waitFor()
  await tabTo(page, /^Neue Vorlage$/)
  await page.keyboard.press("Enter")
  await page.waitForURL(/bearbeiten$/)
  const vorlageId = page.url().split("/").at(-2) ?? ""
  await page.getByText(/^Was noch fehlt \(\d+\)/).waitFor()
  await top(page)
  await accessible("neue Vorlage")

  await tabTo(page, /^Betreff/)
  await page.keyboard.type("Öffnungszeiten 2028")
  await tabTo(page, /^Übliche Beratungsfolge übernehmen$/)
  await page.keyboard.press("Enter")
  await page.getByText("1. ").first().waitFor()
  const rows = await page.locator("fieldset.reihe").count()
  const year = Number(dayOf(stage.app.world.now()).slice(0, 4)) + 1
  for (let i = 0; i < rows; i++) {
    await tabTo(page, /^Termin/)
    // Day and month are equal: browsers ask for them in the order of their own language.
    await page.keyboard.type(`0${5 + i}0${5 + i}${year}`)
    await tabTo(page, /^Zuständigkeit/)
  }
  await tabTo(page, /^ja$/)
  await page.keyboard.press("ArrowDown")
  await tabTo(page, /^Beschlussvorschlag$/)
  await page.keyboard.type("Der Kreisausschuss beschließt die ")
  await page.keyboard.press("Control+b")
  await page.keyboard.type("neuen")
  await page.keyboard.press("Control+b")
  await page.keyboard.type(" Zeiten.")
  // The toolbar is one stop; Escape leads back into the text.
  await page.keyboard.press("Alt+F10")
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("Escape")
  await page.keyboard.press("Control+s")
  await saved(page)
  await page.getByText("Es fehlt nichts. Die Vorlage kann").waitFor()
  await tabTo(page, /^Einreichen$/)
  await page.keyboard.press("Enter")
  await page
    .getByRole("dialog")
    .getByText(/Sie reichen die Beschlussvorlage/)
    .waitFor()
  await top(page)
  await accessible("Einreichen im Dialog")
  await tabTo(page, /^Einreichen$/)
  await page.keyboard.press("Enter")
  await page.waitForURL(new RegExp(`/vorlage/${vorlageId}$`))
  const { chain, form } = await Vorlage.read(await author(), { vorlageId })
  expect(chain?.fassung).toBe(1)
  expect(form?.betreff).toBe("Öffnungszeiten 2028")
  expect(form?.beschlussvorschlag).toEqual([
    {
      type: "paragraph",
      content: [
        { type: "text", text: "Der Kreisausschuss beschließt die " },
        { type: "text", text: "neuen", marks: ["bold"] },
        { type: "text", text: " Zeiten." },
      ],
    },
  ])
  quiet()
  await close()
})

test("pasted from Word: structure stays, looks and scripts go; emoji and long words harm nothing", async () => {
  const vorlageId = await draft({ erlaeuterungen: [] })
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  const text = page.getByRole("textbox", { name: "Erläuterungen" })
  await text.click()
  await paste(
    page,
    `<html><head><style>p{color:red}</style></head><body onload="window.boese=1">
<h1 style='color:red'>Ausgangslage</h1>
<p class=MsoNormal style='margin:0'>Ein <b>fetter</b> und <i>kursiver</i> Satz<script>window.boese=1</script> mit <a href="javascript:window.boese=1">falscher</a> und <a href="https://aulenfeld.example/">echter</a> Adresse 🙂.<img src=x onerror="window.boese=1"></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>Erstens</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·</span>darunter</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.</span>Zweitens</p>
<table><thead><tr><th>Jahr</th><th align=right>Eintritte</th></tr></thead><tbody><tr><td>2027</td><td style='text-align:right'>1.250</td></tr></tbody></table>
<p>${"Donaudampfschifffahrt".repeat(15)}</p></body></html>`,
  )
  await page.getByText("Ein Bild wurde nicht übernommen", { exact: false }).waitFor({ state: "attached" })
  await paste(page, `<p>${"x".repeat(4_000_001)}</p>`)
  await page.getByText("Das Eingefügte ist zu groß", { exact: false }).waitFor({ state: "attached" })
  await page.keyboard.press("Control+s")
  await saved(page)
  expect(await page.evaluate(() => Reflect.get(window, "boese"))).toBeUndefined()
  const { form } = (await draftOf(vorlageId)) ?? {}
  const blocks = form?.erlaeuterungen ?? []
  expect(blocks.map((b) => b.type)).toEqual(["heading", "paragraph", "list", "table", "paragraph"])
  expect(blocks[1]).toEqual({
    type: "paragraph",
    content: [
      { type: "text", text: "Ein " },
      { type: "text", text: "fetter", marks: ["bold"] },
      { type: "text", text: " und " },
      { type: "text", text: "kursiver", marks: ["italic"] },
      { type: "text", text: " Satz mit falscher und " },
      { type: "text", text: "echter", href: "https://aulenfeld.example/" },
      { type: "text", text: " Adresse 🙂." },
    ],
  })
  expect(blocks[2]).toMatchObject({
    ordered: true,
    items: [{ blocks: [{ type: "paragraph" }, { type: "list", ordered: false }] }, { blocks: [{ type: "paragraph" }] }],
  })
  expect(blocks[3]).toMatchObject({ headerRows: 1, rows: [{ cells: [{ header: true }, { align: "right" }] }, {}] })
  // The check names the emoji, and its link leads into the text.
  await page.getByText(/Dieses Zeichen kann nicht gedruckt werden/).waitFor()
  await page
    .getByRole("link", { name: /^Erläuterungen/ })
    .first()
    .click()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("feld-erlaeuterungen")
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider).toBeLessThanOrEqual(0)
  await top(page)
  await accessible("Texte mit Liste und Tabelle")
  quiet()
  await close()
})

async function paste(page: Page, html: string): Promise<void> {
  await page.evaluate((markup) => {
    const data = new DataTransfer()
    data.setData("text/html", markup)
    data.setData("text/plain", "")
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, html)
}

test("two windows: the second is told, compares, and chooses", async () => {
  const vorlageId = await draft()
  const one = await stage.window(AUTHOR)
  const two = await stage.window(AUTHOR)
  for (const w of [one, two]) {
    await w.open(edit(vorlageId))
    await w.page.getByLabel("Betreff").waitFor()
  }
  await one.page.getByLabel("Betreff").fill("Betreff des ersten Fensters")
  await saved(one.page)
  await two.page.getByLabel("Betreff").fill("Betreff des zweiten Fensters")
  const choice = two.page.getByRole("status").filter({ hasText: "an anderer Stelle geändert" })
  await choice.waitFor()
  await choice.getByRole("button", { name: "Vergleichen" }).click()
  await two.page.getByRole("cell", { name: "Betreff des ersten Fensters" }).waitFor()
  await two.accessible("zwei Stände")
  await choice.getByRole("button", { name: "Meinen Stand behalten" }).click()
  await saved(two.page)
  expect((await draftOf(vorlageId))?.form.betreff).toBe("Betreff des zweiten Fensters")
  two.quiet(409)
  await one.close()
  await two.close()
})

test("without network nothing is lost: kept on the device, saved when it is back, offered again after closing", async () => {
  const vorlageId = await draft()
  const { page, open, accessible, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  await page.getByLabel("Betreff").waitFor()
  await page.context().setOffline(true)
  await page.getByLabel("Betreff").fill("Ohne Netz geschrieben")
  await page.getByText("Gerade kann nicht gespeichert werden.").waitFor()
  await top(page)
  await accessible("ohne Netz")
  await page.context().setOffline(false)
  await saved(page)
  expect((await draftOf(vorlageId))?.form.betreff).toBe("Ohne Netz geschrieben")

  await page.context().setOffline(true)
  await page.getByLabel("Betreff").fill("Noch einmal ohne Netz")
  await page.getByText("Gerade kann nicht gespeichert werden.").waitFor()
  const next = await page.context().newPage()
  await page.close()
  await next.context().setOffline(false)
  await next.goto(`${stage.origin}${edit(vorlageId)}`)
  await next.getByRole("button", { name: "Vergleichen" }).click()
  await next.getByRole("cell", { name: "Noch einmal ohne Netz" }).waitFor()
  await next.getByRole("button", { name: "Mit dem Stand dieses Geräts" }).click()
  await saved(next)
  expect((await draftOf(vorlageId))?.form.betreff).toBe("Noch einmal ohne Netz")
  await close()
})

test("a slow answer: what is typed while one save runs is in the next", async () => {
  const vorlageId = await draft()
  const { page, open, quiet, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  let sent = 0
  await page.route("**/formular", async (route) => {
    sent++
    await new Promise((wake) => setTimeout(wake, 1_000))
    await route.continue()
  })
  await page.getByLabel("Betreff").fill("Erster Teil")
  await page.getByText("Wird gespeichert.").waitFor()
  await page.getByLabel("Betreff").fill("Erster Teil, zweiter Teil")
  await page.getByText("Noch nicht gespeichert.").waitFor()
  await saved(page)
  expect(sent).toBe(2)
  expect((await draftOf(vorlageId))?.form.betreff).toBe("Erster Teil, zweiter Teil")
  quiet()
  await close()
})

test("a body with a calendar: its planned meetings are offered as days", async () => {
  const administration = await as("bela-gruenwald")
  const { id: _, version: __, ...house } = await Tenant.read(administration, {})
  const ladung = {
    regular: { days: 7, count: "calendar" as const },
    urgent: null,
    nachtrag: null,
    dispatchCounts: false,
    meetingCounts: false,
    abgabe: { days: 14, count: "calendar" as const },
  }
  await Tenant.change(administration, {
    ...house,
    gremien: house.gremien.map((g) => (g.id === "kreistag" ? { ...g, ladung } : g)),
  })
  const on = addDays(dayOf(stage.app.world.now()), 60)
  await Sitzung.plan(await as("ruth-sandmann"), {
    sitzungen: [{ gremiumId: "kreistag", on, start: "17:00", ort: "Großer Saal", confirmed: true }],
  })
  const vorlageId = await draft({ beratungsfolge: [] })
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  await page.getByRole("button", { name: "Gremium hinzufügen" }).click()
  // The focus stands in the new line.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("folge-0-gremium")
  await page.getByLabel("Gremium", { exact: true }).selectOption({ label: "Kreistag" })
  await page.getByLabel("Sitzung", { exact: true }).selectOption(on)
  await top(page)
  await accessible("Beratungsfolge mit Sitzung")
  await page.keyboard.press("Control+s")
  await saved(page)
  expect((await draftOf(vorlageId))?.form.beratungsfolge).toMatchObject([{ gremiumId: "kreistag", termin: on }])
  quiet()
  await close()
})

test("finance block: German amounts, the own share computed, what is no amount said at the field", async () => {
  const vorlageId = await draft({ finance: { ...formOf(new Date()).finance, effects: null } })
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  await page.getByRole("link", { name: "Finanzielle Auswirkungen" }).click()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("finanzen-auswirkungen-ja")
  const asked = page.getByRole("group", { name: "Hat die Vorlage finanzielle Auswirkungen?" })
  await asked.getByLabel("ja").check()
  await page
    .getByRole("group", { name: /im Haushaltsplan/ })
    .getByLabel("ja")
    .check()
  await page.getByRole("button", { name: "Produkt hinzufügen" }).click()
  await page.keyboard.type("050501")
  await page.keyboard.press("Tab")
  await page.keyboard.type("Grundsicherung für Arbeitsuchende")
  const yearly = page.getByRole("group", { name: /^2\) Laufende/ })
  await yearly.getByLabel("insgesamt").fill("480.000,5")
  await yearly.getByLabel("Beteiligung Dritter").fill("400000")
  await yearly.getByText("80.000,50 €").waitFor()
  await page.getByLabel("a) für den Zweck veranschlagt").fill("1,234.5")
  await page.getByText("Das ist kein Betrag.").waitFor()
  await top(page)
  await accessible("Finanzblock mit Fehler")
  await page.getByLabel("a) für den Zweck veranschlagt").fill("1.234,50 €")
  await page.keyboard.press("Control+s")
  await saved(page)
  expect((await draftOf(vorlageId))?.form.finance).toMatchObject({
    effects: true,
    inBudget: true,
    products: [{ number: "050501", name: "Grundsicherung für Arbeitsuchende" }],
    plannedCent: 123_450,
    yearly: { totalCent: 48_000_050, thirdPartyCent: 40_000_000, ownCent: 8_000_050 },
  })
  // "nein" empties the rest; who comes back finds it again.
  await asked.getByLabel("nein").check()
  await asked.getByLabel("ja").check()
  await yearly.getByText("80.000,50 €").waitFor()
  quiet()
  await close()
})

test("a session that ends costs nothing: the draft stays here, and is saved after signing in again", async () => {
  const vorlageId = await draft()
  const { page, open, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  await page.getByLabel("Betreff").waitFor()
  const cookies = await page.context().cookies()
  await page.context().clearCookies()
  await page.getByLabel("Betreff").fill("Nach dem Ende der Anmeldung")
  const dialog = page.getByRole("dialog", { name: "Bitte melden Sie sich an" })
  await dialog.waitFor()
  await page.context().addCookies(cookies)
  await dialog.getByRole("button", { name: "Schließen" }).click()
  await page.keyboard.press("Control+s")
  await saved(page)
  expect((await draftOf(vorlageId))?.form.betreff).toBe("Nach dem Ende der Anmeldung")
  await close()
})

test("a programme as Anlage: Eckpunkte taken over and undone, its warning taken note of with a reason", async () => {
  const ctx = await author()
  const words = (text: string, eckpunkt?: boolean) => ({
    type: "paragraph" as const,
    content: [{ type: "text" as const, text }],
    ...(eckpunkt ? { eckpunkt } : {}),
  })
  const { id: programmeId } = await Programme.create(ctx, {
    kind: "AMP",
    title: "Programm 2028",
    year: 2028,
    amtId: "jobcenter",
  })
  const content = {
    version: 1 as const,
    kind: "AMP" as const,
    title: "Programm 2028",
    year: 2028,
    footnotes: [],
    sections: [
      {
        id: "s1",
        level: 1,
        title: [{ type: "text" as const, text: "Ausgangslage" }],
        numbering: "auto" as const,
        blocks: [words("Schwerpunkt ist die Beratung.", true), words(WARNED)],
      },
    ],
  }
  await Programme.save(ctx, { programmeId, rev: 0, content })
  const vorlageId = await draft({
    erlaeuterungen: [],
    anlagen: [{ kind: "programme", id: "p", title: "Programm 2028", public: true, programmeId }],
  })
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  const text = page.getByRole("textbox", { name: "Erläuterungen" })
  await page.getByRole("button", { name: "Eckpunkte übernehmen" }).click()
  await text.getByText("Schwerpunkt ist die Beratung.").waitFor()
  await page.getByRole("button", { name: "Übernahme rückgängig machen" }).click()
  await text.getByText("Schwerpunkt ist die Beratung.").waitFor({ state: "detached" })
  await page.getByRole("button", { name: "Eckpunkte übernehmen" }).click()
  await page.keyboard.press("Control+s")
  await saved(page)
  expect((await draftOf(vorlageId))?.form.erlaeuterungen.map((b) => b.type)).toEqual(["heading", "paragraph"])

  await page.getByText(/^Was noch fehlt \(1\)/).waitFor()
  await page.getByRole("link", { name: /^Anlage 1, Abschnitt/ }).click()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("kenntnisnahmen")
  await page.getByRole("button", { name: "Zur Kenntnis nehmen" }).click()
  await page.getByText("Bitte schreiben Sie einen kurzen Satz.").waitFor()
  await top(page)
  await accessible("Kenntnisnahme mit Fehler")
  await page.getByLabel(/^Begründung zu/).fill("Gemeint sind Prozent; so steht es in der Quelle.")
  await page.getByRole("button", { name: "Zur Kenntnis nehmen" }).click()
  await page.getByText("Es fehlt nichts. Die Vorlage kann").waitFor()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("fehlt")
  quiet()
  await close()
})
/** A rate that rises by the difference of two rates: Prozent is said where Prozentpunkte are meant. */
const WARNED = "Die Quote ist von 3,6 % auf 4,8 % um 1,2 % gestiegen."

test("Anlagen: sent with their check, moved by keyboard, too many refused", async () => {
  const vorlageId = await draft()
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(edit(vorlageId))
  const input = page.locator('input[type="file"]')
  const file = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from("Eins;Zwei\n1;2\n") })
  await input.waitFor({ state: "attached" })
  await input.setInputFiles([
    { ...file("Übersicht_Süd.csv"), mimeType: "text/csv" },
    { ...file("Zweite.csv"), mimeType: "text/csv" },
  ])
  await page.getByRole("group", { name: "Anlage 2: Zweite" }).waitFor()
  await page
    .getByText(/geprüft|nicht angenommen/)
    .nth(1)
    .waitFor()
  await page.getByRole("button", { name: "Nach unten: Anlage 1: Übersicht Süd" }).focus()
  await page.keyboard.press("Enter")
  await page.getByRole("group", { name: "Anlage 1: Zweite" }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
    "Nach oben: Anlage 2: Übersicht Süd",
  )
  await page.keyboard.press("Control+s")
  await saved(page)
  expect((await draftOf(vorlageId))?.form.anlagen.map((a) => a.title)).toEqual(["Zweite", "Übersicht Süd"])
  await input.setInputFiles(Array.from({ length: 500 }, (_, i) => file(`anlage-${i}.txt`)))
  await page.getByText(/höchstens 100 Anlagen auf; frei sind noch 98, gewählt wurden 500/).waitFor()
  await top(page)
  await accessible("Anlagen")
  quiet()
  await close()
})

test("the list: number or Betreff, Stand and öffentlich, kept in the address", async () => {
  await draft({ betreff: "Nichtöffentliche Personalsache", public: false })
  const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
  await open(`/app/${HERE}/vorlagen?stand=entwurf`)
  await page.getByLabel("Öffentlichkeit").selectOption("nein")
  await page.waitForURL(/public=nein/)
  await page.getByRole("link", { name: "Nichtöffentliche Personalsache" }).waitFor()
  // The list before stays until the new one is there: the open Vorlagen must go.
  await page.getByRole("link", { name: "Öffnungszeiten der Geschäftsstelle" }).first().waitFor({ state: "detached" })
  await page.getByLabel("Nummer oder Betreff").fill("gibt es nicht")
  await page.keyboard.press("Enter")
  await page.getByText(/gibt es keine Vorlage, die Sie sehen dürfen/).waitFor()
  await top(page)
  await accessible("leere Suche")
  await page.getByLabel("Nummer oder Betreff").fill("PERSONALSACHE")
  await page.getByRole("button", { name: "Suchen" }).click()
  await page.getByRole("link", { name: "Nichtöffentliche Personalsache" }).waitFor()
  quiet()
  await close()
})

test("who may not write is told who may", async () => {
  const vorlageId = await draft()
  const reader = await stage.window("bela-gruenwald")
  await reader.open(`/app/${HERE}/vorlagen`)
  await reader.page.locator("h1").waitFor()
  expect(await reader.page.getByRole("button", { name: "Neue Vorlage" }).count()).toBe(0)
  await reader.open(edit(vorlageId))
  await reader.page.getByRole("alert").waitFor()
  await reader.accessible("ohne Recht")
  await reader.close()
})

describe("the preview", () => {
  const looks = {
    "wide, dark": { scheme: "dark" as const },
    phone: { width: 390, height: 844 },
    "400 %": { width: 320, height: 256 },
  }
  test.each(Object.entries(looks))(
    "%s: by keyboard, of a form that lacks something, and nothing is taken",
    async (name, look) => {
      const vorlageId = await draft({ beratungsfolge: [] })
      const { page, open, accessible, quiet, close } = await stage.window(AUTHOR, look)
      await open(edit(vorlageId))
      await page.getByLabel("Betreff").fill("Öffnungszeiten, noch nicht gespeichert")
      await tabTo(page, /^Vorschau als PDF$/)
      await page.keyboard.press("Enter")
      const dialog = page.getByRole("dialog", { name: "Vorschau" })
      await dialog.getByText(/^Die Vorschau ist fertig: /).waitFor({ timeout: 60_000 })
      const wide = name.startsWith("wide")
      const link = dialog.getByRole("link", {
        name: wide ? /^Vorlage_Vorschau_.*\.pdf in neuem Fenster/ : "Vorschau öffnen (PDF)",
      })
      expect(await dialog.locator("iframe").count()).toBe(wide ? 1 : 0)
      await accessible(`Vorschau, ${name}`)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      const answer = await page.request.get(new URL((await link.getAttribute("href")) ?? "", stage.origin).href)
      expect(answer.headers()["content-type"]).toBe("application/pdf")
      const said = tool("pdftotext", ["-layout", "-", "-"], await answer.body()).replace(/\s+/g, " ")
      // What stood on the screen was saved first, so it is what the preview shows.
      expect(said).toContain("Öffnungszeiten, noch nicht gespeichert")
      expect(said).toContain("Beratungsfolge: Die Beratungsfolge fehlt.")
      await page.keyboard.press("Escape")
      await dialog.waitFor({ state: "detached" })
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Vorschau als PDF")
      expect((await Vorlage.read(await author(), { vorlageId })).fassung).toBe(0)
      quiet()
      await close()
    },
  )

  test("a sign that cannot be printed: the dialog says where it stands", async () => {
    const vorlageId = await draft({ betreff: "Öffnungszeiten 🙂" })
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR)
    await open(edit(vorlageId))
    await page.getByRole("button", { name: "Vorschau als PDF" }).click()
    const dialog = page.getByRole("dialog", { name: "Vorschau" })
    await dialog.getByRole("alert").getByText("Betreff:").waitFor()
    await accessible("Vorschau, nicht möglich")
    quiet(422, 409, 403)
    await close()
  })
})

describe("every look", () => {
  const looks = {
    "desktop, dark": { scheme: "dark" as const },
    phone: { width: 390, height: 844 },
    "400 %": { width: 320, height: 256 },
  }
  test.each(Object.entries(looks))("%s: nothing is cut off, nothing is found", async (_, look) => {
    const vorlageId = await draft({ finance: { ...formOf(new Date()).finance, effects: true } })
    const { page, open, accessible, quiet, close } = await stage.window(AUTHOR, look)
    await open(edit(vorlageId))
    await page.getByRole("textbox", { name: "Erläuterungen" }).waitFor()
    await page.getByText(/^Was noch fehlt \(/).waitFor()
    await top(page)
    await accessible("Formular")
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider).toBeLessThanOrEqual(0)
    quiet()
    await close()
  })
})
