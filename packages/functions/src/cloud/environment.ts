/** What a function in the cloud reads from its environment, once; docs/architecture.md lists it for the infrastructure. */
import { z } from "zod"

const set = z.string().min(1)
const Environment = z.object({
  STAGE: set,
  TABLE_NAME: set,
  TABLE_ARN: set,
  PAPERS_BUCKET: set,
  DRAFTS_BUCKET: set,
  DATA_KEY_ARN: set,
  BASE_URL: z.url({ protocol: /^https$/ }),
  PARAMETERS: z.string().regex(/^\//),
  TENANT_ROLE_ARN: z.string().default(""),
})
export type Environment = z.infer<typeof Environment>

const WorkEnvironment = Environment.extend({
  ANCHOR_KEY_ARN: set,
  TSA_URL: z.url(),
  MAIL_FROM: set,
  MAIL_CONFIGURATION: set,
})
export type WorkEnvironment = z.infer<typeof WorkEnvironment>

/** @throws Error that names every variable that is missing or wrong */
export const environment = (given: NodeJS.ProcessEnv = process.env): Environment => read(Environment, given)
/** What worker and sweep have besides. */
export const workEnvironment = (given: NodeJS.ProcessEnv = process.env): WorkEnvironment => read(WorkEnvironment, given)

function read<T>(schema: z.ZodType<T>, given: NodeJS.ProcessEnv): T {
  const found = schema.safeParse(given)
  if (found.success) return found.data
  const names = [...new Set(found.error.issues.map((issue) => issue.path.join(".")))]
  throw new Error(`environment: ${names.join(", ")} missing or wrong`)
}
