/** Builds the web application where its sources have changed since it was built; `pnpm start` and the browser tests call it. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "vite"
import { writeLicences } from "./licences.ts"

const HERE = import.meta.dirname
export const DIST = join(HERE, "dist")
const STAMP = join(DIST, ".stand")

/** Everything that the build reads: our sources, core's (it takes parts of it) and the versions of what is installed. */
function fingerprint(): string {
  const hash = createHash("sha256")
  const roots = [join(HERE, "src"), join(HERE, "../packages/core/src")]
  for (const root of roots)
    for (const path of readdirSync(root, { recursive: true, encoding: "utf8" }).sort())
      if (/\.(tsx?|css|svg)$/.test(path) && !/\.test\.tsx?$/.test(path))
        hash.update(path).update(readFileSync(join(root, path)))
  for (const file of ["index.html", "vite.config.ts", "licences.ts", "package.json", "../pnpm-lock.yaml"])
    hash.update(file).update(readFileSync(join(HERE, file)))
  return hash.digest("hex")
}

/** @returns the folder of the built files */
export async function built(): Promise<string> {
  const now = fingerprint()
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === now) return DIST
  // A process of its own: who runs tests has another NODE_ENV, and would get React's slow build.
  execFileSync(process.execPath, ["--import", "tsx", import.meta.filename, now], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: "inherit",
  })
  return DIST
}

async function make(stamp: string): Promise<void> {
  await build({ configFile: join(HERE, "vite.config.ts"), logLevel: "warn" })
  writeLicences(DIST)
  writeFileSync(STAMP, stamp)
}

if (import.meta.main) {
  const [, , stamp] = process.argv
  if (stamp === undefined) await built()
  else await make(stamp)
}
