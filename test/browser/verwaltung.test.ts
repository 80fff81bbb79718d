/** Verwaltung: people to two, the way built by keyboard and played through, bodies, keys, settings; nothing for anybody else. */

import { accountId } from "@beschlussweg/core/account"
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Gremium from "@beschlussweg/core/gremium/verb"
import * as Key from "@beschlussweg/core/key"
import * as Member from "@beschlussweg/core/member"
import * as Tenant from "@beschlussweg/core/tenant"
import { HERE, SIGN_IN } from "@beschlussweg/functions/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openStage, type Stage, type Window } from "./stage.ts"

const [BELA, SVEA] = ["bela-gruenwald", "svea-brockmann"] as const
const ROOMS = [
  ...["", "/personen", "/personen/neu", "/personen/kim-adler", "/funktionen", "/weg", "/probe?finanzen=true"],
  ...["/gremien", "/gremien/neu", "/gremien/arbeit", "/nummern", "/haus", "/oeffentlich", "/aufbewahrung"],
  ...["/anmeldung", "/schluessel"],
]

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const bare = () => stage.app.world.ctx(HERE, { personId: "test", name: "", functions: [] }, "test")
async function as(personId: string) {
  const member = await Member.load(bare().table, personId)
  if (!member) throw new Error(`nobody is called ${personId}`)
  return stage.app.world.ctx(HERE, Member.asActor(member), "test")
}
const settings = async () => Tenant.read(await as(BELA), {})
async function room(window: Window, path: string, heading: string | RegExp) {
  await window.open(`/app/${HERE}/verwaltung${path}`)
  await window.page.getByRole("heading", { level: 1, name: heading }).waitFor()
}
/** Focus by the keyboard alone: Tab until it is there. */
async function tabTo(
  { page }: Window,
  name: string | RegExp,
  role: "button" | "link" | "textbox" | "combobox" = "button",
) {
  const target = page.getByRole(role, { name }).first()
  await target.waitFor()
  for (let n = 0; n < 300; n++) {
    if (await target.evaluate((element) => element === document.activeElement)) return target
    await page.keyboard.press("Tab")
  }
  throw new Error(`the keyboard does not reach ${name}`)
}

test("an administrator invites with the keyboard, and a second one confirms what signs once it is taken", async () => {
  const first = await stage.window(BELA)
  const { page } = first
  await room(first, "/personen/neu", "Person einladen")
  await tabTo(first, "Einladen")
  await page.keyboard.press("Enter")
  await page.getByText("Bitte geben Sie den Namen ein.").waitFor()
  await first.accessible("Einladen mit Fehler")
  // The field that is wrong has the focus.
  await page.keyboard.type("Noor Rahimi")
  await tabTo(first, "Funktion hinzufügen")
  await page.keyboard.press("Enter")
  await page.locator("#funktion-0-was:focus").waitFor()
  await page.locator("#funktion-0-was").selectOption({ label: "Amtsleitung" })
  await tabTo(first, "Einladen")
  await page.keyboard.press("Enter")
  const code = page.getByRole("dialog").getByLabel("Code der Einladung")
  await code.waitFor()
  await first.accessible("Code")
  const given = await code.inputValue()
  const [personId = ""] = given.split(".")
  await tabTo(first, "Ich habe den Text gesichert")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { level: 1, name: "Noor Rahimi" }).waitFor()
  await page.getByText("Die Einladung ist noch nicht angenommen; bestätigt wird danach.").waitFor()
  await page.getByText("Darüber entscheidet eine andere Person").waitFor()
  await first.accessible("Person mit Vorschlag")

  await Member.accept(bare(), {
    code: given,
    accountId: await accountId(SIGN_IN.issuer, "noor"),
    label: "noor@haus.example",
  })
  const second = await stage.window(SVEA, { width: 390, height: 844 })
  await room(second, "", "Verwaltung")
  await second.page.getByText("noor@haus.example").waitFor()
  await second.accessible("Überblick mit Vorschlag")
  await second.page.getByRole("button", { name: /Bestätigen.*Noor Rahimi/ }).click()
  await second.page.getByText("Bestätigt: Noor Rahimi.").waitFor()
  expect((await Member.load(bare().table, personId))?.functions).toContainEqual({ role: "amtsleitung", as: "selbst" })
  await second.page.getByRole("button", { name: /Bestätigen.*Noor Rahimi/ }).waitFor({ state: "detached" })

  // Who leaves: what then has nobody is said before.
  await room(second, "/personen/thore-lindqvist", "Thore Lindqvist")
  const { functions } = await Member.me(await as("robin-vogt"), {})
  expect(functions.some((f) => f.role === "kaemmerer")).toBe(true)
  await second.page.getByRole("button", { name: "Mitgliedschaft beenden" }).click()
  const dialog = second.page.getByRole("dialog")
  await dialog.getByRole("button", { name: "Mitgliedschaft beenden" }).click()
  await dialog.getByText("Bitte nennen Sie einen Grund").waitFor()
  await second.accessible("Ausscheiden")
  const last = addDays(dayOf(stage.app.world.now()), 30)
  await dialog.getByLabel(/Letzter Tag/).fill(last)
  await dialog.getByLabel("Grund").fill("Geht in den Ruhestand.")
  await dialog.getByRole("button", { name: "Mitgliedschaft beenden" }).click()
  await second.page.getByText("Ende der Mitgliedschaft eingetragen.").waitFor()
  expect((await Member.load(bare().table, "thore-lindqvist"))?.ends?.on).toBe(last)

  // An absence for somebody else, and taken back.
  const away = second.page.getByRole("region", { name: "Abwesenheit" })
  await away.getByLabel("Erster Tag").fill(addDays(last, -20))
  await away.getByLabel("Letzter Tag").fill(addDays(last, -10))
  await away.getByRole("button", { name: "Abwesenheit eintragen" }).click()
  await away.getByText("Abwesenheit eingetragen.").waitFor()
  await away.getByRole("button", { name: /Streichen/ }).click()
  await away.getByText("Abwesenheit gestrichen.").waitFor()
  expect((await Member.load(bare().table, "thore-lindqvist"))?.absences).toEqual([])
  first.quiet()
  second.quiet()
  await first.close()
  await second.close()
})

