/** What runs, and what happens when it does not: functions, stream, schedule, dead letters. */
import { isDeepStrictEqual } from "node:util"
import { at, type Graph, of, one, policyOf, type Resource, text } from "../graph.ts"
import { could, FUNCTIONS, type FunctionName, rights } from "../right.ts"
import { findings, type Invariant } from "./invariant.ts"

const made = (g: Graph, name: FunctionName): Resource => one(g, "lambda/function:Function", `${name}Function`)
const arn = (g: Graph, name: FunctionName): string =>
  `arn:aws:lambda:eu-central-1:123456789012:function:${text(made(g, name).inputs.name)}`
const COMMON = [
  ...["STAGE", "TABLE_NAME", "TABLE_ARN", "PAPERS_BUCKET", "DRAFTS_BUCKET", "DATA_KEY_ARN", "BASE_URL", "PARAMETERS"],
  "TENANT_ROLE_ARN",
]
const OWING = ["ANCHOR_KEY_ARN", "TSA_URL", "MAIL_FROM", "MAIL_CONFIGURATION"]
/** What SST adds to every function. */
const SST = ["SST_KEY", "SST_KEY_FILE", "SST_RESOURCE_App"]
const queue = (g: Graph, name: string): string =>
  `arn:aws:sqs:eu-central-1:123456789012:${text(one(g, "sqs/queue:Queue", name).inputs.name) || name}`

