/**
 * `pnpm stage deploy --stage test`: builds what is deployed (web application, bundles of the functions), then runs SST of
 * the pinned version. Nothing else in this repository reaches a cloud, and no test comes here.
 */
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { build, FUNCTIONS } from "../packages/functions/bundle.ts"
import { built } from "../web/build.ts"
import { BUNDLES, SST_VERSION } from "./stage.ts"

const root = join(import.meta.dirname, "..")
const given = process.argv.slice(2)
if (given.length === 0) {
  process.stderr.write("Bitte sagen Sie, was zu tun ist, etwa: pnpm stage diff --stage test\n")
  process.exit(1)
}
await built()
for (const name of FUNCTIONS) {
  const folder = join(root, BUNDLES, name)
  rmSync(folder, { recursive: true, force: true })
  await build(name, folder)
}
const { status, error } = spawnSync("npx", ["-y", `sst@${SST_VERSION}`, ...given], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, SST_TELEMETRY_DISABLED: "1" },
})
if (error) throw error
process.exit(status ?? 1)
