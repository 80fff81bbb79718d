/** Fields and links of a Word file: what their codes mean, and which addresses may stand in the tree. */
import { AppError } from "@beschlussweg/core/error"
import type { Field, Story } from "./reading.ts"
import { quote } from "./report.ts"
import type { XmlElement } from "./xml.ts"

export function isToc(code: string): boolean {
  return /^\s*TOC\b/i.test(code)
}

/** Decides what a field's code means for its result. @throws AppError input "word.dde" */
export function judgeField(field: Field, story: Story): void {
  const { ledger, fileName } = story.reading
  const name = /^\s*([A-Za-z]+)/.exec(field.code)?.[1]?.toUpperCase()
  if (name === "DDE" || name === "DDEAUTO")
    throw new AppError(
      "input",
      "word.dde",
      `„${fileName}“ enthält ein Feld, das ein anderes Programm startet (DDE), und wird deshalb nicht angenommen. Bitte ersetzen Sie das Feld in Word durch seinen Text (Strg+Umschalt+F9).`,
    )
  if (name === "LINK" || name === "INCLUDETEXT" || name === "INCLUDEPICTURE" || name === "IMPORT" || name === "INCLUDE")
    ledger.finding(
      "field.external",
      story.spot,
      `Ein Feld holt Inhalt aus einer anderen Datei (${quote(field.code, 80)}). Übernommen ist der zuletzt gespeicherte Stand.`,
    )
  if (name === "HYPERLINK") {
    const address = /HYPERLINK\s+(?!\\)"?([^"\s]+)"?/i.exec(field.code)?.[1]
    if (address !== undefined) field.href = safeHref(address, story)
  }
}

export function hyperlink(element: XmlElement, story: Story): string | undefined {
  const id = element.attributes["r:id"]
  const relation = id === undefined ? undefined : story.relations.get(id)
  if (relation === undefined) return undefined
  const anchor = element.attributes["w:anchor"]
  return safeHref(anchor === undefined ? relation.target : `${relation.target}#${anchor}`, story)
}

/** A web, mail or phone address as it may stand in the tree; anything else is reported and becomes plain text. */
function safeHref(address: string, story: Story): string | undefined {
  const trimmed = address.trim()
  const known = /^(https?:\/\/|mailto:|tel:)/i.exec(trimmed)?.[0]
  if (known !== undefined && trimmed.length <= 2000 && !/[\s\u0000-\u001f]/.test(trimmed))
    return known.toLowerCase() + trimmed.slice(known.length)
  story.reading.ledger.finding(
    "link.not_taken",
    story.spot,
    `Ein Verweis auf ${quote(trimmed, 100)} wurde als einfacher Text übernommen. Erlaubt sind Adressen im Netz (http, https), E-Mail und Telefon.`,
  )
  return undefined
}
