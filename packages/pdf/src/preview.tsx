/** The preview of a Vorlage: its form as the Fassung would look, marked on every page, without fields and without seal. */
import { canonical } from "@beschlussweg/core/canonical"
import type { Block } from "@beschlussweg/core/content"
import { germanDay } from "@beschlussweg/core/day"
import type { Images, Rendered } from "@beschlussweg/core/paper"
import type { PreviewPaper } from "@beschlussweg/core/paper/preview"
import type { ReactElement } from "react"
import { blocks, type Setting, setting, text } from "./block.ts"
import { Box } from "./box.tsx"
import { faces } from "./font.ts"
import { headOf, withLogo } from "./logo.ts"
import { type Running, render } from "./render.tsx"
import { COLOR, CONTENT, SIZE } from "./theme.ts"
import { vorlagePictures, vorlageStrips } from "./vorlage.tsx"

const NOTICE = "Vorschau – nicht eingereicht"

/** Renders the preview of a Vorlage. @throws AppError refused for glyphs or pictures that cannot be shown */
export async function preview(paper: PreviewPaper, images: Images): Promise<Rendered> {
  const { vorlage } = paper
  const s = setting(await faces(), vorlage.house)
  const version = `Vorschau vom ${germanDay(vorlage.on)} auf Fassung ${vorlage.fassung}${vorlage.changes ? `. ${vorlage.changes}` : ""}`
  return render({
    title: `${NOTICE}: ${vorlage.artLabel}, ${vorlage.betreff}`,
    author: vorlage.house.name,
    subject: version,
    on: vorlage.on,
    seed: canonical(paper),
    strips: vorlageStrips(s, vorlage, "preview", version, [notice(s, paper)]),
    running: (page, pages) => running(paper, page, pages),
    pictures: withLogo(vorlagePictures(vorlage, images), vorlage.house, images),
    head: headOf(vorlage.house),
  })
}

function running({ vorlage }: PreviewPaper, page: number, pages: number): Running[] {
  return [
    { text: vorlage.artLabel, align: "left", edge: "top" },
    { text: NOTICE, align: "right", edge: "top", style: "bold" },
    { text: vorlage.house.name, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

/** The first thing one reads: what this is, and what the form still lacks. */
function notice(s: Setting, { missing }: PreviewPaper): ReactElement {
  const width = CONTENT - 27
  const lines: Block = {
    type: "list",
    ordered: false,
    items: missing.map(({ place, message }) => ({
      blocks: [
        {
          type: "paragraph",
          content: [
            { type: "text", text: `${place}: `, marks: ["bold"] },
            { type: "text", text: message },
          ],
        },
      ],
    })),
  }
  return (
    <Box
      key="notice"
      tag="Div"
      style={{
        marginTop: 6,
        marginBottom: 6,
        padding: 10,
        paddingLeft: 12,
        backgroundColor: COLOR.tint,
        borderLeftWidth: 3,
        borderLeftColor: s.accent,
      }}
    >
      {text(s, NOTICE, width, { bold: true, color: s.accent, after: 3 }, { tag: "P" })}
      {text(
        s,
        missing.length === 0
          ? "Zum Einreichen fehlt nichts. Nummer, Unterschriften und Siegel kommen mit dem Einreichen und danach."
          : "Zum Einreichen fehlt noch:",
        width,
        { size: SIZE.small, after: missing.length === 0 ? 0 : 3 },
        { tag: "P" },
      )}
      {...(missing.length === 0 ? [] : blocks(s, [lines], width, { size: SIZE.small }))}
    </Box>
  )
}
