import type { Bytes } from "@beschlussweg/core/context"
import { signatureField } from "@beschlussweg/core/paper"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { append, nextNumber, plainStream, type Update } from "./append.ts"
import * as Certificate from "./certificate.ts"
import { dictOf, refTo, withEntries } from "./cos.ts"
import { fields, form } from "./field.ts"
import { catalog, objectOf, open, parse } from "./revision.ts"
import * as fixture from "./sign.fixture.ts"
import { finish, sign } from "./sign.ts"
import { type Bench, bench } from "./tool.fixture.ts"
import { localTimestamp } from "./tsa.ts"
import { describe as inWords, verify } from "./verify.ts"

let house: fixture.House
let tools: Bench
/** base, seal, four persons, finish, two results, finish */
let plain: Bytes[]
let stamped: Bytes[]
beforeAll(async () => {
  house = await fixture.house()
  tools = bench(house.ring.ca)
  const base = await fixture.paper(2)
  plain = await fixture.stages(base, house, undefined)
  stamped = await fixture.stages(base, house, house.timestamp)
})
afterAll(() => {
  house.remove()
  tools.remove()
})

const stage = (all: Bytes[], i: number): Buffer => Buffer.from(all[i] ?? new Uint8Array())
const exit = (pdf: Bytes): number => verify(pdf, { ca: house.ring.ca }).exit
const sentences = (pdf: Bytes): string => {
  const report = verify(pdf, { ca: house.ring.ca })
  return [...report.problems, ...report.signatures.flatMap((one) => one.problems)].join("\n")
}
/** an update as somebody without a key could append it */
const update = (pdf: Bytes, make: (next: number) => readonly Update[]): Buffer => {
  const file = open(pdf)
  return append(file, make(nextNumber(file))).bytes
}
/** small reproducible pseudo-random numbers below `limit` */
function* numbers(seed: number, limit: number): Generator<number, never> {
  for (let state = seed >>> 0; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield Math.floor((state / 2 ** 32) * limit)
  }
}

describe("Der Bericht", () => {
  test("nennt je Unterschrift wer, für wen, wann, Niveau, Umfang und was seither geschah", () => {
    const report = verify(stage(stamped, 9), { ca: house.ring.ca })
    expect(report).toMatchObject({ ok: true, exit: 0, problems: [], notes: [], open: [] })
    expect(report.signatures.map((one) => [one.field, one.kind, one.profile, one.proven])).toEqual([
      ["siegel", "siegel", "B-LTA", true],
      ["zeichnung-amt", "zeichnung", "B-LTA", true],
      ["zeichnung-dezernat", "zeichnung", "B-LTA", true],
      ["zeichnung-kaemmerei", "zeichnung", "B-LTA", true],
      ["zeichnung-landrat", "zeichnung", "B-LTA", true],
      ["zeitstempel-1", "zeitstempel", "RFC 3161", true],
      ["ergebnis-ausschuss", "siegel", "B-LTA", true],
      ["ergebnis-kreistag", "siegel", "B-LTA", true],
      ["zeitstempel-2", "zeitstempel", "RFC 3161", true],
    ])
    expect(report.signatures[2]).toMatchObject({
      who: "Łukasz Öztürk-Żak",
      title: "Dezernent",
      organisation: fixture.ORGANISATION,
      onBehalfOf: "in Vertretung für Dr. Jona Weidner, Dezernentin",
      at: fixture.AT.toISOString(),
      level: "elektronische Zeichnung (System), keine qualifizierte Signatur",
      issuer: "trusted",
      covers: { bytes: stamped[3]?.length, whole: false },
    })
    expect(report.signatures[2]?.since).toHaveLength(6)
    const words = inWords(report)
    expect(words).toContain(
      "Łukasz Öztürk-Żak, Dezernent, Jobcenter Kreis Aulenfeld, in Vertretung für Dr. Jona Weidner",
    )
    expect(words).toContain("Siegel (System), kein qualifiziertes Siegel")
    expect(words).toContain("Ergebnis: In Ordnung.")
  })

  test("sagt ohne Zeitstempeldienst, dass die Zeit nicht belegt ist", () => {
    const report = verify(stage(plain, 5), { ca: house.ring.ca })
    expect(report.exit).toBe(0)
    for (const one of report.signatures)
      expect(one).toMatchObject({ profile: "B-B", proven: false, at: fixture.AT.toISOString() })
    expect(inWords(report)).toContain("nicht durch Zeitstempel belegt")
  })

  test("sagt ohne Wurzelzertifikat, dass der Aussteller nicht geprüft ist (Ausgang 2)", () => {
    for (const pdf of [stage(plain, 9), stage(stamped, 9)]) {
      const report = verify(pdf)
      expect(report).toMatchObject({ ok: false, exit: 2 })
      expect(report.signatures.every((one) => one.issuer === "unchecked")).toBe(true)
      expect(inWords(report)).toContain("Der Aussteller wurde nicht geprüft")
    }
  })

  test("nennt die Felder, die noch leer sind", () => {
    expect(verify(stage(plain, 2), { ca: house.ring.ca }).open).toEqual([
      "zeichnung-dezernat",
      "zeichnung-kaemmerei",
      "zeichnung-landrat",
      "ergebnis-ausschuss",
      "ergebnis-kreistag",
    ])
  })
})

