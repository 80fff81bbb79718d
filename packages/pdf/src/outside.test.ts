/** Files signed outside, by signers that are not ours: what is taken, and every way in which one is not. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Bytes } from "@beschlussweg/core/context"
import type { OutsideWish } from "@beschlussweg/core/paper"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { append, nextNumber, plainStream, type Update } from "./append.ts"
import { toDer } from "./ber.ts"
import { readCertificate } from "./certificate/read.ts"
import { fromPem } from "./certificate.ts"
import { dictOf, refOf, refTo, withEntries } from "./cos.ts"
import * as der from "./der.ts"
import { fields, form } from "./field.ts"
import { checkForeign } from "./outside/cms.ts"
import { instantOf } from "./outside/time.ts"
import { revocation } from "./outside/trust.ts"
import { outside } from "./outside.ts"
import { catalog, objectOf, open, trailer } from "./revision.ts"
import * as fixture from "./sign.fixture.ts"
import { finish } from "./sign.ts"
import { filled, type Signer, signers } from "./signer.fixture.ts"
import { tool } from "./tool.ts"
import { verify } from "./verify.ts"

let house: fixture.House
let trust: Signer
let other: Signer
let base: Bytes
/** sealed and signed by the first */
let stage: Bytes
let dir = ""
const FIELD = "zeichnung-dezernat"

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "beschlussweg-signer-"))
  house = await fixture.house()
  base = await fixture.paper(2)
  stage = await fixture.zeichne(await fixture.seal(base, house, house.timestamp), house, house.timestamp, 0)
  trust = signers(join(dir, "trust"))
  other = signers(join(dir, "other"), "Fremd")
  for (const one of [trust, other]) {
    one.person("frame", { name: "Rahmen Breit" })
    one.person("lindt", { name: "Mara Lindt", qualified: true })
  }
  trust.person("plain", { name: "Mara Lindt" })
  trust.person("p256", { name: "Mara Lindt", key: "p256" })
  trust.person("p384", { name: "Mara Lindt", key: "p384" })
  trust.person("old", { name: "Mara Lindt", qualified: true, dates: ["20200101000000Z", "20210101000000Z"] })
  trust.person("weak", { name: "Mara Lindt", key: "rsa-1024" })
  trust.person("server", { name: "Mara Lindt", extra: "extendedKeyUsage=serverAuth" })
  trust.person("cipher", { name: "Mara Lindt", keyUsage: "critical,keyEncipherment" })
  trust.person("hidden", { name: "Mara Lindt", subject: "/C=DE/pseudonym=Sternchen/CN=Sternchen:PN" })
  trust.person("strange", { name: "Mara Lindt", extra: "1.2.3.4.5=critical,ASN1:NULL" })
  trust.person("self", { name: "Mara Lindt", own: true })
  trust.person("revoked", { name: "Mara Lindt" })
  trust.person("revoked2", { name: "Mara Lindt" })
}, 120_000)
afterAll(() => {
  house.remove()
  rmSync(dir, { recursive: true, force: true })
})

const wish = (change: Partial<OutsideWish> = {}): OutsideWish => ({
  field: FIELD,
  level: "AES",
  trust: [{ name: "Trust Aulen", level: "QES", certificate: trust.ca }],
  at: new Date(),
  ...change,
})
const reasons = (bytes: Bytes, change: Partial<OutsideWish> = {}, before: Bytes = stage): string[] =>
  outside(before, bytes, wish(change)).findings.map((f) => f.reason)
const roots = () => ({ ca: `${house.ring.ca}\n${trust.ca}` })
/** an update as somebody without a key could append it */
const update = (pdf: Bytes, make: (next: number) => readonly Update[]): Buffer => {
  const file = open(pdf)
  return append(file, make(nextNumber(file))).bytes
}

