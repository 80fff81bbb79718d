/** Tables for spreadsheets (CSV) as they are read in Germany: semicolons, UTF-8 with BOM, lines end with CR LF. */

/** What a spreadsheet would take for a formula gets an apostrophe, so that it stays text. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@|%\t\r]/

export function cell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text
  return `"${plain.replace(/"/g, '""').replace(/\r\n?|\n/g, " ")}"`
}

/** @param rows the head first */
export const csv = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((r) => `${r.map(cell).join(";")}\r\n`).join("")}`
