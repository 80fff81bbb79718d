import fc from "fast-check"
import { expect, test } from "vitest"
import * as der from "./der.ts"

test("Zahlen, Kennungen und Zeiten kommen so zurück, wie sie geschrieben wurden", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 200n }), (value) => {
      const written = der.integer(value)
      der.assertCanonical(written)
      expect(der.readInteger(der.read(written))).toBe(value)
    }),
    { seed: 20270114 },
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 39 }),
      fc.array(fc.bigInt({ min: 0n, max: 1n << 128n }), { maxLength: 6 }),
      (second, rest) => {
        const dotted = ["2", second, ...rest].join(".")
        expect(der.readOid(der.read(der.oid(dotted)))).toBe(dotted)
      },
    ),
    { seed: 20270114 },
  )
  fc.assert(
    fc.property(fc.date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true }), (at) => {
      const whole = new Date(Math.floor(at.getTime() / 1000) * 1000)
      expect(der.readTime(der.read(der.time(at)))).toEqual(whole)
      expect(der.readTime(der.read(der.generalizedTime(at)))).toEqual(whole)
    }),
    { seed: 20270114 },
  )
})

test("Inhalt jeder Länge wird mit der kürzesten Längenangabe geschrieben und gelesen", () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 100_000]) {
    const element = der.read(der.octets(Buffer.alloc(length, 5)))
    expect(element.content.length).toBe(length)
  }
})

test.each([
  ["eine zu lange Längenangabe", "0481810100"],
  ["eine unbestimmte Länge", "3080040100000 0"],
  ["ein abgeschnittenes Element", "0405aabb"],
  ["Bytes hinter dem Element", "040100ff"],
  ["eine Zahl mit führender Null", "02020001"],
  ["ein Wahrheitswert, der weder 00 noch ff ist", "010101"],
  ["eine unsortierte Menge", "3106020102020101"],
  ["eine Kennung mit führendem 80", "3004 0602 8001"],
])("%s wird abgelehnt", (_, hex) => {
  const bytes = Buffer.from(hex.replace(/ /g, ""), "hex")
  expect(() => {
    der.assertCanonical(bytes)
    der.readOid(der.children(der.read(bytes))[0])
  }).toThrow(der.DerError)
})

test("beliebige Bytes führen nur zu DerError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        der.assertCanonical(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(der.DerError)
      }
    }),
    { seed: 20270114 },
  )
})
