/** C20: in a Lokales Planungsdokument every Aktivität has its Wirkungserwartung, and there are no more topics than allowed. */
import type { Section } from "../content.ts"
import type { TypedBlock } from "../typed.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { perSection, quoted } from "./text.ts"

/** Most topics of a Lokales Planungsdokument; a Gliederung may say otherwise. */
const MOST = 5

type Topic = Extract<TypedBlock, { type: "topic" }>

const topicsOf = perSection((section: Section): readonly { topic: Topic; block: number }[] =>
  section.blocks.flatMap((b, block) => (b.type === "topic" ? [{ topic: b, block }] : [])),
)

export const topic: Rule = {
  id: "C20",
  title: "Jede Aktivität hat ihre Wirkungserwartung; es sind höchstens fünf Schwerpunktthemen.",
  whole(content, heres, { outline }) {
    const most = outline?.topics ?? (content.kind === "LPD" ? MOST : undefined)
    if (most === undefined) return []
    const all = heres.flatMap((here) => topicsOf(here.section).map((t) => ({ ...t, here })))
    const found = all.flatMap(({ topic: t, block, here }) => judge(t, block, here))
    if (all.length > most)
      found.unshift(
        finding("C20", "error", undefined, {
          reason: "topic.many",
          message: `Es sind ${all.length} Schwerpunktthemen; vorgesehen sind höchstens ${most}.`,
          figures: { themen: String(all.length), hoechstens: String(most) },
          words: ["themen"],
        }),
      )
    return found
  },
}

function judge(t: Topic, block: number, here: Here): CheckFinding[] {
  const name = t.title === "" ? `Schwerpunktthema ${t.no}` : quoted(t.title)
  const at = { block, blockId: t.id, where: `Schwerpunktthema ${t.no}` }
  const say = (reason: string, message: string, no: number) =>
    finding("C20", "error", here, {
      reason,
      message,
      at,
      figures: { nummer: String(no) },
      words: [t.title, String(t.no)],
    })
  const expected = new Set(t.wirkungserwartungen.filter((w) => w.text.length > 0).map((w) => w.aktivitaet))
  const active = new Set(t.aktivitaeten.map((a) => a.no))
  const twice = t.aktivitaeten.filter((a, i) => t.aktivitaeten.findIndex((b) => b.no === a.no) !== i)
  return [
    ...twice.map((a) => say("topic.twice", `In ${name} gibt es Aktivität ${a.no} zweimal.`, a.no)),
    ...[...active]
      .filter((no) => !expected.has(no))
      .map((no) => say("topic.expectation", `In ${name} fehlt zu Aktivität ${no} die Wirkungserwartung.`, no)),
    ...t.wirkungserwartungen
      .filter((w) => !active.has(w.aktivitaet))
      .map((w) =>
        say(
          "topic.activity",
          `In ${name} gehört Wirkungserwartung ${w.no} zu Aktivität ${w.aktivitaet}, die es nicht gibt.`,
          w.no,
        ),
      ),
  ]
}
