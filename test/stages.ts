/** Every file of a Fassung as an auditor takes it up: bytes as recorded, its own file only grown, whatever is signed verifies. */
import { createHash } from "node:crypto"
import type * as Vorlage from "@beschlussweg/core/vorlage"
import { verify } from "@beschlussweg/pdf/verify"
import type { House } from "./house.ts"

const MAIN: readonly Vorlage.DocumentKind[] = ["seal", "sign", "finish", "result"]
const startsWith = (bytes: Uint8Array, prefix: Uint8Array): boolean =>
  bytes.length > prefix.length && Buffer.compare(bytes.subarray(0, prefix.length), prefix) === 0

/** Defects of a Fassung's files; empty when all is well. */
export async function stages(house: House, fassung: Vorlage.Fassung, ca: string): Promise<string[]> {
  const { papers } = house.workCtx()
  const found: string[] = []
  let before: Uint8Array | undefined
  for (const d of fassung.documents) {
    const bytes = await papers.get(d.path)
    if (!bytes) {
      found.push(`${d.path}: lost`)
      continue
    }
    if (createHash("sha256").update(bytes).digest("hex") !== d.sha256) found.push(`${d.path}: other bytes`)
    if (MAIN.includes(d.kind)) {
      if (before && !startsWith(bytes, before)) found.push(`${d.path}: not an append`)
      before = bytes
    }
    if (d.kind === "programme" || d.kind === "reading") continue
    const report = verify(bytes, { ca })
    if (report.exit !== 0) found.push(`${d.path}: ${[...report.problems, ...report.notes].join(" ")}`)
    const fields = report.signatures.map((s) => s.field)
    if (new Set(fields).size !== fields.length) found.push(`${d.path}: a field twice`)
  }
  return found
}
