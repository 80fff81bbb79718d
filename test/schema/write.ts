/**
 * Writes the state that later releases have to read: `node --import tsx test/schema/write.ts NAME` makes test/schema/NAME.json.gz.
 * Run once per release that changes what is stored, never again for one that is out.
 */
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { unsafeBackup } from "@beschlussweg/functions/backup"
import { reader } from "@beschlussweg/functions/reader"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { givenVorlageInZeichnung, openWorld } from "../house.ts"
import { everybodyIn, filedIn, idsOf } from "../isolation/ask.ts"
import { pack } from "./state.ts"

process.env.AWS_EC2_METADATA_DISABLED = "true"
const [name] = process.argv.slice(2)
if (name === undefined || !/^[a-z0-9.-]+$/.test(name)) throw new Error("name of the release, as 0.2.0")
const to = join(import.meta.dirname, `${name}.json.gz`)
if (existsSync(to)) throw new Error(`${to} is there already; what a release wrote does not change any more`)

const world = await openWorld(undefined, "off")
const out = await mkdtemp(join(tmpdir(), "beschlussweg-schema-"))
try {
  const house = await world.house("T1")
  const all = await everybodyIn(house)
  const ids = await idsOf(house, await filedIn(world, house))
  const now = world.clock.now()
  const keys = await openKeyRing(join(world.dir, "keys"), "Betrieb", now)
  const issuer = await keys.issuer(house.tenantId, house.tenantId, now)
  world.workshop = { press: press({ ca: keys.ca }), issuer, timestamp: undefined, reader, documents: "on" }
  const half = await givenVorlageInZeichnung(house)
  for (const person of ["amtsleitung", "dezernent"]) await half.sign(person)
  const at = world.clock.now()
  await unsafeBackup({ client: world.store.client, tableName: world.store.tableName, dir: world.dir }, out, at)
  pack(out, to, { tenantId: house.tenantId, at: at.toISOString(), all, half: half.id, ids })
} finally {
  await world.stop()
  await rm(out, { recursive: true, force: true })
}
