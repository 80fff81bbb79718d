/** What goes wrong around the application: network, session, service, deployment, clock; nothing that was written is lost. */

import * as Vorlage from "@beschlussweg/core/vorlage"
import { formOf, HERE } from "@beschlussweg/functions/fixture"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { AUTHOR, as, HEAD, signing, submitted } from "./procedure.ts"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const app = (path: string) => `/app/${HERE}${path}`
const AWAY = "Der Dienst ist gerade nicht erreichbar."
const stepOf = async (vorlageId: string, id: string) =>
  (await Vorlage.read(await as(stage, AUTHOR), { vorlageId })).chain?.steps.find((s) => s.id === id)

describe("without the service", () => {
  test("what was loaded stays, the line above says so, and everything goes on by itself", async () => {
    const vorlageId = await submitted(stage, { betreff: "Programm ohne Netz" })
    const bca = await stage.window("pia-wollgast")
    const { page } = bca
    await bca.open(app(""))
    await page.getByRole("link", { name: /Programm ohne Netz/ }).waitFor()
    await page.context().setOffline(true)
    await page.getByText(AWAY).waitFor()
    expect(await page.getByRole("link", { name: /Programm ohne Netz/ }).isVisible()).toBe(true)
    await bca.accessible("ohne Netz")
    await page.context().setOffline(false)
    await page.getByText("Die Verbindung ist wieder da.").waitFor()
    await bca.accessible("wieder verbunden")
    await page.getByRole("link", { name: /Programm ohne Netz/ }).click()
    await page.getByRole("button", { name: "Stellung nehmen" }).waitFor()
    expect((await stepOf(vorlageId, "bca"))?.status).toBe("open")
    await bca.close()
  })

  test("a service that starts anew in the middle of an act: the words stay, the same button sends them", async () => {
    const vorlageId = await submitted(stage, { betreff: "Programm beim Neustart" })
    const bca = await stage.window("pia-wollgast")
    const { page } = bca
    await bca.open(app(`/vorlage/${vorlageId}`))
    await page.getByRole("button", { name: "Stellung nehmen" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("Stellungnahme").fill("Die Plätze für Alleinerziehende fehlen noch.")
    await page.route("**/api/**", (route) => route.abort("connectionrefused"))
    await dialog.getByRole("button", { name: "Stellung nehmen" }).click()
    await dialog
      .getByRole("alert")
      .getByText(/nicht erreichbar/)
      .waitFor()
    await bca.accessible("Absenden ohne Dienst")
    expect(await dialog.getByLabel("Stellungnahme").inputValue()).toBe("Die Plätze für Alleinerziehende fehlen noch.")
    await page.unroute("**/api/**")
    await page.getByText("Die Verbindung ist wieder da.").waitFor()
    await dialog.getByRole("button", { name: "Stellung nehmen" }).click()
    await page.getByText("Stellung genommen.").waitFor()
    expect((await stepOf(vorlageId, "bca"))?.status).toBe("done")
    await bca.close()
  })

  test("a page that was there stays with what is being written, when asking for it anew is refused", async () => {
    const first = await stage.window("bela-gruenwald")
    const { page } = first
    await first.open(app("/verwaltung/personen/neu"))
    const name = page.getByLabel("Vor- und Nachname")
    await name.fill("Wiebke")
    await page.context().setOffline(true)
    await page.getByText(AWAY).waitFor()
    let refused = 0
    await page.route(/\/api\/[^/]+\/(ich|haus|personen)(\?|$)/, (route) => {
      refused++
      return route.fulfill({ status: 429, json: { error: { message: "Bitte warten Sie einen Augenblick." } } })
    })
    await page.context().setOffline(false)
    await page.getByText("Die Verbindung ist wieder da.").waitFor()
    for (let i = 0; i < 100 && refused < 2; i++) await page.waitForTimeout(100)
    expect(refused).toBeGreaterThanOrEqual(2)
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    expect(await name.inputValue()).toBe("Wiebke")
    await first.close()
  })
})

describe("the session is over", () => {
  test("in the middle of a signature: sign in elsewhere, come back, the words are there and are sent", async () => {
    const vorlageId = await signing(stage, { betreff: "Programm bei Sitzungsende" })
    const head = await stage.window(HEAD)
    const { page } = head
    await head.open(app(`/vorlage/${vorlageId}`))
    await page.getByRole("button", { name: "Zeichnen", exact: true }).click()
    const dialog = page.getByRole("dialog", { name: "Vorlage zeichnen" })
    await dialog.getByLabel(/Bemerkung/).fill("Mit Dank an alle.")
    const cookies = await page.context().cookies()
    await page.context().clearCookies()
    await dialog.getByRole("button", { name: "Zeichnen", exact: true }).click()
    const over = page.getByRole("dialog", { name: "Bitte melden Sie sich an" })
    await over.waitFor()
    await head.accessible("Sitzung abgelaufen")
    // In place it leads back to the very confirmation.
    const onwards = new URL(
      (await over.getByRole("link", { name: "Anmelden", exact: true }).getAttribute("href")) ?? "",
      stage.origin,
    )
    expect(onwards.searchParams.get("weiter")).toBe(`${app(`/vorlage/${vorlageId}`)}?tun=zeichnen.amtsleitung`)
    await page.context().addCookies(cookies)
    await page.evaluate(() => window.dispatchEvent(new Event("focus")))
    await over.waitFor({ state: "detached" })
    await page.getByText("Sie sind wieder angemeldet").waitFor()
    expect(await dialog.getByLabel(/Bemerkung/).inputValue()).toBe("Mit Dank an alle.")
    await dialog.getByRole("button", { name: "Zeichnen", exact: true }).click()
    await page.getByText(/Als Nächstes: Dezernent/).waitFor()
    head.quiet(401)
    await head.close()
  })
})

describe("a deployment while somebody works", () => {
  test("a part of the old build that is gone: one message, a reload, and what was not saved is offered", async () => {
    const { id: vorlageId } = await Vorlage.create(await as(stage, AUTHOR), { form: formOf(stage.app.world.now()) })
    const author = await stage.window(AUTHOR)
    const { page } = author
    await author.open(app(`/vorlage/${vorlageId}/bearbeiten`))
    await page.getByLabel("Betreff", { exact: true }).waitFor()
    await page.route("**/formular", (route) => route.abort("connectionrefused"))
    await page.route(GONE, (route) => route.fulfill({ status: 404, body: "" }))
    await page.getByLabel("Betreff", { exact: true }).fill("Vor der Auslieferung geschrieben")
    await page.getByText("Gerade kann nicht gespeichert werden.").waitFor()
    await page.getByRole("link", { name: "Programme", exact: true }).click()
    await page.getByRole("heading", { level: 1, name: "Neue Fassung der Anwendung" }).waitFor()
    await author.accessible("neue Fassung der Anwendung")
    await page.unroute(GONE)
    await page.unroute("**/formular")
    await page.getByRole("link", { name: "Neu laden" }).click()
    await page.getByRole("heading", { level: 1, name: "Programme" }).waitFor()
    await author.open(app(`/vorlage/${vorlageId}/bearbeiten`))
    await page.getByRole("button", { name: "Mit dem Stand dieses Geräts" }).click()
    expect(await page.getByLabel("Betreff", { exact: true }).inputValue()).toBe("Vor der Auslieferung geschrieben")
    await page.getByText(/^Gespeichert um/).waitFor()
    await author.close()
  })
  const GONE = /\/assets\/programme-[^/]+\.js$/

  test("without network it is no new build: the page says so and opens when the network is back", async () => {
    const head = await stage.window(HEAD)
    const { page } = head
    await head.open(app(""))
    await page.getByRole("heading", { level: 1, name: "Meine Aufgaben" }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole("link", { name: "Übersicht", exact: true }).click()
    await page.getByText(/konnte nicht geladen werden/).waitFor()
    expect(await page.getByText("Neue Fassung der Anwendung").count()).toBe(0)
    await page.context().setOffline(false)
    await page.getByRole("button", { name: "Noch einmal versuchen" }).click()
    await page.getByRole("heading", { level: 1, name: "Übersicht" }).waitFor()
    await head.close()
  })
})

describe("the clock of the device", () => {
  test.each([
    ["two years ahead", 730],
    ["two years behind", -730],
  ])("%s: what is overdue is said by the service", async (_, days) => {
    const vorlageId = await signing(stage, { betreff: `Programm mit falscher Uhr ${days}` })
    const head = await stage.window(HEAD)
    const { page } = head
    await page.clock.setSystemTime(new Date(Date.now() + days * 86_400_000))
    await head.open(app(""))
    const task = page.getByRole("listitem").filter({ hasText: `Programm mit falscher Uhr ${days}` })
    await task
      .getByText(/^bis \d\d\.\d\d\.\d{4}$/)
      .or(task.getByText(/^seit /))
      .first()
      .waitFor()
    expect(await page.getByText("überfällig").count()).toBe(0)
    await page.getByRole("link", { name: "Übersicht", exact: true }).click()
    const year = new Intl.DateTimeFormat("de-DE", { year: "numeric", timeZone: "Europe/Berlin" }).format(
      stage.app.world.now(),
    )
    await page.getByRole("heading", { level: 1, name: "Übersicht" }).waitFor()
    expect(await page.getByLabel("Jahr").inputValue()).toBe(year)
    expect((await stepOf(vorlageId, "amtsleitung"))?.status).toBe("open")
    await head.close()
  })
})

describe("Meine Aufgaben", () => {
  test("the number stands in the head and in the title; with nothing to do it says what comes next", async () => {
    await signing(stage, { betreff: "Programm auf dem Weg" })
    const head = await stage.window(HEAD)
    await head.open(app(""))
    const open = async (page: Page) => Number(await page.locator(".zahl").evaluate((e) => e.firstChild?.textContent))
    await head.page.locator(".zahl").waitFor()
    const count = await open(head.page)
    expect(count).toBeGreaterThan(0)
    await head.page.waitForFunction((n) => document.title === `(${n}) Meine Aufgaben – Beschlussweg`, count)
    await head.close()

    const next = await stage.window("selma-brandauer")
    await next.open(app(""))
    await next.page.getByRole("heading", { name: "Das kommt als Nächstes auf Sie zu" }).waitFor()
    await next.page.getByRole("link", { name: "Zeichnen: Programm auf dem Weg" }).waitFor()
    await next.page
      .getByText(/Zurzeit bei: Amtsleitung/)
      .first()
      .waitFor()
    await next.accessible("nichts zu tun")
    expect(await next.page.title()).toBe("Meine Aufgaben – Beschlussweg")
    next.quiet()
    await next.close()

    // Who has no part in any way is told so.
    const outside = await stage.window("jule-pfister")
    await outside.open(app(""))
    await outside.page.getByText("Auch auf dem Weg zu Ihnen ist zurzeit keine Vorlage.").waitFor()
    outside.quiet()
    await outside.close()
  })
})
