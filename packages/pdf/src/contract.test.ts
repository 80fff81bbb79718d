/** Pins what we rely on in react-pdf's layout and render packages and in pdfkit; an upgrade that breaks it must fail here. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { Document } from "@react-pdf/renderer"
import { createElement as h } from "react"
import { beforeAll, expect, test } from "vitest"
import { Box, Strip, Words } from "./box.tsx"
import { faces } from "./font.ts"
import { draw, type Kit, type Laid, layout, open } from "./kit.ts"
import { STRIP } from "./strip.ts"

const require = createRequire(import.meta.url)
const version = (name: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  const { dependencies } = manifest as { dependencies: Record<string, string> }
  return dependencies[name] ?? ""
}

beforeAll(async () => {
  await faces()
})

const strip = (...children: Parameters<typeof h>[2][]) =>
  h(Document, null, h(Strip, { width: 300, style: STRIP }, ...children))
const style = { fontSize: 10, lineHeight: 1.4 }

async function laid(...children: Parameters<typeof h>[2][]): Promise<Laid> {
  const [page] = await layout(strip(...children))
  if (!page) throw new Error("no page")
  return page
}

test("the versions are the ones this was proven with", () => {
  expect(["@react-pdf/renderer", "@react-pdf/layout", "@react-pdf/render", "pdfkit"].map(version)).toEqual([
    "4.9.0",
    "5.2.0",
    "4.7.0",
    "0.20.1",
  ])
  expect(require.resolve("pdfkit")).toContain("pdfkit@0.20.1")
})

test("a page without wrap stays one strip of the height of its content", async () => {
  const page = await laid(...Array.from({ length: 200 }, (_, i) => h(Words, { key: i, style }, `Zeile ${i}`)))
  expect(page.type).toBe("PAGE")
  expect(page.children).toHaveLength(200)
  expect(page.box.height).toBeCloseTo(200 * 14, 1)
})

test("properties of our own come through, boxes are relative to the parent", async () => {
  const page = await laid(
    h(
      Box,
      { tag: "Sect", style: { marginTop: 7, paddingLeft: 5 } },
      h(Words, { tag: "P", id: "a00001", keepNext: true, style: { ...style, marginTop: 3 } }, "Text"),
    ),
  )
  const sect = page.children?.[0]
  const text = sect?.children?.[0]
  expect(sect).toMatchObject({ type: "VIEW", props: { tag: "Sect" }, box: { top: 7, left: 0, width: 300 } })
  expect(text).toMatchObject({
    type: "TEXT",
    props: { tag: "P", id: "a00001", keepNext: true },
    box: { top: 3, left: 5 },
  })
})

test("a text's lines carry boxes, runs, glyphs, positions in points, and the address of a link", async () => {
  const page = await laid(
    h(Words, { style }, "Eins ", h(Words, { src: "#a1", style: { fontWeight: 700 } }, "zwei"), "\ndrei"),
  )
  const lines = page.children?.[0]?.lines ?? []
  expect(lines.map((line) => line.string)).toEqual(["Eins zwei", "drei"])
  expect(lines[1]?.box.y).toBeCloseTo(14, 3)
  const runs = lines[0]?.runs.filter((run) => (run.glyphs?.length ?? 0) > 0) ?? []
  expect(runs.map((run) => run.attributes.link ?? null)).toEqual([null, "#a1"])
  const width = runs[0]?.positions?.reduce((sum, position) => sum + position.xAdvance, 0) ?? 0
  expect(width).toBeCloseTo(runs[0]?.xAdvance ?? 0, 3)
  expect(width).toBeGreaterThan(20)
  expect(width).toBeLessThan(30)
  expect(runs[0]?.glyphs?.[0]).toMatchObject({ codePoints: [0x45] })
})

test("a line that fits is not divided again, whatever styles meet in it", async () => {
  const page = await laid(
    h(Words, { style }, "Ein", h(Words, { style: { fontWeight: 700 } }, "Wort"), ", und noch eins"),
  )
  expect(page.children?.[0]?.lines).toHaveLength(1)
})

test("absolute children have no height in the flow and stand at the top of their parent", async () => {
  const cell = h(Words, { style: { ...style, position: "absolute", left: 40, width: 60 } }, "Zelle")
  const page = await laid(h(Words, { style }, "davor"), h(Box, {}, cell), h(Words, { style }, "danach"))
  const [, row, after] = page.children ?? []
  expect(row?.box.height).toBe(0)
  expect(row?.children?.[0]?.box).toMatchObject({ left: 40, width: 60 })
  expect(row?.children?.[0]?.box.top).toBe(0)
  expect(after?.box.top).toBeCloseTo(14, 3)
})

test("the render package draws a page's children through forEach, in order, and ends nothing by itself", async () => {
  const page = await laid(h(Words, { style }, "Text"))
  const text = page.children?.[0]
  if (!text) throw new Error("no text")
  const kit: Kit = open({ autoFirstPage: false, font: "", compress: false, tagged: true, pdfVersion: "1.7" })
  const seen: string[] = []
  const write = kit.addContent.bind(kit)
  kit.addContent = (data) => {
    seen.push(data)
    return write(data)
  }
  draw(kit, { width: 300, height: 300 }, [
    () => [(k) => k.addContent("% davor"), text, (k) => k.addContent("% danach")],
  ])
  const before = seen.indexOf("% davor")
  const after = seen.indexOf("% danach")
  expect(before).toBeGreaterThanOrEqual(0)
  expect(seen.findIndex((line) => line.includes("TJ"))).toBeGreaterThan(before)
  expect(seen.findIndex((line) => line.includes("TJ"))).toBeLessThan(after)
  expect(kit._root.data.Pages).toBeDefined()
  // the document is still open: an object can be added
  expect(() => kit.ref({}).end()).not.toThrow()
})

test("pdfkit keeps the marks of a page in the parent tree under the page's number", () => {
  const kit: Kit = open({
    autoFirstPage: false,
    font: "",
    tagged: true,
    pdfVersion: "1.7",
  })
  kit.addPage({ size: [100, 100], margin: 0 })
  const key = kit.page.structParentTreeKey
  expect(kit.getStructParentTree().get(key)).toEqual([])
  expect(kit.page.dictionary.data.StructParents).toBe(key)
})
