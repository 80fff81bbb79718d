/** Publication: how soon a released paper is public and a withdrawn one gone, links included; what a public page costs. */
import * as Publication from "@beschlussweg/core/publication"
import { record } from "@beschlussweg/store/recorder"
import { openSquare, until } from "../test/square.ts"
import { type Figure, median, type Outcome } from "./measure.ts"

const LIMIT_MS = 5000

export async function publication({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const square = await openSquare()
  const failures: string[] = []
  const released: number[] = []
  const gone: number[] = []
  try {
    const house = await square.house("kreis-aulenfeld")
    const by = house.as("veroeffentlichung")
    const status = async (path: string) =>
      (await fetch(`${square.origin}${path}`, { redirect: "manual", headers: { connection: "close" } })).status
    for (let round = 0; round < rounds; round++) {
      const id = await house.vorlage("decided")
      const { sha256 } = await house.preview(id)
      const { publicId } = await Publication.release(by, { vorlageId: id, sha256 })
      const page = Publication.pageOf(house.publicId, publicId)
      released.push(await until(async () => (await status(page)) === 200))
      const { files } = await house.addresses(id)
      const addresses = Object.values(files)
      const links = await Promise.all(
        addresses.map(async (path) => {
          const to = await fetch(`${square.origin}${path}`, { redirect: "manual" })
          return to.headers.get("location") ?? ""
        }),
      )
      for (const link of links) if ((await status(link)) !== 200) failures.push(`round ${round}: a fresh link fails`)
      await Publication.withdraw(by, { vorlageId: id, reason: "Gemessen." })
      const all = [page, ...addresses, ...links]
      gone.push(await until(async () => (await Promise.all(all.map(status))).every((s) => s === 410)))
    }
    const id = await house.vorlage("decided")
    await house.release(id)
    const { page, files } = await house.addresses(id)
    await square.running.idle()
    const recorder = record(square.world.client)
    const cost = async (path: string): Promise<readonly [number, number]> => {
      await square.app.request(path)
      recorder.clear()
      await square.app.request(path)
      return [recorder.units().read, recorder.entries.length]
    }
    const figures: Figure[] = [
      { name: "release to public page, median", value: median(released), unit: "ms" },
      { name: "release to public page, slowest", value: Math.max(...released), unit: "ms", limit: LIMIT_MS },
      { name: "withdrawal to page, files and given links gone, median", value: median(gone), unit: "ms" },
      {
        name: "withdrawal to page, files and given links gone, slowest",
        value: Math.max(...gone),
        unit: "ms",
        limit: LIMIT_MS,
      },
    ]
    for (const [name, path] of [
      ["list", house.home],
      ["Vorlage", page],
      ["file, to its link", files.vorlage ?? ""],
    ] as const) {
      const [units, commands] = await cost(path)
      figures.push({ name: `${name}: read units`, value: units, unit: "" })
      figures.push({ name: `${name}: commands`, value: commands, unit: "" })
    }
    recorder.detach()
    return {
      figures,
      raw: { released, gone },
      failures,
      notes: ["Over real HTTP on loopback, worker and service in one process."],
    }
  } finally {
    await square.stop()
  }
}
