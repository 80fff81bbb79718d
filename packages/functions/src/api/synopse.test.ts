import type { ProgrammeContent } from "@beschlussweg/core/content"
import { synopse } from "@beschlussweg/core/synopse"
import { describe, expect, test } from "vitest"
import { synopsePage } from "../page/synopse.ts"

const programme = (...texts: string[]): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title: "AMP 2027",
  year: 2027,
  sections: texts.map((text, i) => ({
    id: `s${i}`,
    level: 1,
    title: [{ type: "text", text: `Kapitel <${i}>` }],
    numbering: "auto",
    blocks: [{ type: "paragraph", content: [{ type: "text", text }] }],
  })),
  footnotes: [],
})
const side = (label: string) => ({ label, sha256: "0".repeat(64), where: "drafts" as const })
const page = async (before: ProgrammeContent, after: ProgrammeContent) =>
  String(
    await synopsePage({
      title: "AMP 2027",
      old: side("Stand 1"),
      new: side("Arbeitstext"),
      synopse: synopse(before, after),
    }),
  )

describe("the page", () => {
  test("says what goes and what comes in words, not by colour alone", async () => {
    const html = await page(
      programme("Im Jahr 2027 entstehen 120 Plätze in der Lernwerkstatt."),
      programme("Im Jahr 2027 entstehen 140 Plätze in der Lernwerkstatt."),
    )
    expect(html).toContain('<html lang="de">')
    expect(html).toContain('<del><span class="said">entfällt: </span>120</del>')
    expect(html).toContain('<ins><span class="said">neu: </span>140</ins>')
    expect(html.match(/<th scope="col">/g)).toHaveLength(2)
    expect(html.match(/<h1/g)).toHaveLength(1)
  })

  test("shows markup in texts as text", async () => {
    const html = await page(
      programme("Wir beraten <script>alert(1)</script> im ganzen Kreis, jeden Tag."),
      programme('Wir beraten <img src=x onerror="alert(1)"> im ganzen Kreis, jeden Tag.'),
    )
    expect(html).not.toContain("<script>")
    expect(html).not.toContain("<img")
    expect(html).toContain("Kapitel &lt;0&gt;")
  })

  test("of two equal texts says so", async () => {
    expect(await page(programme("Ziele."), programme("Ziele."))).toContain("Beide Texte stimmen überein.")
  })
})
