/** Was noch fehlt: every check of the submission on the saved form, and nothing is written. */
import { z } from "zod"
import { dayOf } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import { Ref } from "../id.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { checkForm } from "./form.ts"
import { DraftForm, draftKey, load } from "./item.ts"
import { gather, maySubmit } from "./submit.ts"
import { checkMeetings } from "./termin.ts"
import { requireVisible } from "./visible.ts"

export const check = verb(
  {
    name: "vorlage.check",
    may: "vorlage.submit",
    input: z.strictObject({ vorlageId: Ref }),
    summary: "Was vor dem Einreichen noch fehlt: alle Prüfungen des gespeicherten Formulars, ohne etwas zu ändern.",
  },
  async (ctx, { vorlageId }) => {
    const whole = await load(ctx, vorlageId)
    requireVisible(ctx, whole)
    maySubmit(ctx, whole)
    const [tenant, draft] = await Promise.all([house(ctx.table), ctx.table.get(draftKey(vorlageId), DraftForm)])
    if (!draft) throw new AppError("refused", "draft.missing", "Diese Vorlage hat noch kein Formular.")
    const { form } = draft.value
    const today = dayOf(ctx.now())
    const findings: Finding[] = checkForm(form, tenant, today)
    const meetings = await checkMeetings(ctx.table, form.beratungsfolge, tenant, today)
    findings.push(...meetings.findings)
    await gather(ctx, form, findings)
    return {
      /** revision of the form that was checked */
      rev: draft.rev,
      /** what refuses the submission, in the order of the paper */
      findings,
      /** what does not refuse it */
      warnings: [...meetings.warnings],
    }
  },
)
