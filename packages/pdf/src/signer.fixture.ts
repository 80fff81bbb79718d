/** Signers that are not ours: certificates by openssl, signatures by pdfsig (poppler, NSS) and by openssl cms. */
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as der from "./der.ts"

const tool = (command: string, args: readonly string[]): void => {
  execFileSync(command, args, { stdio: "pipe" })
}

/** What a certificate is to look like. */
export interface Wish {
  /** "Mara Lindt": common name, given and family name */
  readonly name: string
  /** names in other attributes; absent: taken from `name` */
  readonly subject?: string
  /** statements of a qualified certificate on a qualified device */
  readonly qualified?: boolean
  readonly keyUsage?: string
  readonly extra?: string
  readonly key?: "rsa" | "rsa-1024" | "p256" | "p384"
  /** begin and end, "20240101000000Z" */
  readonly dates?: readonly [string, string]
  /** signed by itself instead of by the authority */
  readonly own?: boolean
}
export interface Signer {
  /** PEM of the issuing authority */
  readonly ca: string
  /** makes a certificate; `nick` names it */
  person(nick: string, wish: Wish): void
  /** appends a signature with pdfsig */
  sign(nick: string, pdf: Uint8Array, field: string, ...more: string[]): Uint8Array
  /** adds a field of its own, and signs there */
  add(nick: string, pdf: Uint8Array): Uint8Array
  /** the same, its signature made by openssl instead: other algorithms, and CAdES */
  openssl(
    nick: string,
    pdf: Uint8Array,
    field: string,
    options?: readonly string[],
    /** revocation list, put among the unsigned parts */
    crl?: Uint8Array,
  ): Uint8Array
  /** revocation list of the authority with these certificates, DER */
  crl(...nicks: string[]): Uint8Array
  /** what the authority answers about a certificate (OCSP response, DER) */
  ocsp(nick: string): Uint8Array
  /** certificate in DER */
  certificate(nick: string): Uint8Array
}

const QC = `1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:qc
[qc]
a=SEQUENCE:qc1
b=SEQUENCE:qc2
[qc1]
id=OID:0.4.0.1862.1.1
[qc2]
id=OID:0.4.0.1862.1.4
`
const KEYS = {
  rsa: ["rsa:2048"],
  "rsa-1024": ["rsa:1024"],
  p256: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  p384: ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
} as const

