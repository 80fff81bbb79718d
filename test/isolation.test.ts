import * as Chain from "@beschlussweg/core/chain"
import { AppError } from "@beschlussweg/core/error"
import * as Member from "@beschlussweg/core/member"
import * as Programme from "@beschlussweg/core/programme"
import { type Assignment, Role } from "@beschlussweg/core/role"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import { verbs } from "@beschlussweg/core/verb"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { givenVorlageInBeratung, givenVorlageInZeichnung, type House, openWorld, result, type World } from "./house.ts"

let world: World
let mine: House
let theirs: House
let watch: Recorder
/** Ids of the other house, one of each kind; and the same shape made up. */
let foreign: Ids
const MADE_UP: Ids = {
  draft: "vl_01KAAAAAAAAAAAAAAAAAAAAAAA",
  signing: "vl_01KBBBBBBBBBBBBBBBBBBBBBBB",
  body: "vl_01KCCCCCCCCCCCCCCCCCCCCCCC",
  done: "vl_01KDDDDDDDDDDDDDDDDDDDDDDD",
  programme: "pr_01KEEEEEEEEEEEEEEEEEEEEEEE",
  upload: "up_01KFFFFFFFFFFFFFFFFFFFFFFF",
  sha256: "a".repeat(64),
  pdfSha256: "b".repeat(64),
}
interface Ids {
  readonly draft: string
  readonly signing: string
  readonly body: string
  readonly done: string
  readonly programme: string
  readonly upload: string
  readonly sha256: string
  readonly pdfSha256: string
}

beforeAll(async () => {
  world = await openWorld()
  mine = await world.house("T1", "kreis-hier")
  theirs = await world.house("T1", "kreis-dort")
  // Every function there is: whatever is refused is refused because of the house.
  const functions: Assignment[] = Role.options.flatMap((role): Assignment[] => [
    { role, as: "selbst" },
    { role, as: "selbst", amtId: "rechtsamt" },
    ...["soz", "ka", "fin"].map((gremiumId): Assignment => ({ role, as: "selbst", gremiumId })),
  ])
  await mine.put({ personId: "alles", functions })
  const done = await givenVorlageInBeratung(theirs)
  await done.record("ausschuss", result(theirs, "recommended"))
  await done.record("kreisausschuss", result(theirs, "accepted"))
  const signing = await givenVorlageInZeichnung(theirs)
  const { fassungSha256: sha256, pdfSha256 } = await signing.seen()
  const data = new TextEncoder().encode("Anlage")
  const upload = { purpose: "anlage" as const, fileName: "a.txt", mediaType: "text/plain", data }
  foreign = {
    draft: (await theirs.draft()).id,
    signing: signing.id,
    body: (await givenVorlageInBeratung(theirs)).id,
    done: done.id,
    programme: await theirs.programme("Wir vermitteln."),
    upload: (await Upload.receive(theirs.as("verfasser"), upload)).id,
    sha256,
    pdfSha256,
  }
})
afterAll(() => world.stop())
beforeEach(() => {
  watch = record(world.store.client)
})
afterEach(() => watch.detach())

type Call = (ctx: ReturnType<House["as"]>, input: never) => Promise<unknown>
const isVerb = (value: unknown): value is Call & { readonly name: string } =>
  typeof value === "function" && "may" in value && "input" in value
const ALL = [Member, Programme, Tenant, Upload, Vorlage, Vorlage.Endfassung].flatMap((m) =>
  Object.values<unknown>(m).filter(isVerb),
)

