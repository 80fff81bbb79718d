/** Signature fields (Unterschriftsfelder) of a PDF's form: finds them by name, and says how a signed one is written. */
import { arrayOf, type Dict, dictOf, refOf, refTo, SyntaxFault, textOf, withEntries } from "./cos.ts"
import { catalog, dictAt, objectOf, type Pdf, resolve } from "./revision.ts"

export interface Form {
  /** object that holds the form's dictionary; undefined when it stands in the catalog itself */
  readonly number: number | undefined
  readonly dict: Dict
}
export interface Field {
  /** fully qualified name, "zeichnung-amtsleitung" */
  readonly name: string
  readonly number: number
  readonly dict: Dict
  /** the one widget: the field itself, or its only child */
  readonly widget: { readonly number: number; readonly dict: Dict }
  /** object number of the signature, when there is one */
  readonly value: number | undefined
}

/** The interactive form; undefined when the file has none. */
export function form(pdf: Pdf): Form | undefined {
  const raw = catalog(pdf).dict.get("AcroForm")?.raw
  const dict = dictAt(pdf, raw)
  return dict === undefined ? undefined : { number: refOf(raw), dict }
}

/** All signature fields in the order of the form. */
export function fields(pdf: Pdf): Field[] {
  const top = form(pdf)
  if (top === undefined) return []
  const out: Field[] = []
  const seen = new Set<number>()
  const visit = (number: number, path: readonly string[], type: string | undefined): void => {
    if (seen.has(number)) throw new SyntaxFault("circle of fields", 0)
    seen.add(number)
    const raw = objectOf(pdf, number)
    if (raw === undefined) throw new SyntaxFault(`field ${number}`, 0)
    const dict = dictOf(raw)
    const title = resolve(pdf, dict.get("T")?.raw)
    const here = title === undefined ? path : [...path, textOf(title)]
    const kind = dict.get("FT")?.raw ?? type
    const kids = arrayOf(resolve(pdf, dict.get("Kids")?.raw) ?? "[]").map((kid) => {
      const kidNumber = refOf(kid)
      if (kidNumber === undefined) throw new SyntaxFault(`kids of field ${number}`, 0)
      return kidNumber
    })
    const isField = (kid: number): boolean => dictAt(pdf, refTo(kid))?.has("T") ?? false
    if (kids.some(isField)) {
      for (const kid of kids) visit(kid, here, kind)
      return
    }
    if (kind !== "/Sig") return
    const [only, ...more] = kids
    if (more.length > 0) throw new SyntaxFault(`several widgets of field ${number}`, 0)
    const value = refOf(dict.get("V")?.raw)
    if (value === undefined && dict.has("V")) throw new SyntaxFault(`value of field ${number}`, 0)
    const widgetDict = only === undefined ? dict : dictAt(pdf, refTo(only))
    if (widgetDict === undefined) throw new SyntaxFault(`widget of field ${number}`, 0)
    out.push({
      name: here.join("."),
      number,
      dict,
      widget: { number: only ?? number, dict: widgetDict },
      value,
    })
  }
  for (const raw of arrayOf(resolve(pdf, top.dict.get("Fields")?.raw) ?? "[]")) {
    const number = refOf(raw)
    if (number === undefined) throw new SyntaxFault("field in the form", 0)
    visit(number, [], undefined)
  }
  return out
}

/** The objects of a field after signing: only /V and, where something is visible, /AP change. */
export function filled(
  field: Field,
  value: number,
  appearance: string | undefined,
): { number: number; body: string }[] {
  const look: Record<string, string> = appearance === undefined ? {} : { AP: `<< /N ${appearance} >>` }
  if (field.widget.number === field.number)
    return [{ number: field.number, body: withEntries(field.dict, { ...look, V: refTo(value) }) }]
  const own = { number: field.number, body: withEntries(field.dict, { V: refTo(value) }) }
  return appearance === undefined
    ? [own]
    : [own, { number: field.widget.number, body: withEntries(field.widget.dict, look) }]
}

/** Width and height of a widget in points. */
export function extent(pdf: Pdf, field: Field): { width: number; height: number } {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = arrayOf(resolve(pdf, field.widget.dict.get("Rect")?.raw) ?? "[]").map(Number)
  return { width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) }
}
