/** Who gives functions to whom: a second administrator, invitations, the end of a membership, what a sign-in may give. */
import type { Ctx } from "@beschlussweg/core/context"
import { Duty } from "@beschlussweg/core/duty"
import { broken } from "@beschlussweg/core/fact"
import * as Member from "@beschlussweg/core/member"
import { statesOn } from "@beschlussweg/core/member/history"
import * as People from "@beschlussweg/core/people"
import type { Assignment, Role } from "@beschlussweg/core/role"
import type * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import {
  deputy,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type World,
} from "./house.ts"

let world: World
let house: House
beforeEach(async () => {
  world = await openWorld()
  house = await world.house("T1")
})
afterEach(() => world.stop())

const self = (role: Role, at: Partial<Assignment> = {}): Assignment => ({ role, as: "selbst", ...at })
const refusal = (reason: string) => ({ reason })
const A = () => house.as("administration")
const B = () => house.as("zweitadministration")
const account = (n: number) => n.toString(16).padStart(64, "0")
const person = (functions: Assignment[], personId = "jona") => ({ personId, name: "Jona Tietze", functions })
const held = async (personId: string): Promise<string[]> =>
  ((await house.workCtx().table.get(Member.memberKey(personId), Member.Member))?.value.functions ?? [])
    .map((f) => [f.as === "selbst" ? "" : `${f.as} `, f.role, f.to ? ` bis ${f.to}` : ""].join(""))
    .sort()
const facts = (personId: string) => Vorlage.factsOf(house.workCtx(), `member-${personId}`)
const types = async (personId: string) => (await facts(personId)).map((f) => f.type)
const bare = (who: Ctx = house.workCtx()): Ctx => ({
  ...who,
  actor: { personId: "anmeldung", name: "", functions: [] },
})
/** The record of a person is whole and holds none of these words. */
async function recordHolds(personId: string, ...never: string[]): Promise<void> {
  const stored = await house.workCtx().table.get(Member.memberKey(personId), Member.Member)
  const all = await facts(personId)
  expect(stored && (await broken(all, stored.value.head))).toBeUndefined()
  // What the record says of today is what the item says.
  const now = house.clock.today()
  const [then] = await statesOn(house.workCtx().table, { personId, name: "" }, now)
  const functions = stored?.value.active ? stored.value.functions.map(({ forName: _, ...f }) => f) : []
  expect(then?.functions).toEqual(functions)
  for (const word of never) expect(JSON.stringify(all)).not.toContain(word)
}

