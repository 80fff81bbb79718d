import type { Bytes } from "@beschlussweg/core/context"
import { resultField, signatureField } from "@beschlussweg/core/paper"
import { afterAll, beforeAll, expect, test } from "vitest"
import { check } from "./check.ts"
import { attachments, images, vorlagePaper } from "./fixture.ts"
import { press } from "./press.ts"
import * as signing from "./sign.fixture.ts"
import { outside } from "./tool.ts"

let house: signing.House
let stages: { pdf: Bytes; field: string | undefined }[]

beforeAll(async () => {
  house = await signing.house()
  const here = press({ ca: house.ring.ca })
  const paper = vorlagePaper()
  const base = (await here.vorlage(paper, attachments, images)).pdf
  stages = [{ pdf: base, field: undefined }]
  const last = (): Bytes => stages.at(-1)?.pdf ?? base
  const seal = async (field?: string): Promise<void> => {
    const stamp = signing.sealText(field)
    const signer = await house.issuer.seal(signing.ORGANISATION, signing.AT)
    stages.push({ pdf: await here.sign(last(), stamp, signer, house.timestamp), field: stamp.field })
  }
  await seal()
  for (const [i, line] of paper.signatures.filter((one) => one.carried === undefined).entries()) {
    const { name, title } = signing.person(i)
    const signer = await house.issuer.person({ name, title, organisation: signing.ORGANISATION }, signing.AT)
    const field = signatureField(line.stepId)
    const stamp = { field, lines: [`gez. ${name}`, title], at: signing.AT, name, reason: line.label }
    stages.push({ pdf: await here.sign(last(), stamp, signer, house.timestamp), field })
  }
  const finish = async (): Promise<void> => {
    const crls = await house.issuer.crls(signing.AT)
    stages.push({ pdf: await here.finish(last(), house.timestamp, crls), field: undefined })
  }
  await finish()
  for (const row of paper.beratungsfolge) await seal(resultField(row.stepId))
  await finish()
})
afterAll(() => house.remove())

test("a real Vorlage goes its whole way: sealed, signed, finished, results sealed, each step an append", async () => {
  expect(stages).toHaveLength(9)
  const here = press({ ca: house.ring.ca })
  const signed: string[] = []
  for (const [i, stage] of stages.entries()) {
    const before = stages[i - 1]?.pdf
    if (before) expect(Buffer.from(stage.pdf).subarray(0, before.length).equals(before)).toBe(true)
    if (stage.field) signed.push(stage.field)
    if (i === 0) continue
    const report = await here.verify(stage.pdf)
    expect(report.problems).toEqual([])
    expect(report.ok).toBe(true)
    for (const field of signed) expect(report.fields).toContain(field)
  }
})

test("the paper stays accessible and archival after every stage", async () => {
  for (const { pdf } of stages) {
    expect(await check(pdf)).toEqual([])
    expect(outside(pdf)).toEqual([])
  }
})