describe("Angenommen wird", () => {
  test("was pdfsig in das leere Feld schreibt, auch für QES", () => {
    const signed = trust.sign("lindt", stage, FIELD)
    const { findings, signer } = outside(stage, signed, wish({ level: "QES" }))
    expect(findings).toEqual([])
    expect(signer).toMatchObject({ name: "Mara Lindt", givenName: "Mara", surname: "Lindt", issuer: "Trust Aulen CA" })
    expect(signer?.checked.join(" ")).toContain("RSA mit SHA-256")
    expect(signer?.notes.join(" ")).toContain("über das Netz wird nicht nachgefragt")
  })

  test.each([
    ["RSA-PSS", "plain", ["-keyopt", "rsa_padding_mode:pss"], "RSA-PSS mit SHA-256"],
    ["RSA-PSS mit SHA-512", "plain", ["-md", "sha512", "-keyopt", "rsa_padding_mode:pss"], "RSA-PSS mit SHA-512"],
    ["RSA mit SHA-384", "plain", ["-md", "sha384"], "RSA mit SHA-384"],
    ["CAdES mit signing-certificate", "plain", ["-cades"], "RSA mit SHA-256"],
    ["ECDSA P-256", "p256", ["-cades"], "ECDSA mit SHA-256"],
    ["ECDSA P-384", "p384", ["-md", "sha384"], "ECDSA mit SHA-384"],
    ["Schlüsselkennung statt Aussteller", "plain", ["-keyid"], "RSA mit SHA-256"],
  ])("%s von OpenSSL", (_, nick, options, algorithm) => {
    const signed = trust.openssl(nick, stage, FIELD, options)
    const { findings, signer } = outside(stage, signed, wish())
    expect(findings).toEqual([])
    expect(signer?.checked.join(" ")).toContain(`(${algorithm})`)
    const bound = !signer?.notes.some((note) => note.includes("signing-certificate"))
    expect(bound).toBe(options.includes("-cades"))
    expect(verify(signed, roots()).exit).toBe(0)
  })

  test("und die Datei bleibt danach ganz: weitere Zeichnung, Ergebnis, Abschluss, und jede Prüfung", async () => {
    const signed = trust.sign("lindt", stage, FIELD)
    let pdf = await fixture.zeichne(signed, house, house.timestamp, 2)
    pdf = await finish(pdf, house.timestamp, await house.issuer.crls(fixture.AT))
    pdf = await fixture.seal(pdf, house, house.timestamp, "ergebnis-ausschuss")
    pdf = await finish(pdf, house.timestamp, await house.issuer.crls(fixture.AT))
    expect(Buffer.from(pdf).subarray(0, signed.length).equals(Buffer.from(signed))).toBe(true)
    const report = verify(pdf, roots())
    expect(report).toMatchObject({ exit: 0, problems: [], notes: [] })
    expect(report.signatures.find((s) => s.field === FIELD)).toMatchObject({
      kind: "zeichnung",
      who: "Mara Lindt",
      title: "",
      onBehalfOf: "",
      issuedBy: "Trust Aulen CA",
      issuer: "trusted",
      level: "außerhalb erstellt, qualifizierte elektronische Signatur nach Angabe des Zertifikats",
    })
    expect(tool(pdf, "qpdf", "--check", "FILE")).toContain("No syntax or stream encoding errors")
    const told = tool(pdf, "pdfsig", "-nocert", "FILE")
    expect(told.match(/Signature is Valid/g)).toHaveLength(5)
    expect(told).not.toContain("Invalid")
  })
})

