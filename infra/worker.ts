/** The worker on the table's stream: what is owed is made here, and here only is signed. */
import { type Made, makeFunction } from "./function.ts"
import { dataKeyRights, fileRights, type House, parameterRights, type Right, signingRights } from "./role.ts"

/** What worker and sweep need beside the common environment. */
export interface Owing {
  readonly mailFrom: string
  readonly configuration: $util.Input<string>
  readonly mailRights: readonly Right[]
}

export interface Working extends Made {
  /** what the stream gave up on; the duty itself still stands in the table */
  readonly dead: aws.sqs.Queue
}

/** Attempts at one batch beside the first, and how old a record may become: the sweep takes what is given up here. */
const RETRIES = 5
const MAX_AGE_SECONDS = 3600

export function worker(house: House, origin: $util.Input<string>, owing: Owing): Working {
  const dead = new aws.sqs.Queue("WorkerDead", {
    messageRetentionSeconds: 14 * 24 * 3600,
    sqsManagedSseEnabled: true,
  })
  const made = makeFunction(house, {
    name: "Worker",
    memory: "2048 MB",
    timeout: "300 seconds",
    origin,
    environment: owed(house, owing),
    rights: [
      ...workRights(house, owing),
      {
        Sid: "Stream",
        Effect: "Allow",
        Action: ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
        Resource: house.table.streamArn,
      },
      { Sid: "Streams", Effect: "Allow", Action: ["dynamodb:ListStreams"], Resource: ["*"] },
      { Sid: "Dead", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: dead.arn },
    ],
  })
  new aws.lambda.EventSourceMapping("WorkerStream", {
    eventSourceArn: house.table.streamArn,
    functionName: made.fn.arn,
    // With LATEST, what is written while a mapping is made anew would have to wait for the sweep.
    startingPosition: "TRIM_HORIZON",
    batchSize: 10,
    maximumBatchingWindowInSeconds: 0,
    parallelizationFactor: 10,
    functionResponseTypes: ["ReportBatchItemFailures"],
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: RETRIES,
    maximumRecordAgeInSeconds: MAX_AGE_SECONDS,
    destinationConfig: { onFailure: { destinationArn: dead.arn } },
    // Duties and facts are only ever inserted by who owes them; a duty that is put off changes, and waits for the sweep.
    filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ["INSERT"] }) }] },
  })
  return { ...made, dead }
}

export function owed({ keys, stage }: House, owing: Owing): Record<string, $util.Input<string>> {
  return {
    ANCHOR_KEY_ARN: keys.anchor.arn,
    TSA_URL: stage.tsa,
    MAIL_FROM: owing.mailFrom,
    MAIL_CONFIGURATION: owing.configuration,
  }
}

/** What every duty may need. */
export function workRights(house: House, owing: Owing): Right[] {
  return [
    ...fileRights(house),
    parameterRights(house),
    dataKeyRights(house, "dynamodb", "s3", "ssm"),
    ...signingRights(house),
    ...owing.mailRights,
  ]
}
