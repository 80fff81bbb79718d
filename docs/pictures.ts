/** Makes the pictures of README and Handbuch from a demo procedure, so that they stay true: `pnpm pictures`. */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

const out = mkdtempSync(join(tmpdir(), "beschlussweg-bild-"))
const target = resolve(import.meta.dirname, "bild")
mkdirSync(target, { recursive: true })

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] })
  if (done.status !== 0) throw new Error(`${command} failed`)
}
const picture = (file: string, page: number, name: string): void =>
  run("pdftoppm", ["-r", "70", "-png", "-singlefile", "-f", String(page), "-l", String(page), file, join(target, name)])

try {
  run(process.execPath, ["--import", "tsx", resolve("packages/functions/src/cli.ts"), "demo", "--out", out])
  const files = readdirSync(out).sort()
  const find = (part: string): string => join(out, files.filter((f) => f.includes(part)).at(-1) ?? "")
  picture(find("_gezeichnet.pdf"), 1, "vorlage-1")
  picture(find("_gezeichnet.pdf"), 3, "vorlage-letzte")
  picture(find("Endfassung"), 1, "endfassung-1")
  picture(find("Beschlussauszug"), 1, "auszug-1")
} finally {
  rmSync(out, { recursive: true, force: true })
}
