/** SST's platform (components and types) in this checkout: fetched once from the npm registry into a folder git does not know. */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { SST_VERSION } from "../../infra/stage.ts"
import { SETTINGS } from "./setting.ts"

export const ROOT = join(import.meta.dirname, "..", "..")
export const PLATFORM = join(ROOT, ".sst", "platform")
const STAMP = join(ROOT, ".sst", "beschlussweg.txt")
/** Fetching 330 MB may take its time on a slow line. */
const PATIENCE_MS = 480_000

/** Environment of everything that runs SST's code here: nothing that could open a cloud. */
export function sealed(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([key]) => !/^(AWS|SST|PULUMI|CLOUDFLARE|BESCHLUSSWEG)_/.test(key))
  return {
    ...Object.fromEntries(own),
    AWS_EC2_METADATA_DISABLED: "true",
    SST_TELEMETRY_DISABLED: "1",
    // Neither is documented; with another version of SST they have to be looked at again.
    SST_SKIP_DEPENDENCY_CHECK: "1",
    SST_NO_BUN: "1",
    ...more,
  }
}

/** What decides which platform is needed: SST's version and the providers that the configuration names. */
const wanted = (): string =>
  createHash("sha256")
    .update(SST_VERSION)
    .update(readFileSync(join(ROOT, "sst.config.ts")))
    .digest("hex")

/**
 * Makes sure that the platform is there. It is made in a folder of its own and moved, so that a broken attempt leaves
 * nothing that looks like one.
 * @throws Error in one line where it cannot be fetched; nothing is skipped then
 */
export function platform(): void {
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted()) return
  const folder = mkdtempSync(join(ROOT, ".sst-"))
  try {
    mkdirSync(join(folder, "infra"))
    copyFileSync(join(ROOT, "sst.config.ts"), join(folder, "sst.config.ts"))
    copyFileSync(join(ROOT, "infra", "stage.ts"), join(folder, "infra", "stage.ts"))
    // The program itself is not looked at while installing; it only has to be found.
    writeFileSync(join(folder, "infra", "program.ts"), "export const program = () => ({})\n")
    writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n')
    const { status, stdout, stderr, error } = spawnSync(
      "npx",
      ["-y", `sst@${SST_VERSION}`, "install", "--stage", "test"],
      {
        cwd: folder,
        env: sealed({ ...SETTINGS.test, XDG_CONFIG_HOME: join(folder, "config") }),
        encoding: "utf8",
        timeout: PATIENCE_MS,
      },
    )
    const made = join(folder, ".sst", "platform", "config.d.ts")
    if (status !== 0 || !existsSync(made) || !readFileSync(made, "utf8").includes("@pulumi/random")) {
      const said = `${stdout}${stderr}`
        .split("\n")
        .filter((line) => /error|✕|code E/i.test(line) && !line.includes("_logs"))
      const why = error?.message ?? said.slice(0, 3).join(" ").trim()
      throw new Error(`SST ${SST_VERSION} could not be installed from the npm registry: ${why}`)
    }
    writeFileSync(join(folder, ".sst", "beschlussweg.txt"), wanted())
    rmSync(join(ROOT, ".sst"), { recursive: true, force: true })
    renameSync(join(folder, ".sst"), join(ROOT, ".sst"))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
