/** The record: every log registered, every fact copied, an anchor a day, and an export in which no change goes unseen. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { canonical } from "@beschlussweg/core/canonical"
import { FileExists } from "@beschlussweg/core/context"
import { Duty, dutyKey } from "@beschlussweg/core/duty"
import { append, EMPTY, type Fact, type Head } from "@beschlussweg/core/fact"
import * as Programme from "@beschlussweg/core/programme"
import * as Record from "@beschlussweg/core/record"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import type { WorkCtx } from "@beschlussweg/core/work"
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
import { reader } from "@beschlussweg/functions/reader"
import { type KeyRing, openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { diskFiles } from "@beschlussweg/store/disk"
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
  const anchors = old.anchors.flatMap(({ day }) => {
    const bytes = next.get(anchorFile(day))
    return bytes ? [{ day, sha256: createHash("sha256").update(bytes).digest("hex") }] : []
  })
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

/** A house without people, one programme, one anchor: small, so that every byte of its record can be changed once. */
async function small(nights: number): Promise<{ ctx: WorkCtx; files: Map<string, Uint8Array>; log: string }> {
  const big = await newHouse()
  const tenantId = `klein-${houses}`
  const files = (name: string, writeOnce: boolean) => diskFiles(join(world.dir, name), tenantId, { writeOnce })
  const ctx: WorkCtx = {
    ...big.workCtx(),
    tenantId,
    actor: { personId: "betrieb", name: "Betrieb", functions: [{ role: "verfasser", as: "selbst" }] },
    table: world.store.table(tenantId, "betrieb"),
    papers: files("papers", true),
    drafts: files("drafts", false),
  }
  const { version: _, head: __, ...settings } = await Tenant.house(big.workCtx().table)
  await Tenant.found(ctx, { ...settings, id: tenantId })
  const programme = { kind: "AMP" as const, title: "Programm", year: 2027, amtId: "jobcenter" }
  const { id: log } = await Programme.create(ctx, programme)
  for (let i = 0; i < nights; i++) {
    world.clock.pass(1)
    await Record.work(ctx)
  }
  return { ctx, files: await exportRecord(ctx, { ca: keys.ca }), log }
}

/** Every byte with its lowest bit turned over. */
function* flips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < bytes.length; i++) {
    const next = new Uint8Array(bytes)
    next[i] = (next[i] ?? 0) ^ 1
    yield next
  }
}
/** Every line left out, doubled, exchanged with the next, and a made-up line before each. */
function* rearranged(text: string): Generator<string> {
  const lines = text.split("\n").slice(0, -1)
  const joined = (list: readonly string[]): string => list.map((l) => `${l}\n`).join("")
  for (const [i, line] of lines.entries()) {
    yield joined(lines.toSpliced(i, 1))
    yield joined(lines.toSpliced(i, 0, line))
    yield joined([...lines, line])
    const made = { ...(JSON.parse(line) as object), by: "jemand" }
    yield joined(lines.toSpliced(i, 0, canonical(made)))
    const next = lines[i + 1]
    if (next !== undefined) yield joined(lines.toSpliced(i, 2, next, line))
  }
}
/** A log written anew from entry k on, every hash right again. */
async function rewritten(text: string, k: number): Promise<{ text: string; head: Head }> {
  const facts = text
    .split("\n")
    .slice(0, -1)
    .map((l) => JSON.parse(l) as Fact)
  let head: Head = EMPTY
  const out: string[] = []
  for (const f of facts) {
    const who = { at: new Date(f.at), by: f.seq >= k ? "jemand-anders" : f.by, client: f.client }
    const next = await append(f.log, head, [{ type: f.type, data: f.data }], who)
    head = next.head
    out.push(...next.facts.map(canonical))
  }
  return { text: out.map((l) => `${l}\n`).join(""), head }
}

