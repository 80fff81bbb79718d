/** Vertretung and Abwesenheit: who acts for whom, on which days, in whose name, and who is told that somebody is away. */
import type { Ctx } from "@beschlussweg/core/context"
import * as Member from "@beschlussweg/core/member"
import * as People from "@beschlussweg/core/people"
import type { Assignment, Role } from "@beschlussweg/core/role"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import {
  deputy,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  result,
  type World,
} from "./house.ts"

let world: World
let house: House
beforeEach(async () => {
  world = await openWorld()
  house = await world.house("T1")
  await house.put({ personId: "kollegin", name: "Kaya Brehm", functions: [{ role: "lesend", as: "selbst" }] })
})
afterEach(() => world.stop())

const self = (role: Role, at: Partial<Assignment> = {}): Assignment => ({ role, as: "selbst", ...at })
const refusal = (reason: string) => ({ reason })
/** Monday; the clock stands on 23 November 2026 */
const WEEK = { from: "2026-11-23", to: "2026-11-27" }
const NEXT = { from: "2026-11-30", to: "2026-12-04" }
const held = async (personId: string): Promise<string[]> =>
  ((await house.workCtx().table.get(Member.memberKey(personId), Member.Member))?.value.functions ?? [])
    .map((f) => [f.as === "selbst" ? "" : `${f.as} `, f.role, f.forId ? ` für ${f.forId}` : ""].join(""))
    .sort()
const facts = (personId: string) => Vorlage.factsOf(house.workCtx(), `member-${personId}`)
type Wish = Parameters<typeof Member.appointDeputy>[1]
const appoint = async (who: string, wish: Partial<Wish> & Pick<Wish, "role">) => {
  const told = await Member.appointDeputy(house.as(who), { deputyId: "kollegin", as: "IV", ...WEEK, ...wish })
  await house.refresh()
  return told
}

