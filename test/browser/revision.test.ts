/** Revision reads and verifies the Protokoll; the operator manages tenants and sees nothing of them. */

import { readFileSync } from "node:fs"
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb"
import { accountId } from "@beschlussweg/core/account"
import { dayOf } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import * as Operator from "@beschlussweg/core/operator"
import * as Tenant from "@beschlussweg/core/tenant"
import { AULENFELD } from "@beschlussweg/functions/demo/house"
import { HERE, SIGN_IN } from "@beschlussweg/functions/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openStage, type Stage, type Window } from "./stage.ts"

const OPERATOR: Tenant.SignIn = { ...SIGN_IN, issuer: "https://betrieb.example", clientId: "betrieb" }

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ operator: OPERATOR })
  const { world } = stage.app
  const first = world.operator(Operator.LOCAL_OPERATOR)
  await Operator.enrol(first, AULENFELD.tenant)
  for (const [name, roles] of [
    ["alex-sander", ["betrieb"]],
    ["robin-keller", ["loeschung"]],
  ] as const)
    await Operator.put(first, {
      ...{ accountId: await accountId(OPERATOR.issuer, name), name: `Person ${name}` },
      ...{ roles: [...roles], active: true },
    })
})
afterAll(() => stage.stop())

async function as(personId: string) {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, personId)
  if (!member) throw new Error(`nobody is called ${personId}`)
  return world.ctx(HERE, Member.asActor(member), "test")
}
const sound = async (view: Window, what: string) => {
  await view.page.locator(".laden").waitFor({ state: "detached" })
  await view.accessible(what)
  const wider = await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider, what).toBeLessThanOrEqual(0)
}

test("the record is found, filtered by the address, taken as a table, and what somebody spoilt is named", async () => {
  const { world } = stage.app
  // Something to read: a person and her functions are changed by somebody.
  const { functions, ...jule } = (await Member.list(await as("bela-gruenwald"), {})).find(
    (p) => p.personId === "jule-pfister",
  ) ?? { functions: [] }
  if (!("personId" in jule)) throw new Error("nobody to change")
  await Member.put(await as("bela-gruenwald"), {
    ...{ personId: jule.personId, name: jule.name, title: "Fallmanagement Süd" },
    functions: [...functions, { role: "controlling", as: "selbst" }],
  })
  const view = await stage.window("henrike-stahl")
  const { page } = view
  await view.open(`/app/${HERE}/revision`)
  await page.getByRole("link", { name: "Jule Pfister" }).waitFor()
  await view.accessible("Protokolle")
  await page.getByLabel("Art des Protokolls").selectOption({ label: "Haus und Einstellungen" })
  await page.getByRole("link", { name: "Jule Pfister" }).waitFor({ state: "detached" })
  expect(new URL(page.url()).searchParams.get("art")).toBe("house")
  await page.getByRole("button", { name: "Alle gezeigten Protokolle prüfen" }).click()
  await page.getByText(/1 Protokolle mit \d+ Einträgen sind in Ordnung\./).waitFor()
  await view.accessible("Geprüft")
  const download = page.waitForEvent("download")
  await page.getByRole("button", { name: "Einträge als CSV speichern" }).click()
  const table = readFileSync(await (await download).path(), "utf8")
  expect(table).toMatch(/^\ufeff"Protokoll";"Nummer"/)
  expect(table).toContain('"Haus angelegt"')
  await page.getByText("Die Tabelle ist gespeichert").waitFor()

  await view.open(`/app/${HERE}/revision/member-jule-pfister`)
  await page.getByRole("row", { name: /Funktionen einer Person geändert/ }).waitFor()
  await page.getByRole("row", { name: /Person aufgenommen/ }).waitFor()
  await page.getByLabel("Person", { exact: true }).selectOption({ label: "Bela Grünwald" })
  await page.getByRole("row", { name: /Person aufgenommen/ }).waitFor({ state: "detached" })
  await page.getByRole("row", { name: /Bela Grünwald/ }).waitFor()
  expect(new URL(page.url()).searchParams.get("person")).toBe("bela-gruenwald")
  await page.getByLabel("Vom").fill("2020-01-01")
  await page.getByLabel("Bis einschließlich").fill("2020-01-31")
  await page.getByRole("button", { name: "Filtern" }).click()
  await page.getByText("Mit diesen Angaben gibt es keinen Eintrag.").waitFor()
  await view.accessible("Nichts gefunden")
  // The way back keeps the filter in the address.
  await view.open(`/app/${HERE}/revision/member-jule-pfister?von=${dayOf(world.now())}&was=member.`)
  const detail = page.getByRole("row", { name: /Funktionen einer Person geändert/ }).locator("summary")
  await detail.focus()
  await page.keyboard.press("Enter")
  await page.locator("details[open] dd", { hasText: "jule-pfister" }).waitFor()
  await view.accessible("Eintrag mit Angaben")
  await page.getByRole("button", { name: "Dieses Protokoll prüfen" }).click()
  await page.getByText(/In Ordnung: 3 Einträge\./).waitFor()

  // Somebody with the database changes an entry.
  await world.client.send(
    new UpdateItemCommand({
      TableName: world.tableName,
      Key: { pk: { S: `${HERE}#fact/member-jule-pfister` }, sk: { S: "0000000003" } },
      UpdateExpression: "SET #v = :v",
      ExpressionAttributeNames: { "#v": "value" },
      ExpressionAttributeValues: { ":v": { S: JSON.stringify({ nothing: true }) } },
    }),
  )
  await page.getByRole("button", { name: "Dieses Protokoll prüfen" }).click()
  await page.getByText("Dieses Protokoll ist nicht in Ordnung.").waitFor()
  await view.accessible("Nicht in Ordnung")
  view.quiet()
  await view.close()

  const small = await stage.window("henrike-stahl", { width: 320, height: 640, scheme: "dark" })
  for (const path of ["revision", "revision/house"]) {
    await small.open(`/app/${HERE}/${path}`)
    await small.page.getByRole("table").first().waitFor()
    await sound(small, path)
  }
  small.quiet()
  await small.close()
  const author = await stage.window("mira-holtkamp")
  await author.open(`/app/${HERE}/revision/house`)
  await author.page.getByText("Das Protokoll des Hauses liest").waitFor()
  await author.accessible("Revision ohne Recht")
  author.quiet()
  await author.close()
})

