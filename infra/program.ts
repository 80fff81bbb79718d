/** The whole stage, put together in the order in which one thing needs the other. */
import { alarms } from "./alarm.ts"
import { api, httpApi } from "./api.ts"
import { buckets } from "./bucket.ts"
import { bounce, mail } from "./email.ts"
import { deletion, operator } from "./people.ts"
import type { House } from "./role.ts"
import { keys, originSecret } from "./signing.ts"
import { stageOf } from "./stage.ts"
import { sweep } from "./sweep.ts"
import { table } from "./table.ts"
import { web } from "./web.ts"
import { worker } from "./worker.ts"

/** @returns what the operator writes down after a deployment */
export function program(): Record<string, $util.Input<string>> {
  const stage = stageOf($app.stage, process.env)
  const made = keys(stage)
  const http = httpApi(stage)
  const { cdn, origin } = web(stage, http, originSecret(stage, made))
  const house: House = { stage, keys: made, table: table(stage, made), buckets: buckets(stage, made, origin) }
  const sent = mail(stage, made.data.arn)
  const owing = {
    mailFrom: stage.mailFrom,
    configuration: sent.configuration.configurationSetName,
    mailRights: sent.rights,
  }
  const answering = api(house, http, origin)
  const working = worker(house, origin, owing)
  const sweeping = sweep(house, origin, owing)
  const returned = bounce(house, origin, sent)
  const people = { operator: operator(house), deletion: deletion(house) }
  alarms(house, { http, api: answering, worker: working, sweep: sweeping, bounce: returned, bounceDead: returned.dead })
  return {
    host: origin,
    cdn: cdn.id,
    table: house.table.name,
    papers: house.buckets.papers.bucket,
    drafts: house.buckets.drafts.bucket,
    operator: people.operator?.arn ?? "",
    deletion: people.deletion?.arn ?? "",
  }
}
