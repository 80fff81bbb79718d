/** Every shipped way, from the first draft to the last result: the houses of zkT and gE, in NRW, in Hessen and elsewhere. */
import * as Chain from "@beschlussweg/core/chain"
import { addDays } from "@beschlussweg/core/day"
import type { Gremium } from "@beschlussweg/core/gremium"
import * as Member from "@beschlussweg/core/member"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { FINANCE_JA, FINANCE_NEIN, type House, mending, openWorld, type Paper, result, type World } from "./house.ts"

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const KIND: Readonly<Record<string, Gremium["kind"]>> = {
  fachausschuss: "fachausschuss",
  hauptausschuss: "hauptausschuss",
  kreisausschuss: "kreisausschuss-kollegial",
  magistrat: "magistrat",
  kreistag: "kreistag",
  rat: "rat",
  stadtverordnetenversammlung: "stadtverordnetenversammlung",
  traegerversammlung: "traegerversammlung",
}

/** A house on one of the shipped ways, with the bodies of its usual Beratungsfolge and an office for each. */
async function houseOn(
  id: Chain.TemplateId,
  tenantId = `haus-${id.toLowerCase()}`,
): Promise<{ house: House; folge: Chain.Folge }> {
  const template = Chain.TEMPLATES[id]
  const folge = template.steps.flatMap((s) => (s.kind === "bodies" ? (s.folge ?? []) : []))
  const gremien = folge.map(
    ({ gremiumId }): Gremium => ({
      id: gremiumId,
      name: gremiumId.charAt(0).toUpperCase() + gremiumId.slice(1),
      short: gremiumId.slice(0, 3).toUpperCase(),
      kind: KIND[gremiumId] ?? "fachausschuss",
      // Both Träger send as many.
      mitglieder: gremiumId === "traegerversammlung" ? 6 : 13,
      tie: gremiumId === "traegerversammlung" ? "chair" : "rejected",
    }),
  )
  const house = await world.house(id === "T5" ? "T5" : "T1", tenantId, (t) => ({
    ...t,
    template,
    gremien,
  }))
  for (const { id: gremiumId } of gremien)
    if (id !== "T5")
      await house.put({ personId: gremiumId, functions: [{ role: "geschaeftsstelle", as: "selbst", gremiumId }] })
  if (id === "T5")
    await house.put({
      personId: "traegerversammlung",
      functions: [{ role: "geschaeftsstelle", as: "selbst", gremiumId: "traegerversammlung" }],
    })
  return { house, folge }
}

/** Does whatever the chain waits for, as the holder of the function, until nothing is left. Returns what was done, in order. */
async function walk(house: House, paper: Paper): Promise<string[]> {
  const done: string[] = []
  for (let i = 0; i < 40; i++) {
    const [w] = Chain.waiting(await paper.chain())
    if (!w) return done
    done.push(w.stepId)
    switch (w.kind) {
      case "state":
        await paper.state(w.role)
        break
      case "cosign":
        await paper.cosign("rechtsamt", "agreed")
        break
      case "sign":
        await paper.sign(w.role)
        break
      case "release":
        await paper.release()
        break
      case "record": {
        const step = await paper.open()
        if (step.kind !== "body") throw new Error("not a body")
        const code = {
          Vorberatung: "recommended",
          Anhörung: "recommended",
          Entscheidung: "accepted",
          Kenntnisnahme: "noted",
        } as const
        house.clock.set(`${step.termin}T16:00:00Z`)
        await paper.record(step.gremiumId, result(house, code[step.zustaendigkeit]))
        break
      }
      case "handover": {
        const seen = await paper.seen()
        await Vorlage.handOver(house.as(w.role), { ...seen, stepId: w.stepId, on: house.clock.today() })
        break
      }
      default:
        throw new Error(`nobody expected ${w.kind}`)
    }
    expect(await mending(house, paper.id)).toEqual([])
  }
  throw new Error("the procedure does not end")
}

const form = (house: House, folge: Chain.Folge, finance = FINANCE_JA) =>
  house.form({
    finance,
    beratungsfolge: folge
      .filter((r) => !r.optional)
      .map((r, i) => ({
        gremiumId: r.gremiumId,
        termin: addDays(house.clock.today(), 20 + 10 * i),
        berichterstattung: ["Dezernat"],
        zustaendigkeit: r.zustaendigkeit,
      })),
  })

