/** Several people write one programme: every section for itself, nothing overwritten, nothing lost. */
import * as Assignment from "@beschlussweg/core/assignment"
import * as Comment from "@beschlussweg/core/comment"
import type { Section as Part, ProgrammeContent } from "@beschlussweg/core/content"
import * as Programme from "@beschlussweg/core/programme"
import * as Section from "@beschlussweg/core/section"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type House, openWorld, paragraph, type World } from "./house.ts"

let world: World
let house: House
let n = 0
let programmeId = ""
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  house = await world.house("T1", `kreis-${++n}`)
  for (const personId of ["fachautor", "controlling"] as const)
    await house.put({ personId, functions: [{ role: personId, as: "selbst" }] })
  const author = house.as("verfasser")
  programmeId = (await Programme.create(author, { kind: "AMP", title: "AMP 2027", year: 2027, amtId: "jobcenter" })).id
  await Programme.save(author, { programmeId, rev: 0, content: content() })
})

const part = (id: string, title: string, ...texts: string[]): Part => ({
  id,
  level: 1,
  title: [{ type: "text", text: title }],
  numbering: "auto",
  blocks: texts.flatMap(paragraph),
})
const content = (): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title: "AMP 2027",
  year: 2027,
  sections: [part("ziele", "Ziele", "Erstens.", "Zweitens."), part("mittel", "Mittel", "Das Budget steht fest.")],
  footnotes: [],
})
const open = (who: string, sectionId = "ziele") => Section.read(house.as(who), { programmeId, sectionId })
const save = (who: string, base: string, section: Part, settles?: string) =>
  Section.save(house.as(who), { programmeId, sectionId: section.id, base, section, ...(settles ? { settles } : {}) })
const texts = async (): Promise<string[][]> => {
  const { content: tree } = await Programme.read(house.as("verfasser"), { programmeId })
  return (tree?.sections ?? []).map((s) =>
    s.blocks.map((b) => (b.type === "paragraph" ? b.content.map((i) => ("text" in i ? i.text : "")).join("") : b.type)),
  )
}

