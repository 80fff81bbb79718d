/** Whole procedures with all documents, judged after every stage by tools that are not ours. */
import { join, resolve } from "node:path"
import type { DocumentKind } from "@beschlussweg/core/vorlage"
import { DEMO_DAYS, type DemoDocument, type DemoResult, demoClock, runDemo } from "@beschlussweg/functions/demo"
import { logTo } from "@beschlussweg/functions/log"
import { openWorld } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { check } from "@beschlussweg/pdf/check"
import { verify } from "@beschlussweg/pdf/verify"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { folder, type Judged, pdfsig, structure, tool } from "./tool.ts"

interface Case {
  readonly name: string
  readonly weg: "T1" | "T5"
  readonly finanzen: boolean
  readonly tsa: "local" | "none"
  /** personal signatures in the decided file */
  readonly signatures: number
  readonly bodies: number
  /** signatures of the Beschlussauszug besides the seal */
  readonly extract: number
}
const CASES: readonly Case[] = [
  {
    name: "Kreis mit finanziellen Auswirkungen",
    weg: "T1",
    finanzen: true,
    tsa: "local",
    signatures: 4,
    bodies: 2,
    extract: 0,
  },
  {
    name: "Kreis ohne finanzielle Auswirkungen",
    weg: "T1",
    finanzen: false,
    tsa: "local",
    signatures: 3,
    bodies: 2,
    extract: 0,
  },
  { name: "gemeinsame Einrichtung", weg: "T5", finanzen: true, tsa: "local", signatures: 1, bodies: 1, extract: 2 },
  {
    name: "Kreis ohne Zeitstempeldienst",
    weg: "T1",
    finanzen: true,
    tsa: "none",
    signatures: 4,
    bodies: 2,
    extract: 0,
  },
]
const MAIN: readonly DocumentKind[] = ["seal", "sign", "finish", "result"]

describe.each(CASES)("$name", (given) => {
  const place = folder()
  let done: DemoResult
  let ca = ""
  let judge: (file: string) => Judged
  const files = new Map<DemoDocument, string>()
  /** stages of the decided Fassung's own file, in order */
  let stages: DemoDocument[] = []

  beforeAll(async () => {
    logTo(() => {})
    const clock = demoClock(DEMO_DAYS)
    const world = await openWorld({ dir: join(place.path, "state"), now: clock.now })
    const workshop = await openWorkshop(world, { tsa: given.tsa })
    const running = await start(world, workshop)
    try {
      done = await runDemo(world, running, { weg: given.weg, finanzen: given.finanzen, clock })
      ca = workshop.keys.ca
    } finally {
      await running.stop()
      await world.close()
    }
    judge = pdfsig(place.path, ca)
    done.documents.forEach((d, i) => {
      files.set(d, place.write(`${i}.pdf`, d.bytes))
    })
    const last = Math.max(...done.documents.map((d) => d.fassung))
    stages = done.documents.filter((d) => d.fassung === last && MAIN.includes(d.kind))
  })
  afterAll(() => place.remove())

  const fileOf = (d: DemoDocument): string => files.get(d) ?? ""

  test("ends decided, with every document of every stage", () => {
    expect(done.chain.state).toBe("completed")
    expect(done.chain.outcome).toBe("accepted")
    expect(stages.map((s) => s.kind)).toEqual([
      "seal",
      ...Array.from({ length: given.signatures }, () => "sign"),
      "finish",
      ...Array.from({ length: given.bodies }, () => "result"),
      "finish",
    ])
    const kinds = done.documents.map((d) => d.kind)
    expect(kinds.filter((k) => k === "auszug")).toHaveLength(given.bodies)
    expect(kinds.filter((k) => k === "auszug-sign")).toHaveLength(given.extract)
    expect(kinds.filter((k) => k === "endfassung")).toHaveLength(1)
    expect(kinds.filter((k) => k === "reading")).toHaveLength(Math.max(...done.documents.map((d) => d.fassung)))
  })

  test("every file is tagged, has all fonts embedded and is sound", () => {
    for (const d of done.documents) expect(structure(fileOf(d)), d.fileName).toEqual([])
  })

  test("every file keeps the rules of PDF/UA-1 and PDF/A that can be checked by machine", async () => {
    for (const d of done.documents) expect(await check(d.bytes), d.fileName).toEqual([])
  })

  test("each stage is a pure append of the one before", () => {
    stages.slice(1).forEach((stage, i) => {
      const before = stages[i]
      if (!before) throw new Error("no stage before")
      expect(stage.bytes.byteLength).toBeGreaterThan(before.bytes.byteLength)
      tool("cmp", ["-n", String(before.bytes.byteLength), fileOf(before), fileOf(stage)])
    })
  })

  test("pdfsig finds every signature so far valid and trusted, the whole file signed once after seal and Zeichnung", () => {
    let personal = 0
    for (const stage of stages.slice(
      0,
      stages.findIndex((s) => s.kind === "finish"),
    )) {
      const seen = judge(fileOf(stage))
      if (stage.kind === "sign") personal++
      expect(seen, stage.fileName).toMatchObject({ valid: personal + 1, trusted: personal + 1, total: 1, odd: [] })
    }
    const last = stages.at(-1)
    if (!last) throw new Error("no stage")
    const end = judge(fileOf(last))
    expect(end.valid).toBe(1 + given.signatures + given.bodies)
    expect(end.odd).toEqual([])
  })

  test("verify accepts every signed file, names the persons, and says without a root that issuers were not checked", () => {
    for (const d of done.documents.filter((x) => x.kind !== "programme" && x.kind !== "reading")) {
      const report = verify(d.bytes, { ca })
      expect({ file: d.fileName, problems: report.problems, ok: report.ok, exit: report.exit }).toEqual({
        file: d.fileName,
        problems: [],
        ok: true,
        exit: 0,
      })
      expect(verify(d.bytes).exit).toBe(2)
    }
    const last = stages.at(-1)
    if (!last) throw new Error("no stage")
    const persons = verify(last.bytes, { ca }).signatures.filter((s) => s.kind === "zeichnung")
    expect(persons).toHaveLength(given.signatures)
    expect(persons.every((s) => s.level === "elektronische Zeichnung (System), keine qualifizierte Signatur")).toBe(
      true,
    )
    const deputy = persons.find((s) => s.who === "Luca Sommerfeld")
    if (given.weg === "T1") expect(deputy?.onBehalfOf).toBe("in Vertretung für Kim Adler")
    expect(persons.every((s) => s.proven === (given.tsa === "local"))).toBe(true)
  })

  test("the paper shows what a clerk looks for", () => {
    const last = stages.at(-1)
    if (!last) throw new Error("no stage")
    const text = tool("pdftotext", ["-layout", fileOf(last), "-"])
    for (const word of [
      "Beschlussvorlage öffentlich",
      "Federführendes Amt",
      done.nummer,
      "Beratungsfolge",
      "Beschlussvorschlag",
      "Erläuterungen",
      "Anlagen",
    ])
      expect(text).toContain(word)
    if (given.finanzen) expect(text).toContain("12.480.000,00 EUR")
    expect(tool("pdfdetach", ["-list", fileOf(last)])).toContain("Anlage_Programm")
    const reading = done.documents.findLast((d) => d.kind === "reading")
    if (!reading) throw new Error("no reading copy")
    expect(
      tool("pdftotext", [fileOf(reading), "-"]).match(/nsignierte Lesefassung/g)?.length ?? 0,
    ).toBeGreaterThanOrEqual(reading.pages ?? 1)
    const end = done.documents.find((d) => d.kind === "endfassung")
    if (!end) throw new Error("no Endfassung")
    expect(tool("pdftotext", [fileOf(end), "-"])).toContain(`Beschlussvorlage ${done.nummer}`)
  })

  test("a flipped byte anywhere is found", () => {
    const last = stages.at(-1)
    if (!last) throw new Error("no stage")
    const bytes = Uint8Array.from(last.bytes)
    const places = regions(bytes)
    expect(new Set(places.map((p) => p.where))).toEqual(new Set(["text", "hex", "padding", "cross-reference", "end"]))
    expect(places.length).toBeGreaterThanOrEqual(125)
    const missed = places.filter(({ at }) => {
      const was = bytes[at] ?? 0
      bytes[at] = was ^ (1 << (at % 8))
      const report = verify(bytes, { ca })
      bytes[at] = was
      return report.exit !== 1
    })
    expect(missed).toEqual([])
  })
})

