/**
 * Key ring in a folder (Schlüsselbund): root, issuing authorities and timestamp authority as PEM files, for local work,
 * demo and tests. In production only `ca.pem` is a file; the authorities' keys lie in KMS.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Der, Issuer, Signer } from "@beschlussweg/core/context"
import { readCertificate } from "./certificate/read.ts"
import * as Certificate from "./certificate.ts"

export interface KeyRing {
  /** the root certificate, `ca.pem` */
  readonly ca: string
  readonly root: Signer
  /** the tenant's issuing authority, made on first use; `tenantId` names its files */
  authority(tenantId: string, organisation: string, at: Date): Promise<Signer>
  /** the timestamp authority for development, made on first use */
  timestampAuthority(at: Date): Promise<Signer>
  /** SHA-256 of the certificate of the tenant's authority; undefined where there is none, and none is made */
  fingerprint(tenantId: string): string | undefined
  /**
   * Ends the tenant's authority: its key and certificate are removed. Without the key nobody can sign for it any more; the
   * certificate stands in every file that was signed. @returns whether there was anything to remove
   */
  retire(tenantId: string): boolean
  /** the tenant's authority as the domain's port */
  issuer(tenantId: string, organisation: string, at: Date): Promise<Issuer>
}

/** Opens the key ring in `dir`; folder, root key and `ca.pem` are made when they do not exist (private files, mode 0600). */
export async function openKeyRing(dir: string, operator: string, at: Date): Promise<KeyRing> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const rootKey = Certificate.keyFromPem(once(join(dir, "root.key.pem"), Certificate.newKeyPem))
  const ca = await onceAsync(join(dir, "ca.pem"), async () =>
    Certificate.toPem((await Certificate.createRoot(rootKey, operator, at)).certificate),
  )
  const root = Certificate.signer(certificateOf(ca), [], rootKey)
  const member = async (name: string, make: (spki: Der) => Promise<Der>): Promise<Signer> => {
    const key = Certificate.keyFromPem(once(join(dir, `${name}.key.pem`), Certificate.newKeyPem))
    const pem = await onceAsync(join(dir, `${name}.pem`), async () => Certificate.toPem(await make(key.spki)))
    const certificate = certificateOf(pem)
    // A key that was lost and made anew signs nothing that this certificate could prove.
    if (Buffer.compare(readCertificate(certificate).spki, key.spki) !== 0)
      throw new Error(`key and certificate of ${name} do not belong together`)
    return Certificate.signer(certificate, [], key)
  }
  const nameOf = (tenantId: string): string => {
    if (!/^[a-z0-9-]{2,40}$/.test(tenantId)) throw new Error("tenant id")
    return `mandant.${tenantId}`
  }
  const authority: KeyRing["authority"] = (tenantId, organisation, when) =>
    member(nameOf(tenantId), (spki) => Certificate.createAuthority(root, spki, organisation, when))
  return {
    ca,
    root,
    authority,
    fingerprint(tenantId) {
      const pem = existing(join(dir, `${nameOf(tenantId)}.pem`))
      return pem === undefined ? undefined : createHash("sha256").update(certificateOf(pem)).digest("hex")
    },
    retire(tenantId) {
      // The key first: a certificate alone can do nothing.
      const files = [".key.pem", ".pem"].map((ending) => join(dir, `${nameOf(tenantId)}${ending}`))
      const stood = files.filter((path) => existing(path) !== undefined)
      for (const path of stood) rmSync(path, { force: true })
      return stood.length > 0
    },
    issuer: async (tenantId, organisation, when) =>
      Certificate.issuer(await authority(tenantId, organisation, when), async (now) => [
        await Certificate.crl(root, now),
      ]),
    timestampAuthority: (when) =>
      member("tsa", (spki) =>
        Certificate.createTimestampAuthority(root, spki, `${operator} Zeitstempel (Entwicklung)`, when),
      ),
  }
}

function certificateOf(pem: string): Der {
  const [first] = Certificate.fromPem(pem)
  if (first === undefined) throw new Error("no certificate")
  return first
}

/** Content of the file, written first when it is missing; of two writers at once the first one wins. */
function once(path: string, make: () => string): string {
  return existing(path) ?? write(path, make())
}
async function onceAsync(path: string, make: () => Promise<string>): Promise<string> {
  return existing(path) ?? write(path, await make())
}
function existing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined
    throw error
  }
}
function write(path: string, content: string): string {
  try {
    writeFileSync(path, content, { flag: "wx", mode: 0o600 })
    return content
  } catch (error) {
    if (isCode(error, "EEXIST")) return readFileSync(path, "utf8")
    throw error
  }
}
const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code
