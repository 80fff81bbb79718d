/** C17: statistics say where they come from, of which month they are, and whether the waiting time has passed. */
import { plain } from "../content.ts"
import { finding } from "./key.ts"
import { SOURCE_LINE, shown, sourceLine } from "./reported.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { quoted, seen } from "./text.ts"
import { months } from "./when.ts"

export const source: Rule = {
  id: "C17",
  title: "Statistische Tabellen und Diagramme nennen Quelle, Datenmonat und Wartezeit.",
  section: (here) => [...pictures(here), ...lines(here)],
}

const dated = (text: string): boolean => months(text).length > 0 || /(?:19|20)\d\d/.test(text)

function pictures(here: Here): CheckFinding[] {
  const found: CheckFinding[] = []
  let tables = 0
  let charts = 0
  for (const s of shown(here.section)) {
    const what = s.kind === "chart" ? `Diagramm ${++charts}` : `Tabelle ${++tables}`
    const block = here.section.blocks[s.block]
    const statistic =
      block?.type === "chart" || (block?.type === "data" && ["statistik", "kennzahl"].includes(block.kind))
    if (!statistic || block === undefined) continue
    const title = s.caption.replace(/^(?:Tabelle|Diagramm|Abbildung)\s?\d*\s?[:.–-]?\s*/u, "")
    const name = title === "" ? what : `${what} ${quoted(title)}`
    const say = (severity: "error" | "warning", reason: string, message: string) =>
      found.push(
        finding("C17", severity, here, {
          reason,
          message,
          at: { block: s.block, blockId: s.blockId, where: what },
          words: [s.caption, ...s.labels],
        }),
      )
    if (s.source === undefined) {
      const untouched = block.type === "data" && block.imported === true
      say(
        untouched ? "warning" : "error",
        "source.missing",
        `Zu ${name} fehlt die Quelle. Bitte nennen Sie Herausgeber und Datenmonat.`,
      )
      continue
    }
    const ownYears = s.labels.some(dated) || dated(s.caption)
    if (!dated(s.source) && !ownYears)
      say("warning", "source.undated", `Die Quelle zu ${name} nennt keinen Datenmonat.`)
    if (block.type !== "data" || block.source?.publisher === undefined) continue
    const waiting = block.kind === "kennzahl" || block.rows.some((r) => /^K[123](?:E\d)?/.test(r.code ?? ""))
    if (waiting && block.source.asOf !== undefined && block.source.wait === undefined)
      say("warning", "source.wait", `Zu ${name} fehlt der Vermerk, ob die drei Monate Wartezeit abgelaufen sind (T-3).`)
  }
  return found
}

/** Names a statistic, not a photograph or a paper. */
const STATISTIC = /Statistik|Bundesagentur|Arbeitsmarkt|Destatis|Zensus|Eckwerte|Report|Monitor/u

/** A source line in the text that names a statistic and no time at all. */
function lines(here: Here): CheckFinding[] {
  const { blocks } = here.section
  let paragraph = 0
  return blocks.flatMap((block, index) => {
    if (block.type !== "paragraph") return []
    paragraph++
    if (!SOURCE_LINE.test(seen(plain(block.content)))) return []
    const line = sourceLine(blocks, index)
    if (!STATISTIC.test(line) || dated(line) || /eigene/iu.test(line)) return []
    return [
      finding("C17", "warning", here, {
        reason: "source.undated",
        message: `Die Quelle ${quoted(line)} nennt keinen Datenmonat.`,
        at: { block: index, blockId: undefined, where: `Absatz ${paragraph}` },
        words: [line],
      }),
    ]
  })
}
