/**
 * What a revision written by another program may contain: one signature in one empty field that was there before, and
 * nothing else that anybody could see or act on (ISO 32000-1, 12.8.2.2: a certified file with P 2 may be signed further).
 */
import type { Finding } from "@beschlussweg/core/error"
import { nextNumber } from "../append.ts"
import { arrayOf, type Dict, dictOf, integerOf, refOf } from "../cos.ts"
import { type Field, fields, form } from "../field.ts"
import {
  catalog,
  dictAt,
  objectAt,
  objectOf,
  type Pdf,
  type Place,
  placeOf,
  resolve,
  streamOf,
  trailer,
} from "../revision.ts"
import type { Placed } from "../verify/change.ts"
import { plain } from "./value.ts"

export interface Continued {
  /** absent where no signature could be made out */
  readonly placed?: Placed
  readonly findings: readonly Finding[]
}

const AGAIN =
  "Bitte laden Sie die Datei neu herunter, signieren Sie sie im vorgesehenen Feld und ändern Sie sonst nichts."
const finding = (reason: string, place: string, message: string): Finding => ({
  reason: `outside.${reason}`,
  place,
  message: `${message} ${AGAIN}`,
})

/**
 * Compares the state after the last section with the one before it. @param name the field that may be signed
 * @throws SyntaxFault where the file is not PDF syntax
 */
export function continued(before: Pdf, now: Pdf, name: string): Continued {
  const frame = frameProblems(before, now)
  if (frame.length > 0) return { findings: frame }
  const known = fields(before)
  const old = known.find((one) => one.name === name)
  const here = fields(now)
  const field = here.find((one) => one.name === name)
  const signed = here.filter(
    (one) => one.value !== undefined && known.find((k) => k.name === one.name)?.value !== one.value,
  )
  const others = signed.filter((one) => one.name !== name)
  if (others.length > 0)
    return {
      findings: [
        finding(
          signed.length > 1 ? "several" : "field",
          "Unterschriftsfeld",
          `Unterschrieben ist ${others.map((one) => `„${one.name}“`).join(", ")} statt allein des Feldes „${name}“.`,
        ),
      ],
    }
  if (old === undefined || field?.value === undefined || old.value !== undefined)
    return {
      findings: [
        finding("unsigned", "Unterschriftsfeld", `Das Feld „${name}“ trägt in dieser Datei keine neue Signatur.`),
      ],
    }
  const placed = place(now, field)
  if (!("gap" in placed)) return { findings: [placed] }
  return { placed, findings: changeProblems(before, now, old, field) }
}

/** One section that continues the one before, with the same root and nothing hidden behind it. */
function frameProblems(before: Pdf, now: Pdf): Finding[] {
  const last = now.sections.at(-1)
  const wrong = (message: string) => [finding("form", "Aufbau der Datei", message)]
  if (now.sections.length !== before.sections.length + 1 || last === undefined)
    return wrong(
      now.sections.length <= before.sections.length
        ? "Die Datei wurde nicht fortgesetzt, sondern neu geschrieben oder gar nicht signiert."
        : "An die Datei wurde mehr als eine Fortsetzung angefügt.",
    )
  if (last.end !== now.bytes.length) return wrong("Hinter dem Ende der Datei stehen weitere Bytes.")
  const [a, b] = [trailer(before), trailer(now)]
  const same = (key: string) => plain(a.get(key)?.raw ?? "null") === plain(b.get(key)?.raw ?? "null")
  if (b.has("Encrypt")) return wrong("Die Datei wurde verschlüsselt.")
  if (!same("Root") || !firstId(a, b)) return wrong("Die Datei ist nicht die Fortsetzung der heruntergeladenen.")
  if (b.get("Prev")?.raw !== String(before.sections.at(-1)?.offset))
    return wrong("Die Fortsetzung schließt nicht an die heruntergeladene Datei an.")
  return []
}

function firstId(a: Dict, b: Dict): boolean {
  const first = (dict: Dict): string => plain(arrayOf(dict.get("ID")?.raw ?? "[()]")[0] ?? "()")
  return first(a) === first(b)
}

