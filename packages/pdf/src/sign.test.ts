import { readFileSync } from "node:fs"
import type { Bytes, Timestamp } from "@beschlussweg/core/context"
import { resultField, signatureField } from "@beschlussweg/core/paper"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { dictOf } from "./cos.ts"
import * as der from "./der.ts"
import { fields } from "./field.ts"
import { objectOf, open } from "./revision.ts"
import * as fixture from "./sign.fixture.ts"
import { finish, sign } from "./sign.ts"
import { type Bench, bench } from "./tool.fixture.ts"
import { verify } from "./verify.ts"

let house: fixture.House
let tools: Bench
beforeAll(async () => {
  house = await fixture.house()
  tools = bench(house.ring.ca)
})
afterAll(() => {
  house.remove()
  tools.remove()
})

const isPrefix = (before: Bytes, after: Bytes): boolean => Buffer.from(after).subarray(0, before.length).equals(before)

/** seal, four persons, finish, two results, finish: how many signatures a viewer should find after each */
const EXPECTED = [
  { signatures: 0, stamps: 0, total: 0 },
  { signatures: 1, stamps: 0, total: 1 },
  { signatures: 2, stamps: 0, total: 1 },
  { signatures: 3, stamps: 0, total: 1 },
  { signatures: 4, stamps: 0, total: 1 },
  { signatures: 5, stamps: 0, total: 1 },
  { signatures: 5, stamps: 1, total: 0 },
  { signatures: 6, stamps: 1, total: 1 },
  { signatures: 7, stamps: 1, total: 1 },
  { signatures: 7, stamps: 2, total: 0 },
] as const

describe.each([
  { name: "mit Zeitstempeldienst", stamped: true, limit: 48 * 1024 },
  { name: "ohne Zeitstempeldienst", stamped: false, limit: 30 * 1024 },
])("Ein ganzer Weg $name", ({ stamped, limit }) => {
  let stages: Bytes[]
  const timestamp = (): Timestamp | undefined => (stamped ? house.timestamp : undefined)
  beforeAll(async () => {
    stages = await fixture.stages(await fixture.paper(3), house, timestamp())
  })

  test("jeder Schritt fügt nur an, und nicht mehr als vorgesehen", () => {
    for (const [i, pdf] of stages.entries()) {
      const before = stages[i - 1]
      if (before === undefined) continue
      expect(isPrefix(before, pdf)).toBe(true)
      expect(pdf.length - before.length).toBeLessThanOrEqual(limit)
    }
  })

  test("nach jedem Schritt findet pdfsig alle Unterschriften gültig und vertraut", () => {
    stages.forEach((pdf, i) => {
      const want = EXPECTED[i]
      const seen = tools.pdfsig(pdf)
      expect({ i, valid: seen.valid, trusted: seen.trusted }).toEqual({
        i,
        valid: want?.signatures,
        trusted: want?.signatures,
      })
      if (want?.total === 1) expect(seen.total).toBe(1)
      expect(seen.unverified).toBe(stamped ? want?.stamps : 0)
    })
  })

  test("nach jedem Schritt hält die eigene Prüfung alles für in Ordnung", () => {
    for (const pdf of stages.slice(1)) {
      const report = verify(pdf, { ca: house.ring.ca })
      expect({
        exit: report.exit,
        problems: [report.problems, report.signatures.map((s) => s.problems)],
      }).toMatchObject({ exit: 0 })
    }
  })

  test("qpdf findet keinen Fehler im Aufbau", () => {
    for (const pdf of stages)
      expect(tools.run("qpdf", "--check", tools.write("check.pdf", pdf))).toMatchObject({ code: 0 })
  })

  test("alle Schriften sind eingebettet, und die Datei bleibt ausgezeichnet", () => {
    const last = tools.write("fonts.pdf", stages.at(-1) ?? new Uint8Array())
    const rows = tools.run("pdffonts", last).text.trim().split("\n").slice(2)
    expect(rows.length).toBeGreaterThan(2)
    for (const row of rows) expect(row).toMatch(/ yes yes yes +\d+ +0$/)
    expect(tools.run("pdfinfo", last).text).toMatch(/Tagged: +yes/)
  })

  test("OpenSSL bestätigt jede Unterschrift über genau die abgedeckten Bytes", () => {
    const pdf = stages.at(-1) ?? new Uint8Array()
    const ca = tools.write("ca.pem", house.ring.ca)
    for (const { contents, covered, type } of signaturesOf(pdf)) {
      const signed = tools.write("sig.der", contents)
      const content = tools.write("covered.bin", covered)
      const result =
        type === "/DocTimeStamp"
          ? tools.run("openssl", "ts", "-verify", "-in", signed, "-token_in", "-data", content, "-CAfile", ca)
          : tools.run(
              "openssl",
              "cms",
              "-verify",
              "-cades",
              "-inform",
              "DER",
              "-in",
              signed,
              "-binary",
              "-content",
              content,
              "-CAfile",
              ca,
              "-purpose",
              "any",
              "-out",
              tools.write("out.bin", ""),
            )
      expect(result).toMatchObject({ code: 0 })
    }
  })

  test("das Feld behält Ort und Größe; nur Unterschrift und Erscheinungsbild kommen hinzu", () => {
    const [base = new Uint8Array()] = stages
    const last = open(stages.at(-1) ?? new Uint8Array())
    for (const before of fields(open(base))) {
      const after = fields(last).find((field) => field.name === before.name)
      for (const [name, { raw }] of before.dict) if (name !== "AP") expect(after?.dict.get(name)?.raw).toBe(raw)
      expect(after?.value).toBeTypeOf("number")
    }
  })
})