describe("giving a signing function takes two administrators", () => {
  test("what signs waits for a second one, what does not sign holds at once", async () => {
    const told = await Member.put(A(), person([self("verfasser"), self("dezernent")]))
    expect(told.functions).toEqual([self("verfasser")])
    expect(told.proposal?.add).toEqual([self("dezernent")])
    expect(await held("jona")).toEqual(["verfasser"])
    await house.refresh()
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    await expect(paper.sign("jona")).rejects.toMatchObject({ code: "forbidden" })
    const proposalId = told.proposal?.id ?? ""
    const done = await Member.confirm(B(), { personId: "jona", proposalId })
    expect(done).toMatchObject({ functions: [self("verfasser"), self("dezernent")], proposal: undefined })
    await house.refresh()
    await paper.sign("jona")
    expect(await types("jona")).toEqual(["member.added", "proposal.made", "proposal.confirmed"])
    const [, made, confirmed] = await facts("jona")
    expect([made?.by, confirmed?.by, confirmed?.data.by]).toEqual([
      "administration",
      "zweitadministration",
      "administration",
    ])
    await recordHolds("jona", "Jona Tietze", "Ines Brandt")
  })

  test("the list and the tasks show it to who may confirm, and only to them", async () => {
    const { proposal } = await Member.put(A(), person([self("landrat")]))
    const tasks = async (who: string) =>
      (await Vorlage.tasks(house.as(who), {})).filter((t) => t.kind === "confirm-person")
    expect(await tasks("zweitadministration")).toMatchObject([
      { personId: "jona", proposalId: proposal?.id, until: "2026-12-07" },
    ])
    for (const who of ["administration", "verfasser", "landrat"]) expect(await tasks(who)).toEqual([])
    const listed = async (who: string) => (await Member.list(house.as(who), {})).find((m) => m.personId === "jona")
    expect(await listed("zweitadministration")).toMatchObject({ proposal: { id: proposal?.id, by: "administration" } })
    expect(Object.keys((await listed("verfasser")) ?? {})).toEqual([
      ...["personId", "name", "title", "phone", "functions", "active", "state"],
    ])
    await Member.reject(B(), { personId: "jona", proposalId: proposal?.id ?? "" })
    expect(await tasks("zweitadministration")).toEqual([])
    expect(await held("jona")).toEqual([])
    expect((await types("jona")).at(-1)).toBe("proposal.rejected")
  })

  test("not the one who proposed, not the one it is about, not a deputy of one of them", async () => {
    await house.put({ personId: "dritte", functions: [self("administration")] })
    const { proposal } = await Member.put(A(), person([self("administration")], "dezernent"))
    const wish = { personId: "dezernent", proposalId: proposal?.id ?? "" }
    const fourEyes = { code: "forbidden", ...refusal("proposal.fourEyes") }
    for (const verb of [Member.confirm, Member.reject]) await expect(verb(A(), wish)).rejects.toMatchObject(fourEyes)
    for (const who of ["dezernent", "verfasser"])
      await expect(Member.confirm(house.as(who), wish)).rejects.toMatchObject(refusal("role.missing"))
    // Somebody who administers only in place of the proposer is the proposer's hand.
    await house.put({ personId: "hand", functions: [deputy("administration", "administration")] })
    await expect(Member.confirm(house.as("hand"), wish)).rejects.toMatchObject(fourEyes)
    await expect(Member.reject(house.as("hand"), wish)).rejects.toMatchObject(fourEyes)
    // In place of a third one he decides for himself.
    await house.put({ personId: "andere", functions: [deputy("administration", "dritte")] })
    await Member.confirm(house.as("andere"), wish)
    // Now he administers; what is proposed for him he does not confirm, nor does he propose for himself.
    await house.refresh()
    const more = await Member.put(A(), person([self("administration"), self("landrat")], "dezernent"))
    await expect(
      Member.confirm(house.as("dezernent"), { personId: "dezernent", proposalId: more.proposal?.id ?? "" }),
    ).rejects.toMatchObject(fourEyes)
    await expect(Member.put(house.as("dezernent"), person([self("lesend")], "dezernent"))).rejects.toMatchObject(
      refusal("member.self"),
    )
  })

  test("a deputy who is to administer in place of somebody is guarded, too, whoever wants it", async () => {
    const days = { from: "2026-12-01", to: "2026-12-20" }
    const told = await Member.appointDeputy(A(), { role: "administration", deputyId: "verfasser", as: "IV", ...days })
    expect(told.proposal?.add).toMatchObject([{ role: "administration", as: "IV", forId: "administration" }])
    expect(await held("verfasser")).toEqual(["verfasser"])
    const wish = { personId: "verfasser", proposalId: told.proposal?.id ?? "" }
    await expect(Member.confirm(A(), wish)).rejects.toMatchObject(refusal("proposal.fourEyes"))
    await Member.confirm(B(), wish)
    expect(await held("verfasser")).toEqual(["IV administration bis 2026-12-20", "verfasser"])
  })

  test("a proposal is bound to what the person had, lasts fourteen days, and falls with who made it", async () => {
    const propose = async (...more: Assignment[]) =>
      (await Member.put(A(), person([self("lesend"), self("landrat"), ...more]))).proposal?.id ?? ""
    const confirm = (proposalId: string) => Member.confirm(B(), { personId: "jona", proposalId })
    const first = await propose()
    // The same wish again is the same proposal.
    expect(await propose()).toBe(first)
    await Member.assignDeputy(B(), {
      ...{ role: "bca", forId: "bca", deputyId: "jona", as: "IV", from: "2026-11-24", to: "2026-11-30" },
    })
    await expect(confirm(first)).rejects.toMatchObject({ code: "conflict", ...refusal("proposal.superseded") })
    expect(await held("jona")).toEqual(["IV bca bis 2026-11-30", "lesend"])
    const second = await propose(deputy("bca", "bca", { from: "2026-11-24", to: "2026-11-30" }))
    expect(second).not.toBe(first)
    await expect(confirm(first)).rejects.toMatchObject({ code: "not_found" })
    house.clock.pass(15)
    await expect(confirm(second)).rejects.toMatchObject({ code: "conflict", ...refusal("proposal.expired") })
    expect((await Member.list(B(), {})).find((m) => m.personId === "jona")).toMatchObject({ proposal: undefined })
    await house.put({ personId: "dritte", functions: [self("administration")] })
    const third = await propose()
    await Member.end(B(), { personId: "administration", reason: "Wechselt in ein anderes Haus." })
    await expect(confirm(third)).rejects.toMatchObject({ code: "conflict", ...refusal("proposal.proposer") })
    expect(await held("jona")).not.toContain("landrat")
  })

  test("taking away and shortening hold at once; what a wider period replaces stays until it is confirmed", async () => {
    const until = (to: string) => [{ ...deputy("landrat", "landrat"), from: "2026-12-01", to }]
    const put = (functions: Assignment[]) => Member.put(A(), person(functions))
    const { proposal } = await put(until("2026-12-20"))
    await Member.confirm(B(), { personId: "jona", proposalId: proposal?.id ?? "" })
    expect((await put(until("2026-12-10"))).proposal).toBeUndefined()
    expect(await held("jona")).toEqual(["IV landrat bis 2026-12-10"])
    const wider = await put(until("2026-12-31"))
    expect(await held("jona")).toEqual(["IV landrat bis 2026-12-10"])
    await Member.confirm(B(), { personId: "jona", proposalId: wider.proposal?.id ?? "" })
    expect(await held("jona")).toEqual(["IV landrat bis 2026-12-31"])
    expect((await put([])).proposal).toBeUndefined()
    expect(await held("jona")).toEqual([])
  })

  test("a function that only this house lets sign is guarded here", async () => {
    const own = await world.house("T1", "kreis-eigen", (t) => ({
      ...t,
      template: {
        ...t.template,
        steps: t.template.steps.map((s) =>
          s.kind === "sign" && s.id === "dezernent" ? { ...s, role: "bca" as const } : s,
        ),
      },
    }))
    const put = (h: House) => Member.put(h.as("administration"), person([self("bca")]))
    expect((await put(own)).proposal?.add).toEqual([self("bca")])
    expect((await put(house)).proposal).toBeUndefined()
  })

  test("two administrators who decide at the same moment: one decision", async () => {
    await house.put({ personId: "dritte", functions: [self("administration")] })
    const { proposal } = await Member.put(A(), person([self("landrat")]))
    const wish = { personId: "jona", proposalId: proposal?.id ?? "" }
    const both = await Promise.allSettled([Member.confirm(B(), wish), Member.reject(house.as("dritte"), wish)])
    expect(both.map((r) => r.status).sort()).toEqual(["fulfilled", "rejected"])
    const lost = both.find((r) => r.status === "rejected")
    expect(lost?.reason).toMatchObject({ code: "not_found" })
    expect((await types("jona")).filter((t) => t === "proposal.confirmed" || t === "proposal.rejected")).toHaveLength(1)
    await recordHolds("jona")
  })

  test("whoever is no administrator any more at that moment changes nothing, though his request began before", async () => {
    await house.put({ personId: "dritte", functions: [self("administration")] })
    const begun = house.as("dritte")
    await house.put({ personId: "dritte", functions: [self("lesend")] })
    for (const act of [
      () => Member.put(begun, person([self("lesend")])),
      () => Member.invite(begun, { name: "Neu", functions: [] }),
      () => Member.end(begun, { personId: "verfasser", reason: "Ohne Grund." }),
      () => Member.reinvite(begun, { personId: "verfasser" }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "forbidden" })
  })

  test("a person somebody else has changed meanwhile is not overwritten", async () => {
    await Member.put(A(), person([self("lesend")]))
    const listed = (await Member.list(A(), {})).find((m) => m.personId === "jona")
    const rev = listed && "rev" in listed ? listed.rev : 0
    await Member.put(B(), { ...person([self("verfasser")]), rev })
    const late = Member.put(A(), { ...person([self("revision")]), rev })
    await expect(late).rejects.toMatchObject({ code: "conflict", ...refusal("member.superseded") })
    expect(await held("jona")).toEqual(["verfasser"])
  })
})

describe("invitations", () => {
  const invite = (functions: Assignment[] = [self("verfasser")]) =>
    Member.invite(A(), { name: "Robin Ahlers", mail: "robin.ahlers@aulenfeld.example", functions })

  test("a code is shown once, kept as a hash, taken once and by one account", async () => {
    const { personId, code, state } = await invite()
    expect(state).toBe("eingeladen")
    expect(code.split(".")[1]).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    const { client, tableName } = world.store
    expect(await Member.load(house.workCtx().table, personId)).toBeUndefined()
    const item = await house.workCtx().table.get(Member.memberKey(personId), Member.Member)
    expect(JSON.stringify([item, await facts(personId), tableName, client.config.serviceId])).not.toContain(
      code.split(".")[1],
    )
    expect(await Member.accept(bare(), { code, accountId: account(1), label: "robin@haus" })).toEqual({ personId })
    const again = Member.accept(bare(), { code, accountId: account(2) })
    await expect(again).rejects.toMatchObject({ code: "not_found", ...refusal("invitation.invalid") })
    await house.refresh()
    expect(house.as(personId).actor.functions).toEqual([self("verfasser")])
    expect((await Member.list(A(), {})).find((m) => m.personId === personId)).toMatchObject({
      ...{ state: "aktiv", account: true, accountLabel: "robin@haus", invitation: undefined },
    })
    expect(await types(personId)).toEqual(["member.invited", "member.joined"])
    expect((await facts(personId)).at(-1)).toMatchObject({ by: personId, data: { accountId: account(1) } })
    await recordHolds(personId, "Robin", "Ahlers", "@")
  })

  test("wrong, expired, replaced, revoked, used, malformed and of another house: one and the same answer", async () => {
    const other = await world.house("T1", "kreis-dort")
    const told: unknown[] = []
    const ask = async (h: House, code: string) => {
      const error: unknown = await Member.accept(bare(h.workCtx()), { code, accountId: account(7) }).then(
        () => "taken",
        (e: unknown) => e,
      )
      const { code: kind, reason, message } = error as { code: string; reason: string; message: string }
      told.push({ kind, reason, message })
    }
    const { personId, code } = await invite()
    await ask(other, code)
    await ask(house, `${code.slice(0, -1)}${code.endsWith("0") ? "1" : "0"}`)
    await ask(house, `pe_01KAAAAAAAAAAAAAAAAAAAAAAA.${code.split(".")[1]}`)
    await ask(house, `verfasser.${code.split(".")[1]}`)
    for (const odd of ["", ".", "x", `${personId}.`, code.toLowerCase(), `${code}0`, `../${code}`, `${code} `])
      await ask(house, odd)
    const { code: second } = await Member.reinvite(B(), { personId })
    await ask(house, code)
    await Member.revoke(A(), { personId })
    await ask(house, second)
    const { code: third } = await Member.reinvite(A(), { personId })
    house.clock.pass(15)
    await ask(house, third)
    expect(new Set(told.map((t) => JSON.stringify(t))).size).toBe(1)
    expect(told[0]).toMatchObject({ kind: "not_found", reason: "invitation.invalid" })
    expect(await Member.load(house.workCtx().table, personId)).toBeUndefined()
  })

  test("two who take the same code at the same moment: one gets in", async () => {
    const { personId, code } = await invite()
    const both = await Promise.allSettled([1, 2].map((n) => Member.accept(bare(), { code, accountId: account(n) })))
    expect(both.map((r) => r.status).sort()).toEqual(["fulfilled", "rejected"])
    expect((await types(personId)).filter((t) => t === "member.joined")).toHaveLength(1)
  })

  test("one account is one person of a house, and may be another one in the next", async () => {
    const first = await invite()
    const second = await invite()
    await Member.accept(bare(), { code: first.code, accountId: account(1) })
    const taken = Member.accept(bare(), { code: second.code, accountId: account(1) })
    await expect(taken).rejects.toMatchObject({ code: "conflict", ...refusal("account.taken") })
    const other = await world.house("T1", "kreis-dort")
    const there = await Member.invite(other.as("administration"), { name: "Robin Ahlers" })
    await Member.accept(bare(other.workCtx()), { code: there.code, accountId: account(1) })
  })

  test("a signing function is confirmed only when it can be seen who took the invitation", async () => {
    const { personId, code, functions, proposal } = await invite([self("verfasser"), self("landrat")])
    expect(functions).toEqual([self("verfasser")])
    const confirm = () => Member.confirm(B(), { personId, proposalId: proposal?.id ?? "" })
    await expect(confirm()).rejects.toMatchObject({ code: "refused", ...refusal("proposal.invited") })
    await Member.accept(bare(), { code, accountId: account(1) })
    expect(await held(personId)).toEqual(["verfasser"])
    await expect(Member.confirm(A(), { personId, proposalId: proposal?.id ?? "" })).rejects.toMatchObject(
      refusal("proposal.fourEyes"),
    )
    await confirm()
    expect(await held(personId)).toEqual(["landrat", "verfasser"])
  })

  test("a new code for somebody who signs suspends what he signs with: nobody becomes the Landrat by an invitation", async () => {
    const { personId, code, proposal } = await invite([self("lesend"), self("landrat")])
    await Member.accept(bare(), { code, accountId: account(1) })
    await Member.confirm(B(), { personId, proposalId: proposal?.id ?? "" })
    const anew = await Member.reinvite(A(), { personId })
    expect(anew).toMatchObject({ state: "eingeladen", functions: [self("lesend")] })
    expect(anew.proposal?.add).toEqual([self("landrat")])
    expect(await Member.load(house.workCtx().table, personId)).toBeUndefined()
    // The sign-in so far is free again and opens nothing.
    await Member.accept(bare(), { code: anew.code, accountId: account(2) })
    expect(await held(personId)).toEqual(["lesend"])
    const wish = { personId, proposalId: anew.proposal?.id ?? "" }
    await expect(Member.confirm(A(), wish)).rejects.toMatchObject(refusal("proposal.fourEyes"))
    await Member.confirm(B(), wish)
    expect(await held(personId)).toEqual(["landrat", "lesend"])
    const stored = await house.workCtx().table.get(Member.memberKey(personId), Member.Member)
    expect(stored?.value.accountId).toBe(account(2))
    await expect(Member.reinvite(A(), { personId: "administration" })).rejects.toMatchObject(refusal("member.self"))
  })

  test("who is to leave on a day that comes before he does is not let in after it", async () => {
    const { personId, code } = await invite()
    await Member.end(A(), { personId, reason: "Tritt die Stelle nicht an.", on: "2026-11-25" })
    house.clock.pass(3)
    const late = Member.accept(bare(), { code, accountId: account(1) })
    await expect(late).rejects.toMatchObject(refusal("invitation.invalid"))
    const other = await invite()
    await Member.end(A(), { personId: other.personId, reason: "Nur zur Aushilfe.", on: "2026-12-01" })
    await Member.accept(bare(), { code: other.code, accountId: account(1) })
    expect(await held(other.personId)).toEqual(["verfasser bis 2026-12-01"])
    house.clock.pass(6)
    await People.work(house.workCtx(), other.personId)
    expect(await Member.load(house.workCtx().table, other.personId)).toBeUndefined()
    await recordHolds(other.personId)
  })

  test("somebody who only signs on paper so far keeps what does not sign when he is invited", async () => {
    await house.put({ personId: "papier", functions: [self("bca"), self("landrat")] })
    const { code, proposal } = await Member.reinvite(A(), { personId: "papier" })
    expect((await Member.load(house.workCtx().table, "papier"))?.functions).toEqual([self("bca")])
    await recordHolds("papier")
    await Member.accept(bare(), { code, accountId: account(1) })
    await Member.confirm(B(), { personId: "papier", proposalId: proposal?.id ?? "" })
    expect(await held("papier")).toEqual(["bca", "landrat"])
    await recordHolds("papier")
  })

  test("the operator lets the first two in, again with a new code, and nobody more", async () => {
    const fresh = await world.house("T1", "kreis-neu")
    for (const who of ["administration", "zweitadministration"]) {
      const admin = { name: `Person ${who}`, functions: [self("administration")] }
      const first = await Member.enrol(bare(fresh.workCtx()), admin, `pe_${who}`)
      const { code } = await Member.enrol(bare(fresh.workCtx()), admin, `pe_${who}`)
      const old = Member.accept(bare(fresh.workCtx()), { code: first.code, accountId: account(8) })
      await expect(old).rejects.toMatchObject(refusal("invitation.invalid"))
      await Member.accept(bare(fresh.workCtx()), { code, accountId: account(who.length) })
    }
    const third = Member.enrol(bare(fresh.workCtx()), { name: "Dritte", functions: [self("administration")] })
    await expect(third).rejects.toMatchObject(refusal("enrol.notNeeded"))
  })
})

describe("the end of a membership", () => {
  /** Lets the worker do what is owed for a person, as the stream and the sweep make it. */
  const work = (...ids: string[]) => Promise.all(ids.map((id) => People.work(house.workCtx(), id)))
  const owed = async (personId: string) =>
    (await house.workCtx().table.list(`duty/member-${personId}`, Duty)).items
      .filter((d) => d.value.kind === "people")
      .map((d) => d.value.dueAt.slice(0, 10))

  test("what was handed to somebody returns to the function, in the record, once", async () => {
    await house.put({ personId: "referentin", functions: [{ role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }] })
    const paper = await givenVorlageInZeichnung(house)
    await paper.hand("amtsleitung", "referentin")
    expect(await paper.tasks()).toEqual(["referentin: sign Amtsleitung"])
    await house.put({ personId: "referentin", functions: [], active: false })
    await work("referentin")
    await work("referentin")
    expect(await paper.tasks()).toEqual(["amtsleitung: sign Amtsleitung"])
    const moved = (await paper.facts()).filter((f) => f.type === "step.reclaimed")
    expect(moved).toMatchObject([
      { by: "worker", client: "worker", data: { stepId: "amtsleitung", from: "referentin" } },
    ])
    expect(await mending(house, paper.id)).toEqual([])
    await paper.sign("amtsleitung")
    // What may show in the index only later is looked for again, and then nothing is owed.
    expect(await owed("referentin")).toEqual(["2026-11-23"])
    house.clock.pass(1)
    await work("referentin")
    expect(await owed("referentin")).toEqual([])
  })

  test("a Mitzeichnung and a Stellungnahme that were handed on return, too; what he can still do stays", async () => {
    await house.put({
      personId: "referentin",
      functions: [self("bca"), { role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }],
    })
    const paper = await house.draft()
    await paper.submit()
    await paper.hand("bca", "referentin")
    await paper.state("referentin")
    await paper.hand("rechtsamt", "referentin")
    await house.put({ personId: "referentin", functions: [{ role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }] })
    await work("referentin")
    expect(await paper.tasks()).toEqual(["referentin: cosign Mitzeichnung: Rechtsamt"])
    await house.put({ personId: "referentin", functions: [self("lesend")] })
    await work("referentin")
    expect(await paper.tasks()).toEqual(["mitzeichnung: cosign Mitzeichnung: Rechtsamt"])
    expect(await mending(house, paper.id)).toEqual([])
    await paper.cosign("rechtsamt", "agreed")
  })

  test("what came back to an author who has left is there for the others who write, at once and not only when they look", async () => {
    const paper = await givenVorlageInZeichnung(house)
    await paper.giveBack("amtsleitung", "author")
    await house.put({ personId: "kollegin", functions: [self("verfasser")] })
    await house.put({ personId: "verfasser", functions: [], active: false })
    await work("verfasser")
    expect(await paper.tasks()).toEqual(["verfasser: resubmit Überarbeitung"])
    expect((await Vorlage.tasks(house.as("kollegin"), {})).map((t) => t.kind)).toEqual(["resubmit"])
    await paper.edit({ betreff: "Neu gefasst" }, "kollegin")
    await paper.submit("kollegin")
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("a worker that dies in between goes on; two at the same moment do it once", async () => {
    await house.put({ personId: "referentin", functions: [{ role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }] })
    const papers = [
      await givenVorlageInZeichnung(house),
      await givenVorlageInZeichnung(house),
      await givenVorlageInZeichnung(house),
    ]
    for (const paper of papers) await paper.hand("amtsleitung", "referentin")
    await house.put({ personId: "referentin", functions: [], active: false })
    const ctx = house.workCtx()
    let commits = 0
    const dying = {
      ...ctx,
      table: {
        ...ctx.table,
        commit: (...args: Parameters<typeof ctx.table.commit>) => {
          if (++commits > 1) throw new Error("killed")
          return ctx.table.commit(...args)
        },
      },
    }
    await expect(People.work(dying, "referentin")).rejects.toThrow("killed")
    const lying = async () =>
      (await Promise.all(papers.map((p) => p.tasks()))).flat().filter((t) => t.startsWith("ref"))
    expect(await lying()).toHaveLength(2)
    await Promise.allSettled([People.work(ctx, "referentin"), People.work(ctx, "referentin")])
    await work("referentin")
    expect(await lying()).toEqual([])
    for (const paper of papers) {
      expect((await paper.facts()).filter((f) => f.type === "step.reclaimed")).toHaveLength(1)
      expect(await mending(house, paper.id)).toEqual([])
    }
  })

  test("a later last day: until then he signs, after it nobody finds him here", async () => {
    const last = house.clock.today()
    await Member.end(A(), { personId: "dezernent", reason: "Ruhestand.", on: "2026-11-30" })
    expect(await held("dezernent")).toEqual(["dezernent bis 2026-11-30"])
    await house.refresh()
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    await paper.sign("dezernent")
    // Before its day the duty changes nothing.
    await work("dezernent")
    await work("dezernent")
    expect((await Member.load(house.workCtx().table, "dezernent"))?.active).toBe(true)
    expect(await owed("dezernent")).toEqual(["2026-12-01"])
    house.clock.pass(8)
    const next = await givenVorlageInZeichnung(house)
    await next.sign("amtsleitung")
    await expect(next.sign("dezernent")).rejects.toMatchObject({ code: "forbidden" })
    await work("dezernent")
    await work("dezernent")
    expect(await Member.load(house.workCtx().table, "dezernent")).toBeUndefined()
    expect((await types("dezernent")).slice(-2)).toEqual(["member.ending", "member.left"])
    await recordHolds("dezernent", "Ruhestand", "Lindt")
    expect(last < "2026-11-30").toBe(true)
  })

  test("the account is free, the sessions are over, the proposal is gone, and a return begins without functions", async () => {
    const { personId, code } = await Member.invite(A(), { name: "Robin Ahlers", functions: [self("verfasser")] })
    await Member.accept(bare(), { code, accountId: account(1) })
    await Member.put(A(), { personId, name: "Robin Ahlers", functions: [self("verfasser"), self("landrat")] })
    await Member.end(A(), { personId, reason: "Elternzeit." })
    expect(await Member.proposals(house.workCtx().table, house.clock.now())).toEqual([])
    await expect(Member.end(A(), { personId, reason: "Noch einmal." })).rejects.toMatchObject(refusal("member.left"))
    const put = Member.put(A(), { personId, name: "Robin Ahlers", functions: [self("lesend")] })
    await expect(put).rejects.toMatchObject(refusal("member.left"))
    const back = await Member.reinvite(A(), { personId })
    expect(back).toMatchObject({ state: "eingeladen", functions: [], proposal: undefined })
    await Member.accept(bare(), { code: back.code, accountId: account(1) })
    expect(await held(personId)).toEqual([])
    await recordHolds(personId, "Elternzeit", "Robin")
  })

  test("two people always stay in the administration, also when two remove each other at the same moment", async () => {
    const gone = (ctx: Ctx, personId: string) => Member.end(ctx, { personId, reason: "Wechsel." })
    await expect(gone(A(), "zweitadministration")).rejects.toMatchObject(refusal("member.administration"))
    await expect(
      Member.put(A(), { personId: "zweitadministration", name: "Per Wolters", functions: [self("lesend")] }),
    ).rejects.toMatchObject(refusal("member.administration"))
    // With an end is as good as without.
    const limited = [self("administration", { to: "2027-01-31" })]
    await expect(
      Member.put(A(), { personId: "zweitadministration", name: "Per Wolters", functions: limited }),
    ).rejects.toMatchObject(refusal("member.administration"))
    await expect(
      Member.end(A(), { personId: "zweitadministration", reason: "Wechsel.", on: "2027-01-31" }),
    ).rejects.toMatchObject(refusal("member.administration"))
    await expect(Member.reinvite(A(), { personId: "zweitadministration" })).rejects.toMatchObject(
      refusal("member.administration"),
    )
    await house.put({ personId: "dritte", functions: [self("administration")] })
    const three = ["administration", "zweitadministration", "dritte"]
    const round = await Promise.allSettled([
      gone(A(), "zweitadministration"),
      gone(B(), "dritte"),
      gone(house.as("dritte"), "administration"),
    ])
    expect(round.filter((r) => r.status === "fulfilled")).toHaveLength(1)
    const left = await Promise.all(three.map((id) => Member.load(house.workCtx().table, id)))
    expect(left.filter((m) => m !== undefined)).toHaveLength(2)
  })

  test("a day that is over, one too far away, no reason, oneself, nobody", async () => {
    const end = (personId: string, on?: string, reason = "Wechsel.") => Member.end(A(), { personId, reason, on })
    await expect(end("verfasser", "2026-11-22")).rejects.toMatchObject({ code: "input", ...refusal("member.endPast") })
    await expect(end("verfasser", "2027-11-30")).rejects.toMatchObject({ code: "input", ...refusal("member.endFar") })
    await expect(end("verfasser", "2026-02-30")).rejects.toMatchObject({ code: "input" })
    await expect(end("verfasser", undefined, " ")).rejects.toMatchObject({ code: "input" })
    await expect(end("administration")).rejects.toMatchObject(refusal("member.self"))
    await expect(end("niemand")).rejects.toMatchObject({ code: "not_found" })
  })

  test("a role removed in the middle of a signing: the page was open, the signature is refused, nothing is written", async () => {
    const paper = await givenVorlageInZeichnung(house)
    const seen = { ...(await paper.seen()), stepId: (await paper.open()).id }
    const ready = await Vorlage.read(house.as("amtsleitung"), { vorlageId: paper.id })
    expect(ready.mine).toMatchObject([{ kind: "sign", suffix: "selbst" }])
    const before = await paper.facts()
    const begun = house.as("amtsleitung")
    await house.put({ personId: "amtsleitung", functions: [self("lesend")] })
    for (const ctx of [house.as("amtsleitung"), begun])
      await expect(Vorlage.decide(ctx, { kind: "sign", ...seen })).rejects.toMatchObject({ code: "forbidden" })
    expect(await paper.facts()).toEqual(before)
    expect((await Vorlage.tasks(A(), {})).map((t) => t.kind)).toEqual(["appoint"])
  })

  test("nobody is handed a task who left a moment before", async () => {
    await house.put({ personId: "referentin", functions: [{ role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }] })
    const paper = await givenVorlageInZeichnung(house)
    const ctx = house.as("amtsleitung")
    const hand = { kind: "hand" as const, ...(await paper.seen()), stepId: "amtsleitung", to: "referentin" }
    // An index that is behind still lists who has left.
    const stale = await Member.all(ctx.table)
    await house.put({ personId: "referentin", functions: [], active: false })
    const behind: Ctx = {
      ...ctx,
      table: {
        ...ctx.table,
        listIndex: async (prefix, schema, page) =>
          prefix === "list/member"
            ? {
                cursor: undefined,
                items: stale.map((value) => ({
                  key: Member.memberKey(value.personId),
                  rev: 1,
                  value: schema.parse(value),
                })),
              }
            : ctx.table.listIndex(prefix, schema, page),
      },
    }
    await expect(Vorlage.decide(behind, hand)).rejects.toMatchObject(refusal("person.unknown"))
  })
})

describe("what a sign-in may give", () => {
  const mapping: Tenant.SignIn["roleMapping"] = [
    { claim: "groups", value: "AMP-Redaktion", role: "verfasser" },
    { claim: "groups", value: "Rechtsamt", role: "mitzeichnung", amtId: "rechtsamt" },
    { claim: "abteilung", value: "Revision", role: "revision" },
    { claim: "abteilung", value: "Kreistag", role: "gremienmitglied", gremiumId: "ka" },
  ]
  const idp = (role: Role, at: Partial<Assignment> = {}): Assignment => ({ role, as: "selbst", source: "idp", ...at })

  test("claims give what the mapping says, and odd claims nothing", () => {
    const given = (claims: Record<string, unknown>) => Member.fromClaims(mapping, claims).map((f) => f.role)
    expect(given({ groups: ["AMP-Redaktion", "Rechtsamt", "x"], abteilung: "Revision" })).toEqual([
      ...["verfasser", "mitzeichnung", "revision"],
    ])
    for (const odd of [
      {},
      { groups: "amp-redaktion" },
      { groups: { "AMP-Redaktion": true } },
      { groups: [["Rechtsamt"]] },
      { abteilung: null },
    ])
      expect(given(odd)).toEqual([])
    expect(Member.fromClaims([{ claim: "constructor", value: "Object", role: "lesend" }], {})).toEqual([])
  })

  test("exactly those come and go; what administrators gave stays, a guarded one never comes, no change is no write", async () => {
    await house.put({ personId: "robin", functions: [self("lesend")] })
    const sync = (...f: Assignment[]) => Member.sync(bare(), "robin", f)
    await sync(idp("verfasser"), idp("mitzeichnung", { amtId: "rechtsamt" }), idp("landrat"), idp("administration"))
    expect(await held("robin")).toEqual(["lesend", "mitzeichnung", "verfasser"])
    const after = (await facts("robin")).length
    await sync(idp("mitzeichnung", { amtId: "rechtsamt" }), idp("verfasser"))
    expect((await facts("robin")).length).toBe(after)
    await sync(
      idp("verfasser"),
      idp("gremienmitglied", { gremiumId: "gibt-es-nicht" }),
      idp("mitzeichnung", { amtId: "x" }),
    )
    expect(await held("robin")).toEqual(["lesend", "verfasser"])
    // An administrator neither takes nor gives what the sign-in gives.
    await Member.put(A(), {
      personId: "robin",
      name: "Robin",
      functions: [idp("verfasser"), idp("controlling"), self("revision")],
    })
    expect(await held("robin")).toEqual(["revision", "verfasser"])
    await sync()
    expect(await held("robin")).toEqual(["revision"])
    expect((await facts("robin")).at(-1)).toMatchObject({ type: "member.mapped", by: "robin", data: { functions: [] } })
    await recordHolds("robin")
  })

  test("a sign-in does not undo a proposal, and gives nothing to who has left", async () => {
    const { proposal } = await Member.put(A(), person([self("landrat")]))
    await Member.sync(bare(), "jona", [idp("verfasser")])
    await Member.confirm(B(), { personId: "jona", proposalId: proposal?.id ?? "" })
    expect(await held("jona")).toEqual(["landrat", "verfasser"])
    await Member.end(A(), { personId: "jona", reason: "Wechsel." })
    await Member.sync(bare(), "jona", [idp("verfasser")])
    expect(await held("jona")).toEqual([])
    await expect(Member.sync(bare(), "niemand", [idp("verfasser")])).rejects.toMatchObject({ code: "not_found" })
  })

  test("who loses a function with the sign-in loses the tasks that came with it", async () => {
    await house.put({ personId: "robin", functions: [] })
    await Member.sync(bare(), "robin", [idp("mitzeichnung", { amtId: "jobcenter" })])
    await house.refresh()
    const paper = await givenVorlageInZeichnung(house)
    await paper.hand("amtsleitung", "robin")
    await Member.sync(bare(), "robin", [])
    await People.work(house.workCtx(), "robin")
    expect(await paper.tasks()).toEqual(["amtsleitung: sign Amtsleitung"])
  })
})

describe("functions fit the house", () => {
  const odd: Readonly<Record<string, readonly [Assignment, string]>> = {
    "an Amt that is not there": [self("mitzeichnung", { amtId: "gibt-es-nicht" }), "member.amt"],
    "a Mitzeichnung without Amt where every one has its Amt": [self("mitzeichnung"), "member.amt"],
    "a Gremium that is not there": [self("geschaeftsstelle", { gremiumId: "gibt-es-nicht" }), "member.gremium"],
    "a Geschäftsstelle of no Gremium": [self("geschaeftsstelle"), "member.gremium"],
    "a Schriftführung of no Gremium": [self("schriftfuehrung"), "member.gremium"],
    "a Vorsitz of no Gremium": [self("vorsitz"), "member.gremium"],
    "a member of no Gremium": [self("gremienmitglied"), "member.gremium"],
    "a Vorsitz of an Amt": [self("vorsitz", { gremiumId: "ka", amtId: "rechtsamt" }), "member.amt"],
    "a Dezernat of a Gremium": [self("dezernent", { gremiumId: "ka" }), "member.gremium"],
    "an end before the beginning": [deputy("bca", "bca", { from: "2026-12-02", to: "2026-12-01" }), "member.period"],
    "a Vertretung of nobody": [{ role: "bca", as: "IV" }, "member.for"],
    "somebody who holds it himself for another": [{ role: "bca", as: "selbst", forId: "bca" }, "member.for"],
    "a Vertretung of oneself": [deputy("bca", "jona"), "member.forSelf"],
    "a Vertretung of somebody who does not hold it": [deputy("bca", "lesend"), "deputy.notHeld"],
    "a Vertretung of somebody who is not there": [deputy("bca", "niemand"), "not_found"],
    "one that a second administrator would confirm in vain": [deputy("landrat", "lesend"), "deputy.notHeld"],
    "one that signs for somebody who is not there": [deputy("landrat", "niemand"), "not_found"],
  }
  test.each(Object.keys(odd))("%s is refused", async (name) => {
    const [f, reason] = odd[name] ?? [self("lesend"), ""]
    await expect(Member.put(A(), person([f]))).rejects.toMatchObject({ reason })
    if (f.forId !== "jona")
      await expect(Member.invite(A(), { name: "Jona Tietze", functions: [f] })).rejects.toMatchObject({ reason })
    expect(await held("jona")).toEqual([])
    expect(await facts("jona")).toEqual([])
  })

  test("what is left out stays, an empty word is taken away and stands on no paper", async () => {
    const words = { title: "Dezernentin", phone: "0299 11", mail: "jona.tietze@aulenfeld.example" }
    const stored = async () => (await house.workCtx().table.get(Member.memberKey("jona"), Member.Member))?.value
    await Member.put(A(), { ...person([]), ...words })
    await Member.put(A(), person([]))
    expect(await stored()).toMatchObject(words)
    await Member.put(A(), { ...person([]), title: " ", phone: "", mail: "" })
    for (const name of Object.keys(words)) expect(await stored()).not.toHaveProperty(name)
    await expect(Member.put(A(), { ...person([]), mail: "jona" })).rejects.toMatchObject({ code: "input" })
    const { personId } = await Member.invite(A(), { name: "Nora Winkelmann", title: "" })
    expect((await house.workCtx().table.get(Member.memberKey(personId), Member.Member))?.value).not.toHaveProperty(
      "title",
    )
  })

  test("twice the same for the same time, more than there is room for, names no paper could print", async () => {
    const twice = Member.put(A(), person([self("lesend"), self("lesend")]))
    await expect(twice).rejects.toMatchObject(refusal("member.twice"))
    const both = [deputy("bca", "bca"), { ...deputy("bca", "bca"), as: "IA" as const }]
    await expect(Member.put(A(), person(both))).rejects.toMatchObject(refusal("member.twice"))
    const many = Member.put(A(), person(Array.from({ length: 61 }, () => self("lesend"))))
    await expect(many).rejects.toMatchObject({ code: "input" })
    const name = Member.put(A(), { ...person([]), name: "Jona \u{1F600}" })
    await expect(name).rejects.toMatchObject(refusal("glyph.missing"))
    for (const personId of ["../x", "", "-x", "a/b", "x".repeat(61)])
      await expect(Member.put(A(), { ...person([]), personId })).rejects.toMatchObject({ code: "not_found" })
  })

  test("where a house's Mitzeichnung lies with no Amt, its function needs none", async () => {
    const loose = await world.house("T1", "kreis-lose", (t) => ({
      ...t,
      template: {
        ...t.template,
        steps: t.template.steps.map((s) =>
          s.kind === "cosign" ? { ...s, parties: s.parties.map(({ amtId: _, ...p }) => p) } : s,
        ),
      },
    }))
    const told = await Member.put(loose.as("administration"), person([self("mitzeichnung")]))
    expect(told.functions).toEqual([self("mitzeichnung")])
  })
})

test("a whole way with a person who came by invitation and signs the last step", async () => {
  const { personId, code, proposal } = await Member.invite(A(), {
    name: "Thea Lindqvist",
    functions: [self("landrat")],
  })
  await Member.accept(bare(), { code, accountId: account(3) })
  await Member.confirm(B(), { personId, proposalId: proposal?.id ?? "" })
  await Member.end(A(), { personId: "landrat", reason: "Wahl." })
  await house.refresh()
  const paper = await house.draft()
  await paper.submit()
  await paper.state("bca")
  await paper.cosign("rechtsamt", "agreed")
  for (const who of ["amtsleitung", "dezernent", "kaemmerer", personId]) await paper.sign(who)
  await paper.release()
  expect((await paper.open()).kind).toBe("body")
  expect(await mending(house, paper.id)).toEqual([])
  expect((await givenVorlageInBeratung(await world.house("T1", "kreis-zwei"))).id).not.toBe(paper.id)
})
