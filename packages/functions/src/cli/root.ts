/** `pnpm cli root`: the ceremony of the root, and the one certificate that a stage needs before it can start. */
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import { fromPem } from "@beschlussweg/pdf/certificate"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { environment } from "../wire.ts"
import { OPERATOR } from "../workshop.ts"
import { type Command, needed, write } from "./command.ts"

export const root: Command = {
  usage: `  pnpm cli root create --out ORDNER
      legt Schlüssel und Zertifikat der Wurzel an (Zeremonie, ohne Netz); was schon dort liegt, bleibt
  pnpm cli root anchor --out DATEI.pem
      stellt das Zertifikat zum Ankerschlüssel einer Stufe aus; BESCHLUSSWEG_WURZEL nennt die Datei mit dem Schlüssel der Wurzel
`,
  async run([what = "", ...rest]) {
    const { values } = parseArgs({ args: [...rest], options: { out: { type: "string" } } })
    if (what === "create") return create(needed(values.out, "out", "den Ordner"))
    if (what === "anchor") return anchor(needed(values.out, "out", "die Datei"))
    throw new AppError("input", "cli.root", "Bitte nennen Sie create oder anchor.")
  },
}

async function create(dir: string): Promise<number> {
  const { ca } = await openKeyRing(dir, OPERATOR, new Date())
  const [certificate] = fromPem(ca)
  if (!certificate) throw new Error("the root has no certificate")
  write(`Schlüssel (nur offline verwahren): ${join(dir, "root.key.pem")}`)
  write(`Zertifikat: ${join(dir, "ca.pem")}`)
  write(`SHA-256 des Zertifikats: ${createHash("sha256").update(certificate).digest("hex")}`)
  return 0
}

async function anchor(path: string): Promise<number> {
  const { rootKey } = environment()
  if (rootKey === undefined)
    throw new AppError(
      "input",
      "cli.root",
      "Bitte nennen Sie in BESCHLUSSWEG_WURZEL die Datei mit dem Schlüssel der Wurzel.",
    )
  // Loaded only here: local work needs no client of these services.
  const { anchorCertificate } = await import("../cloud/operator.ts")
  writeFileSync(path, await anchorCertificate(rootKey, new Date()))
  write(`Zertifikat: ${path}`)
  return 0
}
