/**
 * What an appended revision may contain: one filled signature field, or validation data with or without a document
 * timestamp. Each is written again from the file before it and compared; whatever differs is no allowed change. A person's
 * field may also be signed by another program, whose revision is compared by meaning.
 */
import { signatureField } from "@beschlussweg/core/paper"
import { tail, type Update } from "../append.ts"
import { type Dict, dictOf, refOf, SyntaxFault, textOf } from "../cos.ts"
import * as Dss from "../dss.ts"
import { type Field, fields, filled } from "../field.ts"
import { byteRange } from "../gap.ts"
import { continued } from "../outside/append.ts"
import { objectOf, type Pdf, stateAfter } from "../revision.ts"
import { opening, RESERVED, signatureBody } from "../sign.ts"

/** A signature or timestamp as it lies in the file; `gap` to `after` are the bytes it does not cover. */
export interface Placed {
  readonly field: string
  readonly kind: "signature" | "timestamp"
  readonly dict: Dict
  readonly certify: boolean
  readonly gap: number
  readonly after: number
  readonly reserved: number
  /** made by another program with somebody else's certificate */
  readonly outside: boolean
}
export interface Change {
  /** index of the section */
  readonly section: number
  readonly end: number
  readonly signature: Placed | undefined
  /** validation data were added */
  readonly store: boolean
  /** German sentences; empty when the change is allowed */
  readonly problems: readonly string[]
}

interface State {
  readonly pdf: Pdf
  readonly fields: readonly Field[]
}
const isSigned = (field: Field): boolean => field.value !== undefined

/** Changes from the first signature on; none when the file carries no signature or one from its first revision. */
export function changes(pdf: Pdf): Change[] {
  const states: State[] = []
  for (let i = pdf.sections.length - 1; i >= 0; i--) {
    const state = stateAfter(pdf, i)
    const all = fields(state)
    states.unshift({ pdf: state, fields: all })
    if (!all.some(isSigned)) break
  }
  const base = pdf.sections.length - states.length
  if (states[0]?.fields.some(isSigned)) return []
  return states.slice(1).flatMap((now, i) => {
    const before = states[i]
    return before === undefined ? [] : [change(before, now, base + i + 1, i === 0)]
  })
}

function change(from: State, to: State, section: number, first: boolean): Change {
  const own = ownChange(from, to, section, first)
  if (own.problems.length === 0 || first) return own
  const signed = to.fields.filter(
    (now) => isSigned(now) && from.fields.some((f) => f.name === now.name && !isSigned(f)),
  )
  const name = signed[0]?.name
  // Persons may sign outside; seals, results and timestamps are ours alone.
  if (name === undefined || !name.startsWith(signatureField(""))) return own
  const { placed, findings } = continued(from.pdf, to.pdf, name)
  if (placed === undefined || findings.length > 0) return own
  return { section, end: to.pdf.bytes.length, signature: placed, store: false, problems: [] }
}

function ownChange(from: State, to: State, section: number, first: boolean): Change {
  const before = from.pdf
  const now = to.pdf
  const end = now.bytes.length
  const known = new Map(from.fields.map((field) => [field.name, isSigned(field)]))
  const fresh = to.fields.filter((field) => isSigned(field) && known.get(field.name) !== true)
  const refused = (problem: string): Change => ({
    section,
    end,
    signature: undefined,
    store: false,
    problems: [problem],
  })
  const objects = split(before, now)
  if (typeof objects === "string") return refused(objects)
  const [field, ...more] = fresh
  if (more.length > 0) return refused("In einem Schritt wurden mehrere Unterschriften angefügt.")
  if (field === undefined) {
    const expected = Dss.updates(before, newLists(before, now))
    return equal(expected, objects)
      ? { section, end, signature: undefined, store: true, problems: [] }
      : refused(
          `Der Inhalt wurde nachträglich geändert (${named(before, objects)}). Das ist keine zulässige Ergänzung.`,
        )
  }
  const placed = place(now, field, section)
  if (typeof placed === "string") return refused(placed)
  const expected =
    placed.kind === "timestamp"
      ? timestamped(before, now, placed)
      : signatureUpdates(before, now, from.fields, field, placed, objects, first)
  if (expected === undefined || !equal(expected, objects))
    return {
      section,
      end,
      signature: placed,
      store: false,
      problems: [
        `Mit der Unterschrift im Feld „${field.name}“ wurde mehr geändert als dieses Feld (${named(before, objects)}).`,
      ],
    }
  return { section, end, signature: placed, store: placed.kind === "timestamp", problems: [] }
}