describe("Die Prüfung einer gemischten Datei", () => {
  test("nennt den fremden Aussteller, wenn er nicht unter den Wurzeln ist", () => {
    const signed = trust.sign("plain", stage, FIELD)
    const report = verify(signed, { ca: house.ring.ca })
    expect(report.exit).toBe(1)
    expect(report.signatures.at(-1)?.problems.join()).toContain("„Trust Aulen CA“ gehört zu keinem")
    expect(verify(signed).exit).toBe(2)
    expect(verify(signed, roots()).signatures.at(-1)?.level).toContain("ohne Angabe eines qualifizierten Zertifikats")
  })

  test("findet jedes veränderte Byte der fremden Fortsetzung", () => {
    const signed = Buffer.from(trust.sign("plain", stage, FIELD))
    expect(verify(signed, roots()).exit).toBe(0)
    const unseen: number[] = []
    const contents = signed.indexOf("/Contents <", stage.length)
    for (let at = stage.length; at < signed.length; at += at > contents && at < contents + 5000 ? 17 : 5) {
      const changed = Buffer.from(signed)
      changed[at] = (changed[at] ?? 0) ^ 1
      if (verify(changed, roots()).exit === 0) unseen.push(at)
    }
    expect(unseen).toEqual([])
  })

  test("ein fremdes Zertifikat macht kein Siegel und kein Ergebnis", () => {
    const signed = trust.sign("lindt", stage, "ergebnis-ausschuss")
    expect(verify(signed, roots()).exit).toBe(1)
  })
})