/** Where the signature lies, and that it covers everything but itself. */
function place(now: Pdf, field: Field): Placed | Finding {
  const wrong = (reason: string, message: string) => finding(reason, "Signatur in der Datei", message)
  const number = field.value ?? -1
  const where = now.sections.at(-1)?.places.get(number)
  const raw = objectOf(now, number)
  if (where?.kind !== "at" || raw === undefined || !raw.startsWith("<<"))
    return wrong("dictionary", "Die Signatur ist nicht so in der Datei eingetragen, dass sie geprüft werden kann.")
  const dict = dictOf(raw)
  const contents = dict.get("Contents")
  const type = dict.get("Type")?.raw ?? "/Sig"
  const filter = dict.get("SubFilter")?.raw ?? ""
  if (type !== "/Sig" || contents === undefined || !contents.raw.startsWith("<"))
    return wrong("dictionary", "Die Signatur ist nicht so in der Datei eingetragen, dass sie geprüft werden kann.")
  if (filter !== "/ETSI.CAdES.detached" && filter !== "/adbe.pkcs7.detached")
    return wrong("filter", `Signaturen der Art „${filter.slice(1)}“ werden nicht angenommen, nur PAdES und PKCS #7.`)
  // A lock or a second certification would forbid the Zeichnungen that are still to come.
  if (dict.has("Reference"))
    return wrong(
      "lock",
      "Die Signatur sperrt die Datei für weitere Zeichnungen. Bitte signieren Sie, ohne zu zertifizieren oder zu sperren.",
    )
  const gap = objectAt(now.text, where.offset).body + contents.start
  const after = gap + contents.raw.length
  const range = arrayOf(dict.get("ByteRange")?.raw ?? "[]").map((one) => (/^\d{1,15}$/.test(one) ? Number(one) : -1))
  const expected = [0, gap, after, now.bytes.length - after]
  if (range.length !== 4 || range.some((one, i) => one !== expected[i]))
    return wrong("range", "Die Signatur umfasst nicht die ganze Datei.")
  return {
    field: field.name,
    kind: "signature",
    dict,
    certify: false,
    gap,
    after,
    reserved: (contents.raw.length - 2) / 2,
    outside: true,
  }
}

/** Every object of the new section that was there before must be one that signing changes, and only in what signing changes. */
function changeProblems(before: Pdf, now: Pdf, old: Field, field: Field): Finding[] {
  const last = now.sections.at(-1)
  const found: Finding[] = []
  const root = catalog(before)
  const allowed = new Map<number, () => string | undefined>()
  allowed.set(root.number, () => differs(root.dict, catalog(now).dict, ROOT))
  const [from, to] = [form(before), form(now)]
  if (from?.number !== undefined) allowed.set(from.number, () => undefined)
  const info = refOf(trailer(before).get("Info")?.raw)
  if (info !== undefined) allowed.set(info, () => undefined)
  const meta = refOf(root.dict.get("Metadata")?.raw)
  if (meta !== undefined) allowed.set(meta, () => undefined)
  allowed.set(old.widget.number, () => differs(old.widget.dict, field.widget.dict, WIDGET))
  allowed.set(old.number, () => differs(old.dict, field.dict, WIDGET))
  const look = refOf(dictOf(old.widget.dict.get("AP")?.raw ?? "<<>>").get("N")?.raw)
  for (const [number, where] of last?.places ?? []) {
    const was = placeOf(before, number)
    if (number === 0 || same(was, where)) continue
    const inside = lies(now, where, before.bytes.length)
    const what =
      inside ??
      (was.kind === "free"
        ? fresh(before, where, number)
        : number === look
          ? shared(before, number, old.widget.number)
          : (allowed.get(number) ?? (() => rewritten(before, now, number)))())
    if (what !== undefined) found.push(changed(what))
  }
  found.push(...logical(before, now, from?.dict, to?.dict, old, field))
  return found
}

const changed = (what: string): Finding =>
  finding("changed", "Inhalt der Datei", `Mit der Signatur wurde mehr geändert als das Unterschriftsfeld: ${what}.`)

