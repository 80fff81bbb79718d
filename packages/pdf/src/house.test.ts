/** House style on the smaller papers: the logo at the head of each page, the colour in headings, and the file still accessible. */
import { createHash } from "node:crypto"
import type { House, Images, Rendered, SheetPaper } from "@beschlussweg/core/paper"
import type { SynopsePaper } from "@beschlussweg/core/paper/synopse"
import type { UmlaufPaper } from "@beschlussweg/core/paper/umlauf"
import { synopse as compare } from "@beschlussweg/core/synopse"
import { expect, test } from "vitest"
import { auszug } from "./auszug.tsx"
import { check } from "./check.ts"
import { auszugPaper, house as bare, png } from "./fixture.ts"
import { sheet } from "./sheet.tsx"
import { synopse } from "./synopse.tsx"
import { tool } from "./tool.ts"
import { typedProgramme } from "./typed.fixture.ts"
import { umlauf } from "./umlauf.tsx"

const bytes = png(240, 80)
const sha256 = createHash("sha256").update(bytes).digest("hex")
const images: Images = async () => bytes
const logo = { sha256, mediaType: "image/png" as const, width: 240, height: 80, alt: "Wappen des Kreises Aulenfeld" }
const house: House = { ...bare, accent: "#7a1f3d", logo }
const hash = "5e".repeat(32)
const common = {
  version: 1 as const,
  house,
  artLabel: "Vorlage",
  nummer: "VO/27/12",
  betreff: "Arbeitsmarktprogramm 2027",
  federfuehrendesAmt: "Jobcenter",
  on: "2027-01-14",
  verifyUrl: "https://aulenfeld.example/pruefen/kreis-aulenfeld/0123456789",
}
const sheetPaper: SheetPaper = { ...common, fassung: 1, label: "Dezernat II", fassungSha256: hash, pdfSha256: hash }
const umlaufPaper: UmlaufPaper = {
  ...common,
  public: true,
  state: "in der Zeichnung seit 14.01.2027, 09:12",
  fassungen: [
    {
      fassung: 1,
      sha256: hash,
      pdfSha256: hash,
      submitted: "14.01.2027, 09:12, Kim Adler",
      carried: [],
      entries: [{ seq: 1, at: "14.01.2027, 09:12", who: ["Kim Adler"], what: "Eingereicht", words: [] }],
      documents: [{ label: "Vorlage", fileName: "Vorlage.pdf", sha256: hash }],
    },
  ],
  head: { seq: 1, hash },
  intact: true,
  checked: ["Der Verlauf ist lückenlos."],
}
const after = {
  ...typedProgramme,
  title: "Arbeitsmarktprogramm 2027, zweiter Entwurf",
  sections: typedProgramme.sections.slice(1),
}
const synopsePaper: SynopsePaper = {
  version: 1,
  house,
  title: "Arbeitsmarktprogramm 2027",
  old: "Stand 1 vom 14.01.2027",
  new: "Stand 2 vom 15.01.2027",
  on: "2027-01-15",
  synopse: compare(typedProgramme, after),
}

const papers: readonly [string, (given: Images | undefined) => Promise<Rendered>][] = [
  ["Synopse", (given) => synopse(synopsePaper, given)],
  ["Zeichnungsblatt", (given) => sheet(sheetPaper, given)],
  ["Umlaufprotokoll", (given) => umlauf(umlaufPaper, given)],
  ["Beschlussauszug", (given) => auszug(auszugPaper({ house }), given)],
]

test.each(papers)(
  "%s: the logo once in the file and on every page, the house's colour in its headings",
  async (_, make) => {
    const { pdf, pages } = await make(images)
    expect(await check(pdf)).toEqual([])
    const shown = tool(pdf, "pdfimages", "-list", "FILE")
      .split("\n")
      .filter((line) => /\bimage\b/.test(line))
      .map((line) => line.trim().split(/\s+/))
    expect(new Set(shown.map(([page]) => page)).size).toBe(pages)
    expect(new Set(shown.map((row) => row[10])).size).toBe(1)
    // 0x7a / 255
    expect(tool(pdf, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-")).toMatch(
      /0\.478\d* 0\.121\d* 0\.239\d* /,
    )
    // without the bytes of the logo the paper is made all the same
    expect(tool((await make(undefined)).pdf, "pdfimages", "-list", "FILE")).not.toMatch(/\bimage\b/)
  },
)