describe("Abgewiesen wird", () => {
  test("eine andere Datei, eine ältere Stufe, eine unveränderte, eine abgeschnittene", async () => {
    const sealed = await fixture.seal(base, house, house.timestamp)
    expect(reasons(trust.sign("plain", sealed, FIELD))).toEqual(["outside.stage"])
    expect(reasons(stage)).toEqual(["outside.stage"])
    const signed = Buffer.from(trust.sign("plain", stage, FIELD))
    for (const cut of [1, 2, 100, 4000]) expect(reasons(signed.subarray(0, signed.length - cut))).not.toEqual([])
    expect(reasons(Buffer.from("kein PDF"))).toEqual(["outside.stage"])
  })

  test("ein geänderter Anfang, angehängte Bytes, eine zweite Fortsetzung", async () => {
    const signed = Buffer.from(trust.sign("plain", stage, FIELD))
    const changed = Buffer.from(signed)
    changed[5000] = (changed[5000] ?? 0) ^ 1
    expect(reasons(changed)).toEqual(["outside.stage"])
    expect(reasons(Buffer.concat([signed, Buffer.from("\n\nx")]))).not.toEqual([])
    expect(reasons(Buffer.concat([signed, Buffer.from("\n\n")]))).toEqual(["outside.form"])
    expect(reasons(await fixture.zeichne(signed, house, house.timestamp, 2))).toEqual(["outside.form"])
    const silent = update(signed, (next) => [{ number: next, body: plainStream("", Buffer.from("x")) }])
    expect(reasons(silent)).toEqual(["outside.form"])
  })

  test("das falsche Feld, zwei Signaturen, ein neues Feld", () => {
    expect(reasons(trust.sign("plain", stage, "zeichnung-kaemmerei"))).toEqual(["outside.field"])
    expect(reasons(trust.sign("plain", trust.sign("plain", stage, "zeichnung-kaemmerei"), FIELD))).toEqual([
      "outside.form",
    ])
    expect(reasons(trust.add("plain", stage))).toEqual(["outside.field"])
  })

  test("eine Seite, die vor der Signatur geändert wurde", () => {
    const pageNumber = Number(/(\d+) 0 obj\s*<<\s*\/Type \/Page\b/.exec(Buffer.from(stage).toString("latin1"))?.[1])
    const page = dictOf(objectOf(open(stage), pageNumber) ?? "")
    const changed = update(stage, (next) => [
      { number: pageNumber, body: withEntries(page, { Contents: refTo(next) }) },
      { number: next, body: plainStream("", Buffer.from("BT ET")) },
    ])
    expect(reasons(trust.sign("plain", changed, FIELD))).toEqual(["outside.form"])
  })

  test.each([
    ["abgelaufen", "old", "outside.validity"],
    ["zu schwacher Schlüssel", "weak", "outside.signature"],
    ["für Server", "server", "outside.purpose"],
    ["für Verschlüsselung", "cipher", "outside.usage"],
    ["mit Bedingungen, die niemand kennt", "strange", "outside.critical"],
    ["mit Pseudonym", "hidden", "outside.pseudonym"],
    ["von sich selbst ausgestellt", "self", "outside.issuer"],
  ])("ein Zertifikat: %s", (_, nick, reason) => {
    expect(reasons(trust.openssl(nick, stage, FIELD))).toContain(reason)
  })

  test("ein Aussteller, dem das Haus nicht vertraut", () => {
    expect(reasons(other.sign("lindt", stage, FIELD))).toEqual(["outside.issuer"])
    expect(reasons(trust.sign("lindt", stage, FIELD), { trust: [] })).toEqual(["outside.issuer"])
    const broken = [{ name: "Kaputt", level: "QES" as const, certificate: "-----BEGIN CERTIFICATE-----" }]
    expect(reasons(trust.sign("lindt", stage, FIELD), { trust: broken })).toEqual(["outside.issuer"])
  })

  test("für QES ein Zertifikat ohne die Angaben, oder ein Aussteller nur für AES", () => {
    expect(reasons(trust.sign("plain", stage, FIELD), { level: "QES" })).toEqual(["outside.qualified"])
    const only = [{ name: "Trust Aulen", level: "AES" as const, certificate: trust.ca }]
    expect(reasons(trust.sign("lindt", stage, FIELD), { level: "QES", trust: only })).toEqual(["outside.level"])
    expect(reasons(trust.sign("lindt", stage, FIELD), { trust: only })).toEqual([])
  })

  test("ein gesperrtes Zertifikat, wenn die Datei die Sperrliste mitbringt", () => {
    const list = trust.crl("revoked")
    expect(reasons(trust.openssl("revoked", stage, FIELD, [], list))).toEqual(["outside.revoked"])
    expect(reasons(trust.openssl("revoked", stage, FIELD))).toEqual([])
    const clear = outside(stage, trust.openssl("plain", stage, FIELD, [], list), wish())
    expect(clear.findings).toEqual([])
    expect(clear.signer?.notes.join(" ")).toContain("nicht gesperrt")
    // A list that somebody else signed says nothing.
    const forged = Buffer.from(list)
    forged[forged.length - 9] = (forged[forged.length - 9] ?? 0) ^ 1
    const told = outside(stage, trust.openssl("revoked", stage, FIELD, [], forged), wish())
    expect(told.findings).toEqual([])
    expect(told.signer?.notes.join(" ")).toContain("Sperrung nicht geprüft")
    expect(verify(trust.openssl("revoked", stage, FIELD, [], list), roots()).exit).toBe(1)
  })

  test("was die Auskunft des Ausstellers (OCSP) als gesperrt nennt, und nur wenn sie von ihm ist", () => {
    trust.crl("revoked2")
    const about = (nick: string, answer: Uint8Array, at = new Date(Date.now() + 5000)) => {
      const authority = readCertificate(fromPem(trust.ca)[0] ?? new Uint8Array())
      const chain = [readCertificate(trust.certificate(nick)), authority]
      const { findings, looked } = revocation(chain, [], { crls: [], ocsps: [answer] }, at)
      return [looked, ...findings.map((f) => f.reason)]
    }
    expect(about("plain", trust.ocsp("plain"))).toEqual([1])
    expect(about("revoked2", trust.ocsp("revoked2"))).toEqual([1, "outside.revoked"])
    // Who was revoked after signing had signed before.
    expect(about("revoked2", trust.ocsp("revoked2"), new Date(Date.now() - 86_400_000))).toEqual([1])
    expect(about("plain", trust.ocsp("revoked2"))).toEqual([0])
    expect(about("plain", other.ocsp("lindt"))).toEqual([0])
    const forged = Buffer.from(trust.ocsp("revoked2"))
    forged[forged.length - 900] = (forged[forged.length - 900] ?? 0) ^ 1
    expect(about("revoked2", forged)).toEqual([0])
    expect(about("plain", Buffer.from("keine Auskunft"))).toEqual([0])
  })

  test("eine Flut von Zertifikaten", () => {
    const signed = Buffer.from(trust.openssl("plain", stage, FIELD))
    const gap = signed.lastIndexOf("/Contents <") + "/Contents ".length
    const after = signed.indexOf(">", gap) + 1
    const covered = [signed.subarray(0, gap), signed.subarray(after)] as const
    const cms = toDer(Buffer.from(signed.toString("latin1", gap + 1, after - 1), "hex")).der
    const one = trust.certificate("plain")
    const carrying = (n: number) => {
      const more = Array.from({ length: n }, () => one)
      return Buffer.from(filled(cms, undefined, more)).toString("hex")
    }
    expect(checkForeign(carrying(3), covered).signer.name).toBe("Mara Lindt")
    expect(() => checkForeign(carrying(30), covered)).toThrow("too many certificates")
  })

  test("eine Zeit in der Zukunft", () => {
    const signed = trust.sign("plain", stage, FIELD)
    expect(reasons(signed, { at: new Date(Date.now() - 3_600_000) })).toContain("outside.future")
  })

  describe("was eine fremde Fortsetzung außer der Signatur ändert", () => {
    /** Written again with one more change. The signature covers the whole file, but was not made over this one. */
    const more = (change: (was: ReturnType<typeof open>, now: ReturnType<typeof open>) => Update): string => {
      const signed = Buffer.from(trust.sign("plain", stage, FIELD))
      const [was, now] = [open(stage), open(signed)]
      const extra = change(was, now)
      const places = [...(now.sections.at(-1)?.places ?? [])]
      const own = places.flatMap(([number, place]): Update[] =>
        place.kind === "at" && place.generation === 0 && number !== extra.number
          ? [{ number, body: bodyOf(now, number) }]
          : [],
      )
      const plan = { updates: [...own, extra], signature: fields(now).find((f) => f.name === FIELD)?.value ?? 0 }
      const { bytes, bodies } = append(was, plan.updates)
      const body = bodies.get(plan.signature) ?? 0
      const gap = bytes.indexOf("/Contents <", body) + "/Contents ".length
      const after = bytes.indexOf(">", gap) + 1
      const at = bytes.indexOf("/ByteRange [", body) + "/ByteRange ".length
      const range = `[0 ${gap} ${after} ${bytes.length - after}]`
      bytes.write(range.padEnd(bytes.indexOf("]", at) + 1 - at), at, "latin1")
      return outside(stage, bytes, wish())
        .findings.map((f) => f.message)
        .join(" ")
    }
    const bodyOf = (pdf: ReturnType<typeof open>, number: number): Buffer => {
      const place = pdf.sections.at(-1)?.places.get(number)
      const start = pdf.text.indexOf("obj", place?.kind === "at" ? place.offset : 0) + 4
      return pdf.bytes.subarray(start, pdf.text.indexOf("endobj", start) - 1)
    }
    const field = (pdf: ReturnType<typeof open>, name: string) => {
      const found = fields(pdf).find((f) => f.name === name)
      if (!found) throw new Error(name)
      return found
    }
    const target = (entry: Record<string, string>) =>
      more((_, now) => {
        const { number, dict } = field(now, FIELD)
        return { number, body: withEntries(dict, entry) }
      })
    const inForm = (entry: Record<string, string>) =>
      more((was) => {
        const top = form(was)
        if (top?.number === undefined) throw new Error("no form")
        return { number: top.number, body: withEntries(top.dict, entry) }
      })

    test("nichts: dann fehlt nur die Gültigkeit der Signatur selbst", () => {
      const words = more((_, now) => ({ number: nextNumber(now), body: "<< /Nothing true >>" }))
      expect(words).not.toContain("mehr geändert")
      expect(words).toContain("nach der Signatur verändert")
    })

    test("eine Aktion beim Öffnen, ein anderes Feld, eine Seite, die Angaben zur Datei", () => {
      const root = more((was) => {
        const { number, dict } = catalog(was)
        return { number, body: withEntries(dict, { OpenAction: "<< /S /JavaScript /JS (x) >>" }) }
      })
      expect(root).toContain("/OpenAction")
      const other = more((was) => {
        const { number, dict } = field(was, "zeichnung-kaemmerei")
        return { number, body: withEntries(dict, { Rect: "[0 0 1 1]" }) }
      })
      expect(other).toContain("mehr geändert")
      const page = more((was) => {
        const number = Number(/(\d+) 0 obj\s*<<\s*\/Type \/Page\b/.exec(was.text)?.[1])
        return { number, body: withEntries(dictOf(objectOf(was, number) ?? ""), { Rotate: "90" }) }
      })
      expect(page).toContain("eine Seite")
      const info = (entry: Record<string, string>) =>
        more((was) => {
          const number = refOf(trailer(was).get("Info")?.raw) ?? 0
          return { number, body: withEntries(dictOf(objectOf(was, number) ?? ""), entry) }
        })
      expect(info({ Title: "(Etwas anderes)" })).toContain("/Title")
      expect(info({ ModDate: "(D:20270101000000Z)" })).not.toContain("mehr geändert")
    })

    test("Lage, Sichtbarkeit, Worte und Aktionen des eigenen Feldes, Sperren", () => {
      expect(target({ Rect: "[0 0 500 700]" })).toContain("/Rect")
      expect(target({ F: "2" })).toContain("Sichtbarkeit")
      expect(target({ F: "132", Ff: "1" })).not.toContain("mehr geändert")
      expect(target({ TU: "(etwas anderes)" })).toContain("/TU")
      expect(target({ Lock: "<< /Type /SigFieldLock /Action /All >>" })).toContain("/Lock")
      expect(target({ AA: "<< /E << /S /JavaScript /JS (x) >> >>" })).toContain("/AA")
      expect(target({ AP: "<< /N 1 0 R /D 1 0 R >>" })).toContain("Aussehen")
    })

    test("das Formular", () => {
      expect(inForm({ NeedAppearances: "true" })).toContain("/NeedAppearances")
      expect(inForm({ SigFlags: "1" })).toContain("/SigFlags")
      expect(inForm({ Fields: "[]" })).not.toBe("")
      expect(inForm({ DA: "(/Helv 0 Tf)" })).not.toContain("mehr geändert")
    })

    test("eine Sperre in der Signatur", () => {
      const words = more((_, now) => {
        const number = field(now, FIELD).value ?? 0
        const dict = dictOf(objectOf(now, number) ?? "")
        return { number, body: withEntries(dict, { Reference: "[<< /TransformMethod /FieldMDP >>]" }) }
      })
      expect(words).toContain("sperrt die Datei")
    })
  })
})

