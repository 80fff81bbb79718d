/** Profile: what everybody does for himself, with the keyboard and on a phone. */

import { addDays, dayOf, germanDay } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import { HERE } from "@beschlussweg/functions/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

async function as(personId: string) {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, personId)
  if (!member) throw new Error(`nobody is called ${personId}`)
  return world.ctx(HERE, Member.asActor(member), "test")
}

test("an absence and a Vertretung are entered, refused where they cannot be, and taken back", async () => {
  const today = dayOf(stage.app.world.now())
  const [from, to] = [addDays(today, 10), addDays(today, 20)]
  const head = await stage.window("jona-weidner", { width: 390, height: 844 })
  const { page } = head
  await head.open(`/app/${HERE}/profil`)
  await page.getByRole("heading", { name: "Dr. Jona Weidner" }).waitFor()
  await page.getByText("Es ist keine Adresse eingetragen").or(page.getByText("Mails gehen an")).waitFor()
  await head.accessible("Profil")

  const away = page.getByRole("region", { name: "Abwesenheit" })
  await away.getByLabel("Erster Tag").fill(from)
  await away.getByLabel("Letzter Tag").fill(to)
  await away.getByRole("button", { name: "Abwesenheit eintragen" }).click()
  await away.getByText("Abwesenheit eingetragen.").waitFor()
  await away
    .getByText(`${germanDay(from)} bis ${germanDay(to)}`)
    .first()
    .waitFor()
  await away.getByLabel("Erster Tag").fill(from)
  await away.getByLabel("Letzter Tag").fill(to)
  await away.getByRole("button", { name: "Abwesenheit eintragen" }).click()
  await away
    .getByRole("alert")
    .getByText(/schon eine Abwesenheit/)
    .waitFor()

  const deputy = page.getByRole("region", { name: "Vertretung" })
  await deputy.getByRole("button", { name: "Vertretung bestimmen" }).waitFor()
  await deputy.getByLabel("Beginn").fill(from)
  await deputy.getByLabel("Ende").fill(to)
  await deputy.getByRole("button", { name: "Vertretung bestimmen" }).click()
  await deputy.getByText("Bitte wählen Sie die Person").waitFor()
  await deputy.getByLabel("Vertreten durch").selectOption({ label: "Mira Holtkamp" })
  await deputy.getByRole("button", { name: "Vertretung bestimmen" }).click()
  await deputy.getByText("Vertretung bestimmt.").waitFor()
  await head.accessible("Profil mit Einträgen")
  const mira = await Member.me(await as("mira-holtkamp"), {})
  expect(mira.functions).toContainEqual(expect.objectContaining({ role: "amtsleitung", as: "IV", from, to }))

  await deputy.getByRole("button", { name: /Beenden.*Mira Holtkamp/ }).click()
  await deputy.getByText("Vertretung beendet.").waitFor()
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider).toBeLessThanOrEqual(0)
  head.quiet(422)
  await head.close()
})

test("whose functions have no steps is offered nothing that would be refused", async () => {
  const revision = await stage.window("henrike-stahl")
  await revision.open(`/app/${HERE}/profil`)
  await revision.page.getByText("Auf Ihre Funktionen warten keine Schritte").waitFor()
  expect(await revision.page.getByRole("button", { name: "Vertretung bestimmen" }).count()).toBe(0)
  await revision.accessible("Profil ohne Schritte")
  revision.quiet()
  await revision.close()
})
