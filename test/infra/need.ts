/** What the code of a function asks AWS for, read from its sources, and the rights that takes: compared with what infra/ gives. */
import { readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { build } from "esbuild"
import { type Graph, of, one, text } from "./graph.ts"
import { ROOT } from "./platform.ts"
import { could, type FunctionName, rights, TABLE } from "./right.ts"

const AT = "eu-central-1:123456789012"
const bucket = (g: Graph, name: "Papers" | "Drafts"): string =>
  `arn:aws:s3:::${text(one(g, "s3/bucket:Bucket", name).inputs.bucket)}`
/** Things that rights are given on, by a short word. */
const ON = {
  table: TABLE,
  byTenant: (g: Graph) => `${TABLE(g)}/index/byTenant`,
  papers: (g: Graph) => bucket(g, "Papers"),
  paper: (g: Graph) => `${bucket(g, "Papers")}/kreis/x`,
  drafts: (g: Graph) => bucket(g, "Drafts"),
  draft: (g: Graph) => `${bucket(g, "Drafts")}/draft/kreis/x`,
  data: () => `arn:aws:kms:${AT}:key/DataKey`,
  anchor: () => `arn:aws:kms:${AT}:key/AnchorKey`,
  issuer: () => `arn:aws:kms:${AT}:key/0000`,
  parameters: (g: Graph) => `arn:aws:ssm:${AT}:parameter/beschlussweg/${stage(g)}`,
  sender: () => `arn:aws:ses:${AT}:identity/beschlussweg.example.org`,
  mails: (g: Graph) => `arn:aws:ses:${AT}:configuration-set/beschlussweg-${stage(g)}`,
} as const
const stage = (g: Graph): string => text(of(g, "dynamodb/table:Table")[0]?.inputs.name).replace("beschlussweg-", "")

type Need = readonly [action: string, on: keyof typeof ON]
const PUT: readonly Need[] = [
  ["s3:PutObject", "paper"],
  ["s3:PutObjectRetention", "paper"],
  ["s3:PutObject", "draft"],
  ["kms:GenerateDataKey", "data"],
]
// Without the right to list, S3 says "forbidden" of what is not there.
const GET: readonly Need[] = [
  ["s3:GetObject", "paper"],
  ["s3:GetObject", "draft"],
  ["s3:ListBucket", "papers"],
  ["s3:ListBucket", "drafts"],
  ["kms:Decrypt", "data"],
]
export const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  GetItemCommand: [["dynamodb:GetItem", "table"]],
  QueryCommand: [
    ["dynamodb:Query", "table"],
    ["dynamodb:Query", "byTenant"],
  ],
  TransactWriteItemsCommand: [
    ["dynamodb:PutItem", "table"],
    ["dynamodb:DeleteItem", "table"],
    ["dynamodb:ConditionCheckItem", "table"],
  ],
  GetParametersByPathCommand: [
    ["ssm:GetParametersByPath", "parameters"],
    ["kms:Decrypt", "data"],
  ],
  PutObjectCommand: PUT,
  CreateMultipartUploadCommand: PUT,
  // The parts are encrypted on, so what lies there already is opened.
  UploadPartCommand: [...PUT, ["kms:Decrypt", "data"]],
  CompleteMultipartUploadCommand: [...PUT, ["kms:Decrypt", "data"]],
  AbortMultipartUploadCommand: [
    ["s3:AbortMultipartUpload", "paper"],
    ["s3:AbortMultipartUpload", "draft"],
  ],
  GetObjectCommand: GET,
  HeadObjectCommand: GET,
  DeleteObjectCommand: [["s3:DeleteObject", "draft"]],
  SignCommand: [
    ["kms:Sign", "anchor"],
    ["kms:Sign", "issuer"],
  ],
  GetPublicKeyCommand: [
    ["kms:GetPublicKey", "anchor"],
    ["kms:GetPublicKey", "issuer"],
  ],
  SendEmailCommand: [
    ["ses:SendEmail", "sender"],
    ["ses:SendEmail", "mails"],
  ],
}

/** Sources that lie in a bundle and act for people only: a deletion, an export, the table of local work. */
const PEOPLE: readonly string[] = ["unsafe-deletion.ts", "s3-erase.ts", "client.ts"]
/** The same of single commands: keys are made and ended by people; roles per house are a switch with a test of its own. */
const ELSEWHERE: readonly string[] = [
  ...["CreateKeyCommand", "CreateAliasCommand", "ScheduleKeyDeletionCommand", "AssumeRoleCommand"],
]

export interface Asks {
  /** names of the SDK's commands that the function sends itself */
  readonly commands: readonly string[]
  /** names that its sources take from the environment one by one */
  readonly names: readonly string[]
}

/** Follows the imports of a function's entry through our own packages. */
export async function asks(name: FunctionName): Promise<Asks> {
  const { metafile } = await build({
    entryPoints: [join(ROOT, "packages/functions/src/cloud", `${name.toLowerCase()}.ts`)],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    jsx: "automatic",
    outdir: "out",
    logLevel: "error",
    plugins: [
      {
        name: "own",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@beschlussweg/") ? undefined : { path, external: true },
          ),
      },
    ],
  })
  const commands = new Set<string>()
  const names = new Set<string>()
  for (const path of Object.keys(metafile.inputs).filter((p) => /^packages\/.*\.tsx?$/.test(p))) {
    const source = readFileSync(join(ROOT, path), "utf8")
    for (const [, found = ""] of source.matchAll(/process\.env\.(\w+)/g)) names.add(found)
    if (PEOPLE.includes(basename(path))) continue
    // A bounce writes an address down and touches no file.
    if (name === "Bounce" && /\/s3(-upload)?\.ts$/.test(path)) continue
    for (const [, found = ""] of source.matchAll(/new (\w+Command)\(/g))
      if (!ELSEWHERE.includes(found)) commands.add(found)
  }
  return { commands: [...commands].sort(), names: [...names].sort() }
}

/** What a function would be refused; a command that nobody has thought about counts as refused. */
export function lacking(g: Graph, name: FunctionName, { commands }: Asks): string[] {
  const own = rights(g, `${name}Role`)
  return commands.flatMap((command) =>
    (NEEDS[command] ?? [[command, "table"] as const]).flatMap(([action, on]) =>
      could(own, action, ON[on](g)) ? [] : [`${command}: ${action} on ${on}`],
    ),
  )
}
