/** Each of the twenty functions walks through its own part of a procedure; what is not its own is closed to it. */
import type * as Chain from "@beschlussweg/core/chain"
import type { Ctx } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import * as Programme from "@beschlussweg/core/programme"
import * as Record from "@beschlussweg/core/record"
import { type Action, type Assignment, Role } from "@beschlussweg/core/role"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  result,
  type World,
} from "./house.ts"
import { everybodyIn, filedIn, idsOf, inputsOf } from "./isolation/ask.ts"
import { everyVerb } from "./verb.ts"

/** Written down here once more, by hand: the table in core cannot be changed without somebody saying so twice. */
const OWN: Readonly<Record<Role, readonly Action[]>> = {
  verfasser: [
    ...([
      "house.read",
      "programme.read",
      "programme.write",
      "vorlage.read",
      "vorlage.write",
      "vorlage.submit",
    ] as const),
    ...(["vorlage.withdraw", "number.read", "log.read", "self.write"] as const),
    ...(["sitzung.read", "publication.read"] as const),
    ...(["control.read", "search.read", "vorlage.package"] as const),
  ],
  amtsleitung: [
    ...([
      "house.read",
      "programme.read",
      "programme.write",
      "vorlage.read",
      "vorlage.write",
      "vorlage.submit",
    ] as const),
    ...(["vorlage.withdraw", "number.read", "log.read", "self.write", "step.decide"] as const),
    ...(["sitzung.read", "control.write", "publication.read"] as const),
    ...(["control.read", "urgent.ask", "urgent.sign", "search.read", "vorlage.package"] as const),
  ],
  dezernent: [
    "house.read",
    "vorlage.read",
    "vorlage.submit",
    "step.decide",
    "log.read",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["control.read", "urgent.sign", "search.read"] as const),
  ],
  kaemmerer: [
    "house.read",
    "vorlage.read",
    "vorlage.submit",
    "step.decide",
    "log.read",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["urgent.sign", "search.read"] as const),
  ],
  landrat: [
    "house.read",
    "vorlage.read",
    "vorlage.submit",
    "step.decide",
    "log.read",
    "self.write",
    "vorlage.stop",
    ...(["sitzung.read", "publication.read"] as const),
    ...(["control.read", "urgent.ask", "urgent.sign", "search.read"] as const),
  ],
  geschaeftsfuehrung: [
    ...([
      "house.read",
      "programme.read",
      "programme.write",
      "vorlage.read",
      "vorlage.write",
      "vorlage.submit",
    ] as const),
    ...(["vorlage.withdraw", "vorlage.stop", "number.read", "log.read", "self.write", "step.decide"] as const),
    ...(["sitzung.read", "control.write", "publication.read"] as const),
    ...(["control.read", "urgent.ask", "urgent.sign", "search.read", "vorlage.package"] as const),
  ],
  fachautor: ["house.read", "programme.read", "programme.write", "self.write", ...(["search.read"] as const)],
  controlling: ["house.read", "programme.read", "programme.write", "self.write", ...(["search.read"] as const)],
  bca: [
    "house.read",
    "programme.read",
    "vorlage.read",
    "step.decide",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["search.read"] as const),
  ],
  gleichstellung: [
    "house.read",
    "vorlage.read",
    "step.decide",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["search.read"] as const),
  ],
  beirat: [
    "house.read",
    "vorlage.read",
    "step.decide",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["search.read"] as const),
  ],
  mitzeichnung: [
    "house.read",
    "vorlage.read",
    "step.decide",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["search.read"] as const),
  ],
  schriftfuehrung: [
    "house.read",
    "vorlage.read",
    "step.decide",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["search.read"] as const),
  ],
  vorsitz: [
    "house.read",
    "vorlage.read",
    "step.decide",
    "self.write",
    ...(["sitzung.read"] as const),
    ...(["urgent.sign", "search.read"] as const),
  ],
  geschaeftsstelle: [
    "house.read",
    "vorlage.read",
    "body.record",
    "self.write",
    ...(["sitzung.read", "sitzung.write"] as const),
    ...(["search.read", "vorlage.package"] as const),
  ],
  gremienmitglied: [
    "house.read",
    "vorlage.read",
    ...(["sitzung.read"] as const),
    ...(["urgent.sign", "search.read"] as const),
  ],
  sitzungsdienst: [
    ...(["house.read", "vorlage.read", "vorlage.stop", "step.release", "step.paper", "endfassung.confirm"] as const),
    ...(["number.read", "log.read", "self.write"] as const),
    ...(["sitzung.read", "sitzung.write", "control.write", "publication.read"] as const),
    ...(["control.read", "result.confirm", "urgent.ask", "search.read", "vorlage.package"] as const),
  ],
  veroeffentlichung: [
    "house.read",
    "vorlage.read",
    "self.write",
    "publication.read",
    "publication.write",
    ...(["search.read"] as const),
  ],
  lesend: [
    "house.read",
    "vorlage.read",
    "log.read",
    ...(["sitzung.read"] as const),
    ...(["control.read", "search.read"] as const),
  ],
  revision: [
    "house.read",
    "vorlage.read",
    "number.read",
    "log.read",
    "record.read",
    ...(["sitzung.read", "publication.read"] as const),
    ...(["control.read", "search.read"] as const),
  ],
  administration: [
    ...(["house.read", "house.write", "people.write", "key.write", "step.appoint"] as const),
    ...(["number.read", "log.read", "self.write"] as const),
  ],
}
const ROLES = Role.options
/** The Gremium of the house's usual way that decides. */
const KA = "ka"
const OF_BODIES: readonly Role[] = ["geschaeftsstelle", "schriftfuehrung", "vorsitz", "gremienmitglied"]
const functionOf = (role: Role): Assignment => ({
  role,
  as: "selbst",
  ...(OF_BODIES.includes(role) ? { gremiumId: KA } : {}),
  ...(role === "mitzeichnung" ? { amtId: "rechtsamt" } : {}),
})
const who = (role: Role): string => `nur-${role}`
/** A house with one more person for each function, who holds nothing else. */
async function peopled(world: World, tenantId: string, change?: Parameters<World["house"]>[2]): Promise<House> {
  const house = await world.house("T1", tenantId, change)
  for (const role of ROLES) await house.put({ personId: who(role), functions: [functionOf(role)] })
  return house
}