export const running: readonly Invariant[] = [
  {
    name: "four functions run, on Node 24 and arm64, each from the bundle that the tests run",
    wrong: (g) => {
      const { say, all } = findings()
      say(of(g, "lambda/function:Function").length === FUNCTIONS.length, "another function")
      for (const name of FUNCTIONS) {
        const { inputs } = made(g, name)
        say(inputs.runtime === "nodejs24.x", `${name}: ${text(inputs.runtime)}`)
        say(isDeepStrictEqual(inputs.architectures, ["arm64"]), `${name}: another processor`)
        const own = name.toLowerCase()
        say(inputs.handler === `${own}.handler`, `${name}: ${text(inputs.handler)}`)
        const from = g.packed.filter((p) => p.function === name).map((p) => p.bundle)
        say(isDeepStrictEqual(from, [`out/lambda/${own}`]), `${name}: from ${from}`)
        say(inputs.packageType === "Zip", `${name}: an image`)
      }
      return all
    },
  },
  {
    name: "every function gets its whole environment, and only who signs knows keys and mail",
    wrong: (g, stage) => {
      const { say, all } = findings()
      for (const name of FUNCTIONS) {
        const given = Object(at(made(g, name), "environment", "variables"))
        const wanted = [...COMMON, ...(name === "Worker" || name === "Sweep" ? OWING : []), ...SST]
        say(isDeepStrictEqual(Object.keys(given).sort(), wanted.sort()), `${name}: ${Object.keys(given).sort().join()}`)
        for (const [key, value] of Object.entries(given))
          say(typeof value === "string" && !/undefined|\[object|Calling/.test(value), `${name}: ${key} is ${value}`)
        for (const key of COMMON.slice(0, -1)) say(given[key] !== "", `${name}: ${key} is empty`)
        say(given.STAGE === stage && given.PARAMETERS === `/beschlussweg/${stage}/`, `${name}: another stage`)
        say(/^https:\/\/[a-z0-9.-]+$/.test(text(given.BASE_URL)), `${name}: ${text(given.BASE_URL)}`)
      }
      return all
    },
  },
  {
    name: "no function has an address of its own, and each is started by its one source",
    wrong: (g) => {
      const { say, all } = findings()
      say(of(g, "lambda/functionUrl:FunctionUrl").length === 0, "a function URL")
      const given = of(g, "lambda/permission:Permission").map(({ inputs }) => [inputs.function, inputs.principal])
      const wanted = [
        [made(g, "Api").inputs.name, "apigateway.amazonaws.com"],
        [made(g, "Sweep").inputs.name, "events.amazonaws.com"],
        [made(g, "Bounce").inputs.name, "sns.amazonaws.com"],
      ]
      say(isDeepStrictEqual(given.sort(), wanted.sort()), JSON.stringify(given))
      for (const { name, inputs } of of(g, "lambda/permission:Permission"))
        say(/^arn:aws:/.test(text(inputs.sourceArn)), `${name}: any source`)
      return all
    },
  },
  {
    name: "the worker takes the stream in bounded batches, says which records failed, and gives up to a queue",
    wrong: (g) => {
      const { say, all } = findings()
      const { inputs } = one(g, "lambda/eventSourceMapping:EventSourceMapping", "WorkerStream")
      const retries = Number(inputs.maximumRetryAttempts)
      const age = Number(inputs.maximumRecordAgeInSeconds)
      say(
        text(inputs.eventSourceArn).includes("/stream/") && inputs.functionName === arn(g, "Worker"),
        "another source",
      )
      say(Number(inputs.batchSize) >= 1 && Number(inputs.batchSize) <= 100, "batch")
      say(isDeepStrictEqual(inputs.functionResponseTypes, ["ReportBatchItemFailures"]), "one failure fails all")
      say(retries >= 1 && retries <= 10, `retries: ${inputs.maximumRetryAttempts}`)
      say(inputs.bisectBatchOnFunctionError === true, "no bisect")
      say(age >= 60 && age <= 21_600, `age: ${inputs.maximumRecordAgeInSeconds}`)
      say(
        at(
          one(g, "lambda/eventSourceMapping:EventSourceMapping", "WorkerStream"),
          "destinationConfig",
          "onFailure",
          "destinationArn",
        ) === queue(g, "WorkerDead"),
        "no queue for what is given up",
      )
      say(inputs.startingPosition === "TRIM_HORIZON", "records are left out")
      say(JSON.stringify(inputs.filterCriteria ?? {}).includes("INSERT"), "every change wakes it")
      say(of(g, "lambda/eventSourceMapping:EventSourceMapping").length === 1, "another mapping")
      const own = rights(g, "WorkerRole")
      for (const action of ["GetRecords", "GetShardIterator", "DescribeStream"])
        say(could(own, `dynamodb:${action}`, text(inputs.eventSourceArn)), `worker: ${action}`)
      return all
    },
  },
  {
    name: "dead letters are kept for two weeks, encrypted, and whoever gives up may put them there",
    wrong: (g) => {
      const { say, all } = findings()
      for (const { name, inputs } of of(g, "sqs/queue:Queue")) {
        say(inputs.messageRetentionSeconds === 1_209_600, `${name}: less than two weeks`)
        say(inputs.sqsManagedSseEnabled === true, `${name}: not encrypted`)
      }
      for (const [role, name] of [
        ["WorkerRole", "WorkerDead"],
        ["BounceRole", "BounceDead"],
      ] as const)
        say(could(rights(g, role), "sqs:SendMessage", queue(g, name)), `${role}: may not`)
      const bounce = one(g, "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "BounceInvoke")
      say(at(bounce, "destinationConfig", "onFailure", "destination") === queue(g, "BounceDead"), "bounce: no queue")
      for (const { name, inputs } of of(g, "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"))
        say(
          Number(inputs.maximumRetryAttempts) <= 2 && Number(inputs.maximumEventAgeInSeconds) <= 3600,
          `${name}: no end`,
        )
      return all
    },
  },
  {
    name: "the sweep runs every minute",
    wrong: (g) => {
      const { say, all } = findings()
      const [rule, ...more] = of(g, "cloudwatch/eventRule:EventRule")
      say(rule?.inputs.scheduleExpression === "rate(1 minute)" && more.length === 0, "another schedule")
      say(rule?.inputs.state === undefined || rule.inputs.state === "ENABLED", "switched off")
      const [target] = of(g, "cloudwatch/eventTarget:EventTarget")
      say(target?.inputs.arn === arn(g, "Sweep") && target.inputs.rule === rule?.inputs.name, "another target")
      return all
    },
  },
  {
    name: "in production no function can take the places of the others",
    wrong: (g, stage) =>
      stage === "test"
        ? []
        : FUNCTIONS.filter((name) => !(Number(made(g, name).inputs.reservedConcurrentExecutions) > 0)),
  },
  {
    name: "what comes back to SES reaches the function that writes it down, and mail goes with TLS",
    wrong: (g) => {
      const { say, all } = findings()
      const configuration = one(g, "sesv2/configurationSet:ConfigurationSet", "MailConfiguration")
      say(at(configuration, "deliveryOptions", "tlsPolicy") === "REQUIRE", "mail in the clear")
      const [events] = of(g, "sesv2/configurationSetEventDestination:ConfigurationSetEventDestination")
      const topic = `arn:aws:sns:eu-central-1:123456789012:${text(one(g, "sns/topic:Topic", "MailNotices").inputs.name)}`
      say(!!events && at(events, "eventDestination", "snsDestination", "topicArn") === topic, "no topic")
      say(
        !!events && isDeepStrictEqual(at(events, "eventDestination", "matchingEventTypes"), ["BOUNCE", "COMPLAINT"]),
        "other events",
      )
      say(!!events && at(events, "eventDestination", "enabled") === true, "switched off")
      const taken = of(g, "sns/topicSubscription:TopicSubscription").find((s) => s.inputs.topic === topic)
      say(taken?.inputs.protocol === "lambda" && taken.inputs.endpoint === arn(g, "Bounce"), "nobody hears of it")
      say(text(taken?.inputs.redrivePolicy).includes("BounceDead"), "what cannot be handed over is lost")
      say(
        of(g, "sesv2/emailIdentity:EmailIdentity")[0]?.inputs.emailIdentity === "beschlussweg.example.org",
        "no identity",
      )
      return all
    },
  },
  {
    name: "topics are encrypted and take messages from the services of this account only",
    wrong: (g) => {
      const { say, all } = findings()
      for (const { name, inputs } of of(g, "sns/topic:Topic"))
        say(text(inputs.kmsMasterKeyId).endsWith("key/DataKey"), `${name}: not encrypted`)
      for (const { name, inputs } of of(g, "sns/topicPolicy:TopicPolicy"))
        for (const s of policyOf(inputs.policy))
          say(
            typeof s.Principal === "object" &&
              Object.keys(s.Principal).join() === "Service" &&
              s.Condition?.StringEquals?.["aws:SourceAccount"] === "123456789012",
            `${name}: ${JSON.stringify(s.Principal)}`,
          )
      for (const { name, inputs } of of(g, "sqs/queuePolicy:QueuePolicy"))
        for (const s of policyOf(inputs.policy))
          say(text(s.Condition?.ArnEquals?.["aws:SourceArn"]).startsWith("arn:aws:sns:"), `${name}: from anywhere`)
      return all
    },
  },
]
