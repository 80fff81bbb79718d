/** Mail: who may send, what a provider tells of a mail afterwards, and who writes down that it came back. */
import { account } from "./account.ts"
import { type Made, makeFunction } from "./function.ts"
import { dataKeyRights, type House, parameterRights, type Right } from "./role.ts"
import { prefix, REGION, type Stage } from "./stage.ts"

export interface Mail {
  readonly configuration: aws.sesv2.ConfigurationSet
  readonly rights: readonly Right[]
  readonly notices: aws.sns.Topic
}

/** Identity, configuration set and the topic of what came back; the identity's DNS records are entered by the zone's owner. */
export function mail(stage: Stage, dataKeyArn: $util.Input<string>): Mail {
  const { id } = account()
  const domain = stage.mailFrom.slice(stage.mailFrom.indexOf("@") + 1)
  const configuration = new aws.sesv2.ConfigurationSet("MailConfiguration", {
    configurationSetName: prefix(stage),
    deliveryOptions: { tlsPolicy: "REQUIRE" },
    reputationOptions: { reputationMetricsEnabled: true },
    suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
  })
  const notices = new aws.sns.Topic("MailNotices", {
    name: `${prefix(stage)}-bounce`,
    kmsMasterKeyId: dataKeyArn,
  })
  new aws.sns.TopicPolicy("MailNoticesPolicy", {
    arn: notices.arn,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Ses",
          Effect: "Allow",
          Principal: { Service: "ses.amazonaws.com" },
          Action: "sns:Publish",
          Resource: notices.arn,
          Condition: { StringEquals: { "aws:SourceAccount": id } },
        },
      ],
    }),
  })
  new aws.sesv2.ConfigurationSetEventDestination("MailEvents", {
    configurationSetName: configuration.configurationSetName,
    eventDestinationName: "bounce",
    eventDestination: {
      enabled: true,
      matchingEventTypes: ["BOUNCE", "COMPLAINT"],
      snsDestination: { topicArn: notices.arn },
    },
  })
  new aws.sesv2.EmailIdentity("MailIdentity", {
    emailIdentity: domain,
    configurationSetName: configuration.configurationSetName,
    dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
  })
  const ses = $interpolate`arn:aws:ses:${REGION}:${id}`
  return {
    configuration,
    notices,
    rights: [
      {
        Sid: "Mail",
        Effect: "Allow",
        Action: ["ses:SendEmail", "ses:SendRawEmail"],
        Resource: [
          $interpolate`${ses}:identity/${domain}`,
          $interpolate`${ses}:configuration-set/${configuration.configurationSetName}`,
        ],
        Condition: { StringEquals: { "ses:FromAddress": stage.mailFrom } },
      },
    ],
  }
}

/** With the queue of notifications that nobody could take. */
export function bounce(
  house: House,
  origin: $util.Input<string>,
  { notices }: Mail,
): Made & { readonly dead: aws.sqs.Queue } {
  const dead = new aws.sqs.Queue("BounceDead", {
    messageRetentionSeconds: 14 * 24 * 3600,
    sqsManagedSseEnabled: true,
  })
  const made = makeFunction(house, {
    name: "Bounce",
    memory: "512 MB",
    timeout: "60 seconds",
    origin,
    rights: [
      parameterRights(house),
      dataKeyRights(house, "dynamodb", "ssm"),
      { Sid: "Dead", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: dead.arn },
    ],
  })
  new aws.sqs.QueuePolicy("BounceDeadPolicy", {
    queueUrl: dead.url,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Sns",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: dead.arn,
          Condition: { ArnEquals: { "aws:SourceArn": notices.arn } },
        },
      ],
    }),
  })
  new aws.sns.TopicSubscription("BounceSubscription", {
    topic: notices.arn,
    protocol: "lambda",
    endpoint: made.fn.arn,
    redrivePolicy: $jsonStringify({ deadLetterTargetArn: dead.arn }),
  })
  new aws.lambda.FunctionEventInvokeConfig("BounceInvoke", {
    functionName: made.fn.name,
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 3600,
    destinationConfig: { onFailure: { destination: dead.arn } },
  })
  new aws.lambda.Permission("BouncePermission", {
    action: "lambda:InvokeFunction",
    function: made.fn.name,
    principal: "sns.amazonaws.com",
    sourceArn: notices.arn,
  })
  return { ...made, dead }
}
