/** Tables on the clipboard as spreadsheets write them: tabs between cells, quotes where a cell has lines of its own. */

/** @returns rows of cells; a trailing line end begins no row */
export function fromTsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ""
  let quoted = false
  const all = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n")
  for (let i = 0; i < all.length; i++) {
    const sign = all[i]
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (all[i + 1] === '"') {
        cell += '"'
        i++
      } else quoted = false
    } else if (sign === '"' && cell === "" && closes(all, i)) quoted = true
    else if (sign === "\t" || sign === "\n") {
      row.push(cell)
      cell = ""
      if (sign === "\n") {
        rows.push(row)
        row = []
      }
    } else cell += sign
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell])
  return rows
}

/** A quote begins a quoted cell only where another one ends it before a tab, a line end or the end. */
function closes(text: string, at: number): boolean {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] !== '"') continue
    if (text[i + 1] === '"') i++
    else return text[i + 1] === undefined || text[i + 1] === "\t" || text[i + 1] === "\n"
  }
  return false
}

export function toTsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map((row) => row.map(cell).join("\t")).join("\n")
}
