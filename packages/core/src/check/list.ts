/** The rules (Prüfregeln) in force, in the order of the catalogue. */
import { abbreviation } from "./abbreviation.ts"
import { alt } from "./alt.ts"
import { ARITHMETIC } from "./arithmetic.ts"
import { attachment } from "./attachment.ts"
import { citation } from "./citation.ts"
import { claim } from "./claim.ts"
import { contents } from "./contents.ts"
import { decision } from "./decision.ts"
import { gender } from "./gender.ts"
import { locked } from "./locked.ts"
import { own } from "./own.ts"
import { bca, beirat } from "./participation.ts"
import { percent } from "./percent.ts"
import { person } from "./person.ts"
import type { Rule } from "./rule.ts"
import { source } from "./source.ts"
import { stale } from "./stale.ts"
import { topic } from "./topic.ts"
import { year } from "./year.ts"

export const RULES: readonly Rule[] = [
  ...ARITHMETIC,
  year,
  stale,
  contents,
  claim,
  source,
  own,
  topic,
  locked,
  citation,
  gender,
  abbreviation,
  attachment,
  bca,
  beirat,
  decision,
  percent,
  alt,
  person,
]