describe("Ein verändertes Byte wird gefunden", () => {
  /** places of every kind: text, hex, padding, cross-reference, end */
  const places = (pdf: Buffer): number[] => {
    const text = pdf.toString("latin1")
    const file = parse(pdf)
    const out: number[] = []
    for (const section of file.sections)
      for (let i = -40; i < 60; i += 7) out.push(section.offset + i, section.end - 1 - (i + 40) / 7)
    for (const match of text.matchAll(/\/Contents </g)) {
      const close = text.indexOf(">", match.index + 11)
      out.push(match.index + 10, match.index + 11, match.index + 40, match.index + 1200, close - 1, close - 900, close)
    }
    out.push(pdf.length - 1, pdf.length - 2, pdf.length - 8)
    return out.filter((place) => place >= 0 && place < pdf.length)
  }

  test.each([
    ["mit Zeitstempel, nach dem Abschluss", (): Buffer => stage(stamped, 9)],
    ["mit Zeitstempel, nach der vierten Zeichnung", (): Buffer => stage(stamped, 5)],
    ["ohne Zeitstempel, nach dem Abschluss", (): Buffer => stage(plain, 9)],
    ["ohne Zeitstempel, nach dem Siegel", (): Buffer => stage(plain, 1)],
  ])("%s: 500 Stichproben über Text, Hex, Füllung, Querverweise und Ende", (_, of) => {
    const pdf = of()
    expect(exit(pdf)).toBe(0)
    const random = numbers(pdf.length, pdf.length)
    const chosen = places(pdf)
    while (chosen.length < 500) chosen.push(random.next().value)
    const missed = chosen.flatMap((place, i) => {
      const before = pdf[place] ?? 0
      pdf[place] = before ^ ([0x01, 0x20, 0xff, 0x08][i % 4] ?? 1)
      const seen = exit(pdf)
      pdf[place] = before
      return seen === 1 ? [] : [place]
    })
    expect(missed).toEqual([])
  })

  test("jedes Byte der letzten Fassung, die ohne Zeitstempeldienst keine Unterschrift abdeckt", async () => {
    const sealed = await fixture.seal(await fixture.paper(1, ["siegel"]), house, undefined)
    const pdf = Buffer.from(await finish(sealed, undefined, await house.issuer.crls(fixture.AT)))
    expect(exit(pdf)).toBe(0)
    const missed: number[] = []
    for (let place = sealed.length; place < pdf.length; place++) {
      const before = pdf[place] ?? 0
      pdf[place] = before ^ 1
      if (exit(pdf) !== 1) missed.push(place)
      pdf[place] = before
    }
    expect(missed).toEqual([])
  })

  test("eine andere Ziffer in der Füllung, die pdfsig nicht bemerkt", () => {
    const pdf = stage(plain, 1)
    const close = pdf.toString("latin1").lastIndexOf(">\n>>")
    pdf.write("1", close - 10, "latin1")
    expect(tools.pdfsig(pdf)).toMatchObject({ valid: 1 })
    expect(sentences(pdf)).toContain("Platz enthält etwas anderes")
  })

  test("Großbuchstaben im Hex der letzten Unterschrift", () => {
    const pdf = stage(plain, 1)
    const at = pdf.toString("latin1").lastIndexOf("/Contents <") + 11
    const hex = pdf.toString("latin1", at, at + 400)
    pdf.write(hex.toUpperCase(), at, "latin1")
    expect(exit(pdf)).toBe(1)
  })
})