/** Objects of the last section, if it is written exactly as we write one; else a German sentence. */
function split(before: Pdf, now: Pdf): Update[] | string {
  const section = now.sections.at(-1)
  const start = before.bytes.length
  if (section === undefined || section.offset < start) return "Die Fassungen der Datei überlappen einander."
  const begins: { number: number; offset: number }[] = []
  for (const [number, place] of section.places) {
    if (place.kind === "at" && place.offset === section.offset) continue
    if (place.kind !== "at" || place.offset < start)
      return "Ein Verweis der Querverweistabelle zeigt in eine frühere Fassung."
    begins.push({ number, offset: place.offset })
  }
  begins.sort((a, b) => a.offset - b.offset)
  const updates = begins.map(({ number, offset }, i): Update => {
    const head = `${number} 0 obj\n`.length
    const end = begins[i + 1]?.offset ?? section.offset
    return { number, body: now.bytes.subarray(offset + head, end - "\nendobj\n".length) }
  })
  const expected = tail(before, updates).bytes
  return expected.equals(now.bytes.subarray(start))
    ? updates
    : "Eine angefügte Fassung ist nicht so aufgebaut, wie Unterschriften hier angefügt werden."
}

function equal(expected: readonly Update[], actual: readonly Update[]): boolean {
  return (
    expected.length === actual.length &&
    expected.every(({ number, body }, i) => {
      const other = actual[i]
      return other !== undefined && other.number === number && toBuffer(body).equals(toBuffer(other.body))
    })
  )
}
const toBuffer = (body: string | Buffer): Buffer => (typeof body === "string" ? Buffer.from(body, "latin1") : body)

/** The objects that existed before and were replaced, in words. */
function named(before: Pdf, objects: readonly Update[]): string {
  const old = objects
    .filter(({ number }) => objectOf(before, number) !== undefined)
    .map(({ number }) => {
      const raw = objectOf(before, number) ?? ""
      const type = raw.startsWith("<<") ? dictOf(raw).get("Type")?.raw.slice(1) : undefined
      return `Objekt ${number}${type === undefined ? "" : ` ${type}`}`
    })
  return old.length === 0 ? "neue Objekte" : old.slice(0, 5).join(", ")
}

function newLists(before: Pdf, now: Pdf): Buffer[] {
  const known = new Set(Dss.read(before).crls.map((one) => one.number))
  return Dss.read(now)
    .crls.filter((one) => !known.has(one.number))
    .map((one) => one.der)
}

/** Finds the gap of a field's signature; a German sentence when the dictionary is not of our form. */
function place(now: Pdf, field: Field, section: number): Placed | string {
  const wrong = `Die Unterschrift im Feld „${field.name}“ ist nicht in der vorgeschriebenen Form eingetragen.`
  const number = field.value
  const where = number === undefined ? undefined : now.sections[section]?.places.get(number)
  const raw = number === undefined ? undefined : objectOf(now, number)
  if (where?.kind !== "at" || raw === undefined) return wrong
  const dict = dictOf(raw)
  const contents = dict.get("Contents")
  const range = dict.get("ByteRange")?.raw
  if (contents === undefined || range === undefined || !contents.raw.startsWith("<")) return wrong
  const gap = where.offset + `${number} 0 obj\n`.length + contents.start
  const after = gap + contents.raw.length
  const reserved = (contents.raw.length - 2) / 2
  if (reserved !== RESERVED.plain && reserved !== RESERVED.timestamped) return wrong
  if (range !== byteRange(gap, after, now.bytes.length - after))
    return `Der Bereich, den die Unterschrift im Feld „${field.name}“ abdeckt, ist falsch angegeben.`
  const type = dict.get("Type")?.raw
  if (type !== "/Sig" && type !== "/DocTimeStamp") return wrong
  return {
    field: field.name,
    kind: type === "/Sig" ? "signature" : "timestamp",
    dict,
    certify: dict.has("Reference"),
    gap,
    after,
    reserved,
    outside: false,
  }
}

