/** The one table: two sparse indexes, a stream of new images, backups to the second, a key of our own. */
import { BY_TENANT, DUE } from "../packages/store/src/key.ts"
import type { Keys } from "./signing.ts"
import { prefix, type Stage } from "./stage.ts"

export type Table = aws.dynamodb.Table

/** The same as `createTable` of the store makes for local work; nothing in it has a time to live, so none is set. */
export function table(stage: Stage, keys: Keys): Table {
  const key = (name: string) => ({ name, type: "S" })
  return new aws.dynamodb.Table(
    "Table",
    {
      name: prefix(stage),
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attributes: ["pk", "sk", "ipk", "isk", "dpk", "dsk"].map(key),
      globalSecondaryIndexes: [
        { name: BY_TENANT, hashKey: "ipk", rangeKey: "isk", projectionType: "ALL" },
        { name: DUE, hashKey: "dpk", rangeKey: "dsk", projectionType: "KEYS_ONLY" },
      ],
      streamEnabled: true,
      // What was deleted does not travel on for another day.
      streamViewType: "NEW_IMAGE",
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: stage.lasting ? 35 : 1 },
      serverSideEncryption: { enabled: true, kmsKeyArn: keys.data.arn },
      deletionProtectionEnabled: stage.lasting,
    },
    { protect: stage.lasting, retainOnDelete: stage.lasting },
  )
}
