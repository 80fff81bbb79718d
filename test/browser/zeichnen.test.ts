/** Signing in a real browser: by mouse, by keyboard alone, on a phone, in the dark, at 400 %. */

import * as Member from "@beschlussweg/core/member"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { formOf, HERE } from "@beschlussweg/functions/fixture"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openStage, type Stage, type Window } from "./stage.ts"

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

/** A Vorlage that waits for the Amtsleitung: BCA and Rechtsamt have answered. */
async function submitted(betreff: string): Promise<string> {
  const author = await as("mira-holtkamp")
  const form = { ...formOf(stage.app.world.now()), betreff }
  const { id: vorlageId, rev } = await Vorlage.create(author, { form })
  await Vorlage.submit(author, { vorlageId, rev })
  await until(async () => (await Vorlage.read(author, { vorlageId })).chain?.state === "running")
  return vorlageId
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await holds()) return
    await new Promise((wake) => setTimeout(wake, 100))
  }
  throw new Error("it did not come to pass within 20 s")
}

/** Presses Tab until the focus is on what bears this name. */
async function tabTo({ page }: Window, name: RegExp): Promise<void> {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab")
    const text = await page.evaluate(() => {
      const at = document.activeElement
      if (!at) return ""
      const label = at.id ? document.querySelector(`label[for="${CSS.escape(at.id)}"]`)?.textContent : ""
      return at.getAttribute("aria-label") ?? `${at.textContent ?? ""} ${label ?? ""}`
    })
    if (name.test(text.trim())) return
  }
  throw new Error(`the keyboard does not reach ${name}`)
}

describe("a step of the Zeichnungsweg", () => {
  test("from Meine Aufgaben to a given statement, and what waits next", async () => {
    const vorlageId = await submitted("Programm 2027 zur Stellungnahme")
    const bca = await stage.window("pia-wollgast")
    await bca.open(`/app/${HERE}`)
    await bca.page.getByRole("link", { name: /Programm 2027 zur Stellungnahme/ }).waitFor()
    await bca.accessible("Meine Aufgaben")
    await bca.page.getByRole("link", { name: /Programm 2027 zur Stellungnahme/ }).click()
    await bca.page.getByRole("button", { name: "Stellung nehmen" }).click()
    await bca.accessible("Stellungnahme im Dialog")
    const dialog = bca.page.getByRole("dialog")
    await dialog.getByRole("button", { name: "Stellung nehmen" }).click()
    await dialog.getByText("mindestens einen kurzen Satz").waitFor()
    await dialog.getByLabel("Stellungnahme").fill("Die Belange der Chancengleichheit sind berücksichtigt.")
    await dialog.getByRole("button", { name: "Stellung nehmen" }).click()
    await bca.page.getByText("Stellung genommen.").waitFor()
    await bca.page.getByText("Die Belange der Chancengleichheit sind berücksichtigt.").waitFor()
    await bca.accessible("Vorlage nach der Stellungnahme")
    const { chain } = await Vorlage.read(await as("mira-holtkamp"), { vorlageId })
    expect(chain?.steps.find((s) => s.kind === "participation")?.status).toBe("done")
    bca.quiet()
    await bca.close()
  })

  test("with the keyboard alone: four acts from the mail's address to the signature", async () => {
    const vorlageId = await submitted("Programm 2027 zur Zeichnung")
    await answer(vorlageId)
    const head = await stage.window("jona-weidner")
    // 1: the address of the mail
    await head.open(`/app/${HERE}/vorlage/${vorlageId}`)
    await head.page.getByRole("button", { name: "Zeichnen", exact: true }).waitFor()
    await tabTo(head, /^Zeichnen$/)
    // 2: Zeichnen
    await head.page.keyboard.press("Enter")
    await head.page
      .getByRole("dialog")
      .getByText(/Sie zeichnen Vorlage .*, Fassung 1, im Schritt „Amtsleitung“/)
      .waitFor()
    await tabTo(head, /^Zeichnen$/)
    // 3: the confirmation that names number, Fassung and hash
    await head.page.keyboard.press("Enter")
    await head.page.getByText("Gezeichnet.").waitFor()
    await until(async () => {
      const { fassungen } = await Vorlage.read(await as("mira-holtkamp"), { vorlageId })
      return fassungen.some((f) => f.documents.some((d) => d.kind === "sign"))
    })
    await head.page
      .getByText(/gezeichnet-amtsleitung/)
      .first()
      .waitFor()
    head.quiet()
    await head.close()
  })

  test("a return names its reason and ends the Fassung; a second window is told", async () => {
    const vorlageId = await submitted("Programm 2027 zur Rückgabe")
    await answer(vorlageId)
    const one = await stage.window("jona-weidner")
    const two = await stage.window("jona-weidner")
    for (const w of [one, two]) {
      await w.open(`/app/${HERE}/vorlage/${vorlageId}`)
      await w.page.getByRole("button", { name: "Zurückgeben" }).waitFor()
    }
    await two.page.getByRole("button", { name: "Zeichnen", exact: true }).click()
    await one.page.getByRole("button", { name: "Zurückgeben" }).click()
    await one.page.getByRole("dialog").getByLabel("Begründung").fill("Bitte die Eintritte prüfen.")
    await one.page.getByRole("dialog").getByRole("button", { name: "Zurückgeben" }).click()
    await one.page.getByText("Zurückgegeben.").waitFor()
    await two.page.getByRole("dialog").getByRole("button", { name: "Zeichnen", exact: true }).click()
    await two.page
      .getByRole("alert")
      .getByText(/zurückgegeben/)
      .waitFor()
    await two.accessible("Ablehnung im Dialog")
    const { chain } = await Vorlage.read(await as("mira-holtkamp"), { vorlageId })
    expect(chain?.state).toBe("returned")
    for (const w of [one, two]) await w.close()
  })
})

describe("every look", () => {
  const looks = {
    "desktop, dark": { scheme: "dark" as const },
    phone: { width: 390, height: 844 },
    // 1280 pixels at 400 %
    "400 %": { width: 320, height: 256 },
  }
  test.each(Object.entries(looks))("%s: nothing is cut off, nothing is found", async (_, look) => {
    const vorlageId = await submitted("Programm 2027 in jeder Gestalt")
    const author = await stage.window("mira-holtkamp", look)
    for (const path of ["", "/vorlagen", `/vorlage/${vorlageId}`]) {
      await author.open(`/app/${HERE}${path}`)
      await author.page.locator("h1").waitFor()
      await author.page.waitForLoadState("networkidle")
      await author.accessible(path)
      const wider = await author.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(wider, path).toBeLessThanOrEqual(0)
    }
    author.quiet()
    await author.close()
  })
})

/** BCA and Rechtsamt answer as this way demands. */
async function answer(vorlageId: string): Promise<void> {
  for (let round = 0; round < 6; round++) {
    const { chain } = await Vorlage.read(await as("mira-holtkamp"), { vorlageId })
    const open = chain?.steps.filter((s) => s.status === "open") ?? []
    if (!chain || open.some((s) => s.kind === "sign")) return
    const seen = { vorlageId, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? "" }
    for (const step of open) {
      if (step.kind === "participation")
        await Vorlage.decide(await as("pia-wollgast"), {
          kind: "state",
          ...seen,
          stepId: step.id,
          text: "Keine Bedenken.",
        })
      if (step.kind === "cosign")
        for (const party of step.parties.filter((p) => p.status === "open"))
          await Vorlage.decide(await as("enno-falkenrath"), {
            kind: "cosign",
            ...seen,
            stepId: step.id,
            partyId: party.id,
            outcome: "agreed",
          })
    }
  }
}
