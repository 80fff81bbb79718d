/** What the papers share at their end: signature fields, the seal's field, and the address of the verification page with its QR code. */
import { FIELD_SEAL } from "@beschlussweg/core/paper"
import QRCode from "qrcode"
import { createElement as h, type ReactElement } from "react"
import { type Setting, text } from "./block.ts"
import { Box } from "./box.tsx"
import { LEVEL } from "./certificate.ts"
import type { Kit } from "./kit.ts"
import { plainRun } from "./text.ts"
import { COLOR, SIZE } from "./theme.ts"

/** Size of a visible signature field in points. */
export const FIELD = { width: 232, height: 46 } as const

/** The level of a Zeichnung in the certificate's own words, as a line of its own. */
export const LEVEL_PERSON = LEVEL.person.charAt(0).toUpperCase() + LEVEL.person.slice(1)

/** An empty signature field; its own appearance draws the line to sign on. */
export function signatureBox(name: string, title: string, width: number, height: number = FIELD.height): ReactElement {
  return h(Box, { tag: "Form", field: { name, title }, style: { width, height } })
}

/** QR code as filled squares. */
function qr(address: string): (kit: Kit, w: number, h: number) => void {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: "M" })
  return (kit, w) => {
    const dot = w / (modules.size + 8)
    for (let row = 0; row < modules.size; row += 1)
      for (let col = 0; col < modules.size; col += 1)
        if (modules.get(row, col)) kit.rect((col + 4) * dot, (row + 4) * dot, dot, dot)
    kit.fill("#000000")
  }
}

/** The QR code of an address in a square of `side` points, and the words that a screen reader says for it. */
export const code = (address: string, side: number): ReactElement =>
  h(Box, {
    tag: "Figure",
    alt: `QR-Code mit der Adresse der Prüfseite: ${address}`,
    plot: qr(address),
    style: { width: side, height: side },
  })

/** The address of the verification page as a line that is also a link. */
export const addressLine = (s: Setting, address: string, width: number): ReactElement =>
  text(
    s,
    [plainRun("Prüfseite: "), plainRun(address, { href: address })],
    width,
    { size: SIZE.small, before: 4 },
    { tag: "P" },
  )

/** Seal field beside the verification address, kept on one page. */
export function sealBlock(s: Setting, house: string, verifyUrl: string, width: number): ReactElement {
  const side = 78
  const right = width - FIELD.width - 20 - side
  const small = (words: string, column: number, before = 0): ReactElement =>
    text(s, words, column, { size: SIZE.tiny, color: COLOR.quiet, before }, { tag: "P" })
  const title = (words: string, column: number): ReactElement =>
    text(s, words, column, { size: SIZE.small, bold: true, color: s.accent, after: 3 }, { tag: "H2" })
  return h(
    Box,
    {
      tag: "Sect",
      keep: true,
      style: { marginTop: 22, borderTopWidth: 0.8, borderTopColor: COLOR.rule, paddingTop: 10 },
    },
    h(
      Box,
      { style: { flexDirection: "row" } },
      h(
        Box,
        { style: { width: FIELD.width + 20 } },
        title("Siegel", FIELD.width),
        h(
          Box,
          { style: { width: FIELD.width, borderWidth: 0.5, borderColor: COLOR.rule } },
          signatureBox(FIELD_SEAL, `Siegel: ${house}`, FIELD.width - 1),
        ),
        small(LEVEL.seal, FIELD.width, 3),
      ),
      h(
        Box,
        { style: { width: right } },
        title("Echtheit prüfen", right - 8),
        small(
          "Die Prüfseite sagt, wer gezeichnet hat, ob die Datei unverändert ist und was seither geschah.",
          right - 8,
        ),
      ),
      code(verifyUrl, side),
    ),
    addressLine(s, verifyUrl, width),
  )
}