/** Signatures in the order of the form: DER, covered bytes, type. */
function signaturesOf(pdf: Bytes): { contents: Buffer; covered: Buffer; type: string | undefined }[] {
  const file = open(pdf)
  return fields(file).flatMap((field) => {
    if (field.value === undefined) return []
    const dict = dictOf(objectOf(file, field.value) ?? "")
    const [, a = 0, b = 0, c = 0] = (dict.get("ByteRange")?.raw ?? "[]").slice(1, -1).trim().split(/ +/).map(Number)
    const hex = (dict.get("Contents")?.raw ?? "").slice(1, -1)
    return [
      {
        contents: Buffer.from(der.readAt(Buffer.from(hex, "hex"), 0).raw),
        covered: Buffer.concat([file.bytes.subarray(0, a), file.bytes.subarray(b, b + c)]),
        type: dict.get("Type")?.raw,
      },
    ]
  })
}

test("OpenSSL bestätigt den Zeitstempel über dem Wert jeder Unterschrift", async () => {
  const pdf = await fixture.zeichne(
    await fixture.seal(await fixture.paper(1), house, house.timestamp),
    house,
    house.timestamp,
    0,
  )
  const ca = tools.write("ca.pem", house.ring.ca)
  for (const { contents } of signaturesOf(pdf)) {
    const signedData = der.children(der.children(der.read(contents))[1] ?? der.read(contents))[0]
    const info = der.children(
      der.children(der.children(signedData ?? der.read(contents)).at(-1) ?? der.read(contents))[0] ??
        der.read(contents),
    )
    const value = der.expect(info[5], der.TAG.octets).content
    const token = der.children(der.expect(der.sequenceOf(der.children(der.expect(info[6]))[0])[1]))[0]
    const result = tools.run(
      "openssl",
      "ts",
      "-verify",
      "-in",
      tools.write("token.der", der.expect(token).raw),
      "-token_in",
      "-data",
      tools.write("value.bin", value),
      "-CAfile",
      ca,
    )
    expect(result.text).toContain("Verification: OK")
  }
})

test("eine große Datei mit 65 Seiten wächst je Unterschrift nicht stärker als eine kleine", async () => {
  const large = await fixture.stages(await fixture.paper(65), house, undefined)
  const grown = large.map((pdf, i) => pdf.length - (large[i - 1]?.length ?? 0)).slice(1)
  expect(large[0]?.length).toBeGreaterThan(1_000_000)
  for (const bytes of grown) expect(bytes).toBeLessThanOrEqual(30 * 1024)
  expect(verify(large.at(-1) ?? new Uint8Array(), { ca: house.ring.ca }).exit).toBe(0)
  expect(tools.pdfsig(large[5] ?? new Uint8Array())).toMatchObject({ valid: 5, trusted: 5, total: 1 })
})

test("eine Datei mit gepackten Objekten wird in ihrer Art fortgeschrieben", async () => {
  const path = tools.write("plain.pdf", await fixture.paper(2))
  expect(tools.run("qpdf", "--object-streams=generate", path, `${tools.dir}/packed.pdf`).code).toBe(0)

  let pdf: Bytes = readFileSync(`${tools.dir}/packed.pdf`)
  expect(open(pdf).sections.at(-1)?.kind).toBe("stream")
  pdf = await fixture.seal(pdf, house, house.timestamp)
  pdf = await fixture.zeichne(pdf, house, house.timestamp, 1)
  pdf = await finish(pdf, house.timestamp, await house.issuer.crls(fixture.AT))
  expect(open(pdf).sections.at(-1)?.kind).toBe("stream")
  expect(tools.run("qpdf", "--check", tools.write("packed2.pdf", pdf))).toMatchObject({ code: 0 })
  expect(tools.pdfsig(pdf)).toMatchObject({ valid: 2, trusted: 2 })
  expect(verify(pdf, { ca: house.ring.ca })).toMatchObject({ exit: 0, problems: [] })
})

