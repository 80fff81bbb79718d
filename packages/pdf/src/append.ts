/**
 * Appends one incremental update to a PDF. The bytes that exist are never rewritten, and the cost of an update does not
 * grow with the pages.
 */
import { hash } from "node:crypto"
import type { Bytes } from "@beschlussweg/core/context"
import { integerOf, SyntaxFault, skip, valueEnd } from "./cos.ts"
import { type Pdf, type Section, trailer } from "./revision.ts"

/** An object to be written: number, and its body without "obj" and "endobj". */
export interface Update {
  readonly number: number
  readonly body: string | Buffer
}
export interface Appended {
  readonly bytes: Buffer
  /** offset of each object's body */
  readonly bodies: ReadonlyMap<number, number>
}

/** Number of the next object that does not exist yet. */
export const nextNumber = (pdf: Pdf): number => integerOf(trailer(pdf).get("Size")?.raw)

/**
 * Appends one update. The section is of the same kind as the one before it; the result is a pure function of its input,
 * so that verification can write a revision again and compare every byte.
 */
export function append(pdf: Pdf, updates: readonly Update[]): Appended {
  const { bytes, bodies } = tail(pdf, updates)
  return { bytes: Buffer.concat([pdf.bytes, bytes]), bodies }
}

/** The bytes that `append` adds. */
export function tail(pdf: Pdf, updates: readonly Update[]): Appended {
  const before = pdf.sections.at(-1)
  if (before === undefined) throw new SyntaxFault("no section", 0)
  const parts: Buffer[] = []
  let at = pdf.bytes.length
  const write = (part: string | Buffer): void => {
    const chunk = typeof part === "string" ? Buffer.from(part, "latin1") : part
    parts.push(chunk)
    at += chunk.length
  }
  const last = pdf.bytes.at(-1)
  if (last !== 10 && last !== 13) write("\n")
  const places = new Map<number, number>()
  const bodies = new Map<number, number>()
  for (const { number, body } of updates) {
    places.set(number, at)
    write(`${number} 0 obj\n`)
    bodies.set(number, at)
    write(body)
    write("\nendobj\n")
  }
  const start = at
  const size = Math.max(nextNumber(pdf), ...[...places.keys()].map((n) => n + 1))
  if (before.kind === "table") write(`${table(places)}trailer\n<<\n${trailerEntries(pdf, before, size)}>>\n`)
  else {
    places.set(size, start)
    write(crossReferenceStream(places, size, trailerEntries(pdf, before, size + 1)))
  }
  write(`startxref\n${start}\n%%EOF\n`)
  return { bytes: Buffer.concat(parts), bodies }
}

function trailerEntries(pdf: Pdf, before: Section, size: number): string {
  const keep = ["Root", "Info"].flatMap((name) => {
    const raw = before.trailer.get(name)?.raw
    return raw === undefined ? [] : [`/${name} ${raw}\n`]
  })
  const id = before.trailer.get("ID")?.raw
  return `/Size ${size}\n${keep.join("")}${id === undefined ? "" : `/ID ${nextId(id, pdf.bytes.length)}\n`}/Prev ${before.offset}\n`
}

/** The first half of a file's identifier stays, the second changes with every update. */
function nextId(id: string, length: number): string {
  const first = id.slice(skip(id, 1))
  const kept = first.slice(0, valueEnd(first, 0))
  return `[${kept} <${hash("sha256", `${id} ${length}`).slice(0, 32)}>]`
}

function runs(places: ReadonlyMap<number, number>): [number, number[]][] {
  const out: [number, number[]][] = []
  for (const number of [...places.keys()].sort((a, b) => a - b)) {
    const last = out.at(-1)
    if (last !== undefined && last[0] + last[1].length === number) last[1].push(places.get(number) ?? 0)
    else out.push([number, [places.get(number) ?? 0]])
  }
  return out
}

function table(places: ReadonlyMap<number, number>): string {
  const subsections = runs(places).map(
    ([first, offsets]) =>
      `${first} ${offsets.length}\n${offsets.map((o) => `${String(o).padStart(10, "0")} 00000 n \n`).join("")}`,
  )
  return `xref\n${subsections.join("")}`
}

function crossReferenceStream(places: ReadonlyMap<number, number>, number: number, entries: string): Buffer {
  const groups = runs(places)
  const data = Buffer.alloc(places.size * 7)
  groups
    .flatMap(([, offsets]) => offsets)
    .forEach((offset, i) => {
      data.writeUInt8(1, i * 7)
      data.writeUInt32BE(offset, i * 7 + 1)
    })
  const index = groups.map(([first, offsets]) => `${first} ${offsets.length}`).join(" ")
  return Buffer.concat([
    Buffer.from(
      `${number} 0 obj\n<<\n/Type /XRef\n/W [1 4 2]\n/Index [${index}]\n${entries}/Length ${data.length}\n>>\nstream\n`,
    ),
    data,
    Buffer.from("\nendstream\nendobj\n"),
  ])
}

/** A stream object's body, uncompressed. */
export function plainStream(entries: string, data: Bytes): Buffer {
  return Buffer.concat([
    Buffer.from(`<<\n${entries}/Length ${data.length}\n>>\nstream\n`, "latin1"),
    data,
    Buffer.from("\nendstream", "latin1"),
  ])
}
