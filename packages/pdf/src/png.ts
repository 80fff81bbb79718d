/** PNG pictures as PDF wants them: pixels that need no change pass through packed as they are, transparency is taken apart row by row. */
import { createDeflate, createInflate, type Deflate } from "node:zlib"
import type { Kit, KitImage, Ref } from "./kit.ts"

interface Png {
  readonly width: number
  readonly height: number
  /** bits of one colour value */
  readonly bits: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha */
  readonly type: number
  readonly palette: Uint8Array | undefined
  /** packed pixels, as the file cuts them into pieces */
  readonly pixels: readonly Uint8Array[]
}

/** A whole PNG without interlacing and single transparent colours; undefined for those and for what is no PNG. */
function read(bytes: Uint8Array): Png | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.length < 33 || data.readUInt32BE(0) !== 0x89504e47 || data.toString("latin1", 12, 16) !== "IHDR")
    return undefined
  const [bits = 0, type = 0, , , interlaced = 0] = data.subarray(24, 29)
  if (interlaced !== 0) return undefined
  const pixels: Uint8Array[] = []
  let palette: Uint8Array | undefined
  let whole = false
  for (let at = 8; at + 12 <= data.length; ) {
    const length = data.readUInt32BE(at)
    const name = data.toString("latin1", at + 4, at + 8)
    const content = data.subarray(at + 8, at + 8 + length)
    if (name === "tRNS") return undefined
    if (name === "PLTE") palette = content
    if (name === "IDAT") pixels.push(content)
    if (name === "IEND") whole = true
    at += 12 + length
  }
  if (!whole || pixels.length === 0 || (type === 3 && palette === undefined)) return undefined
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20), bits, type, palette, pixels }
}

const COLORS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 1, 6: 3 }

/**
 * Writes a picture into the document without ever holding its pixels unpacked: 100 megapixels would be 400 MB.
 * @returns undefined for a kind that pdfkit has to read
 * @throws Error for pixels that cannot be unpacked
 */
export async function embedPng(kit: Kit, bytes: Uint8Array, label: string): Promise<KitImage | undefined> {
  const png = read(bytes)
  const colors = png && COLORS[png.type]
  if (!png || colors === undefined) return undefined
  const { width, height } = png
  const alpha = png.type === 4 || png.type === 6
  const common = { Type: "XObject", Subtype: "Image", Width: width, Height: height, Filter: "FlateDecode" }
  const obj = kit.ref({
    ...common,
    BitsPerComponent: alpha ? 8 : png.bits,
    ColorSpace: colors === 3 ? "DeviceRGB" : "DeviceGray",
  })
  if (!alpha) {
    obj.data.DecodeParms = { Predictor: 15, Colors: colors, BitsPerComponent: png.bits, Columns: width }
    if (png.palette) obj.data.ColorSpace = indexed(kit, png.palette)
    for (const piece of png.pixels) obj.write(piece)
  } else {
    const mask = kit.ref({ ...common, BitsPerComponent: 8, ColorSpace: "DeviceGray", Decode: [0, 1] })
    await divide(png, colors, obj, mask)
    mask.end()
    obj.data.SMask = mask
  }
  obj.end()
  return { width, height, label, obj, embed: () => undefined }
}

function indexed(kit: Kit, colors: Uint8Array): unknown[] {
  const palette = kit.ref()
  palette.end(colors)
  return ["Indexed", "DeviceRGB", colors.length / 3 - 1, palette]
}

/** Unpacks row by row and packs colours and alpha again, each for itself; of 16 bits the upper 8 are kept. */
async function divide(png: Png, colors: number, color: Ref, mask: Ref): Promise<void> {
  const step = png.bits / 8
  const pixel = (colors + 1) * step
  const length = png.width * pixel
  const outs = { color: packer(color), mask: packer(mask) }
  let before: Uint8Array = new Uint8Array(length)
  let rows = 0
  for await (const row of rowsOf(png.pixels, length + 1)) {
    const now = unfiltered(row, before, pixel)
    const [seen, clear] = [new Uint8Array(png.width * colors), new Uint8Array(png.width)]
    for (let x = 0, at = 0; x < png.width; x++) {
      for (let c = 0; c < colors; c++, at += step) seen[x * colors + c] = now[at] ?? 0
      clear[x] = now[at] ?? 0
      at += step
    }
    await outs.color.add(seen)
    await outs.mask.add(clear)
    before = now
    if (++rows === png.height) break
  }
  if (rows < png.height) throw new Error(`picture ends after ${rows} of ${png.height} rows`)
  await outs.color.end()
  await outs.mask.end()
}

interface Packer {
  add(bytes: Uint8Array): Promise<void>
  end(): Promise<void>
}
function packer(to: Ref): Packer {
  const deflate: Deflate = createDeflate()
  const ended = new Promise<void>((resolve, reject) => {
    deflate.on("data", (piece: Uint8Array) => to.write(piece))
    deflate.on("end", resolve)
    deflate.on("error", reject)
  })
  return {
    add: async (bytes) => {
      if (!deflate.write(bytes)) await new Promise((resolve) => deflate.once("drain", resolve))
    },
    end: () => {
      deflate.end()
      return ended
    },
  }
}

async function* rowsOf(pieces: readonly Uint8Array[], length: number): AsyncGenerator<Uint8Array, void, void> {
  const inflate = createInflate()
  for (const piece of pieces) inflate.write(piece)
  inflate.end()
  let left: Uint8Array = new Uint8Array(0)
  for await (const some of inflate as AsyncIterable<Uint8Array>) {
    const data: Uint8Array = left.length === 0 ? some : Buffer.concat([left, some])
    let at = 0
    for (; at + length <= data.length; at += length) yield data.subarray(at, at + length)
    left = data.subarray(at)
  }
}

/** A row without its filter (PNG, chapter 9): each byte was written as the difference to those left of it and above it. */
function unfiltered(row: Uint8Array, above: Uint8Array, pixel: number): Uint8Array {
  const filter = row[0] ?? 0
  const now = new Uint8Array(row.length - 1)
  for (let i = 0; i < now.length; i++) {
    const left = i < pixel ? 0 : (now[i - pixel] ?? 0)
    const up = above[i] ?? 0
    const corner = i < pixel ? 0 : (above[i - pixel] ?? 0)
    now[i] = (row[i + 1] ?? 0) + guess(filter, left, up, corner)
  }
  return now
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) throw new Error(`a row with filter ${filter}`)
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