const WITHOUT_FINANCE: Readonly<Record<Exclude<Chain.TemplateId, "T5">, readonly string[]>> = {
  T1: ["bca", "mitzeichnung", "amtsleitung", "dezernent", "landrat", "freigabe", "gremium-1", "gremium-2"],
  T2: ["bca", "amtsleitung", "dezernent", "landrat", "freigabe", "gremium-1", "gremium-2", "gremium-3"],
  T3: ["bca", "mitzeichnung", "amtsleitung", "dezernent", "landrat", "freigabe", "gremium-1", "gremium-2", "gremium-3"],
  T4: ["bca", "amtsleitung", "dezernent", "freigabe", "gremium-1", "gremium-2", "gremium-3"],
  T6: ["bca", "mitzeichnung", "amtsleitung", "dezernent", "landrat", "freigabe", "gremium-1", "gremium-2", "uebergabe"],
}

describe.each(["T1", "T2", "T3", "T4", "T6"] as const)("%s", (id) => {
  test("goes its way with and without the Kämmerei, and ends decided", async () => {
    const { house, folge } = await houseOn(id)
    const plain = await house.draft(form(house, folge, FINANCE_NEIN))
    await plain.submit()
    expect(await walk(house, plain)).toEqual(WITHOUT_FINANCE[id])
    const dear = await house.draft(form(house, folge))
    await dear.submit()
    expect((await walk(house, dear)).filter((s) => s === "kaemmerer")).toHaveLength(1)
    for (const paper of [plain, dear]) {
      const chain = await paper.chain()
      expect([chain.state, chain.outcome]).toEqual(["completed", "accepted"])
    }
  })
})

test("T5: Geschäftsführung, then the Beirat, then the Trägerversammlung", async () => {
  const { house, folge } = await houseOn("T5")
  const paper = await house.draft(form(house, folge))
  await paper.submit()
  expect((await paper.open()).id).toBe("bca")
  await paper.state("bca")
  await paper.sign("geschaeftsfuehrung")
  expect((await paper.open()).id).toBe("beirat")
  await paper.state("beirat")
  expect((await paper.open()).kind).toBe("body")
})

test("what the first of two deciding bodies in Hessen rejects never reaches the assembly", async () => {
  const { house, folge } = await houseOn("T4", "haus-ablehnung")
  const paper = await house.draft(form(house, folge, FINANCE_NEIN))
  await paper.submit()
  await paper.state("bca")
  for (const who of ["amtsleitung", "dezernent"]) await paper.sign(who)
  await paper.release()
  house.clock.pass(25)
  await paper.record("magistrat", result(house, "rejected"))
  const chain = await paper.chain()
  expect([chain.state, chain.outcome]).toEqual(["completed", "rejected"])
  expect(await paper.tasks()).toEqual([])
})

