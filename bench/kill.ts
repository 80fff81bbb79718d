/** Kill: whole procedures while service, worker and database are killed with -9 again and again; the test does the judging. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { type Outcome, ROOT } from "./measure.ts"

const COUNT = /(\d+) procedures, (\d+) kills of service and database, (\d+) acts told, (\{.*\})/

export async function kill({ count }: { readonly count: number }): Promise<Outcome> {
  const procedures = String(Math.min(count, 60))
  const env = { ...process.env, KILL_PROCEDURES: procedures, KILLS: procedures }
  const args = ["run", "--testTimeout=7200000", "test/kill.test.ts"]
  const { stdout, status } = spawnSync(join(ROOT, "node_modules/.bin/vitest"), args, {
    cwd: ROOT,
    encoding: "utf8",
    env,
  })
  const [, ended = "0", kills = "0", told = "0", states = "{}"] = COUNT.exec(stdout) ?? []
  return {
    figures: [
      { name: "procedures ended", value: Number(ended), unit: "" },
      { name: "kills of service and database", value: Number(kills), unit: "" },
      { name: "acts that people were told of", value: Number(told), unit: "" },
      {
        name: "lost, double, stuck, or a record that does not replay",
        value: status === 0 ? 0 : 1,
        unit: "",
        limit: 0,
      },
    ],
    raw: { states: JSON.parse(states) as unknown },
    failures: status === 0 ? [] : [stdout.slice(-4000)],
  }
}