describe("Angriffe werden gefunden", () => {
  test("ein nachträglich ausgetauschter Seiteninhalt", () => {
    for (const base of [stage(plain, 5), stage(stamped, 6)]) {
      const file = open(base)
      const pages = dictOf(objectOf(file, Number(catalog(file).dict.get("Pages")?.raw.split(" ")[0])) ?? "")
      const page = Number(pages.get("Kids")?.raw.slice(1).split(" ")[0])
      const content = Number(
        dictOf(objectOf(file, page) ?? "")
          .get("Contents")
          ?.raw.split(" ")[0],
      )
      const attacked = update(base, () => [{ number: content, body: plainStream("", Buffer.from("0 0 m 9 9 l S")) }])
      expect(exit(attacked)).toBe(1)
      expect(sentences(attacked)).toContain("keine zulässige Ergänzung")
    }
  })

  test("ein Überdecken (Shadow Attack): das Erscheinungsbild eines unterschriebenen Feldes wird ersetzt", () => {
    const base = stage(plain, 2)
    const field = fields(open(base)).find((one) => one.name === signatureField("amt"))
    const attacked = update(base, (next) => [
      { number: field?.number ?? 0, body: withEntries(field?.dict ?? new Map(), { AP: `<< /N ${refTo(next)} >>` }) },
      {
        number: next,
        body: plainStream("/Type /XObject\n/Subtype /Form\n/BBox [0 0 220 44]\n", Buffer.from("1 g 0 0 220 44 re f")),
      },
    ])
    expect(exit(attacked)).toBe(1)
  })

  test("ein Überdecken, das zugleich mit einer echten Zeichnung angefügt wird", async () => {
    const base = stage(plain, 1)
    const root = catalog(open(base))
    const hidden = update(base, () => [{ number: root.number, body: withEntries(root.dict, { PageMode: "/UseNone" }) }])
    const signed = await fixture.zeichne(hidden, house, undefined, 0)
    expect(exit(signed)).toBe(1)
    expect(tools.pdfsig(signed)).toMatchObject({ valid: 2 })
  })

  test("eine zweite Unterschrift, deren Feld aus dem Formular entfernt wurde", () => {
    const base = stage(plain, 3)
    const file = open(base)
    const top = form(file)
    const kept = fields(file).filter((one) => one.name !== signatureField("dezernat"))
    const attacked = update(base, () => [
      {
        number: top?.number ?? 0,
        body: withEntries(top?.dict ?? new Map(), { Fields: `[${kept.map((one) => refTo(one.number)).join(" ")}]` }),
      },
    ])
    expect(exit(attacked)).toBe(1)
  })

  test("ein zusätzliches Unterschriftsfeld", () => {
    const base = stage(plain, 1)
    const file = open(base)
    const top = form(file)
    const all = fields(file).map((one) => refTo(one.number))
    const attacked = update(base, (next) => [
      {
        number: top?.number ?? 0,
        body: withEntries(top?.dict ?? new Map(), { Fields: `[${[...all, refTo(next)].join(" ")}]` }),
      },
      { number: next, body: "<< /FT /Sig /T (fremd) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 >>" },
    ])
    expect(exit(attacked)).toBe(1)
  })

  test("eine abgeschnittene Datei; am Ende einer Fassung abgeschnitten ist sie ein früherer Stand und sagt das", () => {
    const pdf = stage(stamped, 5)
    for (const cut of [1, 7, 30, 400, 20_000]) expect(exit(pdf.subarray(0, pdf.length - cut))).toBe(1)
    const earlier = verify(pdf.subarray(0, stage(stamped, 4).length), { ca: house.ring.ca })
    expect(earlier).toMatchObject({ exit: 0 })
    expect(earlier.open).toContain(signatureField("landrat"))
  })

  test.each(["\n", " ", "\r\n", "% Notiz\n", "%%EOF\n", "\u0000"])("angehängte Bytes (%j)", (tail) => {
    for (const pdf of [stage(plain, 5), stage(plain, 6), stage(stamped, 9)])
      expect(exit(Buffer.concat([pdf, Buffer.from(tail, "latin1")]))).toBe(1)
  })

  test("eine leere angehängte Fassung", () => {
    for (const pdf of [stage(plain, 5), stage(stamped, 9)]) expect(exit(update(pdf, () => []))).toBe(1)
  })

  test("vertauschte Fassungen", () => {
    const pdf = stage(plain, 3)
    const [a, b, c] = [1, 2, 3].map((i) => stage(plain, i).length)
    expect(exit(Buffer.concat([pdf.subarray(0, a), pdf.subarray(b, c), pdf.subarray(a, b)]))).toBe(1)
  })

  test("eine aus einer anderen Datei übernommene Unterschrift", async () => {
    const other = await fixture.stages(await fixture.paper(3), house, undefined)
    const [mine, theirs] = [stage(plain, 1), stage(other, 1)]
    const at = (pdf: Buffer): number => pdf.toString("latin1").lastIndexOf("/Contents <") + 11
    theirs.copy(mine, at(mine), at(theirs), at(theirs) + 16_384)
    expect(sentences(mine)).toContain("passt nicht zum Inhalt")
  })

  test("ein fremdes Haus: eigene Wurzel, gleiche Namen", async () => {
    const stranger = await fixture.house()
    try {
      const forged = await fixture.seal(await fixture.paper(1), stranger, undefined)
      expect(exit(forged)).toBe(1)
      expect(sentences(forged)).toContain("gehört nicht zum angegebenen Wurzelzertifikat")
      const mixed = await fixture.zeichne(stage(plain, 1), stranger, undefined, 0)
      expect(exit(mixed)).toBe(1)
    } finally {
      stranger.remove()
    }
  })

  test("ein Zertifikat, das sich als Ausstellungsstelle ausgibt", async () => {
    const leaf = await house.issuer.seal(fixture.ORGANISATION, fixture.AT)
    const key = Certificate.keyFromPem(Certificate.newKeyPem())
    const person = { kind: "person", name: "Kim Adler", title: "Landrat", organisation: fixture.ORGANISATION } as const
    const pretended = await Certificate.issue({ ...leaf, sign: key.sign }, person, fixture.AT)
    const pdf = await sign(await fixture.paper(1), fixture.sealText(), pretended, undefined)
    expect(exit(pdf)).toBe(1)
  })
})

