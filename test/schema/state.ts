/** A state as a release wrote it, in one file: its backup, and what a test has to know of it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { z } from "zod"
import type { Ids } from "../isolation/ask.ts"

const Packed = z.strictObject({
  tenantId: z.string(),
  /** when it was written; whoever goes on is later */
  at: z.iso.datetime(),
  /** who has every function */
  all: z.string(),
  /** a Vorlage with real papers that half of its people have signed */
  half: z.string(),
  /** one of everything, for the isolation suite's questions */
  ids: z.custom<Ids>((v) => typeof v === "object" && v !== null),
  /** the backup's files by path, base64 */
  files: z.record(z.string(), z.string()),
})
export type State = z.infer<typeof Packed>

export function pack(folder: string, to: string, about: Omit<State, "files">): void {
  const files: Record<string, string> = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files[path.slice(folder.length + 1)] = readFileSync(path).toString("base64")
  }
  writeFileSync(to, gzipSync(JSON.stringify({ ...about, files }), { level: 9 }))
}

/** Writes the backup into `folder`. @returns what else stands in the file */
export function unpack(from: string, folder: string): Omit<State, "files"> {
  const { files, ...about } = Packed.parse(JSON.parse(gunzipSync(readFileSync(from)).toString()))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), Buffer.from(text, "base64"))
  }
  return about
}
