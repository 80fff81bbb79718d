/** The test command: installs the PDF tools and the browser it needs, then lint, type check and tests; ends with "N passed, N failed". */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { z } from "zod"

/** Independent tools that judge our files, and the Debian packages that bring them. */
const TOOLS = {
  pdfsig: "poppler-utils",
  qpdf: "qpdf",
  certutil: "libnss3-tools",
  openssl: "openssl",
  chromium: "chromium",
} as const

process.env.AWS_EC2_METADATA_DISABLED = "true"
const bin = (name: string): string => join(import.meta.dirname, "..", "node_modules", ".bin", name)
const present = (tool: string): boolean => spawnSync("which", [tool]).status === 0
const run = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: "inherit" }).status === 0

function tools(): void {
  const missing = Object.entries(TOOLS).filter(([tool]) => !present(tool))
  if (missing.length === 0) return
  const packages = missing.map(([, name]) => name).join(" ")
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages}`
  const debian = existsSync("/etc/debian_version") && process.getuid?.() === 0
  if (debian) run("sh", ["-c", `${line} >&2`])
  if (missing.every(([tool]) => present(tool))) return
  process.stderr.write(`Es fehlen Werkzeuge für die Tests. Bitte als root eingeben: ${line}\n`)
  process.stdout.write("0 passed, 1 failed\n")
  process.exit(1)
}

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  numPendingTests: z.int(),
})

function tests(filter: readonly string[]): { passed: number; failed: number } {
  const folder = mkdtempSync(join(tmpdir(), "beschlussweg-test-"))
  const file = join(folder, "report.json")
  const ok = run(bin("vitest"), [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
    ...filter,
  ])
  try {
    const report = Report.parse(JSON.parse(readFileSync(file, "utf8")))
    const failed = report.numFailedTests + report.numPendingTests
    // A suite that cannot even be loaded has no tests to count, and must not pass for it.
    return { passed: report.numPassedTests, failed: ok ? failed : Math.max(failed, report.numFailedTestSuites, 1) }
  } catch {
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

tools()
const filter = process.argv.slice(2)
const steps = [run(bin("biome"), ["check", "--error-on-warnings", "."]), run(bin("tsc"), ["--noEmit"])]
const result = tests(filter)
const passed = result.passed + steps.filter((ok) => ok).length
const failed = result.failed + steps.filter((ok) => !ok).length
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)
