/** Isolation: how many foreign references the two suites compare with such as never were, and how many differ. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { z } from "zod"
import { type Figure, type Outcome, ROOT } from "./measure.ts"

const Report = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numTotalTests: z.int() })
const FILES = { verbs: "test/isolation.test.ts", routes: "test/isolation.http.test.ts", policy: "test/policy.test.ts" }
const COUNT = /(\d+) (verbs|routes|commands), (\d+) (?:comparisons|different questions)/

export async function isolation(): Promise<Outcome> {
  const figures: Figure[] = []
  const failures: string[] = []
  for (const [name, file] of Object.entries(FILES)) {
    const folder = mkdtempSync(join(tmpdir(), "beschlussweg-bench-"))
    const report = join(folder, "report.json")
    const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, file]
    const { stdout } = spawnSync(join(ROOT, "node_modules/.bin/vitest"), args, { cwd: ROOT, encoding: "utf8" })
    const { numPassedTests, numFailedTests, numTotalTests } = Report.parse(JSON.parse(readFileSync(report, "utf8")))
    rmSync(folder, { recursive: true })
    const [, things = "0", what = name, count = "0"] = COUNT.exec(stdout) ?? []
    const asked = name === "policy" ? "different questions to IAM" : "comparisons"
    figures.push(
      { name: what, value: Number(things), unit: "" },
      { name: `${what}: ${asked}`, value: Number(count), unit: "" },
      { name: `${what}: tests passed`, value: numPassedTests, unit: "" },
      { name: `${what}: tests failed`, value: numTotalTests - numPassedTests, unit: "", limit: 0 },
    )
    if (numFailedTests > 0) failures.push(`${file}: ${numFailedTests} tests failed`)
    if (Number(count) === 0) failures.push(`${file}: nothing was counted`)
  }
  return { figures, failures }
}
