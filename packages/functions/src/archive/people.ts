/** personen.json and personen.csv of an archive: everybody who ever belonged to the house, with functions. */
import * as Inventory from "@beschlussweg/core/inventory"
import { Member, state } from "@beschlussweg/core/member"
import { type Assignment, ROLE_LABEL } from "@beschlussweg/core/role"
import type { Archive } from "../archive.ts"
import { cell } from "../audit/table.ts"

export async function people({ ctx, settings, add }: Archive, partitions: readonly string[]): Promise<void> {
  const found: Member[] = []
  for await (const { key, value } of Inventory.items(ctx.table, partitions))
    if (key.endsWith("/root")) found.push(Member.parse(value))
  const places = [...settings.aemter, ...settings.gremien]
  const named = (f: Assignment): string => {
    const place = places.find((p) => p.id === (f.amtId ?? f.gremiumId))?.name
    const where = place === undefined ? "" : ` (${place})`
    const whom =
      f.as === "selbst" ? "" : `, ${f.as === "IV" ? "in Vertretung" : "im Auftrag"} für ${f.forName ?? f.forId}`
    const period = f.from === undefined && f.to === undefined ? "" : `, ${f.from ?? ""} bis ${f.to ?? ""}`
    return `${settings.labels.roles[f.role] ?? ROLE_LABEL[f.role]}${where}${whom}${period}`
  }
  const rows = found.map((m) => [m.personId, m.name, m.title ?? "", state(m), m.functions.map(named).join("; ")])
  const head = ["Kennung", "Name", "Bezeichnung", "Zustand", "Funktionen"]
  const csv = [head, ...rows].map((row) => `${row.map(cell).join(";")}\r\n`).join("")
  await add("personen.csv", `\ufeff${csv}`)
  await add("personen.json", `${JSON.stringify(found, null, 2)}\n`)
}
