/** A paper that nobody gets, laid out before the first one that somebody waits for: fonts are parsed, patterns and layout are ready. */
import type { RichText } from "@beschlussweg/core/content"
import type { UrgentPaper } from "@beschlussweg/core/paper/urgent"
import { urgent } from "./urgent.tsx"

const PANGRAM =
  "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich; Arbeitsgelegenheiten 2027: 1.234,56 € (§ 16)."
const BODY: RichText = [
  {
    type: "paragraph",
    content: [
      { type: "text", text: PANGRAM },
      { type: "text", text: PANGRAM, marks: ["bold"] },
      { type: "text", text: PANGRAM, marks: ["italic"] },
    ],
  },
]
const NO_FILE = "0".repeat(64)
const PAPER: UrgentPaper = {
  version: 1,
  house: { name: PANGRAM, traeger: PANGRAM, kind: "zkT", address: [PANGRAM], ownShareLabel: PANGRAM },
  gremium: PANGRAM,
  artLabel: PANGRAM,
  nummer: PANGRAM,
  fassung: 1,
  betreff: PANGRAM,
  federfuehrendesAmt: PANGRAM,
  beschlusstext: BODY,
  reason: PANGRAM,
  basis: PANGRAM,
  signatures: [{ label: PANGRAM, name: PANGRAM, at: PANGRAM }],
  follows: PANGRAM,
  fassungSha256: NO_FILE,
  pdfSha256: NO_FILE,
  on: "2027-01-01",
  verifyUrl: "https://localhost/pruefen",
}

/** Takes as long as the first paper of a process would have taken more than the second. */
export async function warm(): Promise<void> {
  await urgent(PAPER)
}
