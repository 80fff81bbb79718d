/** Every sentence that the infrastructure has to keep. */
import { data } from "./data.ts"
import type { Invariant } from "./invariant.ts"
import { right } from "./right.ts"
import { running } from "./running.ts"
import { watch } from "./watch.ts"
import { way } from "./way.ts"

export const INVARIANTS: readonly Invariant[] = [...data, ...right, ...running, ...way, ...watch]