const ALL = await everyVerb()
let world: World
let house: House
let recorder: Recorder
beforeAll(async () => {
  world = await openWorld()
  house = await peopled(world, "kreis-rollen")
  recorder = record(world.store.client)
})
afterAll(async () => {
  recorder.detach()
  await world.stop()
})
const commits = () => recorder.count("TransactWriteItemsCommand")
const told = (act: Promise<unknown>): Promise<AppError | undefined> =>
  act.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof AppError) return error
      throw error
    },
  )

describe("what a function may ask for at all", () => {
  let asked = 0
  afterAll(() => console.info(`${ALL.size} verbs, ${ROLES.length} functions: ${asked} times asked`))

  test.each(ROLES)("%s", async (role) => {
    for (const [name, verb] of ALL) {
      recorder.clear()
      const refusal = await told(verb(house.as(who(role)), {} as never))
      asked++
      if (OWN[role].includes(verb.may)) expect(refusal?.reason, name).not.toBe("role.missing")
      else {
        expect(refusal, name).toMatchObject({ code: "forbidden", reason: "role.missing" })
        // Whoever may not is told so before anything is looked up, let alone written.
        expect(recorder.entries, name).toEqual([])
      }
    }
  })

  test("nobody without a function, and nobody whose days are over", async () => {
    await house.put({ personId: "ohne", functions: [] })
    await house.put({ personId: "vorbei", functions: [{ ...functionOf("lesend"), to: "2026-11-01" }] })
    for (const person of ["ohne", "vorbei"])
      for (const [name, verb] of ALL)
        expect(await told(verb(house.as(person), {} as never)), name).toMatchObject({ reason: "role.missing" })
  })
})

