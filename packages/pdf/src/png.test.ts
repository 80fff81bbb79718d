/** PNG pictures in the file: the same pixels, whatever filter and depth they were saved with, and never all unpacked at once. */
import { crc32, deflateSync } from "node:zlib"
import { decodePDFRawStream, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRawStream } from "@cantoo/pdf-lib"
import { expect, test } from "vitest"
import { openPictures } from "./image.ts"
import { open } from "./kit.ts"

/** Colour types with alpha, by channels of colour. */
const TYPE: Readonly<Record<number, number>> = { 1: 4, 3: 6 }

interface Shape {
  readonly width: number
  readonly height: number
  readonly colors: 1 | 3
  readonly bits: 8 | 16
  /** of row y */
  readonly filter: (y: number) => number
}
const value = (x: number, y: number, c: number): number => (x * 37 + y * 101 + c * 59 + ((x * y) % 7) * 23) & 255

/** A picture with alpha, its rows filtered as asked. */
function picture({ width, height, colors, bits, filter }: Shape): Uint8Array {
  const pixel = ((colors + 1) * bits) / 8
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(width * pixel)
    for (let x = 0; x < width; x++)
      for (let c = 0; c <= colors; c++) {
        row[x * pixel + (c * bits) / 8] = value(x, y, c)
        if (bits === 16) row[x * pixel + c * 2 + 1] = 77
      }
    return row
  })
  const raw = rows.map((row, y) => {
    const above = rows[y - 1] ?? Buffer.alloc(row.length)
    const kind = filter(y)
    const out = Buffer.alloc(row.length + 1)
    out[0] = kind
    row.forEach((byte, i) => {
      const [left, corner] = i < pixel ? [0, 0] : [row[i - pixel] ?? 0, above[i - pixel] ?? 0]
      const up = above[i] ?? 0
      const near = [left, up, corner].sort(
        (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
      )[0]
      out[i + 1] = byte - ([0, left, up, (left + up) >> 1, near ?? 0][kind] ?? 0)
    })
    return out
  })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([bits, TYPE[colors] ?? 0], 8)
  const pixels = deflateSync(Buffer.concat(raw))
  // cut as real files cut it: anywhere
  const parts = [pixels.subarray(0, 5), pixels.subarray(5)].map((part) => chunk("IDAT", part))
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([sign, chunk("IHDR", head), ...parts, chunk("IEND", Buffer.alloc(0))])
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** Writes a picture into a document and reads its pixels from there. */
async function embedded(bytes: Uint8Array): Promise<{ color: Uint8Array; alpha: Uint8Array }> {
  const kit = open({ autoFirstPage: false, font: "", pdfVersion: "1.7" })
  const chunks: Uint8Array[] = []
  const written = new Promise((resolve) => {
    kit.on("data", (part) => chunks.push(part)).on("end", () => resolve(undefined))
  })
  await openPictures(kit, new Map([["0".repeat(64), async () => bytes]]))
  kit.addPage({ size: [10, 10], margin: 0 })
  kit.end()
  await written
  const file = await PDFDocument.load(Buffer.concat(chunks))
  const streams = file.context.enumerateIndirectObjects().flatMap(([, o]) => (o instanceof PDFRawStream ? [o] : []))
  const image = streams.find((s) => s.dict.has(PDFName.of("SMask")))
  const mask = image?.dict.lookup(PDFName.of("SMask"))
  if (!image || !(mask instanceof PDFRawStream)) throw new Error("no picture with a mask")
  expect(image.dict).toBeInstanceOf(PDFDict)
  expect(image.dict.lookup(PDFName.of("BitsPerComponent"), PDFNumber).asNumber()).toBe(8)
  return { color: decodePDFRawStream(image).decode(), alpha: decodePDFRawStream(mask).decode() }
}

const SHAPES: readonly [string, Shape][] = [
  ...[0, 1, 2, 3, 4].map((kind): [string, Shape] => [
    `RGB with alpha, filter ${kind}`,
    { width: 61, height: 43, colors: 3, bits: 8, filter: () => kind },
  ]),
  ["RGB of 16 bits, filters mixed", { width: 33, height: 29, colors: 3, bits: 16, filter: (y) => y % 5 }],
  ["grey with alpha, filters mixed", { width: 300, height: 400, colors: 1, bits: 8, filter: (y) => (y * 3) % 5 }],
]
test.each(SHAPES)("%s: every pixel stays what it was", async (_, shape) => {
  const { color, alpha } = await embedded(picture(shape))
  const { width, height, colors } = shape
  const points = Array.from({ length: width * height }, (_, i) => [i % width, Math.floor(i / width)] as const)
  expect(Buffer.from(alpha).equals(Buffer.from(points.map(([x, y]) => value(x, y, colors))))).toBe(true)
  const wanted = points.flatMap(([x, y]) => Array.from({ length: colors }, (_, c) => value(x, y, c)))
  expect(Buffer.from(color).equals(Buffer.from(wanted))).toBe(true)
})

test("pixels that end too early or have a filter that does not exist are refused with words", async () => {
  const good: Shape = { width: 20, height: 20, colors: 3, bits: 8, filter: () => 0 }
  const bytes = Buffer.from(picture(good))
  bytes.writeUInt32BE(40, 20)
  await expect(embedded(bytes)).rejects.toMatchObject({ code: "refused", reason: "image.unreadable" })
  await expect(embedded(picture({ ...good, filter: () => 9 }))).rejects.toMatchObject({ reason: "image.unreadable" })
  await expect(embedded(picture(good).subarray(0, 200))).rejects.toMatchObject({ reason: "image.unreadable" })
})
