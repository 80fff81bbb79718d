/** A record of the table's stream as the change it tells of; the same for local work and for a Lambda. */
import type { Key } from "@beschlussweg/core/context"
import { type Item, unpacked } from "./item.ts"
import { unplace } from "./key.ts"

/** One changed item, as the worker sees it. May come twice or late; the sweep takes what never comes. */
export interface Change {
  readonly tenantId: string
  readonly key: Key
  readonly kind: "insert" | "modify" | "remove"
  /** the new value; absent on remove */
  readonly value?: unknown
}

/** A value as a record has it: from the stream itself, or as JSON in the event of a Lambda, where bytes are base64. */
interface Attribute {
  readonly S?: string | undefined
  readonly N?: string | undefined
  readonly B?: Uint8Array | string | undefined
}
type Attributes = Readonly<Record<string, Attribute | undefined>>
export interface StreamRecord {
  readonly eventName?: keyof typeof KIND | undefined
  readonly dynamodb?: { readonly Keys?: Attributes | undefined; readonly NewImage?: Attributes | undefined } | undefined
}

const KIND = { INSERT: "insert", MODIFY: "modify", REMOVE: "remove" } as const

/** A record of the stream, also as a Lambda gets it, as the change it tells of. */
export function change(record: StreamRecord): Change {
  const { Keys, NewImage } = record.dynamodb ?? {}
  const at = unplace({ pk: Keys?.pk?.S ?? "", sk: Keys?.sk?.S ?? "" })
  if (record.eventName === undefined) throw new Error(`a record of ${at.key} names no event`)
  const kind = KIND[record.eventName]
  return NewImage === undefined ? { ...at, kind } : { ...at, kind, value: unpacked(whole(NewImage), at.key) }
}

/** What is needed of an item to read its value. */
function whole({ v, value, z }: Attributes): Item {
  const bytes = typeof z?.B === "string" ? Buffer.from(z.B, "base64") : z?.B
  return {
    ...(v?.N === undefined ? {} : { v: { N: v.N } }),
    ...(value?.S === undefined ? {} : { value: { S: value.S } }),
    ...(bytes === undefined ? {} : { z: { B: bytes } }),
  }
}
