/** What the list of Vorlagen is filtered by, as it stands in the address. */
export const STAND = [
  { value: "", label: "alle" },
  { value: "entwurf", label: "Entwürfe" },
  { value: "unterwegs", label: "unterwegs" },
  { value: "zurueck", label: "zurückgegeben oder zurückgezogen" },
  { value: "beendet", label: "beendet" },
] as const
export const OPEN = [
  { value: "", label: "alle" },
  { value: "ja", label: "öffentlich" },
  { value: "nein", label: "nichtöffentlich" },
] as const
export interface Filter {
  readonly q?: string | undefined
  readonly stand?: Exclude<(typeof STAND)[number]["value"], ""> | undefined
  readonly public?: "ja" | "nein" | undefined
}
/** What the address may ask for; anything else is left out. */
export const filterOf = (asked: Record<string, unknown>): Filter => {
  const stand = STAND.find((s) => s.value !== "" && s.value === asked.stand)?.value
  const open = OPEN.find((o) => o.value !== "" && o.value === asked.public)?.value
  return {
    ...(typeof asked.q === "string" && asked.q !== "" ? { q: asked.q.slice(0, 200) } : {}),
    ...(stand ? { stand } : {}),
    ...(open ? { public: open } : {}),
  }
}
