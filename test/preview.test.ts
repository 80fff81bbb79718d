/** Vorschau: a form as its Fassung would look, before anybody submits it; nothing is frozen and no number is taken. */
import * as Document from "@beschlussweg/core/document"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { check } from "@beschlussweg/pdf/check"
import { press } from "@beschlussweg/pdf/press"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { givenVorlageInZeichnung, type House, openWorld, paragraph, type World } from "./house.ts"
import { tool } from "./tool.ts"

const MARK = "Vorschau – nicht eingereicht"
let world: World
let house: House
let n = 0
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  house = await world.house("T1", `kreis-${++n}`)
})

const author = () => house.as("verfasser")
const create = async (change: Partial<Vorlage.Form> = {}): Promise<string> =>
  (await Vorlage.create(author(), { form: house.form(change) })).id
const ask = (vorlageId: string) => Vorlage.preview(author(), { vorlageId })
const state = (vorlageId: string, outputId: string) => Vorlage.previewed(author(), { vorlageId, outputId })
const file = (vorlageId: string, outputId: string) => Vorlage.previewFile(author(), { vorlageId, outputId })
/** what the worker does with the duty; done twice it is done once */
async function make(vorlageId: string, id: string, own = press()): Promise<void> {
  const ctx = house.workCtx({ ...world.workshop, press: own, documents: "on" })
  await Vorlage.workPreview(ctx, vorlageId, `output-${id}`)
  await Vorlage.workPreview(ctx, vorlageId, `output-${id}`)
}
const pagesOf = (pdf: Uint8Array): string[] => tool("pdftotext", ["-layout", "-", "-"], pdf).split("\f").slice(0, -1)
const flat = (pages: readonly string[]): string => pages.join(" ").replace(/\s+/g, " ")