describe("sections are saved for themselves", () => {
  test("two people in two sections do not meet", async () => {
    const [ziele, mittel] = [await open("fachautor"), await open("controlling", "mittel")]
    await save("fachautor", ziele.sha256, part("ziele", "Ziele", "Erstens, neu.", "Zweitens."))
    await save("controlling", mittel.sha256, part("mittel", "Mittel", "Das Budget beträgt 12.466 T€."))
    expect(await texts()).toEqual([["Erstens, neu.", "Zweitens."], ["Das Budget beträgt 12.466 T€."]])
  })

  test("whoever comes too late loses nothing and overwrites nothing; the merge holds both changes", async () => {
    const [a, b] = [await open("fachautor"), await open("controlling")]
    await save("fachautor", a.sha256, part("ziele", "Ziele", "Erstens, neu.", "Zweitens."))
    const late = await save("controlling", b.sha256, part("ziele", "Ziele", "Erstens.", "Zweitens, mit Zahl."))
    if (late.state !== "conflict") throw new Error("no conflict")
    expect(await texts()).toEqual([["Erstens, neu.", "Zweitens."], ["Das Budget steht fest."]])
    expect(late.conflicts).toBe(0)
    expect((await open("controlling")).offers.map((o) => o.id)).toEqual([late.offerId])
    const done = await save("controlling", late.sha256, late.proposal, late.offerId)
    expect(done.state).toBe("saved")
    expect((await texts())[0]).toEqual(["Erstens, neu.", "Zweitens, mit Zahl."])
    expect((await open("controlling")).offers).toEqual([])
  })

  test("a change of the same words stands side by side", async () => {
    const [a, b] = [await open("fachautor"), await open("controlling")]
    await save("fachautor", a.sha256, part("ziele", "Ziele", "Erstens: 24,5 %.", "Zweitens."))
    const late = await save("controlling", b.sha256, part("ziele", "Ziele", "Erstens: 25,5 %.", "Zweitens."))
    if (late.state !== "conflict") throw new Error("no conflict")
    expect(late.conflicts).toBe(1)
    expect(late.proposal.blocks).toHaveLength(3)
    const compared = await Section.compare(house.as("fachautor"), { programmeId, offerId: late.offerId })
    expect(compared.chunks).toEqual(late.chunks)
  })

  test("a title that only the other one changed stays changed, one that both changed is counted", async () => {
    const [a, b] = [await open("fachautor"), await open("controlling")]
    await save("fachautor", a.sha256, part("ziele", "Ziele und Wege", "Erstens.", "Zweitens."))
    const late = await save("controlling", b.sha256, {
      ...part("ziele", "Ziele", "Erstens.", "Zweitens, mit Zahl."),
      level: 2,
    })
    if (late.state !== "conflict") throw new Error("no conflict")
    expect([late.proposal.title, late.proposal.level, late.conflicts]).toEqual([
      [{ type: "text", text: "Ziele und Wege" }],
      2,
      0,
    ])
    const again = await save("controlling", b.sha256, part("ziele", "Unsere Ziele", "Erstens.", "Zweitens."))
    if (again.state !== "conflict") throw new Error("no conflict")
    expect([again.proposal.title, again.conflicts]).toEqual([[{ type: "text", text: "Unsere Ziele" }], 1])
  })

  test("a table that both changed stands there twice under two ids, and the proposal can be saved", async () => {
    const table = (value: string): Part => ({
      ...part("ziele", "Ziele"),
      blocks: [
        {
          type: "data",
          id: "werte",
          kind: "ziel",
          caption: [{ type: "text", text: "Werte" }],
          head: "Ziel",
          columns: [{ key: "z", label: "Ziel 2027" }],
          rows: [
            {
              id: "k2",
              label: [{ type: "text", text: "Integrationsquote" }],
              kind: "data",
              indent: 0,
              cells: [{ type: "num", num: { value, decimals: 1, unit: "%" } }],
            },
          ],
          relations: [],
          notes: [],
        },
      ],
    })
    await save("fachautor", (await open("fachautor")).sha256, table("24.5"))
    const [a, b] = [await open("fachautor"), await open("controlling")]
    await save("fachautor", a.sha256, table("25.5"))
    const late = await save("controlling", b.sha256, table("26.5"))
    if (late.state !== "conflict") throw new Error("no conflict")
    expect(late.proposal.blocks.map((x) => "id" in x && x.id)).toEqual(["werte", "werte-2"])
    expect((await save("controlling", late.sha256, late.proposal, late.offerId)).state).toBe("saved")
  })

  test("one id for two tables, or for two sections, is refused with the id", async () => {
    const { sha256 } = await open("fachautor")
    const card = { type: "contact" as const, id: "karte", role: "Leitung", lines: [] }
    const twice: Part = { ...part("ziele", "Ziele"), blocks: [card, card] }
    await expect(save("fachautor", sha256, twice)).rejects.toMatchObject({
      code: "input",
      reason: "id.twice",
      findings: [{ message: "Die Kennung „karte“ ist für Bausteine zweimal vergeben." }],
    })
    const { rev, content: tree } = await Programme.read(house.as("verfasser"), { programmeId })
    if (!tree) throw new Error("no text")
    const both = { ...tree, sections: [...tree.sections, ...tree.sections.slice(0, 1)] }
    await expect(Programme.save(house.as("verfasser"), { programmeId, rev, content: both })).rejects.toMatchObject({
      reason: "id.twice",
    })
  })

  test("fifty people save one section at once: one is first, forty-nine texts are kept", async () => {
    const { sha256 } = await open("fachautor")
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => save("fachautor", sha256, part("ziele", "Ziele", `Text ${i}.`))),
    )
    expect(all.filter((r) => r.state === "saved")).toHaveLength(1)
    expect((await open("fachautor")).offers).toHaveLength(49)
  })

  test("saving the same words again writes nothing and is no conflict", async () => {
    const { sha256, section } = await open("fachautor")
    expect(await save("fachautor", "f".repeat(64), section)).toEqual({ state: "saved", sha256 })
    expect((await open("fachautor")).offers).toEqual([])
  })

  test("the whole is not saved over a section that its writer has not seen", async () => {
    const before = await Programme.read(house.as("verfasser"), { programmeId })
    const { sha256 } = await open("fachautor")
    await save("fachautor", sha256, part("ziele", "Ziele", "Neu."))
    const old = { programmeId, rev: before.rev, content: content() }
    await expect(Programme.save(house.as("verfasser"), old)).rejects.toMatchObject({ reason: "programme.stale" })
    const { rev, sha256: seen, content: tree } = await Programme.read(house.as("verfasser"), { programmeId })
    if (!tree || seen === undefined) throw new Error("no text")
    await Programme.save(house.as("verfasser"), { programmeId, rev, sha256: seen, content: { ...tree, title: "AMP" } })
    expect((await texts())[0]).toEqual(["Neu."])
    // What the whole now holds is no section of its own any more, and the section's writer is not disturbed by it.
    const again = await open("fachautor")
    await save("fachautor", again.sha256, part("ziele", "Ziele", "Noch neuer."))
    expect((await texts())[0]).toEqual(["Noch neuer."])
  })

  test("a Stand holds the newer sections, and so does what is submitted", async () => {
    const { sha256 } = await open("fachautor")
    await save("fachautor", sha256, part("ziele", "Ziele", "Im Stand."))
    const stand = await Programme.stand(house.as("verfasser"), { programmeId, note: "" })
    const { tree, sha256: current } = await Programme.current(house.as("verfasser"), programmeId)
    expect(current).toBe(stand.sha256)
    expect(tree.sections[0]?.blocks).toEqual(paragraph("Im Stand."))
  })

  test("a section that left the text while somebody wrote in it", async () => {
    const { sha256 } = await open("fachautor", "mittel")
    const { rev, content: tree } = await Programme.read(house.as("verfasser"), { programmeId })
    if (!tree) throw new Error("no text")
    const shorter = { ...tree, sections: tree.sections.slice(0, 1) }
    await Programme.save(house.as("verfasser"), { programmeId, rev, content: shorter })
    await expect(save("fachautor", sha256, part("mittel", "Mittel", "Neu."))).rejects.toMatchObject({
      code: "conflict",
      reason: "section.gone",
    })
  })

  test("a section of more than 400 KB is saved and read again", async () => {
    const { sha256 } = await open("fachautor")
    const long = part("ziele", "Ziele", ...Array.from({ length: 600 }, (_, i) => `${i} ${"Wort ".repeat(200)}`))
    expect(JSON.stringify(long).length).toBeGreaterThan(500_000)
    expect((await save("fachautor", sha256, long)).state).toBe("saved")
    expect((await open("fachautor")).section.blocks).toHaveLength(600)
  })

  test.each<[string, Partial<Part>, Partial<Part>, string]>([
    ["words in a locked section", { lock: "readOnly" }, { blocks: paragraph("Trotzdem.") }, "section.locked"],
    ["a fixed title", { lock: "titleFixed" }, { title: [{ type: "text", text: "Anders" }] }, "section.title"],
    ["the lock itself", { lock: "readOnly" }, { lock: "free" }, "section.frame"],
  ])("refused: %s", async (_, fixed, change, reason) => {
    const kind = { kind: "LPD", title: "LPD 2027", year: 2027, amtId: "jobcenter" } as const
    programmeId = (await Programme.create(house.as("verfasser"), kind)).id
    const locked = { ...content(), sections: [{ ...part("ziele", "Ziele", "Erstens."), ...fixed }] }
    const { rev } = await Programme.save(house.as("verfasser"), { programmeId, rev: 0, content: locked })
    const { sha256, section } = await open("fachautor")
    await expect(save("fachautor", sha256, { ...section, ...change })).rejects.toMatchObject({
      code: "refused",
      reason,
    })
    const gone = { ...locked, sections: [part("anderes", "Anderes", "x")] }
    await expect(Programme.save(house.as("verfasser"), { programmeId, rev, content: gone })).rejects.toMatchObject({
      reason: "section.required",
    })
  })

  test("only its writer or the programme's author discards a text on offer", async () => {
    const { sha256 } = await open("fachautor")
    await save("controlling", sha256, part("ziele", "Ziele", "Schneller."))
    const late = await save("fachautor", sha256, part("ziele", "Ziele", "Langsamer."))
    if (late.state !== "conflict") throw new Error("no conflict")
    const at = { programmeId, offerId: late.offerId }
    await expect(Section.discard(house.as("controlling"), at)).rejects.toMatchObject({ reason: "offer.notYours" })
    await Section.discard(house.as("verfasser"), at)
    await expect(Section.discard(house.as("verfasser"), at)).rejects.toMatchObject({ code: "not_found" })
  })
})

