import { describe, expect, test } from "vitest"
import { AppError } from "./error.ts"
import { Action, type Assignment, holding, MAY, may, ROLE_LABEL, Role, require } from "./role.ts"

/** Written by hand, row by row: x where the role may. The columns are the actions in the order of `Action`. */
const COLUMNS: readonly Action[] = [
  ...(["house.read", "house.write", "people.write", "programme.read", "programme.write"] as const),
  ...(["vorlage.read", "vorlage.write", "vorlage.submit", "vorlage.withdraw", "vorlage.stop"] as const),
  ...(["step.decide", "step.appoint", "step.release", "body.record"] as const),
  ...(["endfassung.confirm", "number.read", "log.read"] as const),
  ...(["self.write", "step.paper", "record.read", "key.write"] as const),
  ...(["sitzung.read", "sitzung.write", "control.write", "publication.read", "publication.write"] as const),
  ...(["control.read", "result.confirm", "urgent.ask", "urgent.sign"] as const),
  ...(["search.read", "vorlage.package"] as const),
]
const MATRIX: Record<Role, string> = {
  //                  hr hw pw | pr pw | vr vw vs wi st | de ap re bo | en nu lo | se pa re ke | si sw co pr pw | cr rc ua us | sr vp
  verfasser: /*     */ "x..xx xxxx. .... .xx x... x..x. x... xx",
  amtsleitung: /*   */ "x..xx xxxx. x... .xx x... x.xx. x.xx xx",
  dezernent: /*     */ "x.... x.x.. x... ..x x... x.... x..x x.",
  kaemmerer: /*     */ "x.... x.x.. x... ..x x... x.... ...x x.",
  landrat: /*       */ "x.... x.x.x x... ..x x... x..x. x.xx x.",
  geschaeftsfuehrung: "x..xx xxxxx x... .xx x... x.xx. x.xx xx",
  fachautor: /*     */ "x..xx ..... .... ... x... ..... .... x.",
  controlling: /*   */ "x..xx ..... .... ... x... ..... .... x.",
  bca: /*           */ "x..x. x.... x... ... x... x.... .... x.",
  gleichstellung: /* */ "x.... x.... x... ... x... x.... .... x.",
  beirat: /*        */ "x.... x.... x... ... x... x.... .... x.",
  mitzeichnung: /*  */ "x.... x.... x... ... x... x.... .... x.",
  schriftfuehrung: /* */ "x.... x.... x... ... x... x.... .... x.",
  vorsitz: /*       */ "x.... x.... x... ... x... x.... ...x x.",
  geschaeftsstelle: "x.... x.... ...x ... x... xx... .... xx",
  gremienmitglied: "x.... x.... .... ... .... x.... ...x x.",
  sitzungsdienst: /* */ "x.... x...x ..x. xxx xx.. xxxx. xxx. xx",
  veroeffentlichung: "x.... x.... .... ... x... ...xx .... x.",
  lesend: /*        */ "x.... x.... .... ..x .... x.... x... x.",
  revision: /*      */ "x.... x.... .... .xx ..x. x..x. x... x.",
  administration: /* */ "xxx.. ..... .x.. .xx x..x ..... .... ..",
}

describe("the role table", () => {
  test("has every role and every action", () => {
    expect(COLUMNS).toEqual(Action.options)
    expect(Object.keys(MATRIX)).toEqual(Role.options)
    expect(Object.keys(MAY)).toEqual(Role.options)
    expect(Object.keys(ROLE_LABEL)).toEqual(Role.options)
  })

  describe.each(Role.options)("%s", (role) => {
    const row = MATRIX[role].replaceAll(" ", "")
    test.each(COLUMNS.map((action, i) => [action, row[i] === "x"] as const))("%s: %s", (action, expected) => {
      const functions: Assignment[] = [{ role, as: "selbst" }]
      expect(row).toHaveLength(COLUMNS.length)
      expect(may(functions, action)).toBe(expected)
      if (expected) require(functions, action)
      else expect(() => require(functions, action)).toThrow(AppError)
    })
  })

  test("gives nothing to nobody, and the sum of all to who holds several functions", () => {
    for (const action of Action.options) expect(may([], action)).toBe(false)
    const both: Assignment[] = [
      { role: "lesend", as: "selbst" },
      { role: "bca", as: "selbst" },
    ]
    expect(may(both, "step.decide")).toBe(true)
  })

  test("a refusal names in German who has the right", () => {
    expect(() => require([{ role: "lesend", as: "selbst" }], "step.release")).toThrow(
      "Dafür fehlt Ihnen das Recht. Es liegt bei: Sitzungsdienst.",
    )
  })
})

test("a function holds from its first to its last day", () => {
  const f: Assignment = { role: "dezernent", as: "IV", forId: "p", from: "2027-01-10", to: "2027-01-20" }
  const days = ["2027-01-09", "2027-01-10", "2027-01-20", "2027-01-21"]
  expect(days.map((on) => holding([f], on).length)).toEqual([0, 1, 1, 0])
  expect(holding([{ role: "dezernent", as: "selbst" }], "1999-01-01")).toHaveLength(1)
})
