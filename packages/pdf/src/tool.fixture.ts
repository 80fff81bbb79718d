/** Independent tools that judge what we wrote: poppler, qpdf, NSS and OpenSSL, run on files in a folder of their own. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Bytes } from "@beschlussweg/core/context"

export interface Bench {
  readonly dir: string
  write(name: string, content: Bytes | string): string
  /** runs a tool; output and error output together, whatever its exit code */
  run(tool: string, ...args: readonly string[]): { code: number; text: string }
  /** verdicts of pdfsig with the root trusted */
  pdfsig(pdf: Bytes): { valid: number; trusted: number; total: number; unverified: number; text: string }
  remove(): void
}

export function bench(ca: string): Bench {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-tool-"))
  const write: Bench["write"] = (name, content) => {
    const path = join(dir, name)
    writeFileSync(path, content)
    return path
  }
  const run: Bench["run"] = (tool, ...args) => {
    const done = spawnSync(tool, args, { cwd: dir, encoding: "utf8" })
    if (done.error !== undefined) throw done.error
    return { code: done.status ?? -1, text: `${done.stdout}${done.stderr}` }
  }
  const root = write("ca.pem", ca)
  const nss = `sql:${join(dir, "nss")}`
  execFileSync("mkdir", [join(dir, "nss")])
  execFileSync("certutil", ["-N", "-d", nss, "--empty-password"])
  execFileSync("certutil", ["-A", "-d", nss, "-n", "ca", "-t", "CT,C,C", "-i", root])
  return {
    dir,
    write,
    run,
    pdfsig: (pdf) => {
      // error output apart: NSS talks into the middle of lines
      const done = spawnSync("pdfsig", ["-nssdir", nss, write("pdfsig.pdf", pdf)], { encoding: "utf8" })
      const count = (words: string): number => done.stdout.split(words).length - 1
      return {
        valid: count("Signature is Valid."),
        trusted: count("Certificate is Trusted."),
        total: count("  - Total document signed"),
        unverified: count("Signature has not yet been verified."),
        text: done.stdout,
      }
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}