test("the way is built by keyboard, judged while it is built, and saved beside what others change", async () => {
  const window = await stage.window(BELA)
  const { page } = window
  const before = await settings()
  await room(window, "/weg", "Zeichnungsweg")
  // One step down, and the focus goes along.
  await tabTo(window, "Nach unten: Amtsleitung")
  await page.keyboard.press("Enter")
  await page.locator("#schritt-amtsleitung-runter:focus").waitFor()
  await page.getByText("Amtsleitung steht jetzt an Stelle 4 von 8.").waitFor()
  // A new one with a condition.
  await tabTo(window, "Schritt hinzufügen")
  await page.keyboard.press("Enter")
  await page.locator("#schritt-neue-zeichnung-wort:focus").waitFor()
  await page.keyboard.press("Control+A")
  await page.keyboard.type("Zweite Kämmerei")
  await page.locator("#schritt-neue-zeichnung-funktion").selectOption("kaemmerer")
  await page.locator("#schritt-neue-zeichnung-tage").fill("4")
  await tabTo(window, "Bedingung hinzufügen")
  await page.keyboard.press("Enter")
  await page.locator("#schritt-neue-zeichnung-wenn-0-frage").selectOption({ label: "Betrag ab ..." })
  await page.locator("#schritt-neue-zeichnung-wenn-0-betrag").fill("50000")
  await page.getByText("Betrag ab 50.000,00 €").first().waitFor()
  await window.accessible("Weg mit neuem Schritt")
  // What is wrong stands at its step.
  await page.locator("#schritt-neue-zeichnung-wort").fill("")
  await page.locator("li[data-fehler]").getByText("Dieser Schritt hat kein Wort.").waitFor()
  await window.accessible("Weg mit Beanstandung")
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByRole("alert").getByText("Dieser Schritt hat kein Wort.").waitFor()
  await page.locator("#schritt-neue-zeichnung-wort").fill("Zweite Kämmerei")
  await page.locator("li[data-fehler]").waitFor({ state: "detached" })

  // Somebody else changes another part of the settings meanwhile: both stay.
  const { id: _, version: __, ...now } = await settings()
  await Tenant.change(await as(SVEA), { ...now, labels: { ...now.labels, programme: "Arbeitsmarktprogramm" } })
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByText("Gespeichert.", { exact: true }).waitFor()
  const after = await settings()
  expect(after.template.version).toBe(before.template.version + 1)
  expect(after.labels.programme).toBe("Arbeitsmarktprogramm")
  expect(after.template.steps.map((s) => s.id)).toEqual([
    ...["bca", "mitzeichnung", "dezernent", "amtsleitung", "kaemmerer", "landrat"],
    ...["neue-zeichnung", "freigabe", "beratung"],
  ])
  expect(after.template.steps.find((s) => s.id === "neue-zeichnung")).toMatchObject({
    ...{ label: "Zweite Kämmerei", role: "kaemmerer", level: "system" },
    when: { field: "finance.amount", atLeastCent: 50_000_00 },
  })
  expect(after.durations?.steps).toEqual({ "neue-zeichnung": 4 })

  // The same part: nothing is lost, and somebody decides.
  await page.getByLabel("Name des Weges").fill("Unser Weg")
  const { id: ___, version: ____, ...mine } = await settings()
  await Tenant.change(await as(SVEA), { ...mine, template: { ...mine.template, name: "Ihr Weg", version: 9 } })
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByText("Inzwischen hat jemand anderes dieselben Angaben geändert.").waitFor()
  await window.accessible("Weg mit Konflikt")
  expect(await page.getByLabel("Name des Weges").inputValue()).toBe("Unser Weg")
  await page.getByRole("button", { name: "Angaben der anderen Person ansehen" }).click()
  await page.waitForFunction(() => document.querySelector("input")?.value === "Ihr Weg")
  // Leaving asks where something is not saved.
  await page.getByLabel("Name des Weges").fill("Doch unser Weg")
  await page.getByRole("link", { name: "Gremien" }).click()
  await page.getByRole("dialog", { name: "Seite verlassen?" }).waitFor()
  await page.getByRole("button", { name: "Hier bleiben" }).click()
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByText("Gespeichert.", { exact: true }).waitFor()
  expect((await settings()).template).toMatchObject({ name: "Doch unser Weg", version: 10 })
  window.quiet(409, 422)
  await window.close()
})