describe("which Vorlage a function sees, and from when", () => {
  const inside: readonly Role[] = ["verfasser", "amtsleitung", "geschaeftsfuehrung"]
  const submitted: readonly Role[] = [
    ...inside,
    ...(["dezernent", "landrat", "sitzungsdienst", "lesend", "revision"] as const),
    // Only because a step of this way is theirs.
    ...(["kaemmerer", "bca", "mitzeichnung"] as const),
  ]
  const SEES: Readonly<Record<string, readonly Role[]>> = {
    "a draft": inside,
    "in Zeichnung": submitted,
    "before another Gremium": [...submitted, "veroeffentlichung"],
    "before their Gremium": [...submitted, "veroeffentlichung", ...OF_BODIES],
    "at the end": [...submitted, "veroeffentlichung", ...OF_BODIES],
  }
  const stages: Record<string, Paper> = {}
  beforeAll(async () => {
    stages["a draft"] = await house.draft()
    stages["in Zeichnung"] = await givenVorlageInZeichnung(house)
    stages["before another Gremium"] = await givenVorlageInBeratung(house)
    const before = await givenVorlageInBeratung(house)
    await before.record("ausschuss", result(house, "recommended"))
    stages["before their Gremium"] = before
    const end = await givenVorlageInBeratung(house)
    await end.record("ausschuss", result(house, "recommended"))
    await end.record("kreisausschuss", result(house, "accepted"))
    stages["at the end"] = end
  })

  test.each(Object.keys(SEES))("%s", async (stage) => {
    const vorlageId = stages[stage]?.id ?? ""
    for (const role of ROLES) {
      const ctx = house.as(who(role))
      const sees = SEES[stage]?.includes(role)
      for (const verb of [Vorlage.read, Vorlage.owed, Vorlage.log]) {
        const refusal = await told(verb(ctx, { vorlageId }))
        const may = OWN[role].includes(verb.may)
        // The record holds no names and no words, so the administration reads it without seeing the Vorlage.
        const open = sees || (verb === Vorlage.log && role === "administration")
        const code = may ? (open ? undefined : "not_found") : "forbidden"
        expect(refusal?.code, `${role} ${verb.name}`).toBe(code)
      }
      if (OWN[role].includes("vorlage.read")) {
        const listed = (await Vorlage.list(ctx, {})).items.some((item) => item.id === vorlageId)
        expect(listed, `${role} in the list`).toBe(sees)
      }
    }
  })

  test("a Gremium's people see the Fassung that reached them, not the reasons for which earlier ones came back", async () => {
    const paper = await givenVorlageInZeichnung(house)
    await paper.giveBack("amtsleitung", "author", "Die Zahlen stimmen nicht.")
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "agreed")
    for (const person of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    await paper.release()
    await paper.record("ausschuss", result(house, "recommended"))
    for (const role of ROLES.filter((r) => SEES["before their Gremium"]?.includes(r))) {
      const { fassungen, texts } = await Vorlage.read(house.as(who(role)), { vorlageId: paper.id })
      const earlier = !OF_BODIES.includes(role)
      expect(fassungen.length, role).toBe(earlier ? 2 : 1)
      expect(JSON.stringify(texts).includes("Die Zahlen stimmen nicht."), role).toBe(earlier)
    }
  })
})

