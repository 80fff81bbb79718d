/** Suche: whoever asks finds what may be read and nothing else, after every change and every death of the worker. */
import type { Ctx, Table } from "@beschlussweg/core/context"
import { Duty } from "@beschlussweg/core/duty"
import * as Notice from "@beschlussweg/core/notice"
import * as Programme from "@beschlussweg/core/programme"
import { Role } from "@beschlussweg/core/role"
import * as Search from "@beschlussweg/core/search"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  openWorld,
  paragraph,
  result,
  type World,
} from "./house.ts"

let world: World
let house: House
beforeAll(async () => {
  world = await openWorld()
  house = await world.house("T1")
})
afterAll(() => world.stop())

/** Everything that duties of notices and of the search ask for, whatever day it is due. */
async function settle(h: House = house, ctx: Ctx = h.workCtx()): Promise<void> {
  for (let round = 0; round < 50; round++) {
    const due = await dutiesOf(h)
    if (due.length === 0) return
    for (const { value, rev } of due)
      if (value.kind === "notice") await Notice.work({ ...h.workCtx(), ...ctx }, value, rev)
      else await Search.work({ ...h.workCtx(), ...ctx }, value, rev)
  }
  throw new Error("the search never settles")
}
async function dutiesOf(h: House) {
  const { table } = h.workCtx()
  const logs = ["search"]
  for (const index of ["list/vorlage", "list/programme"]) {
    let cursor: string | undefined
    do {
      const page = await table.listIndex(index, z.looseObject({ id: z.string() }), { cursor })
      logs.push(...page.items.map((i) => i.value.id))
      cursor = page.cursor
    } while (cursor)
  }
  const found = []
  for (const log of logs) found.push(...(await table.list(`duty/${log}`, Duty)).items)
  return found.filter((d) => d.value.kind === "notice" || d.value.kind === "search")
}

/** All hits of all pages. */
async function all(ctx: Ctx, query: string, more: { kind?: Search.Kind; year?: number } = {}) {
  const first = await Search.find(ctx, { query, ...more })
  const items = [...first.items]
  let { total } = first
  let last = first
  for (let page = 2; last.more; page++) {
    last = await Search.find(ctx, { query, ...more, page })
    items.push(...last.items)
    total = last.total
  }
  expect(items.length).toBe(total)
  return items
}
const vorlagenOf = async (ctx: Ctx, query: string) =>
  [...new Set((await all(ctx, query)).flatMap((h) => h.vorlageId ?? []))].sort()