const content = { version: 1, kind: "AMP", title: "T", year: 2027, sections: [], footnotes: [] }
/** What each verb that names something is asked about it; in the order of the registry no verb may be missing. */
const ASK: Readonly<Record<string, (ids: Ids) => object>> = {
  "programme.save": ({ programme }) => ({ programmeId: programme, rev: 1, content }),
  "programme.stand": ({ programme }) => ({ programmeId: programme, note: "" }),
  "programme.take": ({ programme, upload }) => ({ programmeId: programme, uploadId: upload }),
  "programme.read": ({ programme }) => ({ programmeId: programme }),
  "upload.read": ({ upload }) => ({ uploadId: upload }),
  "vorlage.save": ({ draft }) => ({ vorlageId: draft, rev: 1, form: mine.form() }),
  "vorlage.submit": ({ draft }) => ({ vorlageId: draft, rev: 1 }),
  "vorlage.decide": (ids) => ({ kind: "sign", ...seen(ids.signing, ids), stepId: "amtsleitung" }),
  "vorlage.appoint": ({ signing }) => ({ vorlageId: signing, stepId: "amtsleitung", to: "dezernent" }),
  "vorlage.withdraw": ({ signing }) => ({ vorlageId: signing, reason: "Weil es so ist." }),
  "vorlage.stop": ({ signing }) => ({ vorlageId: signing, reason: "Weil es so ist." }),
  "vorlage.handOver": (ids) => ({ ...seen(ids.done, ids), stepId: "uebergabe", on: "2026-11-23" }),
  "vorlage.release": (ids) => ({ kind: "release", ...seen(ids.signing, ids), stepId: "freigabe" }),
  "vorlage.record": (ids) => ({
    code: "removed",
    ...seen(ids.body, ids),
    stepId: "gremium-1",
    reason: "Weil es so ist.",
  }),
  "vorlage.read": ({ signing }) => ({ vorlageId: signing }),
  "vorlage.anlage": ({ signing }) => ({ vorlageId: signing, fassung: 1, sha256: "0".repeat(64) }),
  "vorlage.file": ({ signing, pdfSha256 }) => ({ vorlageId: signing, fassung: 1, sha256: pdfSha256 }),
  "vorlage.log": ({ done }) => ({ vorlageId: done }),
  "vorlage.owed": ({ done }) => ({ vorlageId: done }),
  "endfassung.propose": ({ done }) => ({ vorlageId: done }),
  "endfassung.compare": ({ done }) => ({ vorlageId: done }),
  "endfassung.confirm": ({ done, sha256 }) => ({ vorlageId: done, sha256 }),
}
const seen = (vorlageId: string, ids: Ids) => ({
  vorlageId,
  fassungSha256: ids.sha256,
  pdfSha256: ids.pdfSha256,
})
/** Verbs that name nothing: they show or make what is one's own. */
const OWN: Readonly<Record<string, () => object>> = {
  "member.list": () => ({}),
  "member.put": () => ({ personId: "lesend", name: "Neue Person", functions: [], active: true }),
  "programme.create": () => ({ kind: "AMP", title: "Programm", year: 2027, amtId: "jobcenter" }),
  "programme.list": () => ({}),
  "tenant.read": () => ({}),
  "tenant.change": () => ({}),
  "tenant.templates": () => ({}),
  "tenant.preview": () => ({
    template: Chain.T1,
    finance: { effects: true, amountCent: 0 },
    public: true,
    programme: true,
  }),
  "upload.receive": () => ({ purpose: "anlage", fileName: "a", mediaType: "b", data: new Uint8Array([1]) }),
  "vorlage.create": () => ({ form: mine.form() }),
  "vorlage.list": () => ({}),
  "task.mine": () => ({}),
  "number.list": () => ({}),
}

const call = (name: string, input: object): Promise<unknown> => {
  const verb = ALL.find((v) => v.name === name)
  if (!verb) throw new Error(`no verb ${name}`)
  return verb(mine.as("alles"), input as never)
}
const answer = (act: Promise<unknown>): Promise<object> =>
  act.then(
    (value) => ({ value }),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error
      const { code, reason, message, findings } = error
      return { code, reason, message, findings }
    },
  )
const partitions = () => [...new Set(watch.entries.flatMap((e) => e.partitions))]

test("every verb of the registry is asked here", () => {
  const named = [...Object.keys(ASK), ...Object.keys(OWN)].sort()
  expect(
    verbs()
      .map((v) => v.name)
      .sort(),
  ).toEqual(named)
  expect(ALL.map((v) => v.name).sort()).toEqual(named)
})

