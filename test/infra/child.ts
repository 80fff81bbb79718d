/**
 * Runs in a process of its own: evaluates the program under Pulumi's mocks, one case after the other, and writes the graphs.
 * Nothing here knows a cloud: what the program creates is only noted down, with made-up ids and ARNs.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

interface Order {
  readonly shared: string
  readonly folder: string
  readonly root: string
  readonly platform: string
  readonly cases: readonly { bundle: string; stage: string; environment: Record<string, string> }[]
}
type Inputs = Record<string, unknown>
interface Made {
  type: string
  name: string
  inputs: unknown
  provider: string
  protect: boolean
  retainOnDelete: boolean
}

const ACCOUNT = "123456789012"
const REGION = "eu-central-1"
const HERE = `${REGION}:${ACCOUNT}`

/** What AWS would have answered: names and ARNs in the form that policies and addresses are built from. */
function outputs(type: string, name: string, inputs: Inputs): Inputs {
  const called = String(inputs.name ?? inputs.bucket ?? inputs.configurationSetName ?? name)
  const arn: Record<string, string> = {
    "aws:dynamodb/table:Table": `arn:aws:dynamodb:${HERE}:table/${called}`,
    "aws:kms/key:Key": `arn:aws:kms:${HERE}:key/${name}`,
    "aws:s3/bucket:Bucket": `arn:aws:s3:::${called}`,
    "aws:iam/role:Role": `arn:aws:iam::${ACCOUNT}:role/${called}`,
    "aws:lambda/function:Function": `arn:aws:lambda:${HERE}:function:${called}`,
    "aws:sqs/queue:Queue": `arn:aws:sqs:${HERE}:${called}`,
    "aws:sns/topic:Topic": `arn:aws:sns:${HERE}:${called}`,
    "aws:cloudwatch/logGroup:LogGroup": `arn:aws:logs:${HERE}:log-group:${called}`,
    "aws:cloudfront/distribution:Distribution": `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}`,
    "aws:acm/certificate:Certificate": `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/${name}`,
  }
  return {
    ...inputs,
    name: called,
    arn: arn[type] ?? `arn:aws:${type.split(":")[1]?.split("/")[0]}:${HERE}:${called}`,
    ...(type === "aws:dynamodb/table:Table"
      ? { streamArn: `arn:aws:dynamodb:${HERE}:table/${called}/stream/2026-11-21T00:00:00.000` }
      : {}),
    ...(type === "aws:apigatewayv2/api:Api"
      ? {
          apiEndpoint: `https://a1b2c3d4.execute-api.${REGION}.amazonaws.com`,
          executionArn: `arn:aws:execute-api:${HERE}:a1b2c3d4`,
        }
      : {}),
    ...(type === "aws:cloudfront/distribution:Distribution"
      ? { domainName: "d111111abcdef8.cloudfront.net", hostedZoneId: "Z2FDTNDATAQYW2" }
      : {}),
    ...(type === "aws:s3/bucket:Bucket" ? { bucketRegionalDomainName: `${called}.s3.${REGION}.amazonaws.com` } : {}),
    ...(type === "aws:acm/certificate:Certificate"
      ? {
          domainValidationOptions: [
            {
              domainName: inputs.domainName,
              resourceRecordName: "_x",
              resourceRecordType: "CNAME",
              resourceRecordValue: "_y",
            },
          ],
        }
      : {}),
    ...(type === "aws:acm/certificateValidation:CertificateValidation"
      ? { certificateArn: inputs.certificateArn }
      : {}),
    ...(type === "aws:route53/record:Record" ? { fqdn: inputs.name } : {}),
    ...(type === "aws:sqs/queue:Queue" ? { url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${called}` } : {}),
    ...(type === "random:index/randomBytes:RandomBytes" ? { hex: "5a".repeat(32), base64: "Wlo=" } : {}),
  }
}

/** How long one program may take; two seconds are usual. */
const HANGS_MS = 30_000

const CALLS: Readonly<Record<string, Inputs>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: ACCOUNT, id: ACCOUNT, arn: "", userId: "" },
  "aws:index/getPartition:getPartition": { partition: "aws", id: "aws", dnsSuffix: "amazonaws.com" },
  "aws:index/getRegion:getRegion": { region: REGION, name: REGION, id: REGION },
}

/** SST writes the policies of its own roles by way of this; the program has none. */
const DOCUMENT = "aws:iam/getPolicyDocument:getPolicyDocument"
function document({ statements }: Inputs): string {
  const all = Array.isArray(statements) ? statements : []
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: all.map((s) => ({ Effect: s.effect ?? "Allow", Action: s.actions ?? [], Resource: s.resources ?? [] })),
  })
}

const SECRET = "4dabf18193072939515e22adb298388d"
/** Secrets without their wrapping; functions (closures of dynamic providers) are left out. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value
  if (SECRET in value && "value" in value) return bare(value.value)
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, bare(v)]))
}

/** Packing that SST's components asked for. */
let packed: { function: unknown; bundle: unknown; handler: unknown }[] = []

/** Stand-in for the process that SST's components call back: it packs nothing. */
function callback(folder: string): Promise<{ url: string; close(): void }> {
  const out = join(folder, "artifact")
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, "index.mjs"), "export const handler = () => undefined\n")
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => {
      body += chunk
    })
    request.on("end", () => {
      const { method, params } = JSON.parse(body)
      const { functionID, bundle, handler } = params[0]
      if (method === "Runtime.Build") packed.push({ function: functionID, bundle, handler })
      const answers: Record<string, unknown> = {
        "Provider.Aws.Bootstrap": {
          asset: "sst-asset-abc",
          state: "sst-state-abc",
          assetEcrRegistryId: "",
          assetEcrUrl: "",
        },
        "Runtime.Build": { handler, out, errors: [], sourcemaps: [] },
        "Runtime.AddTarget": {},
      }
      const result = answers[method]
      response.setHeader("Content-Type", "application/json")
      response.end(JSON.stringify(result === undefined ? { error: `rpc: can't find ${method}` } : { result }))
    })
  })
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() })
    })
  })
}

