/** Erklärung zur Barrierefreiheit with its feedback, Datenschutz, Lizenzen: in the application, and the licences for everybody. */

import * as Tenant from "@beschlussweg/core/tenant"
import { HERE } from "@beschlussweg/functions/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { as, HEAD, LOOKS, tooWide } from "./procedure.ts"
import { openStage, type Stage } from "./stage.ts"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const app = (path: string) => `/app/${HERE}${path}`

test("from the foot to all three; a house without an address says who is asked instead", async () => {
  const head = await stage.window(HEAD)
  const { page } = head
  await head.open(app("/vorlagen"))
  await page.getByRole("link", { name: "Erklärung zur Barrierefreiheit" }).click()
  await page.getByText("Ihr Haus hat noch keine Adresse für Meldungen hinterlegt.", { exact: false }).waitFor()
  await page.getByText(/Mandantenadministration: .*Bela Grünwald/).waitFor()
  await page.getByRole("button", { name: "Text kopieren" }).click()
  await page.getByText("Bitte beschreiben Sie, was Ihnen nicht zugänglich ist.").waitFor()
  await head.accessible("Erklärung mit Fehler am Feld")
  await page.getByRole("link", { name: "Datenschutz", exact: true }).click()
  await page.getByRole("heading", { level: 1, name: "Datenschutzhinweise" }).waitFor()
  await page.getByText(/Vorlagen: 30 Jahre/).waitFor()
  await head.accessible("Datenschutz")
  await page.getByRole("link", { name: "Lizenzen Dritter" }).click()
  await page.getByRole("heading", { name: /^@kern-ux\/native/ }).waitFor()
  await page.getByText("OFL-1.1 · https://github.com/mozilla/Fira").waitFor()
  await head.accessible("Lizenzen")
  head.quiet()
  await head.close()
})

test("with an address the message is prepared as a mail, and the licences are a text for everybody", async () => {
  const admin = await as(stage, "bela-gruenwald")
  const { id: _, version: __, ...house } = await Tenant.read(admin, {})
  await Tenant.change(admin, {
    ...house,
    publication: {
      title: "Vorlagen des Jobcenters",
      contact: { name: "Mira Holtkamp", mail: "kontakt@aulenfeld.example" },
      accessibility: {
        feedback: "barriere@aulenfeld.example",
        reviewedOn: "2026-11-02",
        barriers: ["Alte Scans"],
        enforcement: ["Schlichtungsstelle des Landes"],
      },
    },
    supervisor: { name: "Landesbeauftragte für Datenschutz", address: ["00000 Aulenfeld"] },
  })
  const head = await stage.window(HEAD)
  const { page } = head
  await head.open(app("/barrierefreiheit"))
  await page.getByText("Alte Scans").waitFor()
  await page.getByText("Schlichtungsstelle des Landes").waitFor()
  await page.getByText("Ihre Meldung geht als E-Mail an barriere@aulenfeld.example.", { exact: false }).waitFor()
  await page.getByLabel("Was ist Ihnen nicht zugänglich?").fill("Das Diagramm auf Seite 3 & die Tabelle")
  await page.getByLabel(/^Seite oder Dokument/).fill("Übersicht")
  await page.getByRole("button", { name: "E-Mail vorbereiten" }).click()
  await page.getByText("Ihr E-Mail-Programm öffnet sich mit dem Text.", { exact: false }).waitFor()
  await head.close()

  const text = await (await fetch(`${stage.origin}/app/lizenzen.txt`)).text()
  for (const word of ["@kern-ux/native", "EUPL-1.2", "SIL OPEN FONT LICENSE", "Fira", "react ", "Apache License"])
    expect(text).toContain(word)
  const packed = await fetch(`${stage.origin}/app/lizenzen.json`, { headers: { "Accept-Encoding": "br" } })
  expect(packed.headers.get("content-encoding")).toBe("br")
  const all = (await packed.json()) as { packages: { name: string; licence: string }[] }
  expect(all.packages.every((p) => p.licence !== "")).toBe(true)
})

test.each(Object.entries(LOOKS))("%s: nothing is cut off, nothing is found", async (_, look) => {
  const head = await stage.window(HEAD, look)
  for (const path of [app("/barrierefreiheit"), app("/datenschutz"), "/app/recht/lizenzen"]) {
    await head.open(path)
    await head.page.locator("h1").waitFor()
    await head.page.waitForLoadState("networkidle")
    await head.accessible(path)
    expect(await tooWide(head), path).toBeLessThanOrEqual(0)
  }
  head.quiet()
  await head.close()
})
