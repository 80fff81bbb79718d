/** A record of the table's stream as the change it tells of; the same for local work and for a Lambda. */
import type { Key } from "@beschlussweg/core/context"
import { unpacked } from "./item.ts"
import { unplace } from "./key.ts"

/** One changed item, as the worker sees it. May come twice or late; the sweep takes what never comes. */
export interface Change {
  readonly tenantId: string
  readonly key: Key
  readonly kind: "insert" | "modify" | "remove"
  /** the new value; absent on remove */
  readonly value?: unknown
}

/** What is read of a record, from the stream itself or from the event of a Lambda. */
export interface StreamRecord {
  readonly eventName?: keyof typeof KIND | undefined
  readonly dynamodb?:
    | {
        readonly Keys?: Readonly<Record<string, { readonly S?: string | undefined } | undefined>> | undefined
        readonly NewImage?: Readonly<Record<string, { readonly S?: string | undefined } | undefined>> | undefined
      }
    | undefined
}

const KIND = { INSERT: "insert", MODIFY: "modify", REMOVE: "remove" } as const

/** A record of the stream, also as a Lambda gets it, as the change it tells of. */
export function change(record: StreamRecord): Change {
  const { Keys, NewImage } = record.dynamodb ?? {}
  const at = unplace({ pk: Keys?.pk?.S ?? "", sk: Keys?.sk?.S ?? "" })
  if (record.eventName === undefined) throw new Error(`a record of ${at.key} names no event`)
  const kind = KIND[record.eventName]
  return NewImage === undefined ? { ...at, kind } : { ...at, kind, value: unpacked(NewImage, at.key) }
}