describe("what belongs to another house does not exist here", () => {
  test.each(Object.keys(ASK))("%s", async (name) => {
    const ask = ASK[name]
    if (!ask) throw new Error(name)
    const before = await everything(theirs)
    watch.clear()
    const told = await answer(call(name, ask(foreign)))
    expect(told).toMatchObject({ code: "not_found", reason: "not_found" })
    expect(watch.count("TransactWriteItemsCommand")).toBe(0)
    for (const partition of partitions()) expect(partition).toMatch(/^kreis-hier#/)
    const reads = watch.entries.map((e) => e.command)
    watch.clear()
    expect(await answer(call(name, ask(MADE_UP)))).toEqual(told)
    expect(watch.entries.map((e) => e.command)).toEqual(reads)
    expect(await everything(theirs)).toEqual(before)
  })

  test("the same wishes of its own people are answered", async () => {
    const person: Record<string, string> = {
      "programme.read": "verfasser",
      "upload.read": "verfasser",
      "vorlage.read": "lesend",
      "vorlage.log": "lesend",
      "vorlage.owed": "lesend",
    }
    for (const [name, who] of Object.entries(person)) {
      const verb = ALL.find((v) => v.name === name)
      const input = ASK[name]?.(foreign)
      expect(await verb?.(theirs.as(who), input as never)).toBeTruthy()
    }
  })
})

describe("what names nothing shows and makes one's own only", () => {
  test.each(Object.keys(OWN))("%s", async (name) => {
    const before = await everything(theirs)
    watch.clear()
    const told = JSON.stringify(await answer(call(name, OWN[name]?.() ?? {})))
    for (const id of Object.values(foreign)) expect(told).not.toContain(id)
    for (const partition of partitions()) expect(partition).toMatch(/^kreis-hier#/)
    expect(await everything(theirs)).toEqual(before)
  })
})

describe("what is another house's cannot be reached through one's own", () => {
  test("as an Anlage, as an upload taken over, as a person to whom a task is handed", async () => {
    const programme = await mine.programme("Eigener Text.")
    const take = Programme.take(mine.as("alles"), { programmeId: programme, uploadId: foreign.upload })
    await expect(take).rejects.toMatchObject({ code: "not_found" })
    const anlage = { id: "a1", title: "Programm", public: true }
    for (const ref of [
      { ...anlage, kind: "programme" as const, programmeId: foreign.programme },
      { ...anlage, kind: "upload" as const, uploadId: foreign.upload },
    ]) {
      const paper = await mine.draft(mine.form({ anlagen: [ref] }))
      const made = {
        ...ref,
        ...(ref.kind === "upload" ? { uploadId: MADE_UP.upload } : { programmeId: MADE_UP.programme }),
      }
      const other = await mine.draft(mine.form({ anlagen: [made] }))
      const told = await answer(paper.submit())
      expect(told).toMatchObject({ code: "refused", findings: [{ reason: "anlage.unknown" }] })
      expect(await answer(other.submit())).toEqual(told)
    }
    await theirs.put({ personId: "nur-dort", functions: [{ role: "dezernent", as: "selbst" }] })
    const paper = await givenVorlageInZeichnung(mine)
    await expect(paper.hand("amtsleitung", "nur-dort")).rejects.toMatchObject({ reason: "person.unknown" })
  })

  test("with a page cursor of the other house", async () => {
    const table = world.store.table("kreis-dort", "alles")
    const { cursor } = await table.listIndex("list/vorlage", Vorlage.Root, { limit: 1 })
    expect(cursor).toBeDefined()
    const act = Vorlage.list(mine.as("alles"), { cursor })
    await expect(act).rejects.toMatchObject({ code: "input" })
  })
})

/** Records and states of all Vorlagen of a house. */
async function everything(house: House): Promise<unknown> {
  const found: unknown[] = []
  for (const id of [foreign.draft, foreign.signing, foreign.body, foreign.done]) {
    const { root, chain, tasks } = await Vorlage.load(house.workCtx(), id)
    found.push(root, chain, tasks)
  }
  return [found, await Member.all(house.workCtx().table, "left too")]
}
