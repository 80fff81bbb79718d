/** Which part of the Sitzungskalender is shown, as it stands in the address. */
export interface Wanted {
  readonly jahr?: number | undefined
  readonly monat?: number | undefined
  readonly gremium?: string | undefined
}
const within = (value: unknown, from: number, to: number): number | undefined => {
  const n = Number(value)
  return Number.isInteger(n) && n >= from && n <= to ? n : undefined
}
export const wantedOf = (asked: Record<string, unknown>): Wanted => {
  const jahr = within(asked.jahr, 2000, 2100)
  const monat = within(asked.monat, 1, 12)
  return {
    ...(jahr === undefined ? {} : { jahr }),
    ...(monat === undefined ? {} : { monat }),
    ...(typeof asked.gremium === "string" && asked.gremium !== "" ? { gremium: asked.gremium.slice(0, 40) } : {}),
  }
}
