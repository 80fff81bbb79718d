/** What search and Standort are asked for, as it stands in the address. */
export const KIND = [
  { value: "", label: "überall" },
  { value: "programm", label: "in Programmen" },
  { value: "vorlage", label: "in Vorlagen" },
  { value: "anlage", label: "in Anlagen" },
  { value: "beschluss", label: "in Beschlüssen" },
] as const
type Kind = Exclude<(typeof KIND)[number]["value"], "">

export interface Wish {
  readonly q?: string | undefined
  readonly kind?: Kind | undefined
  readonly year?: number | undefined
  readonly page?: number | undefined
}
const whole = (asked: unknown, from: number, to: number): number | undefined => {
  const n = Number(asked)
  return Number.isInteger(n) && n >= from && n <= to ? n : undefined
}
/** What the address may ask for; anything else is left out. */
export function wishOf(asked: Record<string, unknown>): Wish {
  // A number that somebody looks for comes as one.
  const q = typeof asked.q === "string" ? asked.q : typeof asked.q === "number" ? String(asked.q) : ""
  const kind = KIND.find((k) => k.value !== "" && k.value === asked.kind)?.value as Kind | undefined
  const year = whole(asked.year, 2000, 2100)
  const page = whole(asked.page, 2, 50)
  return {
    ...(q === "" ? {} : { q: q.slice(0, 300) }),
    ...(kind ? { kind } : {}),
    ...(year ? { year } : {}),
    ...(page ? { page } : {}),
  }
}

export const WHICH = [
  { value: "laufend", label: "laufende" },
  { value: "ueberfaellig", label: "überfällige" },
  { value: "alle", label: "alle" },
] as const
export type Which = (typeof WHICH)[number]["value"]
export const whereOf = (asked: Record<string, unknown>): { readonly filter?: Which | undefined } => {
  const filter = WHICH.find((w) => w.value === asked.filter && w.value !== "laufend")?.value
  return filter ? { filter } : {}
}