/** What is compared by meaning, wherever it lies: form, information, metadata, the look of the field. */
function logical(
  before: Pdf,
  now: Pdf,
  from: Dict | undefined,
  to: Dict | undefined,
  old: Field,
  field: Field,
): Finding[] {
  const found: Finding[] = []
  const report = (what: string | undefined) => {
    if (what !== undefined) found.push(changed(what))
  }
  const empty: Dict = new Map()
  report(differs(from ?? empty, to ?? empty, FORM))
  if (plain(to?.get("SigFlags")?.raw ?? "0") !== "3") report("/SigFlags des Formulars")
  report(
    differs(
      dictAt(before, trailer(before).get("Info")?.raw) ?? empty,
      dictAt(now, trailer(now).get("Info")?.raw) ?? empty,
      INFO,
    ),
  )
  if (xmp(before) !== xmp(now)) report("die Metadaten")
  const look = dictOf(field.widget.dict.get("AP")?.raw ?? "<<>>")
  const form = refOf(look.get("N")?.raw)
  if ([...look.keys()].some((key) => key !== "N") || form === undefined || resolve(now, `${form} 0 R`) === undefined)
    report("das Aussehen des Feldes")
  const flags = (dict: Dict, key: string) => integerOf(dict.get(key)?.raw ?? "0")
  // Locked and ReadOnly are what a signature may set; anything else could hide the field.
  if ((flags(field.widget.dict, "F") & ~128) !== (flags(old.widget.dict, "F") & ~128))
    report("die Sichtbarkeit des Feldes")
  if ((flags(field.dict, "Ff") & ~1) !== (flags(old.dict, "Ff") & ~1)) report("die Eigenschaften des Feldes")
  return found
}

/** Names whose values signing may set or change. */
const ROOT: ReadonlySet<string> = new Set(["AcroForm", "Extensions", "Version", "Metadata"])
const FORM: ReadonlySet<string> = new Set(["SigFlags", "DR", "DA"])
const WIDGET: ReadonlySet<string> = new Set(["V", "AP", "AS", "M", "F", "Ff", "DA", "MK", "NM"])
const INFO: ReadonlySet<string> = new Set(["ModDate", "Producer"])

/** Names of two dictionaries that differ although they may not. */
function differs(a: Dict, b: Dict, may: ReadonlySet<string>): string | undefined {
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => !may.has(name))
  const other = names.filter((name) => plain(a.get(name)?.raw ?? "null") !== plain(b.get(name)?.raw ?? "null"))
  return other.length === 0 ? undefined : other.map((name) => `/${name}`).join(", ")
}

const same = (a: Place, b: Place): boolean =>
  a.kind === b.kind &&
  (a.kind !== "at" || (b.kind === "at" && a.offset === b.offset)) &&
  (a.kind !== "in" || (b.kind === "in" && a.stream === b.stream && a.index === b.index))

/** New places lie in what was appended; anything else would bring back an object of an earlier state. */
function lies(now: Pdf, where: Place, start: number): string | undefined {
  if (where.kind === "free") return undefined
  const at = where.kind === "at" ? where : placeOf(now, where.stream)
  return at.kind === "at" && at.offset >= start ? undefined : "ein Verweis zeigt in einen früheren Stand"
}

/** A number that was never used, so that nothing pointed to it before. */
function fresh(before: Pdf, where: Place, number: number): string | undefined {
  if (where.kind === "free") return undefined
  if (number < nextNumber(before)) return `Objekt ${number} war frei`
  return where.kind === "at" && where.generation !== 0 ? `Objekt ${number} zählt Stände` : undefined
}

/** The look that the empty field had may be written over, if nothing else shows it. */
function shared(before: Pdf, look: number, widget: number): string | undefined {
  const mention = new RegExp(`(?<!\\d)${look}\\s+0\\s+R`)
  for (let n = 1; n < nextNumber(before); n++) {
    if (n !== widget && mention.test(objectOf(before, n) ?? ""))
      return `Objekt ${look}, das auch an anderer Stelle steht`
  }
  return undefined
}

/** Written again without a change, as some programs do. */
function rewritten(before: Pdf, now: Pdf, number: number): string | undefined {
  const place = placeOf(now, number)
  const [a, b] = [objectOf(before, number), place.kind === "free" ? undefined : objectOf(now, number)]
  const was = a?.startsWith("<<") ? dictOf(a) : undefined
  const type = was?.get("Type")?.raw.slice(1)
  const name = type === "Page" || type === "Pages" ? "eine Seite" : `Objekt ${number}${type ? ` (${type})` : ""}`
  if (a === undefined || b === undefined || (place.kind === "at" && place.generation !== 0)) return name
  // Contents of streams never need to be written again.
  return was?.has("Length") || plain(a) !== plain(b) ? name : undefined
}

/** The metadata without what every program that saves a file notes about itself. */
function xmp(pdf: Pdf): string {
  const number = refOf(catalog(pdf).dict.get("Metadata")?.raw)
  if (number === undefined) return ""
  return streamOf(pdf, number)
    .data.toString("utf8")
    .replace(/<(xmp:(?:ModifyDate|MetadataDate|CreatorTool)|pdf:Producer|xmpMM:InstanceID)>[^<]*<\/\1>/g, "")
    .replace(/\s+/g, "")
}