/** Places of every kind of byte, 25 or more of each: 500 over the four cases. */
function regions(bytes: Uint8Array): { where: string; at: number }[] {
  const raw = Buffer.from(bytes).toString("latin1")
  const spread = (where: string, from: number, to: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ where, at: from + Math.floor(((i + 0.5) * (to - from)) / count) }))
  const contents = [...raw.matchAll(/\/Contents ?<([0-9a-f]+)>/g)].map((m) => {
    const from = m.index + m[0].indexOf("<") + 1
    const hex = m[1] ?? ""
    return { from, zeros: from + hex.replace(/0+$/, "").length + 1, to: from + hex.length }
  })
  const tables = [...raw.matchAll(/startxref/g)].map((m) => m.index)
  return [
    ...spread("text", 0, contents[0]?.from ?? 0, 30),
    ...contents.flatMap((c) => spread("hex", c.from, c.zeros, Math.ceil(30 / contents.length))),
    ...contents.flatMap((c) => spread("padding", c.zeros, c.to, Math.ceil(25 / contents.length))),
    ...tables.flatMap((at) => spread("cross-reference", at - 60, at, Math.ceil(25 / tables.length))),
    ...spread("end", bytes.length - 25, bytes.length, 25),
  ]
}

test("the command line runs a procedure and verifies its file", () => {
  const place = folder()
  try {
    const cli = (...args: string[]) =>
      tool(process.execPath, ["--import", "tsx", resolve("packages/functions/src/cli.ts"), ...args])
    const out = join(place.path, "out")
    expect(cli("demo", "--out", out, "--weg", "T5")).toContain("ca.pem und protokoll.jsonl")
    const names = tool("ls", [out]).split("\n")
    const file = join(out, names.filter((n) => n.includes("gezeichnet.pdf")).at(-1) ?? "")
    expect(cli("verify", file, "--ca", join(out, "ca.pem"))).toContain("Hanno Reuß")
    expect(() => cli("verify", file)).toThrow(/ 2 /)
    expect(() => cli("verify", join(out, "ca.pem"), "--ca", join(out, "ca.pem"))).toThrow(/ 1 /)
    expect(() => cli("demo", "--out", out)).toThrow("nicht leer")
  } finally {
    place.remove()
  }
})