test("what if: which steps a Vorlage would take today, and who could do them", async () => {
  const window = await stage.window(BELA, { width: 390, height: 844, scheme: "dark" })
  const { page } = window
  await room(window, "/probe", "Was wäre wenn")
  const kaemmerer = page.locator(".weg > li", { hasText: "Kämmerer (nur bei" })
  await kaemmerer.getByText("entfällt", { exact: true }).waitFor()
  await window.accessible("Probe ohne Finanzen")
  await page.getByLabel("hat finanzielle Auswirkungen").focus()
  await page.keyboard.press("Space")
  await kaemmerer.getByText("Thore Lindqvist").waitFor()
  await page.locator(".weg > li", { hasText: "Dezernent" }).getByText("Luca Sommerfeld, i. V. für Kim Adler").waitFor()
  await page.locator(".weg > li", { hasText: "Zweite Kämmerei" }).getByText("entfällt", { exact: true }).waitFor()
  await page.getByLabel("Größter Betrag in Euro").fill("60000")
  await page.locator(".weg > li", { hasText: "Zweite Kämmerei" }).getByText("4 Werktage").waitFor()
  expect(new URL(page.url()).search).toContain("betrag=6000000")
  await window.accessible("Probe mit Finanzen")
  window.quiet()
  await window.close()
})

test("a body is made with its Ladungsfrist, refused where it cannot be, and ended", async () => {
  const window = await stage.window(SVEA)
  const { page } = window
  await room(window, "/gremien/neu", "Gremium anlegen")
  await page.getByLabel("Name", { exact: true }).fill("Digitalausschuss")
  await page.getByLabel("Das Gremium hat einen Sitzungskalender").check()
  await page.getByLabel("In dringenden Fällen kürzer").check()
  await page.getByLabel("Verkürzte Ladungsfrist: Tage").fill("9")
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByRole("alert").getByText("ist nicht kürzer als die übliche").waitFor()
  await window.accessible("Gremium mit Fehler")
  await page.getByLabel("Verkürzte Ladungsfrist: Tage").fill("3")
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByRole("link", { name: "Digitalausschuss" }).waitFor()
  const made = (await settings()).gremien.find((g) => g.id === "digitalausschuss")
  expect(made?.ladung?.urgent).toEqual({ days: 3, count: "calendar" })
  await page.getByRole("link", { name: "Digitalausschuss" }).click()
  await page.getByRole("heading", { level: 1, name: "Digitalausschuss" }).waitFor()
  const until = addDays(dayOf(stage.app.world.now()), 40)
  await page.getByLabel(/Letzter Tag des Gremiums/).fill(until)
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByText("Gespeichert.", { exact: true }).waitFor()
  const { gremium } = await Gremium.members(await as("ruth-sandmann"), { gremiumId: "digitalausschuss" })
  expect(gremium.until).toBe(until)
  window.quiet(422)
  await window.close()
})