test("the operator founds, closes, holds and opens a house, and sees nothing of one", async () => {
  const view = await stage.window("alex-sander", { operator: true })
  const { page } = view
  await view.open("/app/betrieb")
  await page.getByRole("link", { name: AULENFELD.tenant.house.name }).waitFor()
  await page.getByText(/Alle Arbeit ist getan|bleibt Arbeit liegen/).waitFor()
  await view.accessible("Mandanten")
  await page.getByRole("link", { name: "Mandant anlegen" }).click()
  await page.getByRole("heading", { level: 1, name: "Mandant anlegen" }).waitFor()
  await page.getByLabel("Name des Hauses").fill("Jobcenter Kreis Altenried")
  expect(await page.getByLabel("Kennung", { exact: true }).inputValue()).toBe("kreis-altenried")
  await page.getByLabel("Träger").fill("Kreis Altenried")
  await page.getByLabel("Anschrift").fill("Markt 1\n59998 Altenried")
  await page.getByLabel("Zeichnungsweg zu Beginn").selectOption("T2")
  await page.getByLabel("Erste Person").fill("Noor Rahimi")
  await page.getByRole("button", { name: "Mandant anlegen" }).click()
  await page
    .getByRole("alert")
    .getByText(/In Hessen gelten die Wege/)
    .waitFor()
  await page
    .getByRole("alert")
    .getByText(/zwei verschiedene Personen/)
    .click()
  await page.locator("#neu-first:focus").waitFor()
  await view.accessible("Mandant mit Fehlern")
  await page.getByLabel("Zeichnungsweg zu Beginn").selectOption("T1")
  await page.getByLabel("Zweite Person").fill("Jens Albers")
  await page.getByRole("button", { name: "Mandant anlegen" }).click()
  await page.getByRole("heading", { level: 1, name: /ist angelegt/ }).waitFor()
  await view.accessible("Mandant angelegt")
  const code = await page.getByLabel("Code für Noor Rahimi").inputValue()
  const there = stage.app.world.ctx("kreis-altenried", { personId: "test", name: "", functions: [] }, "test")
  expect((await Tenant.house(there.table)).house.name).toBe("Jobcenter Kreis Altenried")
  await Member.accept(there, { code, accountId: await accountId("https://dort.example", "noor") })

  await page.getByRole("link", { name: "Zum Mandanten" }).click()
  await page.getByRole("button", { name: "Löschsperre setzen" }).click()
  await page.getByRole("dialog").getByLabel("Grund").fill("Rechtsstreit")
  await page.getByRole("dialog").getByRole("button", { name: "Löschsperre setzen" }).click()
  await page.getByText("Die Löschsperre steht.").waitFor()
  await page.getByRole("button", { name: "Mandant schließen" }).click()
  await view.accessible("Frage vor dem Schließen")
  await page.getByRole("dialog").getByRole("button", { name: "Schließen", exact: true }).last().click()
  await page.getByText("Der Mandant ist geschlossen.").waitFor()
  const registry = stage.app.world.operator(Operator.LOCAL_OPERATOR)
  expect(await Operator.read(registry, { tenantId: "kreis-altenried" })).toMatchObject({
    status: "closing",
    hold: { reason: "Rechtsstreit" },
  })
  await page.getByRole("button", { name: "Mandant wieder öffnen" }).click()
  await page.getByText("Der Mandant ist wieder offen.").waitFor()
  expect((await Operator.read(registry, { tenantId: "kreis-altenried" })).status).toBe("active")
  // Nothing of any house stands anywhere here.
  const words = await page.locator("body").textContent()
  for (const { name } of AULENFELD.people) expect(words).not.toContain(name)
  view.quiet(400, 422)
  await view.close()

  const small = await stage.window("alex-sander", { operator: true, width: 320, height: 640, scheme: "dark" })
  for (const path of ["", "/neu", "/kreis-altenried", "/personen"]) {
    await small.open(`/app/betrieb${path}`)
    await small.page.getByRole("heading", { level: 1 }).waitFor()
    await sound(small, path)
  }
  small.quiet()
  await small.close()
  const other = await stage.window("robin-keller", { operator: true })
  await other.open("/app/betrieb/kreis-altenried")
  await other.page.getByText("Das Löschen ist auf diesem Dienst ausgeschaltet.").waitFor()
  expect(await other.page.getByRole("button", { name: "Mandant schließen" }).count()).toBe(0)
  await other.accessible("Mandant für die Löschung")
  other.quiet()
  await other.close()
  const stranger = await stage.window("bela-gruenwald")
  await stranger.open("/app/betrieb")
  await stranger.page.getByRole("link", { name: "Als Betrieb anmelden" }).waitFor()
  await stranger.accessible("Betrieb für Fremde")
  stranger.quiet(404)
  await stranger.close()
})
