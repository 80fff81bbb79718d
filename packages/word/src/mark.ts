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

/** Property of the file that names the text it was made of by its SHA-256: what Word cannot show is looked up there. */
export const ORIGIN = "Beschlussweg-Text"

/** Content control around a passage that is an Eckpunkt; who takes the control away in Word takes the mark away. */
export const ECKPUNKT = "beschlussweg-eckpunkt"
/** Content control around the text and tables that show a typed block, by its section's place and its own in the text. */
export const blockTag = (section: number, block: number): string => `beschlussweg-baustein-${section}-${block}`
export function blockOf(tag: string): { section: number; block: number } | undefined {
  const [, section, block] = /^beschlussweg-baustein-(\d{1,5})-(\d{1,5})$/.exec(tag) ?? []
  return section === undefined || block === undefined ? undefined : { section: Number(section), block: Number(block) }
}
/** Content control around a bound number or a reference, by its place among all of the text. */
export const boundTag = (no: number): string => `beschlussweg-bezug-${no}`
export function boundOf(tag: string): number | undefined {
  const no = /^beschlussweg-bezug-(\d{1,6})$/.exec(tag)?.[1]
  return no === undefined ? undefined : Number(no)
}
/** Content control around a list of tables or figures. */
export const LISTS = "beschlussweg-verzeichnis"
/** Hidden bookmark at the heading of a section, by its place in the text. */
export const sectionMark = (index: number): string => `_Beschlussweg_Abschnitt_${index}`
export function sectionOf(bookmark: string): number | undefined {
  const index = /^_Beschlussweg_Abschnitt_(\d{1,5})$/.exec(bookmark)?.[1]
  return index === undefined ? undefined : Number(index)
}

/** Style of what is counted and not typed: "Tabelle 3: " before a caption. */
export const LABEL = `${OWN}Nummer`