/** An authority and its people in a folder of their own. */
export function signers(dir: string, name = "Trust Aulen"): Signer {
  mkdirSync(dir, { recursive: true })
  const at = (file: string): string => join(dir, file)
  // One database each: in a common one a subject has one name for all its certificates.
  const nss = (nick: string): string => `sql:${at(`${nick}.nss`)}`
  const ca = ["-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "3650", "-subj", `/C=DE/O=${name}/CN=${name} CA`]
  const authority = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]
  tool("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...ca, ...authority])
  writeFileSync(at("index.txt"), "")
  writeFileSync(at("crlnumber"), "01\n")
  const settings = {
    ...{ database: at("index.txt"), crlnumber: at("crlnumber"), new_certs_dir: dir },
    ...{ default_md: "sha256", default_crl_days: "30", unique_subject: "no", rand_serial: "yes", policy: "p" },
    string_mask: "utf8only",
  }
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const names = ["countryName", "givenName", "surname", "commonName", "pseudonym", "organizationName"]
  writeFileSync(
    at("ca.cnf"),
    `[ca]\ndefault_ca=d\n[d]\n${lines.join("\n")}\n[p]\n${names.map((n) => `${n}=optional\n`).join("")}`,
  )
  const authorityKey = ["-config", at("ca.cnf"), "-cert", at("ca.pem"), "-keyfile", at("ca.key")]
  const sign: Signer["sign"] = (nick, pdf, field, ...more) => {
    writeFileSync(at("in.pdf"), pdf)
    tool("pdfsig", ["-nssdir", nss(nick), "-nick", nick, "-sign", field, ...more, at("in.pdf"), at("out.pdf")])
    return readFileSync(at("out.pdf"))
  }
  return {
    ca: readFileSync(at("ca.pem"), "utf8"),
    person(nick, wish) {
      const [given = "", ...family] = wish.name.split(" ")
      const subject = wish.subject ?? `/C=DE/GN=${given}/SN=${family.join(" ")}/CN=${wish.name}`
      const usage = wish.keyUsage ?? "critical,nonRepudiation,digitalSignature"
      writeFileSync(
        at(`${nick}.cnf`),
        `[ext]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=${usage}\nsubjectKeyIdentifier=hash\n${wish.extra ?? ""}\n${wish.qualified ? QC : ""}`,
      )
      const key = KEYS[wish.key ?? "rsa"]
      const request = ["req", "-newkey", ...key, "-nodes", "-keyout", at(`${nick}.key`), "-out", at(`${nick}.csr`)]
      tool("openssl", [...request, "-utf8", "-subj", subject])
      const out = ["-in", at(`${nick}.csr`), "-out", at(`${nick}.pem`)]
      const extensions = ["-extfile", at(`${nick}.cnf`), "-extensions", "ext"]
      const dates = wish.dates ? ["-startdate", wish.dates[0], "-enddate", wish.dates[1]] : ["-days", "900"]
      if (wish.own)
        tool("openssl", ["x509", "-req", ...out, "-signkey", at(`${nick}.key`), "-days", "900", ...extensions])
      else tool("openssl", ["ca", "-batch", ...authorityKey, ...out, ...dates, ...extensions])
      const pack = ["-inkey", at(`${nick}.key`), "-in", at(`${nick}.pem`), "-name", nick, "-out", at(`${nick}.p12`)]
      tool("openssl", ["pkcs12", "-export", ...pack, "-passout", "pass:x"])
      mkdirSync(at(`${nick}.nss`))
      tool("certutil", ["-N", "-d", nss(nick), "--empty-password"])
      tool("certutil", ["-A", "-d", nss(nick), "-n", "ca", "-t", "CT,C,C", "-i", at("ca.pem")])
      tool("pk12util", ["-i", at(`${nick}.p12`), "-d", nss(nick), "-W", "x"])
    },
    sign,
    add(nick, pdf) {
      writeFileSync(at("in.pdf"), pdf)
      tool("pdfsig", ["-nssdir", nss(nick), "-nick", nick, "-add-signature", at("in.pdf"), at("out.pdf")])
      return readFileSync(at("out.pdf"))
    },
    openssl(nick, pdf, field, options = [], crl) {
      const out = Buffer.from(sign("frame", pdf, field))
      const text = out.toString("latin1")
      const at0 = text.lastIndexOf("/Contents <") + "/Contents ".length
      const end = text.indexOf(">", at0) + 1
      writeFileSync(at("covered"), Buffer.concat([out.subarray(0, at0), out.subarray(end)]))
      const who = ["-signer", at(`${nick}.pem`), "-inkey", at(`${nick}.key`), "-binary", "-outform", "DER"]
      tool("openssl", ["cms", "-sign", "-in", at("covered"), "-out", at("cms"), ...who, ...options])
      const cms = readFileSync(at("cms"))
      const hex = Buffer.from(crl === undefined ? cms : filled(cms, crl, [])).toString("hex")
      if (hex.length > end - at0 - 2) throw new Error("the frame is too small")
      out.write(hex.padEnd(end - at0 - 2, "0"), at0 + 1, "latin1")
      return out
    },
    crl(...nicks) {
      for (const nick of nicks) tool("openssl", ["ca", ...authorityKey, "-revoke", at(`${nick}.pem`)])
      tool("openssl", ["ca", ...authorityKey, "-gencrl", "-out", at("crl.pem")])
      tool("openssl", ["crl", "-in", at("crl.pem"), "-outform", "DER", "-out", at("crl.der")])
      return readFileSync(at("crl.der"))
    },
    ocsp(nick) {
      const own = ["-index", at("index.txt"), "-CA", at("ca.pem"), "-rsigner", at("ca.pem"), "-rkey", at("ca.key")]
      const asked = ["-issuer", at("ca.pem"), "-cert", at(`${nick}.pem`), "-respout", at("ocsp.der"), "-noverify"]
      tool("openssl", ["ocsp", ...own, ...asked])
      return readFileSync(at("ocsp.der"))
    },
    certificate(nick) {
      tool("openssl", ["x509", "-in", at(`${nick}.pem`), "-outform", "DER", "-out", at("one.der")])
      return readFileSync(at("one.der"))
    },
  }
}

/** A revocation list and certificates among the unsigned parts of a SignedData. */
export function filled(cms: Uint8Array, list: Uint8Array | undefined, more: readonly Uint8Array[]): Uint8Array {
  const [type, wrapped] = der.sequenceOf(der.read(cms))
  const parts = der.sequenceOf(der.children(der.expect(wrapped))[0])
  const at = parts.length - 1
  const out = parts.map((part) =>
    part.tag === 0xa0 ? der.context(0, ...der.children(part).map((one) => one.raw), ...more) : part.raw,
  )
  const lists = list === undefined ? [] : [der.context(1, list)]
  return der.sequence(
    der.expect(type).raw,
    der.context(0, der.sequence(...out.slice(0, at), ...lists, ...out.slice(at))),
  )
}
