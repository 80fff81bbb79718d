/** The published schema of a programme: valid itself, and it says yes and no where our own reading does. */
import { ProgrammeContent } from "@beschlussweg/core/content"
import { SCHEMA_ID } from "@beschlussweg/core/output"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { everything } from "@beschlussweg/word/fixture/typed"
import { importWord } from "@beschlussweg/word/import"
import { registerSchema, type SchemaObject, unregisterSchema, validate } from "@hyperjump/json-schema/draft-2020-12"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createApp } from "./api.ts"

// Publishing needs no world: nothing is called.
const no = (): never => {
  throw new Error("not called")
}
const app = createApp({
  stage: "local",
  version: "1.2.3",
  origins: [],
  door: {
    sessions: { verify: no, issue: no },
    transactions: { seal: no, open: no },
    party: { begin: no, finish: no, farewell: no },
    accounts: { unsafeKnown: no, unsafeJoin: no, unsafeEnd: no, unsafePlaces: no, house: no, person: no },
    now: no,
    jwks: { keys: [] },
    source: no,
  },
  open: { house: no, linked: no, expected: no, count: no },
  closed: no,
  ctx: no,
  alive: no,
})
let published: Record<string, unknown>
const AT = "https://aulenfeld.example/programm"
beforeAll(async () => {
  const response = await app.request("/api/schema/programm.json")
  expect(response.headers.get("content-type")).toContain("application/schema+json")
  published = await response.json()
  const { $id: _, ...rest } = published
  registerSchema(rest as SchemaObject, AT)
})
afterAll(() => unregisterSchema(AT))

test("it has its name and version and is valid against the meta schema", async () => {
  expect(published.$id).toBe(SCHEMA_ID)
  const meta = await validate("https://json-schema.org/draft/2020-12/schema")
  expect(meta(JSON.parse(JSON.stringify(published))).valid).toBe(true)
})

test("a whole programme with typed tables is valid", async () => {
  const { typed } = await importWord(programmeDocx(), { fileName: "a.docx", kind: "AMP", year: 2027 })
  expect(typed.content.sections.flatMap((s) => s.blocks.map((b) => b.type))).toContain("data")
  const check = await validate(AT)
  expect(check(JSON.parse(JSON.stringify(typed.content))).valid).toBe(true)
})

test("a programme with every kind of block is valid, and one changed property of any of them is found", async () => {
  const check = await validate(AT)
  const whole = JSON.stringify(everything)
  expect(check(JSON.parse(whole)).valid).toBe(true)
  const changes: [string, string][] = [
    ['"unit":"TEUR"', '"unit":"TDM"'],
    ['"decimals":0', '"decimals":"0"'],
    ['"state":"confirmed"', '"state":"bestätigt"'],
    ['"lock":"readOnly"', '"lock":"zu"'],
    ['"type":"topic"', '"type":"thema"'],
    ['"ref":"zahl/budget"', '"verweis":"zahl/budget"'],
    ['"due":"2027-03-31"', '"due":"31.03.2027"'],
    ['"eckpunkt":true', '"eckpunkt":"ja"'],
    ['"values":["21692","22300"]', '"values":["21.692","22,3"]'],
  ]
  for (const [from, to] of changes) {
    expect(whole).toContain(from)
    const changed: unknown = JSON.parse(whole.replace(from, to))
    expect([to, check(changed as Parameters<typeof check>[0]).valid]).toEqual([to, false])
    expect(ProgrammeContent.safeParse(changed).success).toBe(false)
  }
})

test("it refuses what our own reading refuses", async () => {
  const check = await validate(AT)
  const right = { version: 1, kind: "AMP", title: "AMP", year: 2027, sections: [], footnotes: [] }
  const paragraph = (content: object) => ({
    ...right,
    sections: [{ id: "a", level: 1, title: [{ type: "text", text: "A" }], numbering: "auto", blocks: [content] }],
  })
  const given: [boolean, object][] = [
    [true, right],
    [true, paragraph({ type: "paragraph", content: [{ type: "text", text: "a", href: "https://a.example" }] })],
    [false, { ...right, kind: "XYZ" }],
    [false, { ...right, year: "2027" }],
    [false, { ...right, more: 1 }],
    [false, { ...right, title: "" }],
    [false, paragraph({ type: "paragraph", content: [{ type: "text", text: "a", href: "javascript:a" }] })],
    [false, paragraph({ type: "list", ordered: false, items: [] })],
    [false, paragraph({ type: "unknown" })],
  ]
  for (const [valid, content] of given) {
    expect(ProgrammeContent.safeParse(content).success).toBe(valid)
    expect(check(JSON.parse(JSON.stringify(content))).valid).toBe(valid)
  }
})