describe("notes", () => {
  test("are answered, done, opened again by an answer, and removed only by their writer before an answer", async () => {
    const at = { programmeId, sectionId: "ziele" }
    const { id: commentId } = await Comment.add(house.as("bca"), { ...at, text: "Gilt das auch für Frauen?" })
    const one = { programmeId, commentId }
    await expect(Comment.remove(house.as("fachautor"), one)).rejects.toMatchObject({ reason: "comment.notYours" })
    await Comment.done(house.as("fachautor"), { ...one, done: true })
    expect((await Comment.list(house.as("bca"), { programmeId }))[0]?.done?.by).toBe("fachautor")
    await Comment.reply(house.as("bca"), { ...one, text: "Nein, noch nicht." })
    const [note] = await Comment.list(house.as("bca"), { programmeId })
    expect([note?.done, note?.replies.map((r) => r.text)]).toEqual([undefined, ["Nein, noch nicht."]])
    await expect(Comment.remove(house.as("bca"), one)).rejects.toMatchObject({ reason: "comment.answered" })
    const { id: second } = await Comment.add(house.as("bca"), { ...at, text: "Versehen." })
    await Comment.remove(house.as("bca"), { programmeId, commentId: second })
    expect(await Comment.list(house.as("bca"), { programmeId })).toHaveLength(1)
  })

  test("are not for those who only see what was submitted", async () => {
    await expect(Comment.list(house.as("dezernent"), { programmeId })).rejects.toMatchObject({ code: "forbidden" })
  })

  test("ten answers at once are all there", async () => {
    const { id: commentId } = await Comment.add(house.as("bca"), { programmeId, sectionId: "ziele", text: "Wer?" })
    const reply = (i: number) => Comment.reply(house.as("fachautor"), { programmeId, commentId, text: `Ich ${i}.` })
    for (let i = 0; i < 10; i += 5) await Promise.all([0, 1, 2, 3, 4].map((k) => reply(i + k)))
    expect((await Comment.list(house.as("bca"), { programmeId }))[0]?.replies).toHaveLength(10)
  })
})

