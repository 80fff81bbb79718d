/** Sitzungen of a Vorlage: to which meeting each coming body step goes, and how it gets on its agenda. */
import { calendarOf } from "../calendar/index.ts"
import { awaitsBody, type Chain, complete } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { fristen } from "../sitzung/frist.ts"
import { SITZUNG_STATE } from "../sitzung/item.ts"
import { meetingOn } from "../sitzung/store.ts"
import { house } from "../tenant.ts"

/** Two gets per step of a body with a calendar that has not answered; none for others. */
export async function meetingsOf(ctx: Pick<Ctx, "table" | "now">, chain: Chain) {
  if (chain.state !== "running" && chain.state !== "issuing") return []
  const ahead = chain.steps.flatMap((s) =>
    s.kind === "body" && s.place !== undefined && s.termin !== null && (!complete(s) || awaitsBody(s))
      ? [{ step: s, termin: s.termin }]
      : [],
  )
  if (ahead.length === 0) return []
  const tenant = await house(ctx.table)
  const found = await Promise.all(
    ahead.map(async ({ step, termin }) => {
      const meeting = (await meetingOn(ctx.table, step.gremiumId, termin))?.value
      if (!meeting) return []
      const { id: sitzungId, on, start, ort, state, tops } = meeting
      const gremium = tenant.gremien.find((g) => g.id === step.gremiumId) ?? {}
      const { nachtrag, ...rest } = fristen(on, gremium, calendarOf(tenant))
      const top = tops.find((t) => t.vorlageId === chain.vorlageId && t.stepId === step.id && !t.removed)
      return [
        {
          stepId: step.id,
          sitzungId,
          on,
          start,
          ort,
          state,
          stateLabel: SITZUNG_STATE[state],
          /** its point on the agenda, once it has one */
          top: top && { topId: top.id, number: top.number, public: top.public },
          /** only as a Nachtrag, which the Sitzungsdienst takes on; until when */
          supplement:
            state === "invited" && !top ? { until: nachtrag, open: dayOf(ctx.now()) <= (nachtrag ?? on) } : undefined,
          invitation: state === "planned" ? { regular: rest.regular, urgent: rest.urgent } : undefined,
        },
      ]
    }),
  )
  return found.flat()
}
