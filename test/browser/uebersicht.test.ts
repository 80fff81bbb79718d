/** Übersicht of the heads in a real browser: figures, charts with their tables, the year before; nothing for who has nothing. */

import * as Plan from "@beschlussweg/core/plan"
import { HERE } from "@beschlussweg/functions/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { as, HEAD, LOOKS, signing, submitted, tabTo, tooWide } from "./procedure.ts"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const page = `/app/${HERE}/uebersicht`

test("an empty house says what will stand here", async () => {
  const head = await stage.window(HEAD)
  await head.open(page)
  await head.page.getByText(/sobald die erste Vorlage eingereicht ist/).waitFor()
  await head.accessible("leere Übersicht")
  head.quiet()
  await head.close()
})

test("what the charts show stands in their tables, and is what the service counts", async () => {
  await signing(stage, { betreff: "Programm beim Amt" })
  await submitted(stage, { betreff: "Programm bei der BCA" })
  const figures = await Plan.figures(await as(stage, HEAD), {})
  const head = await stage.window(HEAD)
  await head.open(page)
  await head.page.getByRole("heading", { name: "Wo die Verfahren stehen" }).waitFor()
  await tabTo(head, /^Als Tabelle: Wo die Verfahren stehen$/)
  await head.page.keyboard.press("Enter")
  const table = head.page.getByRole("table", { name: "Wo die Verfahren stehen, Vorlagen" })
  for (const { state, count } of figures.states)
    expect(await table.getByRole("row", { name: `${state} ${count}`, exact: true }).count(), state).toBe(1)
  expect(figures.states.map((s) => s.count).reduce((a, b) => a + b, 0)).toBe(2)
  const chart = head.page.getByRole("img", { name: /^Wie lange Schritte dauern, Arbeitstage/ })
  for (const { label } of figures.steps) expect(await chart.getAttribute("aria-label")).toContain(label)
  await head.accessible("Übersicht mit Tabelle")
  // Last year nothing happened; where procedures stand is always of today.
  await head.page.getByLabel("Jahr").selectOption(String(figures.year - 1))
  await head.page.getByText(`Gezählt bis zum 31.12.${figures.year - 1}`, { exact: false }).waitFor()
  await head.page.waitForURL(/jahr=/)
  await head.page.goBack()
  head.quiet()
  await head.close()
})

test.each(Object.entries(LOOKS))("%s: nothing is cut off, nothing is found", async (_, look) => {
  const head = await stage.window(HEAD, look)
  await head.open(page)
  await head.page.locator("h1").waitFor()
  await head.page.waitForLoadState("networkidle")
  await head.accessible("Übersicht")
  expect(await tooWide(head)).toBeLessThanOrEqual(0)
  head.quiet()
  await head.close()
})

test("who leads nothing has no entry; the address still shows what he may see", async () => {
  const bca = await stage.window("pia-wollgast")
  await bca.open(page)
  await bca.page.getByRole("heading", { level: 1, name: "Übersicht" }).waitFor()
  await bca.page.getByRole("search").waitFor()
  expect(await bca.page.getByRole("link", { name: "Übersicht", exact: true }).count()).toBe(0)
  bca.quiet()
  await bca.close()
})