describe("who writes what", () => {
  const at = () => ({ programmeId, sectionId: "ziele" })
  test("is given with a day, found by the person over all programmes, and checked by somebody else", async () => {
    const due = "2026-12-01"
    await Assignment.assign(house.as("verfasser"), { ...at(), personId: "fachautor", due })
    expect(await Assignment.mine(house.as("fachautor"), {})).toMatchObject([
      { sectionId: "ziele", due, progress: "offen" },
    ])
    await Assignment.progress(house.as("fachautor"), { ...at(), progress: "fertig" })
    await expect(Assignment.progress(house.as("fachautor"), { ...at(), progress: "geprüft" })).rejects.toMatchObject({
      reason: "section.own",
    })
    await Assignment.progress(house.as("verfasser"), { ...at(), progress: "geprüft" })
    expect(await Assignment.mine(house.as("fachautor"), {})).toEqual([])
    expect(await Assignment.list(house.as("bca"), { programmeId })).toMatchObject([{ progress: "geprüft" }])
  })

  test("moves to another person's list, and away", async () => {
    await Assignment.assign(house.as("verfasser"), { ...at(), personId: "fachautor" })
    await Assignment.assign(house.as("verfasser"), { ...at(), personId: "controlling" })
    expect(await Assignment.mine(house.as("fachautor"), {})).toEqual([])
    expect(await Assignment.mine(house.as("controlling"), {})).toHaveLength(1)
    await Assignment.release(house.as("verfasser"), at())
    expect(await Assignment.mine(house.as("controlling"), {})).toEqual([])
  })

  test.each<[string, object, string]>([
    ["nobody of this house", { personId: "niemand" }, "person.unknown"],
    ["somebody who does not write", { personId: "dezernent" }, "section.writer"],
    ["a day that has passed", { personId: "fachautor", due: "2020-01-01" }, "section.due"],
    ["a section that is not there", { personId: "fachautor", sectionId: "anhang" }, "not_found"],
  ])("not to: %s", async (_, change, reason) => {
    const wish = { ...at(), personId: "fachautor", ...change }
    await expect(Assignment.assign(house.as("verfasser"), wish)).rejects.toMatchObject({ reason })
  })
})