test("der Name mit polnischen und türkischen Zeichen steht lesbar im Feld", async () => {
  const sealed = await fixture.seal(await fixture.paper(1), house, undefined)
  const pdf = await fixture.zeichne(sealed, house, undefined, 1)
  const text = tools.run("pdftotext", "-layout", tools.write("name.pdf", pdf), "-").text
  expect(text).toContain("gez. i. V. Łukasz Öztürk-Żak")
  expect(text).toContain("Dezernent")
})

test("auch zusammengesetzte Zeichen der Namensnorm werden gezeichnet", async () => {
  const base = await fixture.paper(1)
  const lines = ["gez. M̂aria Z̄ielińska-Ç̌elik", "Bürgermeisterin"]
  const signer = await house.issuer.seal(fixture.ORGANISATION, fixture.AT)
  const pdf = await sign(base, { ...fixture.sealText(), lines }, signer, undefined)
  expect(tools.run("pdftotext", tools.write("marks.pdf", pdf), "-").text.normalize("NFC")).toContain(
    "gez. M̂aria Z̄ielińska-Ç̌elik".normalize("NFC"),
  )
})

describe("Abgelehnt wird mit einem klaren Grund", () => {
  const seal = (pdf: Bytes, field?: string): Promise<Bytes> => fixture.seal(pdf, house, undefined, field)

  test("ein Feld, das es nicht gibt", async () => {
    await expect(seal(await fixture.paper(1), "zeichnung-niemand")).rejects.toMatchObject({
      code: "not_found",
      reason: "field.unknown",
    })
  })
  test("ein Feld, das schon unterschrieben ist", async () => {
    const once = await fixture.zeichne(await seal(await fixture.paper(1)), house, undefined, 0)
    await expect(fixture.zeichne(once, house, undefined, 0)).rejects.toMatchObject({
      code: "conflict",
      reason: "field.signed",
    })
  })
  test("ein Siegel, das nach einer Zeichnung kommen soll", async () => {
    const signed = await fixture.zeichne(await fixture.paper(1), house, undefined, 0)
    await expect(seal(signed)).rejects.toMatchObject({ reason: "signature.certify_late" })
  })
  test("eine Datei, die kein PDF ist, und eine beschädigte", async () => {
    await expect(seal(Buffer.from("PK\u0003\u0004 Word"))).rejects.toMatchObject({ code: "input", reason: "pdf.none" })
    const base = Buffer.from(await fixture.paper(1))
    await expect(seal(base.subarray(0, base.length / 2))).rejects.toMatchObject({ reason: "pdf.damaged" })
    await expect(seal(Buffer.concat([base.subarray(0, 2000), base.subarray(2300)]))).rejects.toMatchObject({
      reason: "pdf.damaged",
    })
  })
  test("eine verschlüsselte Datei", async () => {
    const path = tools.write("open.pdf", await fixture.paper(1))
    tools.run("qpdf", "--encrypt", "", "geheim", "256", "--", path, `${tools.dir}/locked.pdf`)

    await expect(seal(readFileSync(`${tools.dir}/locked.pdf`))).rejects.toMatchObject({ reason: "pdf.encrypted" })
  })
  test("ein Zeichen, das die Schrift nicht hat", async () => {
    const signer = await house.issuer.seal(fixture.ORGANISATION, fixture.AT)
    const stamp = { ...fixture.sealText(), lines: ["gez. 山田"] }
    await expect(sign(await fixture.paper(1), stamp, signer, undefined)).rejects.toMatchObject({
      code: "input",
      reason: "glyph.uncovered",
      message: expect.stringContaining("U+5C71"),
    })
  })
  test("der Abschluss einer Datei ohne Unterschrift", async () => {
    await expect(finish(await fixture.paper(1), undefined, [])).rejects.toMatchObject({ reason: "finish.unsigned" })
  })
})

test("jedes Feld der Vorlage lässt sich einzeln siegeln, in jeder Reihenfolge", async () => {
  let pdf = await fixture.seal(await fixture.paper(1), house, undefined)
  for (const name of [resultField("kreistag"), signatureField("landrat"), resultField("ausschuss")])
    pdf = await fixture.seal(pdf, house, undefined, name)
  expect(verify(pdf, { ca: house.ring.ca })).toMatchObject({
    exit: 0,
    open: ["zeichnung-amt", "zeichnung-dezernat", "zeichnung-kaemmerei"],
  })
})
