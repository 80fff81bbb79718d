/** The traffic light of a plan, in words: colour alone says nothing. */
import type { PlanRow } from "../data.ts"
import { Badge } from "../part/ui.tsx"

const WORD = { grün: "in der Zeit", gelb: "knapp", rot: "zu spät" } as const satisfies Record<PlanRow["light"], string>
const TONE = { grün: "success", gelb: "warning", rot: "danger" } as const

export const lightWord = (light: PlanRow["light"]): string => WORD[light]
export const Light = ({ light }: { readonly light: PlanRow["light"] }) => (
  <Badge tone={TONE[light]}>{WORD[light]}</Badge>
)
