/** What is watched: logs, alarms, dashboard, cost. */
import { isDeepStrictEqual } from "node:util"
import { at, type Graph, list, of, one, type Resource, text } from "../graph.ts"
import { FUNCTIONS } from "../right.ts"
import { findings, type Invariant } from "./invariant.ts"

const alarms = (g: Graph): Resource[] => of(g, "cloudwatch/metricAlarm:MetricAlarm")
const alarm = (g: Graph, metric: string, dimension = ""): Resource | undefined =>
  alarms(g).find(
    (a) => a.inputs.metricName === metric && Object.values(Object(a.inputs.dimensions)).join().includes(dimension),
  )
const TOPIC = (stage: string) => `arn:aws:sns:eu-central-1:123456789012:beschlussweg-${stage}-alarm`

export const watch: readonly Invariant[] = [
  {
    name: "every log ends after its days and lies under the data key",
    wrong: (g, stage) => {
      const { say, all } = findings()
      const groups = of(g, "cloudwatch/logGroup:LogGroup")
      for (const { name, inputs } of groups) {
        say(inputs.retentionInDays === (stage === "production" ? 90 : 14), `${name}: ${inputs.retentionInDays}`)
        say(text(inputs.kmsKeyId).endsWith("key/DataKey"), `${name}: another key`)
      }
      const names = groups.map((group) => group.inputs.name)
      for (const f of of(g, "lambda/function:Function"))
        say(names.includes(at(f, "loggingConfig", "logGroup")), `${f.name}: a log that nobody looks at`)
      const [stage1] = of(g, "apigatewayv2/stage:Stage")
      const format = text(stage1 && at(stage1, "accessLogSettings", "format"))
      say(format !== "" && !/sourceIp|path|userAgent|identity/i.test(format), `the way in logs ${format}`)
      return all
    },
  },
  {
    name: "each failure has its alarm",
    wrong: (g, stage) => {
      const { say, all } = findings()
      for (const name of FUNCTIONS.map((n) => n.toLowerCase())) {
        say(!!alarm(g, "Errors", `beschlussweg-${stage}-${name}`), `${name}: errors`)
        say(!!alarm(g, "Throttles", `beschlussweg-${stage}-${name}`), `${name}: throttles`)
      }
      const age = alarm(g, "IteratorAge", "worker")
      say(Number(age?.inputs.threshold) <= 900_000 && age?.inputs.statistic === "Maximum", "age of the stream")
      for (const queue of of(g, "sqs/queue:Queue"))
        say(
          !!alarm(g, "ApproximateNumberOfMessagesVisible", text(queue.inputs.name) || queue.name),
          `${queue.name}: dead letters`,
        )
      for (const metric of ["FailedSignatures", "BrokenRecord", "KmsDenials", "5xx", "Latency"])
        say(!!alarm(g, metric), metric)
      for (const metric of ["ReadThrottleEvents", "WriteThrottleEvents"]) say(!!alarm(g, metric), `table: ${metric}`)
      for (const metric of ["Reputation.BounceRate", "Reputation.ComplaintRate"]) say(!!alarm(g, metric), metric)
      return all
    },
  },
  {
    name: "a sweep that does not run is an alarm although nothing is said",
    wrong: (g) => {
      const silent = alarm(g, "Invocations", "sweep")
      return silent?.inputs.treatMissingData === "breaching" && silent.inputs.comparisonOperator === "LessThanThreshold"
        ? []
        : ["silence is taken for health"]
    },
  },
  {
    name: "every alarm tells somebody, and counts what the logs really say",
    wrong: (g, stage) => {
      const { say, all } = findings()
      for (const { name, inputs } of alarms(g)) {
        say(isDeepStrictEqual(inputs.alarmActions, [TOPIC(stage)]), `${name}: tells nobody`)
        say(inputs.actionsEnabled === undefined || inputs.actionsEnabled === true, `${name}: switched off`)
        say(text(inputs.alarmDescription).length > 10, `${name}: says nothing`)
      }
      const filters = of(g, "cloudwatch/logMetricFilter:LogMetricFilter")
      for (const metric of ["FailedSignatures", "BrokenRecord", "KmsDenials"])
        for (const group of of(g, "cloudwatch/logGroup:LogGroup").filter((l) =>
          text(l.inputs.name).startsWith("/aws/lambda/"),
        ))
          say(
            filters.some(
              (f) =>
                f.inputs.logGroupName === group.inputs.name &&
                at(f, "metricTransformation", "name") === metric &&
                at(f, "metricTransformation", "namespace") === alarm(g, metric)?.inputs.namespace,
            ),
            `${metric} in ${text(group.inputs.name)}`,
          )
      const told = of(g, "sns/topicSubscription:TopicSubscription").find((s) => s.inputs.topic === TOPIC(stage))
      say(
        stage === "test" || (told?.inputs.protocol === "email" && told.inputs.endpoint === "alarm@example.org"),
        "nobody listens",
      )
      return all
    },
  },
  {
    name: "a month has a budget that warns before it is spent",
    wrong: (g, stage) => {
      const { say, all } = findings()
      const budget = one(g, "budgets/budget:Budget", "Budget")
      say(Number(budget.inputs.limitAmount) > 0 && budget.inputs.timeUnit === "MONTHLY", "no limit")
      const told = list(budget.inputs.notifications).map((n) => Object(n))
      for (const kind of ["ACTUAL", "FORECASTED"])
        say(
          told.some(
            (n) => n.notificationType === kind && n.threshold <= 100 && n.subscriberSnsTopicArns[0] === TOPIC(stage),
          ),
          kind,
        )
      return all
    },
  },
  {
    name: "one page shows requests, failures, the stream and the table",
    wrong: (g) => {
      const body = text(one(g, "cloudwatch/dashboard:Dashboard", "Dashboard").inputs.dashboardBody)
      return ["AWS/ApiGateway", "Errors", "IteratorAge", "ConsumedWriteCapacityUnits", "FailedSignatures"].filter(
        (metric) => !body.includes(metric),
      )
    },
  },
]
