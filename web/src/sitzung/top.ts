/** Points of an agenda as the screens hold them: those who prepare it have ids, the public reading has none. */
import type { Sitzung } from "./data.ts"

type Any = Sitzung["tops"][number]
type Full = Extract<Any, { id: string }>
export type Top = Pick<Full, "id" | "title" | "public"> &
  Partial<Omit<Full, "id" | "title" | "public">> & { readonly answered?: boolean }

export const topsOf = ({ tops }: Pick<Sitzung, "tops">): Top[] =>
  tops.map((t: Any) => ("id" in t ? t : { ...t, id: `${t.number}|${t.title}` }))
