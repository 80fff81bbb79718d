/** Table of contents of an exported record (verzeichnis.json): every file with its hash, every log with its head. */
import { hash } from "node:crypto"
import { canonical } from "@beschlussweg/core/canonical"
import { Sha256 } from "@beschlussweg/core/content"
import { Day } from "@beschlussweg/core/paper"
import { z } from "zod"

/** Files of an export by their path in the folder, with "/" as separator. */
export type Files = ReadonlyMap<string, Uint8Array>

export const MANIFEST = "verzeichnis.json"
export const TABLE = "protokoll.csv"
export const ROOT = "ca.pem"
export const logFile = (log: string): string => `logs/${log}.jsonl`
export const copyFile = (log: string): string => `kopie/${log}.jsonl`
export const anchorFile = (day: Day): string => `anker/${day}.json`

const Manifest = z.strictObject({
  version: z.literal(1),
  tenantId: z.string(),
  house: z.string(),
  /** UTC instant of the export */
  exportedAt: z.iso.datetime(),
  logs: z.array(
    z.strictObject({ log: z.string(), facts: z.int().min(0), hash: Sha256.nullable(), copies: z.int().min(0) }),
  ),
  anchors: z.array(z.strictObject({ day: Day, sha256: Sha256 })),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256: Sha256 })),
  /** over the canonical JSON of all the above: an accident shows; who changes things on purpose can change this, too */
  sha256: Sha256,
})
export type Manifest = z.infer<typeof Manifest>

export const sha256 = (bytes: Uint8Array | string): string => hash("sha256", bytes, "hex")

/** The table of contents of these files, with itself as last entry of the export. */
export function manifest(
  files: Files,
  head: Pick<Manifest, "tenantId" | "house" | "exportedAt" | "logs" | "anchors">,
): string {
  const list = [...files]
    .map(([path, bytes]) => ({ path, bytes: bytes.byteLength, sha256: sha256(bytes) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const { tenantId, house, exportedAt, logs, anchors } = head
  const open = { version: 1 as const, tenantId, house, exportedAt, logs, anchors, files: list }
  return print({ ...open, sha256: sha256(canonical(open)) })
}

const print = (value: Manifest): string => `${JSON.stringify(value, null, 2)}\n`

/** The table of contents, when its text is whole: every character of it matters. */
export function readManifest(bytes: Uint8Array): Manifest | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    const found = Manifest.parse(JSON.parse(text))
    const { sha256: own, ...open } = found
    return print(found) === text && sha256(canonical(open)) === own ? found : undefined
  } catch {
    return undefined
  }
}
