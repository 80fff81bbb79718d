import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { readCertificate } from "./certificate/read.ts"
import * as Certificate from "./certificate.ts"
import { openKeyRing } from "./keyring.ts"
import { AT, type House, house as makeHouse, ORGANISATION } from "./sign.fixture.ts"
import { type Bench, bench } from "./tool.fixture.ts"

let house: House
let tools: Bench
beforeAll(async () => {
  house = await makeHouse()
  tools = bench(house.ring.ca)
})
afterAll(() => {
  house.remove()
  tools.remove()
})

const person = { name: "Łukasz Öztürk-Żak", title: "Dezernent", organisation: ORGANISATION } as const
const ca = (): string => tools.write("ca.pem", house.ring.ca)

test("OpenSSL erkennt die Kette von der Wurzel über die Ausstellungsstelle bis zur Person an", async () => {
  const { certificate } = await house.issuer.person(person, AT)
  const authority = tools.write("authority.pem", Certificate.toPem(house.authority.certificate))
  const leaf = tools.write("leaf.pem", Certificate.toPem(certificate))
  expect(tools.run("openssl", "verify", "-x509_strict", "-CAfile", ca(), "-untrusted", authority, leaf)).toMatchObject({
    code: 0,
  })
  expect(tools.run("openssl", "verify", "-CAfile", ca(), leaf).code).not.toBe(0)
})

test("OpenSSL prüft die Sperrlisten und findet ein gesperrtes Zertifikat", async () => {
  const { certificate } = await house.issuer.person(person, AT)
  const authority = tools.write("authority.pem", Certificate.toPem(house.authority.certificate))
  const leaf = tools.write("leaf.pem", Certificate.toPem(certificate))
  const judged = async (revoked: readonly Certificate.Revoked[]): Promise<{ code: number; text: string }> => {
    const lists = [await Certificate.crl(house.ring.root, AT), await Certificate.crl(house.authority, AT, revoked)]
    const file = tools.write("crl.pem", lists.map((list) => Certificate.toPem(list, "X509 CRL")).join(""))
    return tools.run(
      "openssl",
      "verify",
      "-crl_check_all",
      "-CRLfile",
      file,
      "-CAfile",
      ca(),
      "-untrusted",
      authority,
      leaf,
    )
  }
  expect(await judged([])).toMatchObject({ code: 0 })
  const revoked = await judged([{ serial: Certificate.serialOf(certificate), at: AT }])
  expect(revoked.text).toContain("certificate revoked")
})

test("Name, Funktion, Haus, Vertretung und Niveau sind im Zertifikat lesbar", async () => {
  const onBehalfOf = { name: "Dr. Jona Weidner, Landrat", suffix: "i. V." }
  const { certificate } = await house.issuer.person({ ...person, onBehalfOf }, AT)
  const text = tools.run(
    "openssl",
    "x509",
    "-in",
    tools.write("leaf.pem", Certificate.toPem(certificate)),
    "-noout",
    "-text",
    "-nameopt",
    "utf8,sep_comma_plus_space",
  ).text
  expect(text).toContain("CN=Łukasz Öztürk-Żak")
  expect(text).toContain("title=Dezernent")
  expect(text).toContain(`O=${ORGANISATION}`)
  expect(text).toContain("description=in Vertretung für Dr. Jona Weidner, Landrat")
  expect(text).toContain("keine qualifizierte Signatur")
  expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation/)
  expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/)
  const assigned = await house.issuer.person({ ...person, onBehalfOf: { name: "Kim Adler", suffix: "i. A." } }, AT)
  expect(readCertificate(assigned.certificate).onBehalfOf).toBe("im Auftrag von Kim Adler")
})

test("das Siegel lautet auf das Haus, zehn Jahre gültig, jedes Mal mit neuem Schlüssel und neuer Nummer", async () => {
  const [first, second] = [await house.issuer.seal(ORGANISATION, AT), await house.issuer.seal(ORGANISATION, AT)]
  const [a, b] = [readCertificate(first.certificate), readCertificate(second.certificate)]
  expect(a).toMatchObject({
    name: ORGANISATION,
    organisation: ORGANISATION,
    title: "",
    notAfter: new Date("2036-03-02T08:12:00Z"),
  })
  expect(Buffer.from(a.spki).equals(b.spki)).toBe(false)
  expect(a.serial).not.toBe(b.serial)
  expect(a.serial).toHaveLength(32)
})

test("ein Schlüssel unterschreibt einmal und nie wieder", async () => {
  const signer = await house.issuer.seal(ORGANISATION, AT)
  const digest = Buffer.alloc(32, 1)
  await signer.sign(digest)
  await expect(signer.sign(digest)).rejects.toThrow("destroyed")
})

test("zwei gleichzeitige Versuche ergeben eine Unterschrift", async () => {
  const signer = await house.issuer.seal(ORGANISATION, AT)
  const digest = Buffer.alloc(32, 1)
  const results = await Promise.allSettled([signer.sign(digest), signer.sign(digest)])
  expect(results.map((one) => one.status)).toEqual(["fulfilled", "rejected"])
})

test("eine Ausstellungsstelle außerhalb ihrer Gültigkeit stellt nichts aus; kurz vor deren Ende nur bis dahin", async () => {
  await expect(house.issuer.seal(ORGANISATION, new Date("2060-01-01T00:00:00Z"))).rejects.toMatchObject({
    reason: "authority.expired",
  })
  await expect(house.issuer.seal(ORGANISATION, new Date("2020-01-01T00:00:00Z"))).rejects.toMatchObject({
    reason: "authority.expired",
  })
  const late = await house.issuer.seal(ORGANISATION, new Date("2049-06-01T00:00:00Z"))
  expect(readCertificate(late.certificate).notAfter).toEqual(readCertificate(house.authority.certificate).notAfter)
})

test("ohne Namen oder Funktion gibt es kein Zertifikat, überlange werden gekürzt", async () => {
  await expect(house.issuer.person({ ...person, name: " " }, AT)).rejects.toMatchObject({
    reason: "subject.incomplete",
  })
  const title = `Kämmerin ${"und Beigeordnete ".repeat(9)}`
  const { certificate } = await house.issuer.person({ ...person, title }, AT)
  expect([...readCertificate(certificate).title]).toHaveLength(64)
})

test("der Schlüsselbund wird einmal angelegt, danach wieder geöffnet, und nur der Besitzer darf lesen", async () => {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-ring-"))
  try {
    const [one, two] = await Promise.all([openKeyRing(dir, "Betrieb", AT), openKeyRing(dir, "Betrieb", AT)])
    expect(one.ca).toBe(two.ca)
    const first = await one.authority("brennhausen", "Stadt Brennhausen", AT)
    const again = await (await openKeyRing(dir, "Betrieb", AT)).authority("brennhausen", "Stadt Brennhausen", AT)
    expect(Buffer.from(first.certificate).equals(again.certificate)).toBe(true)
    await expect(async () => one.authority("../x", "X", AT)).rejects.toThrow()
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o077).toBe(0)
    expect(readFileSync(join(dir, "ca.pem"), "utf8")).toBe(one.ca)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

test("ein Schlüssel anderer Art wird abgelehnt", () => {
  for (const pem of ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    expect(() => Certificate.keyFromPem(pem)).toThrow(expect.objectContaining({ reason: "key.unusable" }))
})