describe("export and verification", () => {
  test("an untouched export is in order, without a root not all of it could be checked", async () => {
    const { files } = await small(2)
    const report = judged(files)
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ exit: 0, loose: 0 })
    expect(report.anchors.map((a) => [a.day, a.issuer, a.stampIssuer, a.who])).toEqual([
      ["2026-02-03", "trusted", "trusted", "Jobcenter Kreis Aulenfeld"],
      ["2026-02-04", "trusted", "trusted", "Jobcenter Kreis Aulenfeld"],
    ])
    expect(verifyRecord(files)).toMatchObject({ exit: 2, findings: [] })
    expect(forged(files, {})).toEqual(files)
  })

  test("every changed byte is found, also by who writes table of contents and table anew", {
    timeout: 600_000,
  }, async () => {
    const { files, log } = await small(1)
    let changes = 0
    let plain = 0
    const unseen: string[] = []
    const see = (changed: Files, what: string) => {
      changes++
      if (judged(changed).exit !== 1) unseen.push(what)
    }
    const record = [logFile(log), copyFile(log), logFile("house"), copyFile("house"), anchorFile("2026-02-03")]
    // As it lies there: the table of contents names the hash of every file, so every fifth byte of the others will do.
    for (const [path, bytes] of files) {
      let i = 0
      for (const flipped of flips(bytes))
        if (i++ % (path === MANIFEST ? 1 : 5) === 0) see(new Map(files).set(path, flipped), `${path} ${i}`)
    }
    plain = changes
    // With a table of contents that fits again, only the record itself can tell.
    for (const path of record)
      for (const flipped of flips(files.get(path) ?? new Uint8Array()))
        see(forged(files, { [path]: new TextDecoder("utf-8", { ignoreBOM: true }).decode(flipped) }), `forged ${path}`)
    expect(unseen).toEqual([])
    console.info(`${plain} changed bytes as they lie, ${changes - plain} with forged contents: all found`)
  })

  test("every line left out, doubled, moved or made up is found, in logs and in copies", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    await night(house)
    const files = await exported(house)
    expect(judged(files).exit).toBe(0)
    let changes = 0
    for (const path of [logFile(paper.id), copyFile(paper.id)])
      for (const changed of rearranged(text(files, path))) {
        changes++
        const report = judged(forged(files, { [path]: changed }))
        expect(report.exit, changed).toBe(1)
        expect(report.findings.some((f) => f.place.startsWith(path) || f.place.includes(paper.id))).toBe(true)
      }
    expect(changes).toBeGreaterThan(60)
    console.info(`${changes} rearrangements of lines, all found`)
  })

  test("a log written anew from any entry on, with right hashes, is found by copy and by anchor", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    await night(house)
    const files = await exported(house)
    const length = (await paper.facts()).length
    for (let k = 1; k <= length; k++) {
      const { text: log, head } = await rewritten(text(files, logFile(paper.id)), k)
      const alone = judged(forged(files, { [logFile(paper.id)]: log }))
      expect(codes(alone)).toEqual(["anker.widerspruch", "kopie.abweichend"])
      expect(alone.findings[0]).toMatchObject({ place: `${logFile(paper.id)}, Zeile ${k}` })
      expect(alone.findings[0]?.message).toContain("Person")
      // Who changes both stores still has no seal.
      const both = judged(forged(files, { [logFile(paper.id)]: log, [copyFile(paper.id)]: log }))
      expect(codes(both)).toEqual(["anker.widerspruch"])
      // Nor can he write the anchor.
      const path = anchorFile("2026-02-03")
      const old = (await paper.facts()).at(-1)?.hash ?? "none"
      const anchor = text(files, path).replaceAll(old, head.hash)
      const all = judged(forged(files, { [logFile(paper.id)]: log, [copyFile(paper.id)]: log, [path]: anchor }))
      expect(codes(all)).toEqual(["anker.siegel"])
    }
  })

  test("an entry or a whole log that was put in later under an earlier time is found, also with copies and right hashes", async () => {
    const own = await newHouse()
    const paper = await own.draft()
    await night(own)
    const body = Record.readAnchor((await exported(own)).get(anchorFile(world.clock.today())) ?? new Uint8Array())?.body
    const held = body?.logs.find((l) => l.log === paper.id)
    if (!body || !held) throw new Error("no anchor")
    // As somebody with the whole database does it: a fact with a right hash after the last one, and a log of its own.
    const put = async (log: string, head: Head, at: Date) => {
      const more = await append(log, head, [{ type: "vorlage.stopped", data: { textId: "tx" } }], {
        at,
        by: "landrat",
        client: "api",
      })
      await own.workCtx().table.commit(more.facts, [])
      return more.head
    }
    const early = new Date(Date.parse(body.at) - 3_600_000)
    const head = await put(paper.id, held, early)
    await put("vl_nachtraeglich", EMPTY, early)
    await put(paper.id, head, world.clock.now())
    expect((await Record.check(own.workCtx(), paper.id)).defects).toEqual([
      `Eintrag ${held.seq + 1} nennt eine Zeit vor dem Anker vom 03.02.2026, der ihn nicht hält: Er kam später hinzu.`,
    ])
    const places = async () => judged(await exported(own)).findings.map((f) => `${f.code} ${f.place}`)
    const told = [
      `anker.nachtrag logs/${paper.id}.jsonl, Zeile ${held.seq + 1}`,
      "anker.nachtrag logs/vl_nachtraeglich.jsonl, Zeile 1",
    ]
    expect((await places()).sort()).toEqual(told.sort())
    // The next anchor holds them and does not make them older.
    await night(own)
    expect((await places()).sort()).toEqual(told.sort())
  })

  test("a missing log, a shortened one, a missing or exchanged anchor have names of their own", async () => {
    const house = await newHouse()
    const other = await newHouse()
    const paper = await house.draft()
    await paper.submit()
    for (let i = 0; i < 3; i++) {
      await night(house)
      await Record.work(other.workCtx())
    }
    const files = await exported(house)
    const log = logFile(paper.id)
    const copies = copyFile(paper.id)
    const shorter = text(files, log).split("\n").slice(0, 1).join("\n").concat("\n")
    const both = { [log]: shorter, [copies]: shorter }
    expect(codes(judged(forged(files, { [log]: undefined })))).toEqual(["protokoll.fehlt"])
    expect(codes(judged(forged(files, { [log]: undefined, [copies]: undefined })))).toEqual([
      "anker.widerspruch",
      "protokoll.fehlt",
    ])
    expect(codes(judged(forged(files, both)))).toEqual(["anker.widerspruch", "protokoll.kurz"])
    expect(codes(judged(forged(files, { [anchorFile("2026-02-04")]: undefined })))).toEqual(["anker.kette"])
    expect(codes(judged(forged(files, { [anchorFile("2026-02-03")]: undefined })))).toEqual(["anker.kette"])
    const foreign = await exported(other)
    const exchanged = { [anchorFile("2026-02-05")]: text(foreign, anchorFile("2026-02-05")) }
    expect(codes(judged(forged(files, exchanged)))).toEqual(
      expect.arrayContaining(["anker.kette", "anker.rueckschritt", "anker.siegel", "anker.widerspruch"]),
    )
  })

  test("what nobody anchored for long, and another root, are told", async () => {
    const { ctx, files } = await small(1)
    world.clock.pass(5)
    const late = judged(await exportRecord(ctx, { ca: keys.ca }))
    expect(late).toMatchObject({ exit: 2, findings: [] })
    expect(late.notes.join()).toContain("älter als zwei Tage")
    const stranger = await openKeyRing(join(place.path, `fremd-${houses}`), "Fremder Betrieb", world.clock.now())
    expect(codes(verifyRecord(files, { ca: stranger.ca }))).toEqual(["anker.aussteller"])
    expect(() => verifyRecord(files, { ca: "keines" })).toThrow("kein Zertifikat")
    const young = await newHouse()
    expect(judged(await exported(young)).notes.join()).toContain("noch keinen Anker")
  })

  test("a rewritten table is found by the worker too, and the anchor holds what was copied", async () => {
    const house = await newHouse()
    const paper = await house.draft()
    await paper.submit()
    const [first] = await paper.facts()
    if (!first) throw new Error("no fact")
    // The copy was made at once; later somebody changes the table.
    const { papers } = house.workCtx()
    await papers.put(Record.copyPath(paper.id, 1), new TextEncoder().encode(canonical({ ...first, by: "verfasserin" })))
    const made = await night(house)
    expect(made?.differences).toEqual([{ log: paper.id, seq: 1, against: "copy" }])
    expect(codes(judged(await exported(house)))).toContain("kopie.abweichend")
  })

  test("nothing that lies in the folder can break the verifier", async () => {
    const { files } = await small(2)
    const junk = ["", "\n", "{}", "null", "[]", '{"log":1}', "\u0000", "\ud800", "=1+1", `{"a":${"[".repeat(5000)}`]
    for (const path of files.keys())
      for (const value of junk) {
        const plain = new Map(files).set(path, new TextEncoder().encode(value))
        expect(judged(plain).exit, `${path} ${value}`).toBe(1)
        if (!path.includes("/")) continue
        expect(judged(forged(files, { [path]: value })).exit, `forged ${path} ${value}`).toBe(1)
      }
    expect(judged(new Map()).exit).toBe(1)
  })
})

