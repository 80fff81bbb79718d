/** The sweep: every minute it takes what is overdue, deadlines, reminders and anchors included. */
import { account } from "./account.ts"
import { type Made, makeFunction } from "./function.ts"
import type { House } from "./role.ts"
import { prefix, REGION } from "./stage.ts"
import { type Owing, owed, workRights } from "./worker.ts"

export function sweep(house: House, origin: $util.Input<string>, owing: Owing): Made {
  const { stage } = house
  const made = makeFunction(house, {
    name: "Sweep",
    memory: "2048 MB",
    timeout: "300 seconds",
    origin,
    environment: owed(house, owing),
    rights: workRights(house, owing),
  })
  const ruleArn = $interpolate`arn:aws:events:${REGION}:${account().id}:rule/${prefix(stage)}-sweep`
  const rule = new aws.cloudwatch.EventRule("SweepEveryMinute", {
    name: `${prefix(stage)}-sweep`,
    scheduleExpression: "rate(1 minute)",
  })
  new aws.cloudwatch.EventTarget("SweepTarget", {
    rule: rule.name,
    arn: made.fn.arn,
    // The next minute comes anyway.
    retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
  })
  new aws.lambda.FunctionEventInvokeConfig("SweepInvoke", {
    functionName: made.fn.name,
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 60,
  })
  new aws.lambda.Permission("SweepPermission", {
    action: "lambda:InvokeFunction",
    function: made.fn.name,
    principal: "events.amazonaws.com",
    sourceArn: ruleArn,
  })
  return made
}
