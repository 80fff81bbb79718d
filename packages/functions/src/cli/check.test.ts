import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { docx, p, programmeDocx } from "@beschlussweg/word/fixture"
import { afterAll, beforeAll, expect, describe as group, test, vi } from "vitest"
import { type CheckOptions, check, checkFile, describe } from "./check.ts"

const OPTIONS: CheckOptions = { fileName: "Programm.docx", kind: "AMP", year: 2027, anlagen: [], today: "2026-11-20" }
const h1 = (text: string) => p(text, { style: "berschrift1" })
const toc = (...lines: string[]) =>
  p("Inhalt", { style: "Inhaltsverzeichnisberschrift" }) + lines.map((l) => p(l, { style: "Verzeichnis1" })).join("")

group("checkFile", () => {
  test("holds the typed contents against the headings, says what was set aside, and groups by section", async () => {
    const bytes = docx({
      body: `${p("Arbeitsmarktprogramm 2027", { style: "Titel" })}${toc("Vorwort\t3", "Zielvereinbarung für 2027\t4")}${h1("Vorwort")}${p("Text.")}${h1("Zielvereinbarung für 2026")}${p("Für 2027 gilt Anlage 1. Förderung nach §§ 16e SGB II.")}`,
      headers: [p("Entwurf")],
    })
    const report = await checkFile(bytes, OPTIONS)
    expect(report.counts).toEqual({ error: 1, warning: 3, hint: 0 })
    expect(report.findings.map((f) => [f.rule, f.reason])).toEqual([
      ["C11", "year.heading"],
      ["C13", "contents.title"],
      ["C22", "citation.sign"],
      ["C25", "attachment.missing"],
    ])
    const text = describe(report).split("\n")
    expect(text[0]).toBe("Programm.docx: Arbeitsmarktprogramm 2027 (AMP 2027)")
    expect(text[1]).toBe("1 Fehler, 3 Warnungen, 0 Hinweise")
    expect(text.filter((l) => l.includes("Zielvereinbarung für 2026“") && l.startsWith("Abschnitt"))).toHaveLength(1)
    expect(text).toContain("Beim Einlesen beiseitegelegt: Inhaltsverzeichnis (3), Kopf- und Fußzeilen (1).")
  })

  test("takes the year from the title, then from the file's name, and asks where neither says it", async () => {
    const titled = docx({ body: p("Programm 2028", { style: "Titel" }) + h1("Lage") + p("Text.") })
    expect(await checkFile(titled, { ...OPTIONS, year: undefined })).toMatchObject({ year: 2028 })
    const bare = docx({ body: h1("Lage") + p("Text.") })
    expect(await checkFile(bare, { ...OPTIONS, year: undefined, fileName: "AMP_2026.docx" })).toMatchObject({
      year: 2026,
    })
    await expect(checkFile(bare, { ...OPTIONS, year: undefined })).rejects.toMatchObject({ reason: "cli.year" })
  })

  test("has no error to say of the programme of the demo", async () => {
    const report = await checkFile(programmeDocx(), { ...OPTIONS, year: undefined })
    expect(report.findings.filter((f) => f.severity === "error")).toEqual([])
  })
})

group("pnpm cli check", () => {
  let folder = ""
  const said: string[] = []
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "check-"))
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((text) => {
        said.push(String(text))
        return true
      })
  })
  afterAll(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })
  const file = (name: string, bytes: Uint8Array | string) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return path
  }

  test("ends with 0 without errors, 1 with one, 2 for what cannot be read", async () => {
    const clean = file("clean.docx", docx({ body: h1("Lage") + p("Wir vermitteln.") }))
    const wrong = file("wrong.docx", docx({ body: h1("Lage") + p("Siehe Anlage 1.") }))
    expect(await check.run([clean, "--jahr", "2027"])).toBe(0)
    expect(await check.run([wrong, "--jahr", "2027"])).toBe(1)
    expect(await check.run([wrong, "--jahr", "2027", "--anlage", "Präsentation"])).toBe(0)
    expect(await check.run([file("text.docx", "no Word file"), "--jahr", "2027"])).toBe(2)
    expect(await check.run([join(folder, "nowhere.docx")])).toBe(2)
    expect(await check.run([clean, "--jahr", "gestern"])).toBe(2)
    expect(await check.run([clean, "--unbekannt"])).toBe(2)
    expect(await check.run([])).toBe(2)
  })

  test("writes JSON with every finding", async () => {
    said.length = 0
    await check.run([join(folder, "wrong.docx"), "--jahr", "2027", "--json"])
    expect(JSON.parse(said.join(""))).toMatchObject({
      year: 2027,
      counts: { error: 1 },
      findings: [{ rule: "C25", severity: "error", key: expect.stringMatching(/^C25-[0-9a-f]{32}$/) }],
    })
  })
})
