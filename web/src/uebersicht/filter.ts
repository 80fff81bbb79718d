/** Year of the overview, as it stands in the address. */
export const yearOf = (asked: Record<string, unknown>): { readonly jahr?: number | undefined } => {
  const jahr = Number(asked.jahr)
  return Number.isInteger(jahr) && jahr >= 2000 && jahr <= 2100 ? { jahr } : {}
}