describe("one procedure in which each function has its part", () => {
  const hears = (role: Role): Chain.TemplateStep => ({ kind: "participation", id: role, label: role, role })
  const signs = (role: Role): Chain.TemplateStep => ({ kind: "sign", id: role, label: role, role, level: "system" })

  test("at each place it is that function's act, and every other one is refused and writes nothing", async () => {
    const everywhere = await peopled(world, "kreis-alle", (t) => ({
      ...t,
      template: {
        ...t.template,
        auszugSignatures: ["schriftfuehrung", "vorsitz"],
        steps: [
          ...(["bca", "gleichstellung", "beirat"] as const).map(hears),
          ...t.template.steps.filter((s) => s.kind === "cosign"),
          ...(["amtsleitung", "dezernent", "kaemmerer", "geschaeftsfuehrung", "landrat"] as const).map(signs),
          ...t.template.steps.filter((s) => s.kind === "release" || s.kind === "bodies"),
        ],
      },
    }))
    const as = (role: Role): Ctx => everywhere.as(who(role))
    // Who writes the programme: its author, and the two who write on it.
    const programmeId = (
      await Programme.create(as("verfasser"), { kind: "AMP", title: "AMP", year: 2027, amtId: "jobcenter" })
    ).id
    for (const role of ["verfasser", "amtsleitung", "geschaeftsfuehrung", "fachautor", "controlling", "bca"] as const)
      expect((await Programme.read(as(role), { programmeId })).id).toBe(programmeId)
    const form = everywhere.form({
      beratungsfolge: everywhere.form().beratungsfolge.filter((r) => r.gremiumId === KA),
    })
    const paper = await everywhere.draft(form, who("verfasser"))
    await paper.submit(who("verfasser"))
    expect((await paper.chain()).state).toBe("running")

    const acts: string[] = []
    /** The act at the open place, by each of the others first: refused, and nothing is written. */
    const only = async (role: Role, act: (by: string) => Promise<unknown>): Promise<void> => {
      const facts = (await paper.facts()).length
      recorder.clear()
      for (const other of ROLES.filter((r) => r !== role)) {
        const refusal = await told(act(who(other)))
        expect(["forbidden", "not_found"], `${other} in place of ${role}: ${refusal?.reason}`).toContain(refusal?.code)
      }
      expect(commits(), role).toBe(0)
      expect((await paper.facts()).length).toBe(facts)
      await act(who(role))
      acts.push(role)
    }
    const at = async () => ({ ...(await paper.seen()), stepId: (await paper.open()).id })
    const decide = (kind: "sign" | "state") => async (by: string) => {
      const here = await at()
      await Vorlage.decide(everywhere.as(by), kind === "sign" ? { kind, ...here } : { kind, ...here, text: "Gehört." })
      await paper.work()
    }
    for (const role of ["bca", "gleichstellung", "beirat"] as const) await only(role, decide("state"))
    await only("mitzeichnung", async (by) => {
      const here = { ...(await at()), partyId: "rechtsamt", outcome: "agreed" as const }
      await Vorlage.decide(everywhere.as(by), { kind: "cosign", ...here })
      await paper.work()
    })
    for (const role of ["amtsleitung", "dezernent", "kaemmerer", "geschaeftsfuehrung", "landrat"] as const)
      await only(role, decide("sign"))
    await only("sitzungsdienst", (by) => paper.release(by))
    await only("geschaeftsstelle", (by) => paper.record(by, result(everywhere, "accepted")))
    await only("schriftfuehrung", (by) => paper.signAuszug(by))
    await only("vorsitz", (by) => paper.signAuszug(by))
    expect((await paper.chain()).state).toBe("completed")
    expect(await mending(everywhere, paper.id)).toEqual([])

    // Who only reads has read it; who administers sees the people and the record, and never a word of the Vorlage.
    for (const role of ["lesend", "revision", "gremienmitglied", "veroeffentlichung"] as const)
      expect((await Vorlage.read(as(role), { vorlageId: paper.id })).status).toBe("beschlossen")
    expect((await Record.logs(as("revision"), {})).items.length).toBeGreaterThan(0)
    const log = await Vorlage.log(as("administration"), { vorlageId: paper.id })
    expect(log.intact).toBe(true)
    expect(JSON.stringify(log)).not.toContain("Arbeitsmarktprogramm")
    const walked = [
      ...acts,
      "verfasser",
      "fachautor",
      "controlling",
      "lesend",
      "revision",
      "gremienmitglied",
      "veroeffentlichung",
      "administration",
    ]
    expect(walked.sort()).toEqual([...ROLES].sort())
  }, 120_000)

  test("only the author withdraws, only Sitzungsdienst and heads of the house stop", async () => {
    for (const role of ROLES) {
      const paper = await givenVorlageInZeichnung(house)
      const ctx = house.as(who(role))
      const reason = "Das Vorhaben wird nicht weiterverfolgt."
      const withdrawn = await told(Vorlage.withdraw(ctx, { vorlageId: paper.id, reason }))
      expect(withdrawn?.code, `${role} withdraws`).toBe("forbidden")
      const stops: readonly Role[] = ["sitzungsdienst", "landrat", "geschaeftsfuehrung"]
      const stopped = await told(Vorlage.stop(ctx, { vorlageId: paper.id, reason }))
      expect(stopped?.code, `${role} stops`).toBe(stops.includes(role) ? undefined : "forbidden")
    }
  }, 120_000)
})

test("the Revision changes nothing: every verb there is, with what is right in the house, and no write", async () => {
  await everybodyIn(house)
  const ids = await idsOf(house, await filedIn(world, house))
  const ctx = house.as(who("revision"))
  const way = async (vorlageId: string) => {
    const { root, chain } = await Vorlage.load(house.workCtx(), vorlageId)
    return [root, chain, await Vorlage.factsOf(house.workCtx(), vorlageId)]
  }
  const before = await way(ids.done)
  let asked = 0
  const read: string[] = []
  for (const [name, verb] of ALL)
    for (const input of inputsOf(name, ids, house)) {
      recorder.clear()
      const refusal = await told(verb(ctx, input as never))
      asked++
      // It asks for a paper about the way; the way itself and its record stay as they are.
      if (name === "vorlage.protocol") expect(await way(ids.done)).toEqual(before)
      else expect(commits(), name).toBe(0)
      if (!OWN.revision.includes(verb.may)) expect(refusal?.reason, name).toBe("role.missing")
      else if (refusal === undefined) read.push(name)
    }
  console.info(`revision: ${asked} wishes, ${read.length} answered`)
  for (const name of ["record.logs", "record.read", "record.verify", "vorlage.read", "vorlage.file", "vorlage.log"])
    expect(read, name).toContain(name)
  expect(read).not.toContain("programme.read")
})
