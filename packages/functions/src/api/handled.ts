/** Which verb of the operator stands behind which handler; apart, so that who asks need not load the verbs. */
import type { OperatorVerbDef } from "@beschlussweg/core/operator"
import type { z } from "zod"

export type AnyVerb = OperatorVerbDef<z.ZodType>
export const handled = new WeakMap<object, AnyVerb>()

/** The verb behind a handler of the operator's routes. */
export const operatorVerbOf = (handler: object): string | undefined => handled.get(handler)?.name
