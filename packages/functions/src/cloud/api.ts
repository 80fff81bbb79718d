/** The API as a Lambda: HTTP API events (payload 2.0) in, answers out; what is too large for one is given as a link. */
import { timingSafeEqual } from "node:crypto"
import { Tenant } from "@beschlussweg/core/tenant"
import { SYSTEM } from "@beschlussweg/store/key"
import { Hono } from "hono"
import { handle, type LambdaContext, type LambdaEvent } from "hono/aws-lambda"
import manifest from "../../package.json" with { type: "json" }
import { openDoor } from "../door.ts"
import { lazily } from "../lazily.ts"
import { log, observe } from "../log.ts"
import { environment } from "./environment.ts"
import { large } from "./large.ts"
import { late } from "./late.ts"
import { openCloud } from "./wire.ts"

/** Headers that the CDN adds: nobody comes past it, and nobody else says where a request comes from. */
const ORIGIN = "x-beschlussweg-origin"
const ADDRESS = "x-beschlussweg-address"

const app = lazily(async () => {
  const env = environment()
  observe(env.STAGE)
  const { world, parameters, look } = await openCloud(env, "api")
  const { origin: self } = new URL(env.BASE_URL)
  const operator = parameters.find("operator")
  const answers = large()
  const auth = await openDoor(world, {
    stage: env.STAGE,
    origins: [self],
    operator: operator === undefined ? undefined : (Tenant.shape.signIn.parse(JSON.parse(operator)) ?? undefined),
    address: (c) => c.req.header(ADDRESS),
  })
  const served = late({
    ...auth,
    ctx: answers.ctx(auth.ctx),
    stage: env.STAGE,
    version: manifest.version,
    alive: async () => {
      await world.system.registry.get(`tenant/${SYSTEM}`, Tenant)
    },
  })
  const secret = Buffer.from(parameters.text("origin"))
  const forwarded = (given: string | undefined): boolean => {
    const claimed = Buffer.from(given ?? "")
    return claimed.length === secret.length && timingSafeEqual(claimed, secret)
  }
  const guarded = new Hono()
  guarded.all("*", async (c) =>
    forwarded(c.req.header(ORIGIN)) ? answers.within(() => served(c.req.raw, c.env)) : c.text("Forbidden", 403),
  )
  return { look, handler: handle(guarded) }
})
// Begun while the container starts; a failure is told to the first request, and the next one tries again.
app().catch((error: unknown) => log("start.failed", { error }))

export async function handler(event: LambdaEvent, context?: LambdaContext) {
  const { handler: answer, look } = await app()
  await look()
  return answer(event, context)
}
