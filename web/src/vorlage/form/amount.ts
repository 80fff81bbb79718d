/** Amounts as people type them, "1.234,56", and cent. */
import { germanEuro } from "@beschlussweg/core/day"

const MOST = 999_999_999_999_99

/** @returns cent; null for nothing; undefined for what is no amount */
export function centOf(typed: string): number | null | undefined {
  const said = typed.replaceAll(/[\s\u00a0\u202f]|€|EUR/gi, "")
  if (said === "") return null
  const found = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|-))?$/.exec(said)
  if (!found) return undefined
  const [, whole = "", part = ""] = found
  const cent = Number(whole.replaceAll(".", "")) * 100 + Number(part === "-" ? 0 : part.padEnd(2, "0"))
  return Number.isSafeInteger(cent) && cent <= MOST ? cent : undefined
}

/** "1.234,56" */
export const amountOf = (cent: number | null): string =>
  cent === null ? "" : germanEuro(cent).replace(/[\s\u00a0\u202f]*€$/, "")
