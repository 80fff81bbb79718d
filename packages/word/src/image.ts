/** Pictures: the kind by its first bytes, pixels from its header, and whether it is whole. PNG and JPEG only. */
import { createHash } from "node:crypto"
import { crc32 } from "node:zlib"
import { LIMITS } from "./package.ts"

export interface Picture {
  readonly sha256: string
  readonly mediaType: "image/png" | "image/jpeg"
  readonly width: number
  readonly height: number
}

/** Looks at the bytes; a string is a German reason why it is no usable picture ("Das Bild ist ..."). */
export function inspectImage(bytes: Uint8Array): Picture | string {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.length === 0) return "Die Bilddatei ist leer."
  const png = data.subarray(0, 8).toString("latin1") === "\x89PNG\r\n\x1a\n"
  const jpeg = data.length > 3 && data[0] === 0xff && data[1] === 0xd8 && data[2] === 0xff
  if (!png && !jpeg) return `${foreign(data)} Bitte als PNG oder JPEG einfügen.`
  const size = png ? pngSize(data) : jpegSize(data)
  if (size === undefined) return "Die Bilddatei ist beschädigt. Bitte das Bild neu einfügen."
  const { width, height } = size
  if (width * height > LIMITS.pixels)
    return `Das Bild ist mit ${width} × ${height} Bildpunkten zu groß (höchstens ${LIMITS.pixels / 1_000_000} Millionen). Bitte verkleinern.`
  const sha256 = createHash("sha256").update(bytes).digest("hex")
  return { sha256, mediaType: png ? "image/png" : "image/jpeg", width, height }
}

function foreign(data: Buffer): string {
  const head = data.subarray(0, 256).toString("latin1")
  if (head.startsWith("GIF8")) return "Das Bild ist eine GIF-Datei."
  if (head.startsWith("BM")) return "Das Bild ist eine BMP-Datei."
  if (head.startsWith("II*\0") || head.startsWith("MM\0*")) return "Das Bild ist eine TIFF-Datei."
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "Das Bild ist eine WebP-Datei."
  if (data.length > 44 && head.slice(40, 44) === " EMF") return "Das Bild ist eine EMF-Grafik."
  if (head.startsWith("\xd7\xcd\xc6\x9a") || head.startsWith("\x01\0\x09\0")) return "Das Bild ist eine WMF-Grafik."
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--[^>]*>\s*)?<svg/i.test(head)) return "Das Bild ist eine SVG-Grafik."
  return "Die Datei ist kein Bild."
}

/** walks the chunks up to IEND and checks their checksums */
function pngSize(data: Buffer): { width: number; height: number } | undefined {
  let at = 8
  let size: { width: number; height: number } | undefined
  let pixels = false
  while (at + 12 <= data.length) {
    const length = data.readUInt32BE(at)
    const type = data.subarray(at + 4, at + 8).toString("latin1")
    if (at + 12 + length > data.length) return undefined
    if (data.readUInt32BE(at + 8 + length) !== crc32(data.subarray(at + 4, at + 8 + length))) return undefined
    if (at === 8 && (type !== "IHDR" || length !== 13)) return undefined
    if (type === "IHDR") size = { width: data.readUInt32BE(at + 8), height: data.readUInt32BE(at + 12) }
    if (type === "IDAT") pixels = true
    if (type === "IEND") return size !== undefined && pixels && size.width > 0 && size.height > 0 ? size : undefined
    at += 12 + length
  }
  return undefined
}

/** finds the frame header; a file without end mark is cut off */
function jpegSize(data: Buffer): { width: number; height: number } | undefined {
  if (data.lastIndexOf(Buffer.from([0xff, 0xd9])) < 0) return undefined
  let at = 2
  while (at + 9 < data.length) {
    if (data[at] !== 0xff) return undefined
    const marker = data[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2
      continue
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (frame) {
      const height = data.readUInt16BE(at + 5)
      const width = data.readUInt16BE(at + 7)
      return width > 0 && height > 0 ? { width, height } : undefined
    }
    if (marker === 0xda || marker === 0xd9) return undefined
    at += 2 + data.readUInt16BE(at + 2)
  }
  return undefined
}
