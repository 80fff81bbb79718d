/** What the papers share at their end: signature fields, the seal's field, and the address of the verification page with its QR code. */
import { FIELD_SEAL } from "@beschlussweg/core/paper"
import QRCode from "qrcode"
import { createElement as h, type ReactElement } from "react"
import { type Setting, text } from "./block.ts"
import { Box } from "./box.tsx"
import type { Kit } from "./kit.ts"
import { COLOR, SIZE } from "./theme.ts"

/** Size of a visible signature field in points. */
export const FIELD = { width: 232, height: 46 } as const

/** An empty signature field in a frame. */
export function signatureBox(name: string, title: string, width: number, height: number = FIELD.height): ReactElement {
  return h(Box, {
    tag: "Form",
    field: { name, title },
    style: { width, height, borderWidth: 0.5, borderColor: COLOR.rule },
  })
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

/** Seal field beside the verification address, kept on one page. */
export function sealBlock(s: Setting, house: string, verifyUrl: string, width: number): ReactElement {
  const code = 84
  const right = width - FIELD.width - 24 - code - 10
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
        { style: { width: FIELD.width + 24 } },
        text(s, "Siegel", FIELD.width, { size: SIZE.small, bold: true, color: COLOR.accent, after: 3 }, { tag: "P" }),
        signatureBox(FIELD_SEAL, `Siegel: ${house}`, FIELD.width),
        text(
          s,
          "Elektronische Zeichnung (System), keine qualifizierte Signatur",
          FIELD.width,
          { size: SIZE.tiny, color: COLOR.quiet, before: 3 },
          { tag: "P" },
        ),
      ),
      h(
        Box,
        { style: { width: right } },
        text(
          s,
          "Echtheit prüfen",
          right - 8,
          { size: SIZE.small, bold: true, color: COLOR.accent, after: 3 },
          { tag: "P" },
        ),
        text(
          s,
          "Auf dieser Seite steht, was dieses Dokument trägt und was seither geschah:",
          right - 8,
          { size: SIZE.tiny, color: COLOR.quiet, after: 2 },
          { tag: "P" },
        ),
        text(
          s,
          [
            {
              text: verifyUrl,
              bold: false,
              italic: false,
              underline: false,
              strike: false,
              script: undefined,
              href: verifyUrl,
            },
          ],
          right - 8,
          { size: SIZE.tiny },
          { tag: "P" },
        ),
      ),
      h(Box, { style: { width: 10 } }),
      h(Box, {
        tag: "Figure",
        alt: `QR-Code mit der Adresse der Prüfseite: ${verifyUrl}`,
        plot: qr(verifyUrl),
        style: { width: code, height: code },
      }),
    ),
  )
}
