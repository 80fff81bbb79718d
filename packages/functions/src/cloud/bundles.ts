/** `pnpm bundle`: builds every function into the folder that the infrastructure deploys. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { build, FUNCTIONS } from "../../bundle.ts"

const OUT = join(import.meta.dirname, "../../../../out/lambda")
rmSync(OUT, { recursive: true, force: true })
for (const name of FUNCTIONS) {
  const { outputs } = await build(name, join(OUT, name))
  const bytes = Object.values(outputs).reduce((sum, one) => sum + one.bytes, 0)
  process.stdout.write(`${name}: ${Math.round(bytes / 1000)} kB\n`)
}
