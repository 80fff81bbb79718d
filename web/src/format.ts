/** German forms of days, instants and amounts; days and hours are those of Europe/Berlin. */
import { germanDay, germanEuro, germanInstant } from "@beschlussweg/core/day"

export const day = (on: string): string => germanDay(on)
export const instant = (at: string): string => germanInstant(new Date(at))
/** "09:12" */
export const hour = (at: string): string => instant(at).slice(-5)
export const euro = (cent: number): string => germanEuro(cent)
/** "1 Seite", "3 Seiten" */
export const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
/** First characters of a hash, as papers show it. */
export const short = (sha256: string): string => sha256.slice(0, 12)
/** "1,4 MB" */
export function size(bytes: number): string {
  const units = ["Byte", "kB", "MB", "GB"]
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value.toLocaleString("de-DE", { maximumFractionDigits: unit === 0 ? 0 : 1 })} ${units[unit]}`
}