describe("the preview of a form", () => {
  test("looks as the Fassung would, says on every page what it is, and takes nothing", async () => {
    const vorlageId = await create({ betreff: "Öffnungszeiten 2028" })
    const asked = await ask(vorlageId)
    expect(asked).toMatchObject({ state: "making", pages: null, findings: [] })
    expect(asked.fileName).toMatch(/^Vorlage_Vorschau_\d{4}-\d\d-\d\d\.pdf$/)
    await expect(file(vorlageId, asked.id)).rejects.toMatchObject({ code: "not_found" })
    await make(vorlageId, asked.id)
    const { bytes, mediaType } = await file(vorlageId, asked.id)
    expect(mediaType).toBe("application/pdf")
    expect(await check(bytes)).toEqual([])
    const pages = pagesOf(bytes)
    expect(await state(vorlageId, asked.id)).toMatchObject({ state: "ready", pages: pages.length })
    for (const page of pages) expect(page).toContain(MARK)
    expect(flat(pages)).toContain("Öffnungszeiten 2028")
    expect(flat(pages)).toContain("Zum Einreichen fehlt nichts.")
    expect(Buffer.from(bytes).toString("latin1")).not.toMatch(/\/(AcroForm|Sig)\b/)
    const { nummer, fassung, chain } = await Vorlage.read(author(), { vorlageId })
    expect([nummer, fassung, chain]).toEqual([undefined, 0, undefined])
    // The number that it would have had is still the first one.
    await Vorlage.submit(author(), { vorlageId, rev: 1 })
    expect((await Vorlage.read(author(), { vorlageId })).nummer).toMatch(/^0*1\b/)
  })

  test("of a form with hardly anything in it names what is missing, on top and at its place", async () => {
    const vorlageId = await create({
      betreff: "",
      beratungsfolge: [],
      finance: Vorlage.NO_FINANCE,
      beschlussvorschlag: [],
      anlagen: [{ kind: "programme", id: "p", title: "Programm", public: true, programmeId: "pr_unbekannt" }],
    })
    const { id } = await ask(vorlageId)
    await make(vorlageId, id)
    const { bytes } = await file(vorlageId, id)
    expect(await check(bytes)).toEqual([])
    const shown = flat(pagesOf(bytes))
    for (const words of [
      "Zum Einreichen fehlt noch: • Betreff: Der Betreff fehlt.",
      "• Anlage 1: Diese Anlage gibt es in diesem Haus nicht.",
      "Betreff: (Der Betreff fehlt.)",
      "(Die Beratungsfolge fehlt.)",
      "(Der Beschlussvorschlag fehlt.)",
      "wird beim Einreichen vergeben",
    ])
      expect(shown).toContain(words)
  })

  test("asked again it is the same file; of a changed form it is another, which takes its place", async () => {
    const vorlageId = await create()
    const first = await ask(vorlageId)
    expect(await ask(vorlageId)).toEqual(first)
    await make(vorlageId, first.id)
    expect(await ask(vorlageId)).toMatchObject({ id: first.id, state: "ready" })
    await Vorlage.save(author(), { vorlageId, rev: 1, form: house.form({ betreff: "Anders" }) })
    const second = await ask(vorlageId)
    expect(second.id).not.toBe(first.id)
    expect((await file(vorlageId, first.id)).bytes.byteLength).toBeGreaterThan(0)
    await make(vorlageId, second.id)
    await expect(file(vorlageId, first.id)).rejects.toMatchObject({ code: "not_found" })
    expect(await house.workCtx().drafts.get(`vorschau/${vorlageId}/${first.id}.pdf`)).toBeUndefined()
    expect(await house.workCtx().drafts.get(`vorschau/${vorlageId}/${second.id}.json`)).toBeUndefined()
  })

  test("what no paper can show is refused with its places, and nothing is begun", async () => {
    const vorlageId = await create({ erlaeuterungen: paragraph("Schön 🙂.") })
    await expect(ask(vorlageId)).rejects.toMatchObject({
      code: "refused",
      reason: "preview.unprintable",
      findings: [{ reason: "glyph.missing", place: expect.stringContaining("Erläuterungen") }],
    })
  })

  test("is there for whoever may submit the form, for nobody else, and not once it is on its way", async () => {
    const vorlageId = await create()
    const { id: outputId } = await ask(vorlageId)
    await make(vorlageId, outputId)
    expect(await Vorlage.previewed(house.as("amtsleitung"), { vorlageId, outputId })).toMatchObject({ state: "ready" })
    const other = await world.house("T1", `kreis-${++n}`)
    for (const stranger of [house.as("landrat"), other.as("verfasser")])
      for (const verb of [Vorlage.previewed, Vorlage.previewFile])
        await expect(verb(stranger, { vorlageId, outputId })).rejects.toMatchObject({ code: "not_found" })
    await expect(Vorlage.preview(house.as("lesend"), { vorlageId })).rejects.toMatchObject({ code: "forbidden" })
    const { id: going } = await givenVorlageInZeichnung(house)
    await expect(ask(going)).rejects.toMatchObject({ code: "refused", reason: "submit.running" })
  })

  test("a preview that breaks is tried again, given up after five attempts, and made anew when somebody asks", async () => {
    const vorlageId = await create()
    const { id } = await ask(vorlageId)
    const broken = { ...press(), preview: () => Promise.reject(new Error("defect")) }
    const ctx = house.workCtx({ ...world.workshop, press: broken, documents: "on" })
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(Vorlage.workPreview(ctx, vorlageId, `output-${id}`)).rejects.toThrow("defect")
      await Document.postpone(ctx, vorlageId, `output-${id}`, new Error("defect"))
    }
    await Vorlage.workPreview(ctx, vorlageId, `output-${id}`)
    expect(await state(vorlageId, id)).toMatchObject({ state: "failed" })
    expect(await ask(vorlageId)).toMatchObject({ id, state: "making" })
    await make(vorlageId, id)
    expect(await state(vorlageId, id)).toMatchObject({ state: "ready" })
  })
})