describe("Eine Signatur von außen wird gelesen", () => {
  test("aus BER wie aus DER", () => {
    const inner = der.sequence(der.integer(5), der.octets(Buffer.from("abcd")))
    expect(Buffer.from(toDer(inner).der)).toEqual(Buffer.from(inner))
    const pieces = Buffer.from("3080020105248004026162040263640000" + "0000", "hex")
    expect(Buffer.from(toDer(pieces).der)).toEqual(Buffer.from(inner))
    expect(toDer(Buffer.concat([pieces, Buffer.alloc(9)])).length).toBe(pieces.length)
    for (const bad of ["3080", "30800201", "048004026162", "3005020105", "1f8101", "3084ffffffff02"])
      expect(() => toDer(Buffer.from(bad, "hex"))).toThrow(der.DerError)
    expect(() => toDer(Buffer.from("3080".repeat(5000), "hex"))).toThrow(der.DerError)
  })

  test.each([
    ["D:20270114091200Z", "2027-01-14T09:12:00.000Z"],
    ["D:20270114091200Z00'00'", "2027-01-14T09:12:00.000Z"],
    ["D:20270114101200+01'00'", "2027-01-14T09:12:00.000Z"],
    ["D:20270114101200+01'00", "2027-01-14T09:12:00.000Z"],
    ["D:20270114041200-05'00'", "2027-01-14T09:12:00.000Z"],
    ["D:202701140912", "2027-01-14T09:12:00.000Z"],
    ["D:20271314091200Z", undefined],
    ["14.01.2027", undefined],
  ])("die Zeit %s", (text, instant) => {
    expect(instantOf(text)?.toISOString()).toBe(instant)
  })
})