test("a key is shown once, and revoked", async () => {
  const window = await stage.window(BELA)
  const { page } = window
  await room(window, "/schluessel", "Schlüssel für Programme")
  await page.getByText("Noch hat kein Programm einen Schlüssel.").waitFor()
  await page.getByRole("button", { name: "Schlüssel anlegen" }).click()
  await page.getByText("Bitte sagen Sie, wofür der Schlüssel ist.").waitFor()
  await window.accessible("Schlüssel mit Fehler")
  await page.getByLabel("Programm", { exact: true }).fill("Ratsinformationssystem")
  await page.getByLabel("suchen").uncheck()
  await page.getByLabel("Letzter Tag").fill(addDays(dayOf(stage.app.world.now()), 90))
  await page.getByRole("button", { name: "Schlüssel anlegen" }).click()
  const token = await page.getByRole("dialog").getByLabel("Schlüssel").inputValue()
  const here = Key.parts(token)
  if (!here) throw new Error("no token")
  const machine = await Key.authenticate(bare().table, here, stage.app.world.now())
  expect(machine?.scopes).toContain("vorlage.read")
  expect(machine?.scopes).not.toContain("search.read")
  await page.getByRole("button", { name: "Ich habe den Text gesichert" }).click()
  await page.getByRole("button", { name: /Widerrufen.*Ratsinformationssystem/ }).click()
  await window.accessible("Frage vor dem Widerruf")
  await page.getByRole("dialog").getByRole("button", { name: "Widerrufen" }).click()
  await page.getByText("Schlüssel widerrufen.").waitFor()
  expect(await Key.authenticate(bare().table, here, stage.app.world.now())).toBeUndefined()
  window.quiet()
  await window.close()
})

test("house, numbers, retention, sign-in and publication are saved as they are written, and refused at the field", async () => {
  const window = await stage.window(SVEA)
  const { page } = window
  await room(window, "/haus", "Haus")
  const paper = page.getByRole("region", { name: "Auf dem Papier" })
  await paper.getByLabel(/Hausfarbe/).fill("#eeee00")
  await paper.getByRole("button", { name: "Speichern" }).click()
  await paper.getByRole("alert").getByText("zu hell zum Lesen").click()
  await page.locator("#haus-farbe:focus").waitFor()
  await paper.getByLabel(/Hausfarbe/).fill("#1f4468")
  await paper.getByRole("button", { name: "Speichern" }).click()
  await paper.getByText("Gespeichert.", { exact: true }).waitFor()
  expect((await settings()).house.accent).toBe("#1f4468")

  await room(window, "/nummern", "Vorlagenarten und Nummern")
  await page.locator("#art-1-muster").fill("MV-{yy}")
  await page.getByText("Mit diesem Muster lässt sich nicht zählen.").waitFor()
  await page.locator("#art-1-muster").fill("MV-{yy}-{seq:0000}")
  await page.getByText(/Zum Beispiel: MV-\d\d-0007/).waitFor()
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByText("Gespeichert.", { exact: true }).waitFor()
  expect((await settings()).arten[1]?.number.pattern).toBe("MV-{yy}-{seq:0000}")

  await room(window, "/aufbewahrung", "Aufbewahrung")
  await page.getByLabel("Vorlagen mit ihrem Verlauf").selectOption({ label: "dauernd" })
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByText("Gespeichert.", { exact: true }).waitFor()
  expect((await settings()).retention.vorlage).toBe("dauernd")

  await room(window, "/anmeldung", "Anmeldung")
  await page.getByLabel(/Vor einer Zeichnung/).fill("30")
  await page.getByRole("button", { name: "Zuordnung hinzufügen" }).click()
  await page.locator("#zuordnung-0-wert").fill("amp-lesen")
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByText("Gespeichert.", { exact: true }).waitFor()
  expect((await settings()).signIn).toMatchObject({
    freshMinutes: 30,
    roleMapping: [{ claim: "groups", value: "amp-lesen", role: "lesend" }],
  })

  await room(window, "/oeffentlich", "Veröffentlichung")
  await page.getByLabel("Dieses Haus veröffentlicht Vorlagen").check()
  await page.getByRole("button", { name: "Speichern" }).click()
  await page.getByRole("alert").getByRole("link").first().waitFor()
  await window.accessible("Veröffentlichung mit Fehlern")
  expect((await settings()).publication ?? null).toBeNull()
  window.quiet(400, 422)
  await window.close()
})

test("every room is sound at 320 px in the dark; and nobody else gets in", async () => {
  const view = await stage.window(BELA, { width: 320, height: 640, scheme: "dark" })
  for (const path of ROOMS) {
    await room(view, path, /./)
    await view.page.locator(".laden").waitFor({ state: "detached" })
    await view.accessible(path)
    const wider = await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider, path).toBeLessThanOrEqual(0)
  }
  view.quiet()
  await view.close()
  const author = await stage.window("mira-holtkamp")
  await room(author, "/personen", "Verwaltung")
  await author.page.getByText("In Ihrem Haus sind das:").waitFor()
  expect(await author.page.getByText("Bela Grünwald").count()).toBe(1)
  expect(await author.page.getByRole("link", { name: "Verwaltung" }).count()).toBe(0)
  await author.accessible("Verwaltung ohne Recht")
  author.quiet()
  await author.close()
})
