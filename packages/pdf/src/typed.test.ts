import { createHash } from "node:crypto"
import { paperContent } from "@beschlussweg/core/plainly"
import { expect, test } from "vitest"
import { check } from "./check.ts"
import { house, images, png, programmePaper } from "./fixture.ts"
import { programme } from "./programme.tsx"
import { outside, tool } from "./tool.ts"
import { typedProgramme } from "./typed.fixture.ts"

const made = await programme(programmePaper(1, { content: paperContent(typedProgramme) }), images)
const pages = tool(made.pdf, "pdftotext", "-layout", "FILE", "-").split("\f")

test("typed blocks keep PDF/UA and PDF/A", async () => {
  expect(await check(made.pdf)).toEqual([])
  expect(outside(made.pdf)).toEqual([])
})

test("the contents are followed by a list of tables, and by none of one figure", () => {
  const contents = pages[1] ?? ""
  expect(contents).toMatch(/^\s*Tabellen$/m)
  expect(contents).not.toContain("Abbildungen")
  const page = /^\s*Tabelle 3: Budget 2027\s+(\d+)$/m.exec(contents)?.[1]
  expect(pages[Number(page) - 1]).toContain("Tabelle 3: Budget 2027")
})

test("decimal commas of a column stand under each other, and a screen reader hears heads of rows and columns", () => {
  const boxes = tool(made.pdf, "pdftotext", "-bbox", "FILE", "-")
  const left = (word: string) => Number(new RegExp(`xMin="([\\d.]+)"[^>]*>${word}</word>`).exec(boxes)?.[1])
  const right = (word: string) => Number(new RegExp(`xMax="([\\d.]+)"[^>]*>${word}</word>`).exec(boxes)?.[1])
  // "24,1" and "17,90" in one column: the same digits before the comma begin at the same place
  expect(Math.abs(left("24,1") - left("17,90"))).toBeLessThan(0.2)
  expect(right("17,90") - right("24,1")).toBeGreaterThan(4)
  const structure = tool(made.pdf, "pdfinfo", "-struct", "FILE")
  expect(structure).toMatch(/TH[^\n]*\n[\s\S]*Scope[^\n]*Row/)
  expect(structure).toMatch(/Scope[^\n]*Column/)
})

test("a house's colour and logo stand on the cover and at the head of pages, still accessible", async () => {
  const bytes = png(240, 120)
  const sha256 = createHash("sha256").update(bytes).digest("hex")
  const logo = { sha256, mediaType: "image/png" as const, width: 240, height: 120, alt: "Wappen des Kreises Aulenfeld" }
  const styled = await programme(
    programmePaper(1, { house: { ...house, accent: "#7a1f3d", logo }, content: paperContent(typedProgramme) }),
    async () => bytes,
  )
  expect(await check(styled.pdf)).toEqual([])
  expect(tool(styled.pdf, "qpdf", "--json", "--json-key=qpdf", "FILE")).toContain("Wappen des Kreises Aulenfeld")
  const shown = tool(styled.pdf, "pdfimages", "-list", "FILE")
    .split("\n")
    .filter((line) => /\bimage\b/.test(line))
  expect(new Set(shown.map((line) => line.trim().split(/\s+/)[0])).size).toBe(styled.pages)
  // one picture in the file, however often it is shown
  expect(new Set(shown.map((line) => line.trim().split(/\s+/)[10])).size).toBe(1)
})
