import { afterAll, beforeAll, test } from "vitest"
import { deputy, openWorld, type World } from "../house.ts"
import { PROCEDURES, procedures } from "./procedures.ts"

let world: World
beforeAll(async () => {
  world = await openWorld(undefined, "off")
})
afterAll(() => world.stop())

test(`${PROCEDURES} random procedures in a Stadt and in a Kreis without a Dezernent`, {
  timeout: 1_200_000,
}, async () => {
  const thin = await world.house("T1", "kreis-knapp")
  await thin.put({ personId: "dezernent", functions: [{ role: "lesend", as: "selbst" }] })
  const both = [{ role: "landrat" as const, as: "selbst" as const }, deputy("amtsleitung", "amtsleitung")]
  await thin.put({ personId: "landrat", functions: both })
  await procedures([await world.house("T5"), thin])
})
