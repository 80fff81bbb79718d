import { expect, test } from "vitest"
import { T1, withFolge } from "./chain/index.ts"
import { AppError } from "./error.ts"
import { checkTenant, RETENTION, type Tenant } from "./tenant.ts"

const sound: Omit<Tenant, "head"> = {
  version: 1,
  id: "kreis-aulenfeld",
  house: { name: "Jobcenter Kreis Aulenfeld", traeger: "Kreis Aulenfeld", kind: "zkT", address: [], ownShareLabel: "" },
  land: "Nordrhein-Westfalen",
  aemter: [
    { id: "jobcenter", name: "Jobcenter" },
    { id: "rechtsamt", name: "Rechtsamt" },
  ],
  supervisor: { name: "", address: [] },
  signIn: null,
  retention: RETENTION,
  trust: [],
  gremien: [{ id: "ka", name: "Kreisausschuss", short: "KA", kind: "kreisausschuss", mitglieder: 13, tie: "rejected" }],
  arten: [
    {
      id: "bv",
      label: "Beschlussvorlage",
      number: { source: "own", pattern: "{type}-{body}/{yy}/{seq}", type: "V", term: "" },
      decides: true,
    },
  ],
  labels: { programme: "AMP", roles: {} },
  template: withFolge(T1, [{ gremiumId: "ka", zustaendigkeit: "Entscheidung", optional: false }]),
  baseUrl: "https://beschlussweg.example",
}
const reasons = (change: Partial<Tenant>): string[] => {
  try {
    checkTenant({ ...sound, ...change })
  } catch (error) {
    if (error instanceof AppError)
      return error.findings.length > 0 ? error.findings.map((f) => f.reason) : [error.reason]
    throw error
  }
  return []
}
const art = (change: Partial<Tenant["arten"][number]["number"]>) => ({
  arten: sound.arten.map((a) => ({ ...a, number: { ...a.number, ...change } })),
})

test("a sound house is taken, and so is a number from outside without own words", () => {
  expect(reasons({})).toEqual([])
  expect(reasons(art({ source: "outside", type: "" }))).toEqual([])
})

test("what cannot work later is refused now", () => {
  expect(reasons(art({ pattern: "{yyyy}" }))).toEqual(["number.sequence"])
  expect(reasons(art({ type: "" }))).toEqual(["number.word"])
  expect(reasons({ gremien: sound.gremien.map((g) => ({ ...g, short: "" })) })).toEqual(["number.word"])
  const withAmt = (id: string, name: string) => ({ aemter: [...sound.aemter, { id, name }] })
  expect(reasons(withAmt("ka", "Kämmerei"))).toEqual(["tenant.twice"])
  expect(reasons(withAmt("jc", "Jobcenter 🎉"))).toEqual(["glyph.missing"])
  expect(reasons({ template: { ...T1, steps: T1.steps.slice(0, -1) } })).toEqual(["template.bodies"])
})

test("a level that no issuer of the house can reach is a dead end; one for QES is good for both", () => {
  const steps = (level: "AES" | "QES") => ({
    template: { ...sound.template, steps: sound.template.steps.map((s) => (s.kind === "sign" ? { ...s, level } : s)) },
  })
  const issuer = (level: "AES" | "QES") => ({
    trust: [
      { name: "Trust Aulen", level, certificate: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" },
    ],
  })
  const once = (change: Partial<Tenant>) => [...new Set(reasons(change))]
  expect(once(steps("AES"))).toEqual(["template.trust"])
  expect(once({ ...steps("QES"), ...issuer("AES") })).toEqual(["template.trust"])
  expect(once({ ...steps("AES"), ...issuer("QES") })).toEqual([])
  expect(once({ ...steps("QES"), ...issuer("QES") })).toEqual([])
  expect(once({ trust: [{ name: "Trust Aulen", level: "QES", certificate: "x".repeat(200) }] })).toEqual(["trust.pem"])
})

test("a house has a name, a carrier and a word for its programme; a class of retention stands once", () => {
  expect(reasons({ house: { ...sound.house, name: " ", traeger: "" } })).toEqual(["tenant.empty", "tenant.empty"])
  expect(reasons({ labels: { programme: "", roles: {} } })).toEqual(["tenant.empty"])
  const classes = [...RETENTION.classes, { id: "kgst-30", label: "kurz", years: 1 }]
  expect(reasons({ retention: { ...RETENTION, classes } })).toEqual(["retention.twice"])
})
