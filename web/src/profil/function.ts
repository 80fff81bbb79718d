/** A function in the house's own words: "Mitzeichnung (Rechtsamt)", "Vorsitz (Kreisausschuss)". */
import { ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import type { House } from "../data.ts"

interface Seat {
  readonly role: Role
  readonly amtId?: string | undefined
  readonly gremiumId?: string | undefined
}
export function functionWord(house: House, seat: Seat): string {
  const word = house.labels.roles[seat.role] ?? ROLE_LABEL[seat.role]
  const at =
    house.aemter.find((a) => a.id === seat.amtId)?.name ?? house.gremien.find((g) => g.id === seat.gremiumId)?.name
  return at === undefined ? word : `${word} (${at})`
}
export const seatKey = (seat: Seat): string => [seat.role, seat.amtId ?? "", seat.gremiumId ?? ""].join("|")
