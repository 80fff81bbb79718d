import { afterAll, beforeAll, test } from "vitest"
import { openWorld, type World } from "../house.ts"
import { PROCEDURES, procedures } from "./procedures.ts"

let world: World
beforeAll(async () => {
  world = await openWorld(undefined, "off")
})
afterAll(() => world.stop())

test(`${PROCEDURES} random procedures in two Kreise, one of them strict`, { timeout: 1_200_000 }, async () => {
  const strict = await world.house("T1", "kreis-streng", (t) => ({
    ...t,
    template: {
      ...t.template,
      samePersonTwice: true,
      steps: t.template.steps.map((s) =>
        s.kind === "cosign"
          ? { ...s, onObjection: "return" as const }
          : s.kind === "sign"
            ? { ...s, again: ["beschlussvorschlag" as const] }
            : s,
      ),
    },
  }))
  const kreis = await world.house("T1")
  // Who signs a Dringlichkeitsentscheidung besides the Landrat.
  for (const house of [kreis, strict])
    await house.put({ personId: "vorsitz", functions: [{ role: "vorsitz", as: "selbst", gremiumId: "ka" }] })
  await procedures([kreis, strict])
})