describe("the holder of a function says who acts for him", () => {
  test.each([
    ["IV", "i. V."],
    ["IA", "i. A."],
  ] as const)(
    "%s: both names in the record and in the words of the paper, the addition is computed",
    async (as, suffix) => {
      await appoint("dezernent", { role: "dezernent", as })
      const paper = await givenVorlageInZeichnung(house)
      await paper.sign("amtsleitung")
      await paper.sign("kollegin", "In Ordnung.")
      const signed = (await paper.facts()).findLast((f) => f.type === "step.signed")
      expect(signed).toMatchObject({
        by: "kollegin",
        data: { stepId: "dezernent", given: { by: "kollegin", as, forId: "dezernent" } },
      })
      const { texts } = await paper.whole()
      const text = [...texts.values()].find((t) => t.text === "In Ordnung.")
      expect(text).toMatchObject({ name: "Kaya Brehm", suffix, forName: "Mara Lindt", functionLabel: "Dezernent" })
      expect(await mending(house, paper.id)).toEqual([])
      const [, appointed] = await facts("kollegin")
      expect(appointed).toMatchObject({
        type: "deputy.appointed",
        by: "dezernent",
        data: { personId: "kollegin", role: "dezernent", forId: "dezernent", as, ...WEEK },
      })
      expect(JSON.stringify(await facts("kollegin"))).not.toMatch(/Brehm|Lindt/)
    },
  )

  test("it holds on its days only, at the moment of signing", async () => {
    await appoint("amtsleitung", { role: "amtsleitung", ...NEXT })
    const paper = await givenVorlageInZeichnung(house)
    const tooSoon = paper.sign("kollegin")
    await expect(tooSoon).rejects.toMatchObject({ code: "forbidden" })
    house.clock.set("2026-12-04T22:59:00Z")
    const last = await Vorlage.read(house.as("kollegin"), { vorlageId: paper.id })
    expect(last.mine).toMatchObject([{ kind: "sign", suffix: "IV" }])
    // Midnight in Berlin: the page is still open.
    const seen = { ...(await paper.seen()), stepId: "amtsleitung" }
    house.clock.set("2026-12-04T23:00:00Z")
    await expect(Vorlage.decide(house.as("kollegin"), { kind: "sign", ...seen })).rejects.toMatchObject({
      code: "forbidden",
    })
    await paper.sign("amtsleitung")
  })

  test("the deputy's own function stays usable, and comes first where it is the same", async () => {
    await house.put({ personId: "kaemmerer", functions: [self("kaemmerer")] })
    await appoint("dezernent", { role: "dezernent", deputyId: "kaemmerer" })
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    await paper.sign("kaemmerer")
    // Nobody signs twice on one Fassung unless the house allows it, whatever hat he wears.
    await expect(paper.sign("kaemmerer")).rejects.toMatchObject(refusal("step.barred"))
    const other = await givenVorlageInZeichnung(house)
    await other.sign("amtsleitung")
    await other.sign("dezernent")
    await other.sign("kaemmerer")
    const given = (await other.facts()).findLast((f) => f.type === "step.signed")?.data.given
    expect(given).toMatchObject({ by: "kaemmerer", as: "selbst" })
    // Two of the same function: the own one is what is signed with.
    await house.put({ personId: "zweites", functions: [self("dezernent"), deputy("dezernent", "dezernent")] })
    const third = await givenVorlageInZeichnung(house)
    await third.sign("amtsleitung")
    await third.sign("zweites")
    expect((await third.facts()).findLast((f) => f.type === "step.signed")?.data.given).toMatchObject({ as: "selbst" })
  })

  test("a Geschäftsstelle, a Mitzeichnung and a Stellungnahme are represented, too", async () => {
    await appoint("bca", { role: "bca" })
    await appoint("rechtsamt", { role: "mitzeichnung", amtId: "rechtsamt" })
    await appoint("ausschuss", { role: "geschaeftsstelle", gremiumId: "soz" })
    const paper = await house.draft()
    await paper.submit()
    await paper.state("kollegin")
    await paper.cosign("kollegin", "agreed")
    for (const who of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(who)
    await paper.release()
    await paper.record("kollegin", result(house, "recommended"))
    await expect(paper.record("kollegin", result(house, "accepted"))).rejects.toMatchObject({ code: "forbidden" })
    expect(await mending(house, paper.id)).toEqual([])
  })

  const no: Readonly<Record<string, readonly [string, Partial<Wish> & Pick<Wish, "role">, string]>> = {
    "for a function one does not have": ["amtsleitung", { role: "dezernent" }, "deputy.notHeld"],
    "for the same function of another Gremium": [
      ...["ausschuss", { role: "geschaeftsstelle", gremiumId: "ka" }, "deputy.notHeld"],
    ] as never,
    "by oneself": ["dezernent", { role: "dezernent", deputyId: "dezernent" }, "deputy.self"],
    "by nobody": ["dezernent", { role: "dezernent", deputyId: "niemand" }, "not_found"],
    "with the end before the start": [
      "dezernent",
      { role: "dezernent", from: "2026-12-02", to: "2026-12-01" },
      "period.order",
    ],
    "wholly in the past": ["dezernent", { role: "dezernent", from: "2026-11-01", to: "2026-11-22" }, "period.past"],
    "from a day that is over": [
      "dezernent",
      { role: "dezernent", from: "2026-11-22", to: "2026-12-01" },
      "deputy.begun",
    ],
    "for more than a year": ["dezernent", { role: "dezernent", from: "2026-11-23", to: "2027-11-24" }, "period.long"],
    "on a day that no calendar has": [
      "dezernent",
      { role: "dezernent", from: "2026-11-31", to: "2026-12-01" },
      "input.invalid",
    ],
    "as himself": ["dezernent", { role: "dezernent", as: "selbst" as never }, "input.invalid"],
  }
  test.each(Object.keys(no))("not %s", async (name) => {
    const [who, wish, reason] = no[name] ?? ["", { role: "lesend" }, ""]
    await expect(appoint(who, wish)).rejects.toMatchObject({ reason })
    expect(await held("kollegin")).toEqual(["lesend"])
    expect(await facts("kollegin")).toHaveLength(1)
  })

  test("a year is allowed; the same person twice for overlapping days is not, others and other days are", async () => {
    await appoint("dezernent", { role: "dezernent", from: "2026-11-23", to: "2027-11-23" })
    const again = (wish: Partial<Wish>) => appoint("dezernent", { role: "dezernent", ...wish })
    for (const days of [WEEK, { from: "2026-11-23", to: "2026-11-23" }, { from: "2027-11-23", to: "2027-11-30" }])
      await expect(again(days)).rejects.toMatchObject(refusal("deputy.overlap"))
    await expect(again({ ...WEEK, as: "IA" })).rejects.toMatchObject(refusal("deputy.overlap"))
    await again({ from: "2027-11-24", to: "2027-11-30" })
    await again({ ...WEEK, deputyId: "lesend" })
    expect(await held("kollegin")).toHaveLength(3)
  })

  test("a deputy does not pass it on, and who is only invited or has left represents nobody", async () => {
    await appoint("dezernent", { role: "dezernent" })
    const on = Member.appointDeputy(house.as("kollegin"), { role: "dezernent", deputyId: "lesend", as: "IV", ...WEEK })
    // Reading roles hold nothing of their own; with the function represented they still are no holder of it.
    await expect(on).rejects.toMatchObject(refusal("deputy.notHeld"))
    const { personId } = await Member.invite(house.as("administration"), { name: "Neu Hier" })
    await expect(appoint("amtsleitung", { role: "amtsleitung", deputyId: personId })).rejects.toMatchObject(
      refusal("deputy.gone"),
    )
    await house.put({ personId: "lesend", functions: [], active: false })
    await expect(appoint("amtsleitung", { role: "amtsleitung", deputyId: "lesend" })).rejects.toMatchObject(
      refusal("deputy.gone"),
    )
  })

  test("no more than fifteen represent one person", async () => {
    for (let i = 0; i < 16; i++) await house.put({ personId: `v${i}`, functions: [] })
    for (let i = 0; i < 15; i++) await appoint("dezernent", { role: "dezernent", deputyId: `v${i}` })
    await expect(appoint("dezernent", { role: "dezernent", deputyId: "v15" })).rejects.toMatchObject(
      refusal("deputy.many"),
    )
    // Their end with the holder's function is one commit.
    await house.put({ personId: "dezernent", functions: [] })
    for (let i = 0; i < 15; i++) expect(await held(`v${i}`)).toEqual([])
  })
})

describe("by the administration", () => {
  const assign = (ctx: Ctx, wish: Partial<Parameters<typeof Member.assignDeputy>[1]> = {}) =>
    Member.assignDeputy(ctx, {
      role: "dezernent",
      forId: "dezernent",
      deputyId: "kollegin",
      as: "IV",
      ...WEEK,
      ...wish,
    })
  const A = () => house.as("administration")
  const B = () => house.as("zweitadministration")

  test("what signs waits for the second one, what does not holds at once", async () => {
    const told = await assign(A())
    expect(told.proposal?.add).toMatchObject([
      { role: "dezernent", as: "IV", forId: "dezernent", forName: "Mara Lindt" },
    ])
    expect(await held("kollegin")).toEqual(["lesend"])
    const second = assign(B(), { role: "landrat", forId: "landrat" })
    await expect(second).rejects.toMatchObject({ code: "conflict", ...refusal("proposal.open") })
    await Member.confirm(B(), { personId: "kollegin", proposalId: told.proposal?.id ?? "" })
    await assign(A(), { role: "bca", forId: "bca" })
    expect(await held("kollegin")).toEqual(["IV bca für bca", "IV dezernent für dezernent", "lesend"])
  })

  test("not for a function that the person does not have, not for oneself, not for nobody", async () => {
    await expect(assign(A(), { forId: "amtsleitung" })).rejects.toMatchObject(refusal("deputy.notHeld"))
    await expect(assign(A(), { role: "bca", forId: "lesend" })).rejects.toMatchObject(refusal("deputy.notHeld"))
    await expect(assign(A(), { deputyId: "administration" })).rejects.toMatchObject(refusal("deputy.oneself"))
    await expect(assign(A(), { forId: "niemand" })).rejects.toMatchObject({ code: "not_found" })
    await expect(assign(house.as("dezernent"))).rejects.toMatchObject(refusal("role.missing"))
  })

  test("a holder who lost the function before it was confirmed is represented by nobody", async () => {
    const { proposal } = await assign(A())
    await house.put({ personId: "dezernent", functions: [self("lesend")] })
    const late = Member.confirm(B(), { personId: "kollegin", proposalId: proposal?.id ?? "" })
    await expect(late).rejects.toMatchObject(refusal("deputy.notHeld"))
    expect(await held("kollegin")).toEqual(["lesend"])
  })
})

describe("a Vertretung ends", () => {
  const NAMED = { role: "dezernent" as const, deputyId: "kollegin", forId: "dezernent" }
  const work = () => People.work(house.workCtx(), "kollegin")

  test.each([
    ["by the holder", "dezernent", Member.endDeputy],
    ["by the deputy", "kollegin", Member.endDeputy],
    ["by the administration", "administration", Member.removeDeputy],
  ] as const)("%s, at once", async (_, who, verb) => {
    await house.put({ personId: "kollegin", functions: [self("bca")] })
    await appoint("dezernent", { role: "dezernent" })
    await verb(house.as(who), NAMED)
    expect(await held("kollegin")).toEqual(["bca"])
    expect((await facts("kollegin")).at(-1)).toMatchObject({ type: "deputy.ended", by: who, data: { because: "wish" } })
    await expect(verb(house.as(who), NAMED)).rejects.toMatchObject({ code: "not_found" })
  })

  test("not by anybody else", async () => {
    await appoint("dezernent", { role: "dezernent" })
    const other = Member.endDeputy(house.as("amtsleitung"), NAMED)
    await expect(other).rejects.toMatchObject({ code: "forbidden", ...refusal("deputy.notYours") })
    await expect(Member.removeDeputy(house.as("amtsleitung"), NAMED)).rejects.toMatchObject(refusal("role.missing"))
  })

  test.each([
    ["loses the function", () => house.put({ personId: "dezernent", functions: [self("lesend")] })],
    ["leaves", () => house.put({ personId: "dezernent", functions: [], active: false })],
    [
      "gets a new invitation",
      async () => {
        await Member.reinvite(house.as("administration"), { personId: "dezernent" })
      },
    ],
  ])("when the holder %s: a deputy of nobody does not sign, and nothing lies with him any more", async (_, change) => {
    await appoint("dezernent", { role: "dezernent" })
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    await paper.hand("dezernent", "kollegin")
    const begun = house.as("kollegin")
    const seen = { ...(await paper.seen()), stepId: "dezernent" }
    await change()
    await house.refresh()
    expect(await held("kollegin")).toEqual(["lesend"])
    expect((await facts("kollegin")).at(-1)).toMatchObject({ type: "deputy.ended", data: { because: "holder" } })
    // Also not with a request that had begun before.
    for (const ctx of [begun, house.as("kollegin")])
      await expect(Vorlage.decide(ctx, { kind: "sign", ...seen })).rejects.toMatchObject({ code: "forbidden" })
    await work()
    expect((await paper.facts()).at(-1)).toMatchObject({ type: "step.reclaimed", data: { from: "kollegin" } })
    // Nobody has the function now, so it is the administration's to appoint somebody.
    expect(await paper.tasks()).toEqual(["administration: appoint Dezernent"])
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("with the holder's last day; another one of his functions is represented on", async () => {
    await house.put({ personId: "dezernent", functions: [self("dezernent"), self("bca")] })
    await appoint("dezernent", { role: "dezernent", from: "2026-11-23", to: "2026-12-31" })
    await appoint("dezernent", { role: "bca", from: "2026-11-23", to: "2026-12-31" })
    await Member.end(house.as("administration"), { personId: "dezernent", reason: "Wechsel.", on: "2026-12-04" })
    const ends = async () =>
      (await Member.load(house.workCtx().table, "kollegin"))?.functions.filter((f) => f.forId).map((f) => f.to)
    expect(await ends()).toEqual(["2026-12-04", "2026-12-04"])
    house.clock.pass(14)
    await People.work(house.workCtx(), "dezernent")
    expect(await ends()).toEqual([])
    expect(await Member.load(house.workCtx().table, "dezernent")).toBeUndefined()
  })

  test("when the days are over, what was handed to the deputy in them goes back", async () => {
    await appoint("dezernent", { role: "dezernent" })
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    await paper.hand("dezernent", "kollegin")
    await work()
    expect(await paper.tasks()).toEqual(["kollegin: sign Dezernent"])
    house.clock.pass(5)
    await work()
    expect(await paper.tasks()).toEqual(["dezernent: sign Dezernent"])
    expect(await mending(house, paper.id)).toEqual([])
    await paper.sign("dezernent")
  })

  test("two who represent each other end as one commit can say it", async () => {
    await appoint("dezernent", { role: "dezernent", deputyId: "amtsleitung" })
    await appoint("amtsleitung", { role: "amtsleitung", deputyId: "dezernent" })
    await house.put({ personId: "dezernent", functions: [self("lesend")] })
    expect(await held("amtsleitung")).toEqual(["amtsleitung"])
    expect(await held("dezernent")).toEqual(["lesend"])
    await house.put({ personId: "dezernent", functions: [deputy("amtsleitung", "amtsleitung")] })
    await house.put({ personId: "amtsleitung", functions: [], active: false })
    expect(await held("dezernent")).toEqual([])
  })

  test("appointed and taken away at the same moment: nobody represents who has nothing", async () => {
    const both = await Promise.allSettled([
      Member.appointDeputy(house.as("dezernent"), { role: "dezernent", deputyId: "kollegin", as: "IV", ...WEEK }),
      Member.put(house.as("administration"), { personId: "dezernent", name: "Mara Lindt", functions: [] }),
    ])
    expect(both[1].status).toBe("fulfilled")
    expect(await held("kollegin")).toEqual(["lesend"])
  })

  test("one's own page shows who represents one, in what and until when", async () => {
    await appoint("dezernent", { role: "dezernent" })
    const { deputies } = await Member.me(house.as("dezernent"), {})
    expect(deputies).toEqual([
      {
        deputyId: "kollegin",
        name: "Kaya Brehm",
        role: "dezernent",
        as: "IV",
        ...WEEK,
        amtId: undefined,
        gremiumId: undefined,
      },
    ])
    house.clock.pass(7)
    expect((await Member.me(house.as("dezernent"), {})).deputies).toEqual([])
  })
})

describe("Abwesenheit", () => {
  const put = (who: string, days: { from: string; to: string; absenceId?: string }) =>
    Member.putAbsence(house.as(who), days)

  test("is entered, changed and struck by oneself, or by the administration for somebody; the record knows when", async () => {
    const { absences } = await put("dezernent", WEEK)
    const absenceId = absences[0]?.id ?? ""
    expect((await put("dezernent", { absenceId, ...NEXT })).absences).toEqual([{ id: absenceId, ...NEXT }])
    await Member.dropAbsence(house.as("dezernent"), { absenceId })
    const A = house.as("administration")
    const more = await Member.enterAbsence(A, { personId: "landrat", ...WEEK })
    await Member.removeAbsence(A, { personId: "landrat", absenceId: more.absences[0]?.id ?? "" })
    expect((await facts("dezernent")).slice(-3).map((f) => [f.type, f.by, f.data.from, f.data.to])).toEqual([
      ["absence.entered", "dezernent", WEEK.from, WEEK.to],
      ["absence.entered", "dezernent", NEXT.from, NEXT.to],
      ["absence.struck", "dezernent", undefined, undefined],
    ])
    expect((await facts("landrat")).at(-1)).toMatchObject({ type: "absence.struck", by: "administration" })
  })

  test("with days that cannot be, twice for the same days, somebody else's, nobody's: refused", async () => {
    const { absences } = await put("dezernent", WEEK)
    const absenceId = absences[0]?.id ?? ""
    const no: readonly [() => Promise<unknown>, string][] = [
      [() => put("dezernent", { from: "2026-12-02", to: "2026-12-01" }), "period.order"],
      [() => put("dezernent", { from: "2026-11-01", to: "2026-11-22" }), "period.past"],
      [() => put("dezernent", { from: "2026-11-30", to: "2027-12-01" }), "period.long"],
      [() => put("dezernent", { from: "2026-11-27", to: "2026-11-30" }), "absence.overlap"],
      [() => put("dezernent", { from: "morgen", to: "2026-12-01" }), "input.invalid"],
      [() => put("landrat", { absenceId, ...NEXT }), "not_found"],
      [() => Member.dropAbsence(house.as("landrat"), { absenceId }), "not_found"],
      [() => Member.enterAbsence(house.as("landrat"), { personId: "dezernent", ...NEXT }), "role.missing"],
      [() => Member.removeAbsence(house.as("landrat"), { personId: "dezernent", absenceId }), "role.missing"],
      [() => Member.enterAbsence(house.as("administration"), { personId: "niemand", ...NEXT }), "not_found"],
      [() => put("lesend", NEXT), "role.missing"],
    ]
    for (const [act, reason] of no) await expect(act()).rejects.toMatchObject({ reason })
    expect((await Member.me(house.as("dezernent"), {})).absences).toEqual([{ id: absenceId, ...WEEK }])
  })

  test("what is over is forgotten with the next one; who is away keeps his rights", async () => {
    await put("amtsleitung", WEEK)
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    house.clock.pass(10)
    const { absences } = await put("amtsleitung", { from: "2026-12-21", to: "2026-12-24" })
    expect(absences).toHaveLength(1)
  })

  test("that falls on what the chain waits for is announced with who represents, or that nobody does", async () => {
    const paper = await givenVorlageInZeichnung(house)
    const announced = async (who = "verfasser") =>
      (await Vorlage.read(house.as(who), { vorlageId: paper.id })).absences.map((a) => a.message)
    expect(await announced()).toEqual([])
    await put("amtsleitung", WEEK)
    await put("landrat", WEEK)
    await put("kaemmerer", NEXT)
    expect(await announced()).toEqual([
      "Amtsleitung: Dr. Jona Weidner ist vom 23.11.2026 bis 27.11.2026 abwesend. Es ist niemand zur Vertretung bestimmt.",
      "Landrat: Greta Hollen ist vom 23.11.2026 bis 27.11.2026 abwesend. Es ist niemand zur Vertretung bestimmt.",
    ])
    await appoint("amtsleitung", { role: "amtsleitung" })
    expect((await announced())[0]).toBe(
      "Amtsleitung: Dr. Jona Weidner ist vom 23.11.2026 bis 27.11.2026 abwesend. Vertretung: Kaya Brehm.",
    )
    // Whose deputy is away, too, has nobody.
    await Member.enterAbsence(house.as("administration"), { personId: "kollegin", ...WEEK })
    expect((await announced())[0]).toContain("niemand")
    house.clock.pass(7)
    expect(await announced()).toEqual([
      "Kämmerer: Tomas Rehm ist vom 30.11.2026 bis 04.12.2026 abwesend. Es ist niemand zur Vertretung bestimmt.",
    ])
  })

  test("a second holder who is there is enough; a day of the meeting counts for its office", async () => {
    await put("amtsleitung", WEEK)
    await house.put({ personId: "zweite", functions: [self("amtsleitung")] })
    const paper = await givenVorlageInBeratung(house)
    const body = (await paper.chain()).steps.find((s) => s.kind === "body")
    const termin = body?.kind === "body" && body.termin ? body.termin : ""
    const read = async (who = "verfasser") => (await Vorlage.read(house.as(who), { vorlageId: paper.id })).absences
    expect(await read()).toEqual([])
    await put("ausschuss", { from: termin, to: termin })
    expect(await read()).toMatchObject([
      { stepId: "gremium-1", on: termin, away: [{ personId: "ausschuss" }], deputies: [] },
    ])
    expect(await read("sitzungsdienst")).toHaveLength(1)
    // Who comes for another Gremium learns nothing of the house's people, a stranger nothing at all.
    await house.put({ personId: "mitglied", functions: [self("gremienmitglied", { gremiumId: "soz" })] })
    expect(await read("mitglied")).toEqual([])
    await expect(read("finanzausschuss")).rejects.toMatchObject({ code: "not_found" })
    await appoint("ausschuss", { role: "geschaeftsstelle", gremiumId: "soz", from: termin, to: termin })
    expect(await read()).toMatchObject([{ deputies: [{ personId: "kollegin", name: "Kaya Brehm" }] }])
  })

  test("of an author to whom it was returned, and of one to whom it was handed", async () => {
    const paper = await givenVorlageInZeichnung(house)
    await house.put({ personId: "referentin", functions: [self("mitzeichnung", { amtId: "jobcenter" })] })
    await Member.enterAbsence(house.as("administration"), { personId: "referentin", ...WEEK })
    await paper.hand("amtsleitung", "referentin")
    const labels = async () =>
      (await Vorlage.read(house.as("landrat"), { vorlageId: paper.id })).absences.map((a) => [
        a.label,
        a.away[0]?.personId,
      ])
    expect(await labels()).toEqual([["Amtsleitung", "referentin"]])
    await paper.giveBack("referentin", "author")
    await put("verfasser", WEEK)
    expect(await labels()).toEqual([["Überarbeitung", "verfasser"]])
    await paper.stop("landrat")
    expect(await labels()).toEqual([])
  })
})
