/** The record: every log registered, every fact copied, an anchor a day, and an export in which no change goes unseen. */
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { canonical } from "@beschlussweg/core/canonical"
import { FileExists } from "@beschlussweg/core/context"
import { Duty, dutyKey } from "@beschlussweg/core/duty"
import { append, EMPTY, type Fact, type Head } from "@beschlussweg/core/fact"
import * as Record from "@beschlussweg/core/record"
import * as Upload from "@beschlussweg/core/upload"
import { exportRecord } from "@beschlussweg/functions/audit/export"
import {
  anchorFile,
  copyFile,
  type Files,
  logFile,
  MANIFEST,
  manifest,
  readManifest,
  TABLE,
} from "@beschlussweg/functions/audit/manifest"
import { cell, table } from "@beschlussweg/functions/audit/table"
import { type AuditReport, verifyRecord } from "@beschlussweg/functions/audit/verify"
import { readFolder } from "@beschlussweg/functions/cli/audit"
import { reader } from "@beschlussweg/functions/reader"
import { type KeyRing, openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { givenVorlageInZeichnung, type House, openWorld, type Workshop, type World } from "./house.ts"
import { folder, tool } from "./tool.ts"

let world: World
let keys: KeyRing
let on: Workshop
const place = folder()
let houses = 0

beforeAll(async () => {
  world = await openWorld("2026-02-02T08:00:00Z")
  keys = await openKeyRing(join(place.path, "keys"), "Betrieb", world.clock.now())
  on = {
    press: press({ ca: keys.ca }),
    issuer: await keys.issuer("kreis-aulenfeld", "Jobcenter Kreis Aulenfeld", world.clock.now()),
    timestamp: localTimestamp(await keys.timestampAuthority(world.clock.now()), world.clock.now),
    reader,
    documents: "off",
  }
})
beforeEach(() => {
  world.clock.set("2026-02-02T08:00:00Z")
  world.workshop = on
})
afterAll(async () => {
  await world.stop()
  place.remove()
})

const newHouse = (): Promise<House> => world.house("T1", `kreis-${++houses}`)
/** What the worker does at night. */
const night = async (house: House) => {
  world.clock.pass(1)
  return Record.work(house.workCtx())
}
const exported = (house: House): Promise<Map<string, Uint8Array>> => exportRecord(house.workCtx(), { ca: keys.ca })
const judged = (files: Files): AuditReport => verifyRecord(files, { ca: keys.ca })
const codes = (report: AuditReport): string[] => [...new Set(report.findings.map((f) => f.code))].sort()
const text = (files: Files, path: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(files.get(path))
/** The same files with one changed; the table of contents and the table of facts are made again as a forger would. */
function forged(
  files: Files,
  changes: Readonly<globalThis.Record<string, string | undefined>>,
): Map<string, Uint8Array> {
  const next = new Map(files)
  for (const [path, value] of Object.entries(changes)) {
    if (value === undefined) next.delete(path)
    else next.set(path, new TextEncoder().encode(value))
  }
  const old = readManifest(files.get(MANIFEST) ?? new Uint8Array())
  if (!old) throw new Error("no manifest")
  next.delete(MANIFEST)
  const lines = (path: string): Fact[] =>
    text(next, path)
      .split("\n")
      .flatMap((l): Fact[] => {
        try {
          return [JSON.parse(l) as Fact]
        } catch {
          return []
        }
      })
  const facts = [...next.keys()].filter((p) => p.startsWith("logs/")).flatMap(lines)
  try {
    next.set(TABLE, new TextEncoder().encode(table(facts)))
  } catch {
    // A line that is no fact any more has no row.
  }
  const logs = [...next.keys()]
    .filter((p) => p.startsWith("logs/"))
    .map((p) => {
      const own = lines(p)
      const log = p.slice(5, -6)
      const copies = next.has(copyFile(log)) ? text(next, copyFile(log)).split("\n").length - 1 : 0
      return { log, facts: own.length, hash: own.at(-1)?.hash ?? null, copies }
    })
  const anchors = old.anchors.filter((a) => next.has(anchorFile(a.day)))
  try {
    next.set(MANIFEST, new TextEncoder().encode(manifest(next, { ...old, logs, anchors })))
  } catch {
    next.set(MANIFEST, files.get(MANIFEST) ?? new Uint8Array())
  }
  return next
}

describe("register of logs", () => {
  test("knows every log of the house, whatever its kind, and nothing of another house", async () => {
    const house = await newHouse()
    const other = await newHouse()
    await other.draft()
    const programme = await house.programme("Wir vermitteln.")
    const paper = await house.draft()
    const data = new TextEncoder().encode("Anlage")
    const input = { purpose: "anlage" as const, fileName: "a.txt", mediaType: "text/plain", data }
    const { id: upload } = await Upload.receive(house.as("verfasser"), input)
    const people = house.people().map((p) => `member-${p.personId}`)
    const names = await Record.names(house.workCtx().table)
    expect(names).toEqual([...people, "house", programme, upload, paper.id].sort())
    expect(names.map(Record.kindOf)).not.toContain("other")
  })
})

describe("copies", () => {
  test("are made once each, again without harm, in any order; other bytes are told", async () => {
    const house = await newHouse()
    const paper = await house.draft()
    await paper.submit()
    const facts = await paper.facts()
    const { papers } = house.workCtx()
    for (const fact of [...facts].reverse()) expect(await Record.copy(papers, fact)).toBe("kept")
    for (const fact of facts) expect(await Record.copy(papers, fact)).toBe("kept")
    const [first] = facts
    if (!first) throw new Error("no fact")
    expect(await Record.copy(papers, { ...first, by: "jemand" })).toBe("differs")
    expect(await Record.copyOf(papers, paper.id, 1)).toBe(canonical(first))
    await expect(papers.put(Record.copyPath(paper.id, 1), new Uint8Array([1]))).rejects.toThrow(FileExists)
  })
})

describe("the daily anchor", () => {
  test("is owed from the founding on, made at night once a day, and holds every log with all its copies", async () => {
    const house = await newHouse()
    const duty = await house.workCtx().table.get("duty/record/anchor", Duty)
    expect(duty?.value).toMatchObject({ kind: "anchor", attempts: 0, dueAt: "2026-02-03T01:00:00.000Z" })
    expect(await Record.work(house.workCtx())).toBeUndefined()
    const paper = await house.draft()
    await paper.submit()
    const made = await night(house)
    const names = await Record.names(house.workCtx().table)
    expect(made).toMatchObject({ day: "2026-02-03", made: true, logs: names.length, differences: [] })
    const standing = await Record.anchorOf(house.workCtx().papers, "2026-02-03")
    expect(standing?.anchor?.body.logs.map((l) => l.log)).toEqual(names)
    expect(standing?.anchor?.body.previous).toBeNull()
    for (const { log, seq } of standing?.anchor?.body.logs ?? [])
      for (let n = 1; n <= seq; n++) expect(await Record.copyOf(house.workCtx().papers, log, n)).toBeDefined()
    expect(await Record.work(house.workCtx())).toBeUndefined()
    const next = await night(house)
    expect(next).toMatchObject({ day: "2026-02-04", copied: 0, differences: [] })
    expect((await Record.anchorOf(house.workCtx().papers, "2026-02-04"))?.anchor?.body.previous).toEqual({
      day: "2026-02-03",
      sha256: made?.sha256,
    })
  })

  test("nights without a worker are caught up by one anchor", async () => {
    const house = await newHouse()
    await night(house)
    world.clock.pass(40)
    expect(await Record.work(house.workCtx())).toMatchObject({ day: "2026-03-15", made: true })
    expect(await Record.work(house.workCtx())).toBeUndefined()
    const { anchor } = (await Record.anchorOf(house.workCtx().papers, "2026-03-15")) ?? {}
    expect(anchor?.body.previous?.day).toBe("2026-02-03")
    expect((await house.workCtx().table.get("duty/record/anchor", Duty))?.value.dueAt).toBe("2026-03-16T01:00:00.000Z")
  })

  test("two workers at once make one anchor", async () => {
    const house = await newHouse()
    world.clock.pass(1)
    const both = await Promise.all([Record.work(house.workCtx()), Record.work(house.workCtx())])
    expect(new Set(both.map((b) => b?.sha256)).size).toBe(1)
    expect(both.filter((b) => b?.made).length).toBeLessThanOrEqual(1)
  })

  test("a worker that dies after filing adopts its file; a seal that fails leaves the duty as it is", async () => {
    const house = await newHouse()
    world.clock.pass(1)
    const broken = { ...on, issuer: { ...on.issuer, seal: () => Promise.reject(new Error("no key")) } }
    await expect(Record.work(house.workCtx(broken))).rejects.toThrow("no key")
    const ctx = house.workCtx()
    const dying = { ...ctx, table: { ...ctx.table, commit: () => Promise.reject(new Error("killed")) } }
    await expect(Record.work(dying)).rejects.toThrow("killed")
    const first = await Record.anchorOf(ctx.papers, "2026-02-03")
    expect(await Record.work(ctx)).toMatchObject({ made: false, sha256: first?.sha256 })
  })

  test("a house founded earlier gets its duty", async () => {
    const house = await newHouse()
    const { table: own } = house.workCtx()
    const key = dutyKey({ log: "record", id: "anchor" })
    await own.commit([], [{ drop: key, rev: 1 }])
    await Record.ensure(house.workCtx())
    await Record.ensure(house.workCtx())
    expect((await own.get(key, Duty))?.value.kind).toBe("anchor")
  })

  test("the night begins at 02:00 in Berlin, and in March at 03:00", () => {
    expect(Record.nightOf("2026-01-15").toISOString()).toBe("2026-01-15T01:00:00.000Z")
    expect(Record.nightOf("2026-07-15").toISOString()).toBe("2026-07-15T00:00:00.000Z")
    expect(Record.nightOf("2026-03-29").toISOString()).toBe("2026-03-29T01:00:00.000Z")
    expect(Record.nightOf("2026-10-25").toISOString()).toBe("2026-10-25T00:00:00.000Z")
  })
})

/** One log of a few facts, its copies, two anchors: small, so that every byte of it can be changed once. */
async function small(): Promise<{ house: House; files: Map<string, Uint8Array>; log: string }> {
  const house = await newHouse()
  const log = await house.programme("Wir vermitteln.")
  await night(house)
  await night(house)
  const whole = await exported(house)
  return { house, files: whole, log }
}

describe("export and verification", () => {
  test("an untouched export is in order, without a root not all of it could be checked", async () => {
    const { files } = await small()
    const report = judged(files)
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ exit: 0, loose: 0 })
    expect(verifyRecord(files)).toMatchObject({ exit: 2, findings: [] })
  })
})
