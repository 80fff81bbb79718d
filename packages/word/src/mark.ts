/**
 * Marks of our own Word files: names of styles and objects by which the import knows what the export wrote, so that nothing
 * of it is guessed at. A text that somebody adds in Word in other styles is read as in any other file.
 */

/** Styles of our own begin with this name; ids of Word's own styles in our files, too. */
export const OWN = "Beschlussweg"

/** What stands in a paragraph, by the rest of its style's name in lower case. */
export const SUB = /^zwischenüberschrift ([1-6])$/
export const CONTINUED = /^fortsetzung ([1-9])$/

export const CHART_KINDS = ["bar", "grouped", "stacked", "line", "donut"] as const
type ChartKind = (typeof CHART_KINDS)[number]
/** Name of a chart's frame: "Beschlussweg Diagramm stacked 3". */
export const chartName = (kind: ChartKind, no: number): string => `${OWN} Diagramm ${kind} ${no}`
export function chartKind(name: string): ChartKind | undefined {
  const kind = /^Beschlussweg Diagramm ([a-z]+) \d+$/.exec(name)?.[1]
  return CHART_KINDS.find((k) => k === kind)
}

/** Tag of the content control around a Vermerk: "beschlussweg-vermerk-chart". */
export const asideTag = (kind: string): string => `beschlussweg-vermerk-${kind.slice(0, 40)}`
export const asideKind = (tag: string): string | undefined => /^beschlussweg-vermerk-(.*)$/s.exec(tag)?.[1]

/** Style of a table whose columns have no widths of their own, and of one that has them. */
export const TABLE = { even: "BeschlusswegTabelleGleich", wide: "BeschlusswegTabelle" } as const