const [, , orderFile, answerFile] = process.argv
if (orderFile === undefined || answerFile === undefined) throw new Error("order and answer")
const order: Order = JSON.parse(readFileSync(orderFile, "utf8"))
const rpc = await callback(order.folder)
process.env.SST_SERVER = rpc.url
const scope: Record<string, unknown> = globalThis as never
scope.$dev = false
scope.$cli = {
  command: "deploy",
  rpc: rpc.url,
  paths: {
    home: order.folder,
    root: order.root,
    work: order.folder,
    platform: order.platform,
  },
  state: { version: {} },
}
// Some components look at it while they are loaded.
scope.$app = { name: "beschlussweg", stage: "test", providers: {} }
// Pulumi writes down where each of its promises comes from, which takes most of the time. Messages are told without it.
Error.stackTraceLimit = 0
const { pulumi, getStore, run, globals } = await import(pathToFileURL(order.shared).href)
Object.assign(scope, globals)

const answers: unknown[] = []
for (const { bundle, stage, environment } of order.cases) answers.push(await evaluate(bundle, stage, environment))
writeFileSync(answerFile, JSON.stringify(answers))
rpc.close()
process.exit(0)

async function evaluate(bundle: string, stage: string, environment: Record<string, string>): Promise<unknown> {
  for (const key of Object.keys(process.env)) if (key.startsWith("BESCHLUSSWEG_")) delete process.env[key]
  Object.assign(process.env, environment)
  const made: Made[] = []
  packed = []
  const options = new Map<string, { protect: boolean; retainOnDelete: boolean }>()
  const failures: unknown[] = []
  const note = (error: unknown) => failures.push(error)
  process.on("unhandledRejection", note)
  try {
    const { default: config } = await import(pathToFileURL(bundle).href)
    const app = await config.app({ stage })
    scope.$app = { ...app, stage, removal: app.removal ?? "retain", protect: app.protect ?? false }
    await pulumi.runtime.setMocks(
      {
        newResource(args: { type: string; name: string; inputs: Inputs; provider?: string; id?: string }) {
          const key = `${args.type} ${args.name}`
          const inputs = bare(args.inputs) as Inputs
          // With an id it is only looked up (SST does so with a function's role), not made.
          if (args.id) return { id: args.id, state: outputs(args.type, args.id, { name: args.id }) }
          made.push({
            type: args.type,
            name: args.name,
            inputs,
            provider: args.provider ?? "",
            ...(options.get(key) ?? { protect: false, retainOnDelete: false }),
          })
          return { id: String(inputs.name ?? args.name), state: outputs(args.type, args.name, inputs) }
        },
        call: ({ token, inputs }: { token: string; inputs: Inputs }) => {
          if (token === DOCUMENT) return { json: document(bare(inputs) as Inputs), statements: inputs.statements }
          const answer = CALLS[token]
          if (!answer) throw new Error(`the program asks for ${token}`)
          return answer
        },
      },
      app.name,
      stage,
      false,
    )
    const outs = await pulumi.runtime.runInPulumiStack(async () => {
      pulumi.runtime.registerStackTransformation(
        (args: { type: string; name: string; opts: { protect?: boolean; retainOnDelete?: boolean } }) => {
          const { protect = false, retainOnDelete = false } = args.opts
          options.set(`${args.type} ${args.name}`, { protect, retainOnDelete })
          return undefined
        },
      )
      return run(config.run)
    })
    await settled()
    if (failures.length > 0) throw failures[0]
    return { app, resources: made, packed, outputs: bare(outs) }
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  } finally {
    process.off("unhandledRejection", note)
  }
}

/**
 * Until everything is registered: Pulumi's runtime keeps every promise that is still open, and what has not been made yet
 * hangs on one of them.
 */
async function settled(): Promise<void> {
  const until = Date.now() + HANGS_MS
  const open: Set<unknown> = getStore().leakCandidates
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setTimeout(done, 5))
    quiet = open.size === 0 ? quiet + 1 : 0
    if (Date.now() < until) continue
    open.clear()
    throw new Error("the program waits for something that never comes")
  }
}
