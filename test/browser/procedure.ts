/** Procedures for browser tests: people of the Kreis act by the verbs, so that a test begins where its screen does. */
import type { Ctx } from "@beschlussweg/core/context"
import * as Member from "@beschlussweg/core/member"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { formOf, HERE } from "@beschlussweg/functions/fixture"
import type { Stage, Window } from "./stage.ts"

export const AUTHOR = "mira-holtkamp"
export const HEAD = "jona-weidner"

export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await holds()) return
    await new Promise((wake) => setTimeout(wake, 100))
  }
  throw new Error("it did not come to pass within 30 s")
}

export async function as({ app }: Pick<Stage, "app">, personId: string): Promise<Ctx> {
  const bare = app.world.ctx(HERE, { personId, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, personId)
  if (!member) throw new Error(`nobody is called ${personId}`)
  return app.world.ctx(HERE, Member.asActor(member), "test")
}

/** A Vorlage that was submitted and sealed: the BCA and the Rechtsamt are asked. */
export async function submitted(stage: Pick<Stage, "app">, change: Partial<Vorlage.Form> = {}): Promise<string> {
  const author = await as(stage, AUTHOR)
  const form = { ...formOf(stage.app.world.now()), ...change }
  const { id: vorlageId, rev } = await Vorlage.create(author, { form })
  await Vorlage.submit(author, { vorlageId, rev })
  await sealed(stage, vorlageId)
  return vorlageId
}
const sealed = (stage: Pick<Stage, "app">, vorlageId: string): Promise<void> =>
  until(async () => (await Vorlage.read(await as(stage, AUTHOR), { vorlageId })).chain?.state === "running")

/** BCA and Rechtsamt answer; then it waits for the first signature. */
export async function answered(stage: Pick<Stage, "app">, vorlageId: string): Promise<void> {
  for (let round = 0; round < 6; round++) {
    const { chain } = await Vorlage.read(await as(stage, AUTHOR), { vorlageId })
    const open = chain?.steps.filter((s) => s.status === "open") ?? []
    if (!chain || open.some((s) => s.kind === "sign")) return
    const seen = { vorlageId, fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? "" }
    for (const { id: stepId, ...step } of open) {
      if (step.kind === "participation")
        await Vorlage.decide(await as(stage, "pia-wollgast"), {
          kind: "state",
          ...seen,
          stepId,
          text: "Keine Bedenken.",
        })
      if (step.kind === "cosign")
        for (const { id: partyId } of step.parties.filter((p) => p.status === "open"))
          await Vorlage.decide(await as(stage, "enno-falkenrath"), {
            kind: "cosign",
            ...seen,
            stepId,
            partyId,
            outcome: "agreed",
          })
    }
  }
}

/** A Vorlage that waits for the Amtsleitung. */
export async function signing(stage: Pick<Stage, "app">, change: Partial<Vorlage.Form> = {}): Promise<string> {
  const vorlageId = await submitted(stage, change)
  await answered(stage, vorlageId)
  return vorlageId
}

/** The Amtsleitung gives it back, the author changes it, and it waits for the Amtsleitung once more. */
export async function again(
  stage: Pick<Stage, "app">,
  vorlageId: string,
  change: Partial<Vorlage.Form>,
): Promise<void> {
  const head = await as(stage, HEAD)
  const { chain, mine } = await Vorlage.read(head, { vorlageId })
  await Vorlage.decide(head, {
    kind: "return",
    vorlageId,
    fassungSha256: chain?.sha256 ?? "",
    pdfSha256: chain?.pdfSha256 ?? "",
    stepId: mine[0]?.stepId ?? "",
    target: "author",
    reason: "Bitte noch einmal ansehen.",
  })
  const author = await as(stage, AUTHOR)
  const { draft } = await Vorlage.read(author, { vorlageId })
  if (!draft) throw new Error("a Vorlage that came back has a draft")
  const { rev } = await Vorlage.save(author, { vorlageId, rev: draft.rev, form: { ...draft.form, ...change } })
  await Vorlage.submit(author, { vorlageId, rev })
  await sealed(stage, vorlageId)
  await answered(stage, vorlageId)
}

/** Presses Tab until the focus is on what bears this name. @returns how often */
export async function tabTo({ page }: Pick<Window, "page">, name: RegExp): Promise<number> {
  for (let i = 1; i <= 150; i++) {
    await page.keyboard.press("Tab")
    const text = await page.evaluate(() => {
      const at = document.activeElement
      if (!at) return ""
      const label = at.id ? document.querySelector(`label[for="${CSS.escape(at.id)}"]`)?.textContent : ""
      return at.getAttribute("aria-label") ?? (label || (at.textContent ?? ""))
    })
    if (name.test(text.trim())) return i
  }
  throw new Error(`the keyboard does not reach ${name}`)
}

export const LOOKS = {
  "desktop, dark": { scheme: "dark" as const },
  phone: { width: 390, height: 844 },
  // 1280 pixels at 400 %
  "400 %": { width: 320, height: 256 },
}
/** No part of the page is wider than the window: what needs room scrolls in its own frame. */
export const tooWide = ({ page }: Pick<Window, "page">): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