describe("a hand-over to the Land", () => {
  test("waits for the end, is not before the decision nor in the future, and is done once", async () => {
    const { house, folge } = await houseOn("T6", "haus-uebergabe")
    const paper = await house.draft(form(house, folge, FINANCE_NEIN))
    await paper.submit()
    const seen = async () => ({ ...(await paper.seen()), stepId: "uebergabe", on: house.clock.today() })
    const by = (who: string, change: object = {}) =>
      seen().then((given) => Vorlage.handOver(house.as(who), { ...given, ...change }))
    await expect(by("amtsleitung")).rejects.toMatchObject({ code: "refused", reason: "step.order" })
    await paper.state("bca")
    await paper.cosign("rechtsamt", "agreed")
    for (const who of ["amtsleitung", "dezernent", "landrat"]) await paper.sign(who)
    await paper.release()
    house.clock.pass(35)
    await paper.record("fachausschuss", result(house, "recommended"))
    await paper.record("kreisausschuss", result(house, "accepted"))
    expect((await paper.chain()).state).toBe("completed")
    expect(await paper.tasks()).toEqual(["amtsleitung: handover Übergabe an das Land"])
    await expect(by("dezernent")).rejects.toMatchObject({ code: "forbidden", reason: "step.notYours" })
    await expect(by("amtsleitung", { on: "2026-11-01" })).rejects.toMatchObject({ reason: "handover.early" })
    await expect(by("amtsleitung", { on: addDays(house.clock.today(), 1) })).rejects.toMatchObject({
      reason: "handover.future",
    })
    await by("amtsleitung", { reference: "Az. II 4" })
    expect(await paper.tasks()).toEqual([])
    await expect(by("amtsleitung")).rejects.toMatchObject({ code: "conflict", reason: "step.given" })
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("may follow the meeting before its office has recorded what was decided there", async () => {
    const { house, folge } = await houseOn("T6", "haus-uebergabe-frueh")
    const paper = await house.draft(form(house, folge.slice(1), FINANCE_NEIN))
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "agreed")
    for (const who of ["amtsleitung", "dezernent", "landrat"]) await paper.sign(who)
    await paper.release()
    house.clock.pass(25)
    const sitzungOn = house.clock.today()
    house.clock.pass(4)
    await paper.record("kreisausschuss", result(house, "accepted", { sitzungOn }))
    const on = async (day: string) =>
      Vorlage.handOver(house.as("amtsleitung"), { ...(await paper.seen()), stepId: "uebergabe", on: day })
    await expect(on(addDays(sitzungOn, -1))).rejects.toMatchObject({ reason: "handover.early" })
    await on(addDays(sitzungOn, 1))
    expect(await paper.tasks()).toEqual([])
  })

  test("falls away with a rejection", async () => {
    const { house, folge } = await houseOn("T6", "haus-ablehnung-t6")
    const paper = await house.draft(form(house, folge.slice(1), FINANCE_NEIN))
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "agreed")
    for (const who of ["amtsleitung", "dezernent", "landrat"]) await paper.sign(who)
    await paper.release()
    house.clock.pass(25)
    await paper.record("kreisausschuss", result(house, "rejected"))
    expect(await paper.tasks()).toEqual([])
    expect((await paper.chain()).steps.at(-1)?.status).toBe("skipped")
  })
})

