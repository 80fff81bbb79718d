/** The independent tools that judge our files: poppler, qpdf, NSS, openssl. */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Runs a tool and returns its output; @throws when it is missing or fails. */
export function tool(command: string, args: readonly string[], input?: Uint8Array): string {
  const done = spawnSync(command, args, { input, maxBuffer: 64 * 1024 * 1024 })
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.status} ${done.stderr}${done.stdout}`)
  return done.stdout.toString("utf8")
}

/** A folder for one test file, removed at the end. */
export function folder(): {
  readonly path: string
  write(name: string, bytes: Uint8Array | string): string
  remove(): void
} {
  const path = mkdtempSync(join(tmpdir(), "beschlussweg-test-"))
  return {
    path,
    write(name, bytes) {
      const file = join(path, name)
      writeFileSync(file, bytes)
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

export interface Judged {
  readonly valid: number
  readonly trusted: number
  readonly total: number
  /** signatures of any kind that pdfsig names */
  readonly count: number
  readonly names: readonly string[]
  readonly odd: readonly string[]
}

/** pdfsig with the root trusted in a database of its own. */
export function pdfsig(dir: string, ca: string): (file: string) => Judged {
  const nss = join(dir, "nss")
  mkdirSync(nss, { recursive: true })
  writeFileSync(join(dir, "ca.pem"), ca)
  tool("certutil", ["-N", "-d", `sql:${nss}`, "--empty-password"])
  tool("certutil", ["-A", "-d", `sql:${nss}`, "-n", "ca", "-t", "CT,C,C", "-i", join(dir, "ca.pem")])
  return (file) => {
    const out = tool("pdfsig", ["-nssdir", `sql:${nss}`, file])
    const lines = (pattern: RegExp) => [...out.matchAll(pattern)]
    return {
      valid: lines(/Signature is Valid/g).length,
      trusted: lines(/Certificate is Trusted/g).length,
      total: lines(/^\s+- Total document signed/gm).length,
      count: lines(/^Signature #\d+/gm).length,
      names: lines(/Signer Certificate Common Name: (.*)/g).map((m) => m[1] ?? ""),
      odd: lines(/.*(Unknown issue|Invalid|has expired|Untrusted|Mismatch).*/g).map((m) => m[0]),
    }
  }
}

/** What every file that we render must be: tagged, German title, all fonts embedded, sound for qpdf. Returns its defects. */
export function structure(file: string): string[] {
  const defects: string[] = []
  const info = tool("pdfinfo", [file])
  if (!/^Tagged:\s+yes$/m.test(info)) defects.push("not tagged")
  if (!/^Title:\s+\S/m.test(info)) defects.push("no title")
  const fonts = tool("pdffonts", [file])
    .split("\n")
    .slice(2)
    .filter((l) => l.trim() !== "")
  if (fonts.length === 0) defects.push("no fonts")
  for (const line of fonts)
    if (!/\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$/.test(line)) defects.push(`font not embedded: ${line}`)
  const qpdf = tool("qpdf", ["--check", file])
  if (!qpdf.includes("No syntax or stream encoding errors found")) defects.push(qpdf)
  return defects
}
