/** What the address of the editor says: which view, which section, what is compared. */

const VIEWS = ["staende", "beteiligung", "dateien"] as const
const SIDES = ["befunde", "anmerkungen", "vorjahr"] as const
export interface View {
  /** the text, where it is absent */
  readonly ansicht?: (typeof VIEWS)[number]
  readonly seite?: (typeof SIDES)[number]
  readonly abschnitt?: string
  readonly von?: string
  readonly bis?: string
}

export function viewOf(search: Record<string, unknown>): View {
  const text = (name: string): string | undefined => {
    const said = search[name]
    const words = typeof said === "number" ? String(said) : said
    return typeof words === "string" && words !== "" && words.length <= 60 ? words : undefined
  }
  const ansicht = VIEWS.find((v) => v === search.ansicht)
  const seite = SIDES.find((s) => s === search.seite)
  const [abschnitt, von, bis] = [text("abschnitt"), text("von"), text("bis")]
  return {
    ...(ansicht ? { ansicht } : {}),
    ...(seite ? { seite } : {}),
    ...(abschnitt ? { abschnitt } : {}),
    ...(von ? { von } : {}),
    ...(bis ? { bis } : {}),
  }
}
