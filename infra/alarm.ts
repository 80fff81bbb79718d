/** What wakes somebody: alarms, the dashboard beside them, and a budget. What each alarm asks for stands in docs/betrieb. */
import { account } from "./account.ts"
import type { Made } from "./function.ts"
import type { House } from "./role.ts"
import { prefix, REGION } from "./stage.ts"
import type { Working } from "./worker.ts"

export interface Watched {
  readonly http: aws.apigatewayv2.Api
  readonly api: Made
  readonly worker: Working
  readonly sweep: Made
  readonly bounce: Made
  readonly bounceDead: aws.sqs.Queue
}

interface Measure {
  readonly namespace: string
  readonly metricName: string
  readonly dimensions?: Readonly<Record<string, $util.Input<string>>>
  readonly statistic?: "Sum" | "Maximum" | "Average"
  readonly extendedStatistic?: "p99"
}
interface Limit {
  readonly above?: number
  readonly below?: number
  /** seconds of one look */
  readonly period: number
  /** how many looks in a row */
  readonly looks: number
  /** "breaching" where silence itself is the failure */
  readonly silence?: "notBreaching" | "breaching"
}

/** Log lines that count (`log.ts` of the functions). */
const LINES = {
  // A paper that could not be made, sealed or signed; every attempt is one line.
  FailedSignatures: '{ ($.event = "duty.failed") && ($.kind = "paper") }',
  // A copy or an anchor says something else than the table: somebody has changed the record.
  BrokenRecord: '{ $.event = "record.failed" }',
  KmsDenials: "?AccessDeniedException ?KeyDenied ?KeyDisabled ?KeyMissing",
} as const

export function alarms(house: House, given: Watched): aws.sns.Topic {
  const { stage, table, keys } = house
  const { id } = account()
  const name = prefix(stage)
  const topic = new aws.sns.Topic("Alarms", { name: `${name}-alarm`, kmsMasterKeyId: keys.data.arn })
  new aws.sns.TopicPolicy("AlarmsPolicy", {
    arn: topic.arn,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: ["cloudwatch", "budgets"].map((service) => ({
        Sid: service,
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: "sns:Publish",
        Resource: topic.arn,
        Condition: { StringEquals: { "aws:SourceAccount": id } },
      })),
    }),
  })
  if (stage.alarmMail !== undefined)
    new aws.sns.TopicSubscription("AlarmMail", { topic: topic.arn, protocol: "email", endpoint: stage.alarmMail })

  const made: aws.cloudwatch.MetricAlarm[] = []
  const alarm = (logical: string, what: string, measure: Measure, limit: Limit): void => {
    const { above, below, period, looks, silence = "notBreaching" } = limit
    made.push(
      new aws.cloudwatch.MetricAlarm(`Alarm${logical}`, {
        name: `${name}-${logical}`,
        alarmDescription: what,
        ...measure,
        ...(measure.dimensions ? { dimensions: { ...measure.dimensions } } : {}),
        comparisonOperator: above === undefined ? "LessThanThreshold" : "GreaterThanThreshold",
        threshold: above ?? below ?? 0,
        period,
        evaluationPeriods: looks,
        treatMissingData: silence,
        alarmActions: [topic.arn],
        okActions: [topic.arn],
      }),
    )
  }
  const functions = { Api: given.api, Worker: given.worker, Sweep: given.sweep, Bounce: given.bounce }
  const ofFunction = (metricName: string, { fn }: Made, statistic: "Sum" | "Maximum" = "Sum"): Measure => ({
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: fn.name },
    statistic,
  })
  for (const [logical, one] of Object.entries(functions)) {
    alarm(`${logical}Errors`, "Eine Funktion bricht ab.", ofFunction("Errors", one), {
      above: 0,
      period: 300,
      looks: 1,
    })
    alarm(`${logical}Throttles`, "Eine Funktion bekommt keine Plätze mehr.", ofFunction("Throttles", one), {
      above: 0,
      period: 300,
      looks: 2,
    })
  }
  alarm(
    "StreamAge",
    "Der älteste Eintrag im Strom wartet länger als fünf Minuten.",
    ofFunction("IteratorAge", given.worker, "Maximum"),
    { above: 300_000, period: 60, looks: 5 },
  )
  alarm("SweepSilent", "Der Umlauf läuft nicht.", ofFunction("Invocations", given.sweep), {
    below: 1,
    period: 60,
    looks: 5,
    silence: "breaching",
  })
  for (const [logical, queue] of [
    ["WorkerDead", given.worker.dead],
    ["BounceDead", given.bounceDead],
  ] as const)
    alarm(
      logical,
      "Der Strom oder ein Rückläufer wurde aufgegeben.",
      {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
      },
      { above: 0, period: 300, looks: 1 },
    )
  const logged = (metricName: keyof typeof LINES): Measure => ({ namespace: name, metricName, statistic: "Sum" })
  for (const [metricName, pattern] of Object.entries(LINES))
    for (const [logical, { log }] of Object.entries(functions))
      new aws.cloudwatch.LogMetricFilter(`${metricName}${logical}`, {
        name: `${name}-${metricName}-${logical}`,
        logGroupName: log.name,
        pattern,
        metricTransformation: { namespace: name, name: metricName, value: "1", defaultValue: "0" },
      })
  alarm("FailedSignatures", "Papiere können nicht gesiegelt oder gezeichnet werden.", logged("FailedSignatures"), {
    above: 2,
    period: 900,
    looks: 1,
  })
  alarm("BrokenRecord", "Das Protokoll stimmt nicht mit seinen Abschriften überein.", logged("BrokenRecord"), {
    above: 0,
    period: 300,
    looks: 1,
  })
  alarm("KmsDenials", "Ein Schlüssel oder ein Recht wird verweigert.", logged("KmsDenials"), {
    above: 0,
    period: 300,
    looks: 1,
  })
  const ofHttp = (metricName: string) => ({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiId: given.http.id },
  })
  alarm(
    "Http5xx",
    "Anfragen enden mit einem Fehler des Dienstes.",
    { ...ofHttp("5xx"), statistic: "Sum" },
    {
      above: 4,
      period: 300,
      looks: 1,
    },
  )
  alarm(
    "HttpSlow",
    "Anfragen sind langsam.",
    { ...ofHttp("Latency"), extendedStatistic: "p99" },
    {
      above: 5000,
      period: 300,
      looks: 3,
    },
  )
  for (const metricName of ["ReadThrottleEvents", "WriteThrottleEvents"])
    alarm(
      `Table${metricName}`,
      "Die Tabelle drosselt.",
      { namespace: "AWS/DynamoDB", metricName, dimensions: { TableName: table.name }, statistic: "Sum" },
      { above: 10, period: 300, looks: 2 },
    )
  for (const [metricName, above] of [
    ["Reputation.BounceRate", 0.04],
    ["Reputation.ComplaintRate", 0.0008],
  ] as const)
    alarm(
      metricName === "Reputation.BounceRate" ? "MailBounces" : "MailComplaints",
      "Zu viele Mails kommen zurück.",
      { namespace: "AWS/SES", metricName, statistic: "Maximum" },
      { above, period: 3600, looks: 1 },
    )

  new aws.budgets.Budget("Budget", {
    name,
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: String(stage.dollarsPerMonth),
    limitUnit: "USD",
    notifications: (["ACTUAL", "FORECASTED"] as const).map((notificationType) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold: notificationType === "ACTUAL" ? 80 : 100,
      thresholdType: "PERCENTAGE",
      subscriberSnsTopicArns: [topic.arn],
    })),
  })
  new aws.cloudwatch.Dashboard("Dashboard", { dashboardName: name, dashboardBody: board(house, given) })
  return topic
}