describe("a house's own way", () => {
  test("two administrators who edit it at once: the second hears of it and loses nothing of the first", async () => {
    const { house } = await houseOn("T3", "haus-zwei")
    const { rev, id: _, version: __, ...settings } = await Tenant.read(house.as("administration"), {})
    const first = { ...settings, rev, template: { ...settings.template, name: "Unser Weg" } }
    await Tenant.change(house.as("administration"), first)
    await expect(
      Tenant.change(house.as("zweitadministration"), { ...settings, rev, labels: { programme: "LPD", roles: {} } }),
    ).rejects.toMatchObject({ code: "conflict", reason: "tenant.superseded" })
    expect((await Tenant.read(house.as("administration"), {})).template.name).toBe("Unser Weg")
  })

  test("a running chain keeps its copy when the way is changed", async () => {
    const { house, folge } = await houseOn("T2", "haus-kopie")
    const paper = await house.draft(form(house, folge, FINANCE_NEIN))
    await paper.submit()
    const { rev, id: _, version: __, ...settings } = await Tenant.read(house.as("administration"), {})
    const steps = settings.template.steps.filter((s) => s.id !== "landrat")
    await Tenant.change(house.as("administration"), { ...settings, rev, template: { ...settings.template, steps } })
    expect(await walk(house, paper)).toContain("landrat")
    const next = await house.draft(form(house, folge, FINANCE_NEIN))
    await next.submit()
    expect(await walk(house, next)).not.toContain("landrat")
  })

  test("one administrator alone lets nobody sign by changing the way", async () => {
    const { house } = await houseOn("T1", "haus-allein")
    const { rev, id: _, version: __, ...settings } = await Tenant.read(house.as("administration"), {})
    const change = (role: "bca" | "gleichstellung") => {
      const steps = settings.template.steps.map((s) =>
        s.id === "landrat" ? { ...s, role } : s,
      ) as Chain.TemplateStep[]
      return Tenant.change(house.as("administration"), { ...settings, rev, template: { ...settings.template, steps } })
    }
    await expect(change("bca")).rejects.toMatchObject({
      code: "refused",
      reason: "template.held",
      findings: [{ message: expect.stringContaining("Lea Vogt") }],
    })
    // Nobody has this one yet; from now on it takes two to give it.
    await change("gleichstellung")
    await Member.put(house.as("administration"), {
      personId: "neu",
      name: "Enno Harms",
      functions: [{ role: "gleichstellung", as: "selbst" }],
    })
    expect((await house.workCtx().table.get(Member.memberKey("neu"), Member.Member))?.value.functions).toEqual([])
  })

  test("a function given in the very moment in which the way lets it sign is looked at again", async () => {
    const { house } = await houseOn("T1", "haus-zugleich")
    const { rev, id: _, version: __, ...settings } = await Tenant.read(house.as("administration"), {})
    const steps = settings.template.steps.map((s) =>
      s.id === "landrat" ? { ...s, role: "gleichstellung" } : s,
    ) as Chain.TemplateStep[]
    const ctx = house.as("zweitadministration")
    let changed = false
    const commit: typeof ctx.table.commit = async (...args) => {
      if (!changed) {
        changed = true
        await Tenant.change(house.as("administration"), { ...settings, rev, template: { ...settings.template, steps } })
      }
      return ctx.table.commit(...args)
    }
    await Member.put(
      { ...ctx, table: { ...ctx.table, commit } },
      { personId: "neu", name: "Enno Harms", functions: [{ role: "gleichstellung", as: "selbst" }] },
    )
    expect((await house.workCtx().table.get(Member.memberKey("neu"), Member.Member))?.value.functions).toEqual([])
  })

  test("conditions that stand in one another without end are refused", async () => {
    const { house } = await houseOn("T1", "haus-tief")
    const { template } = await Tenant.read(house.as("administration"), {})
    let when: Chain.Condition = { field: "public", is: true }
    for (let i = 0; i < 20_000; i++) when = { all: [when] }
    const steps = template.steps.map((s) => (s.kind === "sign" ? { ...s, when } : s))
    const ask = { finance: { effects: false, amountCent: 0 }, public: true, programme: true }
    await expect(
      Tenant.preview(house.as("administration"), { template: { ...template, steps }, ...ask }),
    ).rejects.toMatchObject({ code: "input", reason: "input.deep" })
  })

  test.each<[string, (s: Tenant.Settings) => Partial<Tenant.Settings>, string]>([
    ["a body that the house has not", (s) => ({ gremien: s.gremien.slice(1) }), "template.gremium"],
    ["an Amt that the house has not", (s) => ({ aemter: s.aemter.slice(0, 1) }), "template.amt"],
    [
      "a retention class that the house has not",
      () => ({ retention: { ...Tenant.RETENTION, vorlage: "kgst-99" } }),
      "retention.class",
    ],
    [
      "a sign-in whose claims give a signature",
      () => ({
        signIn: {
          issuer: "https://anmeldung.example",
          clientId: "beschlussweg",
          clientAuth: "none" as const,
          roleMapping: [{ claim: "groups", value: "landrat", role: "landrat" as const }],
          freshMinutes: 30,
        },
      }),
      "signIn.guarded",
    ],
  ])("is refused with %s", async (name, change, reason) => {
    const { house } = await houseOn("T1", `haus-${reason.replace(".", "-").toLowerCase()}`)
    const { rev, id, version: _, ...settings } = await Tenant.read(house.as("administration"), {})
    const wish = Tenant.change(house.as("administration"), { ...settings, rev, ...change({ ...settings, id }) })
    await expect(wish, name).rejects.toMatchObject({ code: "refused", findings: [{ reason }] })
  })

  test("what if: the steps that a Vorlage would take, with conditions in words", async () => {
    const { house } = await houseOn("T1", "haus-probe")
    const { template } = await Tenant.read(house.as("administration"), {})
    const ask = { template, finance: { effects: false, amountCent: 0 }, public: true, programme: true }
    const { findings, steps } = await Tenant.preview(house.as("administration"), ask)
    expect(findings).toEqual([])
    expect(steps.filter((s) => s.taken).map((s) => s.id)).toEqual([...WITHOUT_FINANCE.T1, "gremium-3"])
    expect(steps.find((s) => s.id === "kaemmerer")).toMatchObject({
      taken: false,
      condition: "finanzielle Auswirkungen: ja",
    })
    await expect(Tenant.preview(house.as("verfasser"), ask)).rejects.toMatchObject({ code: "forbidden" })
  })
})