describe("Zeit und Gültigkeit", () => {
  test("eine Unterschrift nach Ablauf des Zertifikats gilt nicht", async () => {
    const signer = await house.issuer.seal(fixture.ORGANISATION, fixture.AT)
    const late = new Date("2037-01-01T00:00:00Z")
    const pdf = await sign(await fixture.paper(1), { ...fixture.sealText(), at: late }, signer, undefined)
    expect(sentences(pdf)).toContain("nicht gültig")
  })

  test("ein vor der Unterschrift gesperrtes Zertifikat wird gefunden, ein danach gesperrtes schadet nicht", async () => {
    const signer = await house.issuer.seal(fixture.ORGANISATION, fixture.AT)
    const sealed = await sign(await fixture.paper(1), fixture.sealText(), signer, house.timestamp)
    const serial = Certificate.serialOf(signer.certificate)
    const listed = async (at: string): Promise<number> => {
      const list = await Certificate.crl(house.authority, new Date("2026-06-01T00:00:00Z"), [
        { serial, at: new Date(at) },
      ])
      return exit(await finish(sealed, house.timestamp, [list]))
    }
    expect(await listed("2026-03-01T00:00:00Z")).toBe(1)
    expect(await listed("2026-05-01T00:00:00Z")).toBe(0)
  })

  test("ein fremder Zeitstempeldienst belegt die Zeit nicht und wird als ungeprüft genannt (Ausgang 2)", async () => {
    const stranger = await fixture.house()
    try {
      const pdf = await fixture.seal(await fixture.paper(1), house, stranger.timestamp)
      const report = verify(pdf, { ca: house.ring.ca })
      expect(report.exit).toBe(2)
      expect(report.signatures[0]).toMatchObject({ proven: false, issuer: "unchecked", problems: [] })
      expect(verify(pdf, { ca: house.ring.ca + stranger.ring.ca }).exit).toBe(0)
    } finally {
      stranger.remove()
    }
  })

  test("ein Zeitstempel über etwas anderem kommt nicht in die Datei", async () => {
    const wrong = { stamp: () => house.timestamp.stamp(Buffer.alloc(32, 7)) }
    await expect(fixture.seal(await fixture.paper(1), house, wrong)).rejects.toMatchObject({ reason: "tsa.invalid" })
  })

  test("ein Zertifikat ohne den Zweck Zeitstempel kann keine Zeit belegen", async () => {
    const signer = await house.issuer.seal(fixture.ORGANISATION, fixture.AT)
    const wrong = localTimestamp(signer, () => fixture.AT)
    await expect(fixture.seal(await fixture.paper(1), house, wrong)).rejects.toMatchObject({ reason: "tsa.invalid" })
  })
})

