/** The API: one function behind an HTTP API that only the CDN is meant to call. It has no right to sign anything. */
import { type Made, makeFunction } from "./function.ts"
import { dataKeyRights, fileRights, type House, parameterRights } from "./role.ts"
import { prefix, type Stage } from "./stage.ts"

/** The HTTP API without what stands behind it: the CDN has to know its address first. */
export function httpApi(stage: Stage): aws.apigatewayv2.Api {
  // No CORS: there is one host, and no other page may call it.
  return new aws.apigatewayv2.Api("HttpApi", { name: prefix(stage), protocolType: "HTTP" })
}

export function api(house: House, http: aws.apigatewayv2.Api, origin: $util.Input<string>): Made {
  const { stage, keys } = house
  const made = makeFunction(house, {
    name: "Api",
    memory: "1024 MB",
    // The CDN and the HTTP API give up after 30 seconds.
    timeout: "29 seconds",
    origin,
    rights: [fileRights(house), parameterRights(house), dataKeyRights(house, "dynamodb", "s3", "ssm")],
  })
  const integration = new aws.apigatewayv2.Integration("HttpIntegration", {
    apiId: http.id,
    integrationType: "AWS_PROXY",
    integrationUri: made.fn.arn,
    integrationMethod: "POST",
    payloadFormatVersion: "2.0",
    timeoutMilliseconds: 30_000,
  })
  new aws.apigatewayv2.Route("HttpRoute", {
    apiId: http.id,
    routeKey: "$default",
    target: $interpolate`integrations/${integration.id}`,
  })
  // No address and no path of the caller: paths hold the tokens of calendars.
  const log = new aws.cloudwatch.LogGroup("HttpLog", {
    name: `/aws/apigateway/${prefix(stage)}`,
    retentionInDays: stage.logDays,
    kmsKeyId: keys.data.arn,
  })
  new aws.apigatewayv2.Stage("HttpStage", {
    apiId: http.id,
    name: "$default",
    autoDeploy: true,
    defaultRouteSettings: { throttlingRateLimit: stage.rate.steady, throttlingBurstLimit: stage.rate.burst },
    accessLogSettings: {
      destinationArn: log.arn,
      format: JSON.stringify({
        at: "$context.requestTime",
        requestId: "$context.requestId",
        method: "$context.httpMethod",
        status: "$context.status",
        ms: "$context.responseLatency",
        error: "$context.integrationErrorMessage",
      }),
    },
  })
  new aws.lambda.Permission("HttpInvoke", {
    action: "lambda:InvokeFunction",
    function: made.fn.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: $interpolate`${http.executionArn}/*`,
  })
  return made
}
