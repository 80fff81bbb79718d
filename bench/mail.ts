/** Mail: two days without a mail server, 1,000 facts; afterwards every mail that was owed has arrived, once. */
import { openWorld } from "../test/house.ts"
import { addresses, openPost } from "../test/notice/post.ts"
import type { Figure, Outcome } from "./measure.ts"

const HOURS = 48
const START = "2027-01-11T08:00:00Z"

export async function mails({ count }: { readonly count: number }): Promise<Outcome> {
  const world = await openWorld(START, "off")
  const post = await openPost(world)
  try {
    const house = await world.house("T1", "kreis-post")
    await addresses(house)
    await post.settle()
    await post.down()
    const wanted = new Set<string>()
    const began = performance.now()
    for (let n = 0; n < count; n++) {
      // Half of the facts while the outage begins, the others over the two days.
      const paper = await house.draft()
      await paper.submit()
      wanted.add((await paper.whole()).root.value.nummer ?? "")
      if (n % Math.max(1, Math.floor(count / (HOURS / 6))) === 0) {
        world.clock.set(new Date(Date.parse(START) + Math.floor((n / count) * HOURS) * 3_600_000).toISOString())
        await post.sweep()
      }
    }
    world.clock.set(new Date(Date.parse(START) + HOURS * 3_600_000).toISOString())
    await post.sweep()
    const outage = performance.now() - began
    await post.up()
    const back = performance.now()
    world.clock.set(new Date(Date.parse(START) + (HOURS + 2) * 3_600_000).toISOString())
    await post.settle()
    const recovered = performance.now() - back
    const arrived = await post.letters()
    const numbers = arrived.map((l) => /^Vorlage (\S+):/.exec(l.subject)?.[1] ?? "")
    const lost = [...wanted].filter((n) => !numbers.includes(n)).length
    const double = numbers.length - new Set(numbers).size
    const figures: Figure[] = [
      { name: "facts that somebody hears of", value: wanted.size, unit: "" },
      { name: "mails arrived", value: arrived.length, unit: "" },
      { name: "lost", value: lost, unit: "", limit: 0 },
      { name: "double", value: double, unit: "", limit: 0 },
      { name: "two days of outage, worker and people", value: outage / 1000, unit: "s" },
      { name: "from the server's return to the last mail", value: recovered / 1000, unit: "s" },
    ]
    return { figures }
  } finally {
    await post.stop()
    await world.stop()
  }
}