describe("Unbrauchbare Eingaben geben ein Urteil, keinen Absturz", () => {
  test.each([
    ["leer", Buffer.alloc(0)],
    ["Word", Buffer.from("PK\u0003\u0004")],
    ["nur ein Kopf", Buffer.from("%PDF-1.7\n")],
    ["ein Verweis ins Leere", Buffer.from("%PDF-1.7\nstartxref\n99999\n%%EOF\n")],
    [
      "ein Verweis auf sich selbst",
      Buffer.from("%PDF-1.7\nxref\n0 0\ntrailer\n<< /Size 1 /Prev 9 >>\nstartxref\n9\n%%EOF\n"),
    ],
  ])("%s", (_, pdf) => {
    expect(verify(pdf, { ca: house.ring.ca }).exit).toBe(1)
  })

  test("tief verschachtelte Klammern", () => {
    const deep = `%PDF-1.7\nxref\n0 0\ntrailer\n<< /Size 1 /X ${"[".repeat(50_000)} >>\nstartxref\n9\n%%EOF\n`
    expect(verify(Buffer.from(deep), { ca: house.ring.ca }).exit).toBe(1)
  })

  test("zufällig zerschnittene, verdoppelte und vertauschte Stücke einer echten Datei", () => {
    const pdf = stage(stamped, 3)
    fc.assert(
      fc.property(fc.tuple(fc.nat(pdf.length), fc.nat(pdf.length), fc.nat(pdf.length)), fc.nat(3), (cuts, way) => {
        const [a = 0, b = 0, c = 0] = [...cuts].sort((x, y) => x - y)
        const [one, two, three, four] = [pdf.subarray(0, a), pdf.subarray(a, b), pdf.subarray(b, c), pdf.subarray(c)]
        const pieces =
          [
            [one, three, two, four],
            [one, four],
            [one, two, two, three, four],
            [one, two, four, three],
          ][way] ?? []
        const broken = Buffer.concat(pieces)
        fc.pre(!broken.equals(pdf) && ![1, 2, 3].some((i) => broken.equals(stage(stamped, i))))
        expect(exit(broken)).toBe(1)
      }),
      { numRuns: 300, seed: 20270114 },
    )
  })

  test("eine Datei ohne Unterschrift ist nicht in Ordnung", () => {
    expect(sentences(stage(plain, 0))).toContain("trägt keine Unterschrift")
  })

  test("ein unlesbares Wurzelzertifikat ist eine falsche Eingabe", () => {
    expect(() => verify(stage(plain, 1), { ca: "kein PEM" })).toThrow(
      expect.objectContaining({ reason: "ca.unreadable" }),
    )
  })
})