/** Signature dictionary as we write it, with range and gap as they stand in the file (both are checked elsewhere). */
function written(body: string, now: Pdf, { dict, gap, after }: Placed): string {
  const empty = body.indexOf("/Contents <")
  return (
    body.slice(0, empty).replace(byteRange(0, 0, 0), dict.get("ByteRange")?.raw ?? "") +
    `/Contents ${now.text.slice(gap, after)}${body.slice(body.indexOf(">", empty) + 1)}`
  )
}

function timestamped(before: Pdf, now: Pdf, placed: Placed): Update[] {
  const plan = Dss.plan(before, newLists(before, now), placed.reserved)
  return plan.updates.map((update) =>
    update.number === plan.signature
      ? { number: update.number, body: written(String(update.body), now, placed) }
      : update,
  )
}

function signatureUpdates(
  before: Pdf,
  now: Pdf,
  known: readonly Field[],
  field: Field,
  placed: Placed,
  objects: readonly Update[],
  first: boolean,
): Update[] | undefined {
  const old = known.find((one) => one.name === field.name)
  const number = field.value
  const at = instant(textOf(placed.dict.get("M")?.raw))
  if (old === undefined || number === undefined || at === undefined) return undefined
  const look = dictOf(field.widget.dict.get("AP")?.raw ?? "<<>>").get("N")?.raw
  const shown =
    look !== field.widget.dict.get("AP")?.raw && look !== dictOf(old.widget.dict.get("AP")?.raw ?? "<<>>").get("N")?.raw
  const opened = first ? opening(before, placed.certify ? number : undefined) : []
  const changed = [...filled(old, number, shown ? look : undefined), ...opened]
  // font and appearance are new objects with the numbers after the signature's; the signature itself covers their bytes
  const added = objects.slice(changed.length, -1)
  if (added.some((object, i) => object.number !== number + 1 + i)) return undefined
  if (shown && refOf(look) !== added.at(-1)?.number) return undefined
  const body = signatureBody(
    {
      name: textOf(placed.dict.get("Name")?.raw),
      reason: textOf(placed.dict.get("Reason")?.raw),
      at,
      certify: placed.certify,
    },
    placed.reserved,
  )
  return [...changed, ...added, { number, body: written(body, now, placed) }]
}

/** "D:20270114081200Z" */
export function instant(text: string): Date | undefined {
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (match === null) return undefined
  const [, y, mo, d, h, mi, s] = match
  const at = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
  return Number.isNaN(at.getTime()) ? undefined : at
}

/** Names of fields that are still empty. */
export function openFields(pdf: Pdf): string[] {
  return fields(pdf)
    .filter((field) => !isSigned(field))
    .map((field) => field.name)
}

/** The catalog's /Perms names the first signature, and nothing else does. */
export function certifiedBy(pdf: Pdf, root: Dict): number | undefined {
  const raw = root.get("Perms")?.raw
  if (raw === undefined) return undefined
  const value = refOf(raw) === undefined ? raw : objectOf(pdf, refOf(raw) ?? 0)
  if (value === undefined) throw new SyntaxFault("permissions", 0)
  return refOf(dictOf(value).get("DocMDP")?.raw)
}