async function listed(ctx: Ctx): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await Vorlage.list(ctx, { cursor })
    ids.push(...page.items.map((i) => i.id))
    cursor = page.cursor
  } while (cursor)
  return ids.sort()
}
/** Numbers from 0 up to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a * 1664525 + 1013904223) % 4294967296
    return a / 4294967296
  }
}
const form = (betreff: string, change: Partial<Vorlage.Form> = {}) => house.form({ betreff, ...change })

describe("who finds what", () => {
  test("every person finds exactly the Vorlagen that the list shows", async () => {
    await house.put({ personId: "mitglied", functions: [{ role: "gremienmitglied", gremiumId: "ka", as: "selbst" }] })
    await house.put({ personId: "publizierend", functions: [{ role: "veroeffentlichung", as: "selbst" }] })
    await house.draft(form("Quellwort im Entwurf"))
    await givenVorlageInZeichnung(house, form("Quellwort in Zeichnung"))
    const inBody = await givenVorlageInBeratung(house, form("Quellwort in Beratung", { public: false }))
    const back = await givenVorlageInZeichnung(house, form("Quellwort zurückgegeben"))
    await back.giveBack("amtsleitung", "author")
    const done = await givenVorlageInBeratung(house, form("Quellwort entschieden"))
    await done.record("ausschuss", result(house, "recommended"))
    await done.record("kreisausschuss", result(house, "accepted"))
    await settle()
    const seen = new Map<string, number>()
    for (const { personId, functions } of house.people()) {
      const ctx = house.as(personId)
      if (functions.every((f) => f.role === "administration")) {
        await expect(Search.find(ctx, { query: "Quellwort" })).rejects.toMatchObject({ reason: "role.missing" })
        continue
      }
      const mine = await listed(ctx)
      expect(await vorlagenOf(ctx, "Quellwort"), personId).toEqual(mine)
      seen.set(personId, mine.length)
    }
    expect(seen.get("verfasser")).toBe(5)
    expect(seen.get("sitzungsdienst")).toBe(4)
    expect(seen.get("mitglied")).toBeLessThan(4)
    expect(await vorlagenOf(house.as("kreisausschuss"), "Quellwort")).not.toContain(inBody.id)
  })

  test("a machine limited to one right finds what that right reads", async () => {
    const id = await house.programme("Ein Satz mit dem Wort Sonderfundort.")
    await settle()
    const author = house.as("verfasser")
    const only = (...scopes: ("search.read" | "programme.read" | "vorlage.read")[]): Ctx => ({
      ...author,
      actor: { ...author.actor, scopes },
    })
    expect((await all(only("search.read", "programme.read"), "Sonderfundort")).map((h) => h.programmeId)).toEqual([id])
    expect(await all(only("search.read", "vorlage.read"), "Sonderfundort")).toEqual([])
    expect(await all(only("search.read", "programme.read"), "Quellwort")).toEqual([])
    await expect(Search.find(only("vorlage.read"), { query: "Sonderfundort" })).rejects.toMatchObject({
      reason: "key.scope",
    })
  })

  test("the working text is found only by those who may read it", async () => {
    for (const { personId, functions } of house.people()) {
      if (functions.every((f) => f.role === "administration")) continue
      const reads = functions.some((f) => ["verfasser", "amtsleitung", "bca"].includes(f.role))
      expect((await all(house.as(personId), "Sonderfundort")).length, personId).toBe(reads ? 1 : 0)
    }
    expect(Role.options.length).toBeGreaterThan(20)
  })

  test("random procedures: every hit and every count is within what the list shows, also before the index has followed", async () => {
    const random = seeded(20270)
    const papers = []
    for (let i = 0; i < 8; i++) {
      const paper = await house.draft(form(`Zufallswort Vorgang ${i}`))
      papers.push(paper)
      const way: (() => Promise<unknown>)[] = [
        () => paper.submit(),
        () => paper.state("bca"),
        () => paper.cosign("rechtsamt", "agreed"),
        () => paper.sign("amtsleitung"),
        () => (random() < 0.4 ? paper.giveBack("dezernent", "author") : paper.sign("dezernent")),
        () => paper.sign("kaemmerer"),
        () => paper.sign("landrat"),
        () => paper.release(),
        () => paper.record("ausschuss", result(house, "recommended")),
      ]
      const steps = Math.floor(random() * (way.length + 1))
      for (const act of way.slice(0, steps)) {
        try {
          await act()
        } catch {
          break
        }
        if (random() < 0.4) await settle()
        for (const personId of ["kaemmerer", "bca", "kreisausschuss", "ausschuss", "rechtsamt", "lesend"]) {
          const ctx = house.as(personId)
          const shown = await listed(ctx)
          const hits = await all(ctx, "Zufallswort")
          for (const h of hits) expect(shown, personId).toContain(h.vorlageId)
        }
      }
    }
    await settle()
    for (const { personId } of house.people().filter((p) => p.functions.some((f) => f.role !== "administration"))) {
      const shown = await listed(house.as(personId))
      expect(await vorlagenOf(house.as(personId), "Zufallswort"), personId).toEqual(
        papers
          .map((p) => p.id)
          .filter((id) => shown.includes(id))
          .sort(),
      )
    }
  })
})

describe("what is found", () => {
  test("word forms, umlauts, compounds, numbers, results, Anlagen", async () => {
    const paper = await house.draft(
      form("Förderung der Maßnahmen für Jugendliche", {
        erlaeuterungen: paragraph("Das Eingliederungsbudget trägt die Arbeitsgelegenheiten nach § 16d SGB II."),
      }),
    )
    await paper.submit()
    await settle()
    const ctx = house.as("sitzungsdienst")
    const { nummer = "" } = (await paper.whole()).root.value
    for (const query of [
      "Foerderung Massnahme",
      "jugendlichen",
      "Budget",
      "EINGLIEDERUNGSBUDGETS",
      "arbeitsgelegenheit",
      "16d SGB",
      nummer,
      nummer.replace(/^0+/, ""),
      "„Maßnahmen für Jugendliche“",
    ])
      expect(await vorlagenOf(ctx, query), query).toContain(paper.id)
    for (const query of ["„Jugendliche Maßnahmen“", "Förderung Elefant", "99/1999"])
      expect(await vorlagenOf(ctx, query), query).not.toContain(paper.id)
    const [first] = (await Search.find(ctx, { query: "Eingliederungsbudget" })).items
    expect(first?.excerpt.filter((p) => p.hit).map((p) => p.text)).toEqual(["Eingliederungsbudget"])
    expect(first).toMatchObject({ nummer, kind: "vorlage", state: "in Beteiligung" })
  })

  test("a decision is found by its wording, with its state and day; kind and year narrow", async () => {
    const paper = await givenVorlageInBeratung(house, form("Haushalt der Beschäftigung"))
    await paper.record("ausschuss", result(house, "recommended"))
    await paper.record(
      "kreisausschuss",
      result(house, "accepted_amended", {
        beschlusstext: paragraph("Zusätzlich wird eine Fahrradwerkstatt gefördert."),
      }),
    )
    await settle()
    const ctx = house.as("lesend")
    const [hit] = (await Search.find(ctx, { query: "Fahrradwerkstatt" })).items
    expect(hit).toMatchObject({ kind: "beschluss", vorlageId: paper.id, on: house.clock.today() })
    expect(hit?.place).toContain("Kreisausschuss")
    const year = Number(house.clock.today().slice(0, 4))
    expect((await Search.find(ctx, { query: "Fahrradwerkstatt", kind: "vorlage" })).total).toBe(0)
    expect((await Search.find(ctx, { query: "Fahrradwerkstatt", year })).total).toBe(1)
    expect((await Search.find(ctx, { query: "Fahrradwerkstatt", year: year + 1 })).total).toBe(0)
  })

  test.each([
    ["", "search.empty"],
    ["   \n\t", "search.empty"],
    ["😀🎉", "search.empty"],
    [".*+?^$()|[]\\", "search.empty"],
    ['""', "search.empty"],
    ["der die und", "search.common"],
    ["x".repeat(10_000), "input.invalid"],
    [Array.from({ length: 30 }, (_, i) => `w${i}`).join(" "), "search.long"],
  ])("input that says nothing is refused in words: %j", async (query, reason) => {
    await expect(Search.find(house.as("lesend"), { query })).rejects.toMatchObject({ code: "input", reason })
  })

  test.each([
    "(Beschäftigung",
    "Beschäftigung 😀",
    '"Beschäftigung',
    "\u202eBeschäftigung\u202c",
    "constructor",
    "__proto__",
    "مرحبا",
    "toString Haushalt",
  ])("odd input is only words: %j", async (query) => {
    const { total, items } = await Search.find(house.as("lesend"), { query })
    expect(items.length).toBe(Math.min(total, Search.PER_PAGE))
    expect(total > 0).toBe(query.includes("Beschäftigung"))
  })
})

describe("changes", () => {
  test("what was changed is found, what it said before is not; a later Fassung hides the earlier one at once", async () => {
    const paper = await givenVorlageInZeichnung(house, form("Altwort im Betreff"))
    await settle()
    const reader = house.as("dezernent")
    expect(await vorlagenOf(reader, "Altwort")).toEqual([paper.id])
    await paper.giveBack("amtsleitung", "author")
    await paper.edit({ betreff: "Neuwort im Betreff" })
    await paper.submit()
    expect(await vorlagenOf(reader, "Altwort")).toEqual([])
    await settle()
    expect(await vorlagenOf(reader, "Altwort")).toEqual([])
    expect(await vorlagenOf(reader, "Neuwort")).toEqual([paper.id])
  })

  test("a person loses a function: nothing of it is found any more, without the index changing", async () => {
    await house.put({ personId: "zeitweise", functions: [{ role: "lesend", as: "selbst" }] })
    expect((await all(house.as("zeitweise"), "Quellwort")).length).toBeGreaterThan(0)
    await house.put({ personId: "zeitweise", functions: [{ role: "beirat", as: "selbst" }] })
    expect(await all(house.as("zeitweise"), "Quellwort")).toEqual([])
  })

  test("saving a working text again and again owes the search one duty per window", async () => {
    const id = await house.programme("Erster Satz mit Eilwort.")
    const author = house.as("verfasser")
    for (const words of ["Zweiter", "Dritter", "Vierter"]) {
      const { rev, content } = await Programme.read(author, { programmeId: id })
      if (!content) throw new Error("no text")
      const [s] = content.sections
      if (!s) throw new Error("no section")
      const sections = [{ ...s, blocks: paragraph(`${words} Satz mit Eilwort.`) }]
      await Programme.save(author, { programmeId: id, rev, content: { ...content, sections } })
    }
    const duties = (await house.workCtx().table.list(`duty/${id}`, Duty)).items
    expect(duties.filter((d) => d.value.kind === "search").length).toBe(1)
    await settle()
    expect((await all(author, "Vierter Eilwort")).length).toBe(1)
    expect((await all(author, "Erster Eilwort")).length).toBe(0)
  })

  test("killed at any write, the index before or after holds, and the next try finds everything", async () => {
    const other = await world.house("T1", "kreis-kill")
    const author = other.as("verfasser")
    for (let i = 0; i < 3; i++) await other.draft(other.form({ betreff: `Killwort ${i}` }))
    await settle(other)
    expect((await all(author, "Killwort")).length).toBe(3)
    for (let at = 0; at < 12; at++) {
      await other.draft(other.form({ betreff: `Killwort ${3 + at}` }))
      let left = at
      const dying =
        <A extends unknown[], R>(f: (...args: A) => Promise<R>) =>
        async (...args: A): Promise<R> => {
          if (left-- <= 0) throw new Error("killed")
          return f(...args)
        }
      const base = other.workCtx()
      const table: Table = { ...base.table, commit: dying(base.table.commit.bind(base.table)) }
      const drafts = { ...base.drafts, put: dying(base.drafts.put), drop: dying(base.drafts.drop) }
      await settle(other, { ...base, table, drafts }).catch((error: unknown) => {
        expect(String(error)).toContain("killed")
      })
      const between = await Search.find(author, { query: "Killwort" })
      expect(between.incomplete).toBe(false)
      expect([3 + at, 4 + at]).toContain(between.total)
      await settle(other)
      expect((await all(author, "Killwort")).length).toBe(4 + at)
    }
  })

  test("made from nothing it finds the same; a spoilt file is told, and mended by the worker", async () => {
    const queries = ["Quellwort", "Zufallswort", "Fahrradwerkstatt", "Sonderfundort"]
    const shown = async () => {
      const found = []
      for (const personId of ["verfasser", "bca", "kreisausschuss"])
        for (const q of queries) found.push((await all(house.as(personId), q)).map((h) => [h.place, h.title]).sort())
      return found
    }
    const before = await shown()
    const { entries } = await Search.rebuild(house.workCtx())
    expect(entries).toBeGreaterThan(20)
    expect(await shown()).toEqual(before)
    const { manifest } = await Search.open(house.workCtx())
    await Search.mark(house.workCtx(), "all")
    await settle()
    const { manifest: next } = await Search.open(house.workCtx())
    expect(next.gen).toBeGreaterThan(manifest.gen)
    for (const c of Object.values(next.classes))
      for (const s of c.segments) await house.workCtx().drafts.drop(`search/${s.sha256}.segment.json`)
    const hurt = await Search.find(house.as("verfasser"), { query: "Quellwort" })
    expect(hurt).toMatchObject({ incomplete: true, total: 0 })
    await settle()
    expect(await shown()).toEqual(before)
  })
})
