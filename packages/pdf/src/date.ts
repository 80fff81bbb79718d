/** German writing of days and amounts. */
import { germanCent } from "@beschlussweg/core/day"
import type { Day } from "@beschlussweg/core/paper"

const MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" ")
/** "2027-02-03" -> "3. Februar 2027" */
export function longDay(day: Day): string {
  const [year, month, date] = day.split("-")
  return `${Number(date)}. ${MONTHS[Number(month) - 1]} ${year}`
}

/** 123456 -> "1.234,56 EUR" */
export const euro = (cent: number): string => `${germanCent(cent)} EUR`