/** One page: what is asked, what waits, what fails, what it costs. */
function board({ stage, table }: House, given: Watched): $util.Output<string> {
  const name = prefix(stage)
  return $resolve({
    http: given.http.id,
    table: table.name,
    api: given.api.fn.name,
    worker: given.worker.fn.name,
    sweep: given.sweep.fn.name,
    dead: given.worker.dead.name,
  }).apply((n) => {
    const widget = (title: string, metrics: readonly unknown[], i: number, stat = "Sum") => ({
      type: "metric",
      x: (i % 2) * 12,
      y: Math.floor(i / 2) * 6,
      width: 12,
      height: 6,
      properties: { title, region: REGION, stat, period: 300, metrics },
    })
    const lambda = (metric: string) => [n.api, n.worker, n.sweep].map((f) => ["AWS/Lambda", metric, "FunctionName", f])
    return JSON.stringify({
      widgets: [
        widget(
          "Anfragen",
          [
            ["AWS/ApiGateway", "Count", "ApiId", n.http],
            [".", "5xx", ".", "."],
            [".", "4xx", ".", "."],
          ],
          0,
        ),
        widget("Antwortzeit p99 (ms)", [["AWS/ApiGateway", "Latency", "ApiId", n.http]], 1, "p99"),
        widget("Abbrüche", lambda("Errors"), 2),
        widget("Dauer p99 (ms)", lambda("Duration"), 3, "p99"),
        widget("Alter des Stroms (ms)", [["AWS/Lambda", "IteratorAge", "FunctionName", n.worker]], 4, "Maximum"),
        widget("Aufgegeben", [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", n.dead]], 5, "Maximum"),
        widget(
          "Fehlgeschlagen",
          Object.keys(LINES).map((line) => [name, line]),
          6,
        ),
        widget(
          "Tabelle",
          ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"].map((m) => [
            "AWS/DynamoDB",
            m,
            "TableName",
            n.table,
          ]),
          7,
        ),
      ],
    })
  })
}