describe("judged by others", () => {
  test("openssl accepts seal, chain and timestamp of an anchor, and refuses a changed one", async () => {
    const { files } = await small(2)
    const anchor = Record.readAnchor(files.get(anchorFile("2026-02-04")) ?? new Uint8Array())
    if (!anchor) throw new Error("no anchor")
    const ca = place.write("ca.pem", keys.ca)
    const body = place.write("inhalt.json", canonical(anchor.body))
    const signature = place.write("signatur.der", Buffer.from(anchor.signature, "base64"))
    const leaf = place.write("siegel.pem", anchor.certificates[0] ?? "")
    const chain = place.write("kette.pem", anchor.certificates.join(""))
    const token = place.write("zeitstempel.der", Buffer.from(anchor.timestamp ?? "", "base64"))
    const key = place.write("siegel.pub.pem", tool("openssl", ["x509", "-in", leaf, "-noout", "-pubkey"]))
    const verified = ["dgst", "-sha256", "-verify", key, "-signature", signature]
    expect(tool("openssl", [...verified, body])).toContain("Verified OK")
    expect(tool("openssl", ["verify", "-CAfile", ca, "-untrusted", chain, leaf])).toContain("OK")
    expect(tool("openssl", ["ts", "-verify", "-data", signature, "-in", token, "-token_in", "-CAfile", ca])).toContain(
      "OK",
    )
    const changed = place.write("geaendert.json", canonical({ ...anchor.body, day: "2026-02-05" }))
    expect(() => tool("openssl", [...verified, changed])).toThrow("Verification failure")
    // The body as it lies in the file is the canonical one: whoever takes it out gets the signed bytes.
    expect(text(files, anchorFile("2026-02-04"))).toContain(`{"body":${canonical(anchor.body)},`)
    // The hash of an entry, computed elsewhere.
    const [line = ""] = text(files, logFile("house")).split("\n")
    const { hash, ...open } = JSON.parse(line) as Fact
    const entry = place.write("eintrag.json", canonical(open))
    expect(tool("openssl", ["dgst", "-sha256", "-r", entry])).toMatch(new RegExp(`^${hash} `))
  })

  test("the table is for spreadsheets in Germany, and no cell is a formula", async () => {
    const house = await newHouse()
    await house.put({ personId: "tabelle", name: "=HYPERLINK(1)", functions: [] })
    await night(house)
    const files = await exportRecord(house.workCtx(), { ca: keys.ca, names: true })
    const csv = text(files, TABLE)
    expect(csv.startsWith('\ufeff"Zeitpunkt (Europe/Berlin)";"Zeitpunkt (UTC)";"Protokoll"')).toBe(true)
    expect(csv).toContain('"02.02.2026, 09:00:00"')
    expect(text(files, "personen.csv")).toContain(`"tabelle";"'=HYPERLINK(1)"`)
    expect([...files.keys()].filter((p) => p !== "personen.csv" && text(files, p).includes("HYPERLINK"))).toEqual([])
    expect(["=1", "+1", "-1", "@a", "\ta", 'a"b'].map(cell)).toEqual([
      `"'=1"`,
      `"'+1"`,
      `"'-1"`,
      `"'@a"`,
      `"'\ta"`,
      '"a""b"',
    ])
    expect(judged(files).exit).toBe(0)
  })

  test("no name and no text of a person stands in an export", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung", "Ein Hinweis mit Worten.")
    const files = await exported(house)
    const all = [...files.values()].map((b) => new TextDecoder().decode(b)).join("")
    for (const { name } of house.people()) expect(all).not.toContain(name)
    for (const said of ["Ein Hinweis mit Worten.", "Keine Bedenken.", paper.form().betreff])
      expect(all).not.toContain(said)
  })
})
