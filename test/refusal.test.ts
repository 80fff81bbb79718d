import { addDays } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import {
  deputy,
  FINANCE_JA,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  paragraph,
  result,
  throughParticipation,
  type World,
} from "./house.ts"

let world: World
let kreis: House
const papers: [House, Paper][] = []
const watched = (paper: Paper, house = kreis): Paper => {
  papers.push([house, paper])
  return paper
}
beforeAll(async () => {
  world = await openWorld()
  kreis = await world.house("T1")
})
afterEach(async () => {
  for (const [house, paper] of papers.splice(0)) expect(await mending(house, paper.id)).toEqual([])
})
afterAll(() => world.stop())

const refused = (reason: string, code = "refused") => ({ code, reason })
const reasons = async (act: Promise<unknown>): Promise<string[]> => {
  const error: unknown = await act.then(() => undefined).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: "refused", reason: "vorlage.incomplete" })
  return (error as { findings: { reason: string }[] }).findings.map((f) => f.reason)
}
const foreign = ["verfasser", "amtsleitung", "dezernent", "kaemmerer", "landrat", "bca", "rechtsamt", "ausschuss"]

describe("decisions that are refused change nothing", () => {
  test("on an older Fassung, or on another file of the same one", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    const old = await paper.seen()
    await paper.giveBack("amtsleitung", "author")
    await paper.submit()
    await throughParticipation(paper)
    const before = await paper.facts()
    const step = { kind: "sign" as const, stepId: "amtsleitung" }
    const amtsleitung = kreis.as("amtsleitung")
    await expect(Vorlage.decide(amtsleitung, { ...step, ...old })).rejects.toMatchObject(
      refused("fassung.superseded", "conflict"),
    )
    const half = { ...(await paper.seen()), pdfSha256: old.pdfSha256 }
    await expect(Vorlage.decide(amtsleitung, { ...step, ...half })).rejects.toMatchObject(
      refused("fassung.superseded", "conflict"),
    )
    expect(await paper.facts()).toEqual(before)
  })

  test("by anybody whose step it is not", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    const at = { ...(await paper.seen()), stepId: "amtsleitung" }
    const before = await paper.facts()
    for (const person of [...foreign, "lesend", "sitzungsdienst", "administration"].filter((p) => p !== "amtsleitung"))
      await expect(Vorlage.decide(kreis.as(person), { kind: "sign", ...at })).rejects.toMatchObject({
        code: expect.stringMatching(/^(forbidden|not_found)$/),
      })
    expect(await paper.facts()).toEqual(before)
  })

  test("twice, too early, before the file is made, after the end", async () => {
    const paper = watched(await kreis.draft())
    await Vorlage.submit(kreis.as("verfasser"), { vorlageId: paper.id, rev: 1 })
    const { fassungSha256, vorlageId } = await paper.seen()
    const blind = { vorlageId, fassungSha256, pdfSha256: fassungSha256 }
    const early = Vorlage.decide(kreis.as("bca"), { kind: "state", ...blind, stepId: "bca", text: "Gut." })
    await expect(early).rejects.toMatchObject(refused("chain.issuing"))
    await paper.work()
    const seen = await paper.seen()
    const sign = (who: string, stepId: string) => Vorlage.decide(kreis.as(who), { kind: "sign", ...seen, stepId })
    await expect(sign("landrat", "landrat")).rejects.toMatchObject(refused("step.order"))
    await expect(sign("landrat", "nirgends")).rejects.toMatchObject(refused("step.unknown", "not_found"))
    await throughParticipation(paper)
    await paper.sign("amtsleitung")
    await expect(sign("amtsleitung", "amtsleitung")).rejects.toMatchObject(refused("step.given", "conflict"))
    await paper.giveBack("dezernent", "author")
    await expect(sign("dezernent", "dezernent")).rejects.toMatchObject(refused("chain.returned"))
    await expect(Vorlage.submit(kreis.as("lesend"), { vorlageId, rev: 1 })).rejects.toMatchObject({ code: "forbidden" })
  })

  test("a return or an objection without a reason", async () => {
    const paper = watched(await kreis.draft())
    await paper.submit()
    await paper.state("bca")
    await expect(paper.cosign("rechtsamt", "objected")).rejects.toMatchObject(refused("reason.missing", "input"))
    await expect(paper.cosign("rechtsamt", "remarked")).rejects.toMatchObject(refused("reason.missing", "input"))
    await paper.cosign("rechtsamt", "agreed")
    await expect(paper.giveBack("amtsleitung", "author", "  ")).rejects.toMatchObject(refused("input.invalid", "input"))
    const at = { ...(await paper.seen()), stepId: "amtsleitung", target: "author" }
    // @ts-expect-error the reason is missing
    const bare = Vorlage.decide(kreis.as("amtsleitung"), { kind: "return", ...at })
    await expect(bare).rejects.toMatchObject({ code: "input", findings: [{ place: "reason" }] })
  })

  test("words that no paper could show", async () => {
    const paper = watched(await givenVorlageInZeichnung(kreis))
    await expect(paper.sign("amtsleitung", "Gut 🎉")).rejects.toMatchObject(refused("glyph.missing", "input"))
  })

  test("two people at the same moment: one wins, the other gets one clear conflict", async () => {
    const house = await world.house("T1", "kreis-zwei")
    await house.put({ personId: "vertretung", functions: [deputy("amtsleitung", "amtsleitung")] })
    for (const kind of ["sign", "return"] as const) {
      const paper = watched(await givenVorlageInZeichnung(house), house)
      const at = { ...(await paper.seen()), stepId: "amtsleitung" }
      const other = kind === "sign" ? { kind, ...at } : { kind, ...at, target: "author", reason: "Bitte noch einmal." }
      const both = await Promise.allSettled([
        Vorlage.decide(house.as("amtsleitung"), { kind: "sign", ...at }),
        Vorlage.decide(house.as("vertretung"), other),
      ])
      expect(both.map((r) => r.status).sort()).toEqual(["fulfilled", "rejected"])
      const lost = both.find((r) => r.status === "rejected")
      expect(lost?.reason).toMatchObject({ code: "conflict" })
      await paper.work()
      expect((await paper.facts()).filter((f) => /^step\.(signed|returned)$/.test(f.type))).toHaveLength(1)
    }
  })
})

describe("who wrote, who handed in, who signs", () => {
  test("the author may sign the first step and none after it", async () => {
    const house = await world.house("T1", "kreis-verfasser")
    const both = (role: "amtsleitung" | "dezernent") => ({
      personId: "verfasser",
      functions: [{ role: "verfasser" as const, as: "selbst" as const }, deputy(role, role)],
    })
    await house.put(both("amtsleitung"))
    const first = watched(await givenVorlageInZeichnung(house), house)
    await first.sign("verfasser")
    expect((await first.open()).id).toBe("dezernent")
    await house.put(both("dezernent"))
    await expect(first.sign("verfasser")).rejects.toMatchObject(refused("step.barred", "forbidden"))
    await expect(first.hand("dezernent", "verfasser")).rejects.toMatchObject(refused("handed.barred"))
    await first.sign("dezernent")
  })

  test("nobody signs twice on one Fassung, unless the house allows it", async () => {
    for (const samePersonTwice of [false, true]) {
      const house = await world.house("T1", `kreis-zweimal-${samePersonTwice ? "ja" : "nein"}`, (t) => ({
        ...t,
        template: { ...t.template, samePersonTwice },
      }))
      const functions = [{ role: "amtsleitung" as const, as: "selbst" as const }, deputy("dezernent", "dezernent")]
      await house.put({ personId: "amtsleitung", functions })
      const paper = watched(await givenVorlageInZeichnung(house), house)
      await paper.sign("amtsleitung")
      const again = paper.sign("amtsleitung")
      if (samePersonTwice) await again
      else await expect(again).rejects.toMatchObject(refused("step.barred", "forbidden"))
    }
  })

  test("a step without anybody is named at submission, goes to the Mandantenadministration and is given by whom it appoints", async () => {
    const house = await world.house("T1", "kreis-luecke")
    await house.put({ personId: "dezernent", functions: [{ role: "lesend", as: "selbst" }] })
    const paper = watched(await house.draft(), house)
    const { warnings } = await paper.submit()
    expect(warnings).toMatchObject([{ reason: "step.nobody", place: "Dezernent" }])
    await throughParticipation(paper)
    await paper.sign("amtsleitung")
    expect(await paper.tasks()).toEqual(["administration: appoint Dezernent"])
    const tasks = await Vorlage.tasks(house.as("administration"), {})
    expect(tasks).toMatchObject([{ vorlageId: paper.id, kind: "appoint", label: "Dezernent" }])
    const appoint = (to: string, by = "administration") =>
      Vorlage.appoint(house.as(by), { vorlageId: paper.id, stepId: "dezernent", to })
    await expect(appoint("amtsleitung")).rejects.toMatchObject(refused("handed.barred"))
    await expect(appoint("lesend")).rejects.toMatchObject(refused("handed.role"))
    await expect(appoint("administration")).rejects.toMatchObject(refused("appoint.self"))
    await expect(appoint("kaemmerer", "sitzungsdienst")).rejects.toMatchObject(refused("role.missing", "forbidden"))
    await house.put({ personId: "referentin", functions: [{ role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }] })
    expect(await appoint("referentin")).toMatchObject({ proposed: true })
    expect(await paper.tasks()).toEqual(["administration: appoint Dezernent"])
    // One administrator alone makes nobody a signatory, however often; another one's other wish is another wish.
    await expect(appoint("referentin")).rejects.toMatchObject(refused("appoint.second"))
    expect(await appoint("kaemmerer", "zweitadministration")).toMatchObject({ proposed: true })
    expect(await appoint("referentin")).toMatchObject({ proposed: true })
    expect(await appoint("referentin", "zweitadministration")).toMatchObject({ proposed: false })
    expect(await paper.tasks()).toEqual(["referentin: sign Dezernent"])
    await expect(appoint("landrat")).rejects.toMatchObject(refused("appoint.notNeeded"))
    // She leaves before she has signed: the task is the administration's again.
    await house.put({ personId: "referentin", functions: [], active: false })
    expect(await Vorlage.tasks(house.as("administration"), {})).toMatchObject([{ kind: "appoint", label: "Dezernent" }])
    await house.put({ personId: "dezernent", functions: [{ role: "dezernent", as: "selbst" }] })
    await appoint("dezernent")
    await paper.sign("dezernent")
  })

  test("one person for two steps is not enough where nobody signs twice", async () => {
    const house = await world.house("T1", "kreis-eng")
    const self = (role: "amtsleitung" | "dezernent") => ({ role, as: "selbst" as const })
    await house.put({ personId: "amtsleitung", functions: [self("amtsleitung"), self("dezernent")] })
    await house.put({ personId: "dezernent", functions: [] })
    const paper = watched(await house.draft(), house)
    expect((await paper.submit()).warnings.map((w) => w.place)).toEqual(["Dezernent"])
  })

  test("people who come or leave between two steps find and leave their tasks", async () => {
    const house = await world.house("T1", "kreis-wechsel")
    const paper = watched(await givenVorlageInZeichnung(house), house)
    const labels = async (who: string) => (await Vorlage.tasks(house.as(who), {})).map((t) => `${t.kind} ${t.label}`)
    expect(await labels("administration")).toEqual([])
    await house.put({ personId: "amtsleitung", functions: [], active: false })
    expect(await labels("administration")).toEqual(["appoint Amtsleitung"])
    await house.put({ personId: "nachfolge", functions: [{ role: "amtsleitung", as: "selbst" }] })
    expect(await labels("administration")).toEqual([])
    expect(await labels("nachfolge")).toEqual(["sign Amtsleitung"])
    // Nobody at the step that comes next: written for the administration, found by the one who comes.
    await house.put({ personId: "dezernent", functions: [], active: false })
    await paper.sign("nachfolge")
    expect(await labels("administration")).toEqual(["appoint Dezernent"])
    await house.put({ personId: "neue", functions: [{ role: "dezernent", as: "selbst" }] })
    expect(await labels("administration")).toEqual([])
    expect(await labels("neue")).toEqual(["sign Dezernent"])
    await paper.sign("neue")
  })

  test("an author who has left is stood in for", async () => {
    const house = await world.house("T1", "kreis-abgang")
    const paper = watched(await givenVorlageInZeichnung(house), house)
    await house.put({ personId: "verfasser", functions: [], active: false })
    await house.put({ personId: "kollegin", functions: [{ role: "verfasser", as: "selbst" }] })
    await paper.giveBack("amtsleitung", "author")
    expect((await Vorlage.tasks(house.as("kollegin"), {})).map((t) => t.kind)).toEqual(["resubmit"])
    await paper.edit({ betreff: "Programm 2027" }, "kollegin")
    expect((await paper.submit("kollegin")).fassung).toBe(2)
    expect(await paper.chain()).toMatchObject({ authorId: "verfasser", submittedBy: "kollegin" })
  })
})

describe("numbers", () => {
  test("are taken at the first submission, in order, and never before", async () => {
    const house = await world.house("T1", "kreis-nummern")
    const [a, b] = [await house.draft(), await house.draft()]
    expect((await b.submit()).nummer).toBe("001/2026")
    expect((await a.submit()).nummer).toBe("002/2026")
    world.clock.pass(60)
    const c = await house.draft()
    expect((await c.submit()).nummer).toBe("001/2027")
    await a.stop("sitzungsdienst")
    const { items } = await Vorlage.numbers(house.as("sitzungsdienst"), {})
    expect(items.map((i) => `${i.nummer} ${i.status}`)).toEqual([
      "001/2026 in Beteiligung",
      "002/2026 eingestellt",
      "001/2027 in Beteiligung",
    ])
    world.clock.pass(-60)
  })

  test("of two submissions at the same moment are two", async () => {
    const house = await world.house("T1", "kreis-gleichzeitig")
    const drafts = await Promise.all(Array.from({ length: 4 }, () => house.draft()))
    const given = await Promise.all(drafts.map((p) => p.submit()))
    expect(given.map((g) => g.nummer).sort()).toEqual(["001/2026", "002/2026", "003/2026", "004/2026"])
  })

  test("from outside are required, checked for form and given once, also at the same moment", async () => {
    const house = await world.house("T1", "kreis-ris")
    const form = (nummer?: string) => house.form({ artId: "ratsvorlage", nummer })
    expect(await reasons((await house.draft(form())).submit())).toEqual(["number.missing"])
    await expect((await house.draft(form("8-1032"))).submit()).rejects.toMatchObject(refused("number.form", "input"))
    const [a, b] = [await house.draft(form("SV-8-1032")), await house.draft(form("SV-8-1032"))]
    const both = await Promise.allSettled([a.submit(), b.submit()])
    expect(both.map((r) => r.status).sort()).toEqual(["fulfilled", "rejected"])
    expect(both.find((r) => r.status === "rejected")?.reason).toMatchObject(refused("number.taken", "conflict"))
    const winner = both[0]?.status === "fulfilled" ? a : b
    await winner.withdraw()
    await winner.edit({ nummer: "SV-8-1033" })
    await expect(winner.submit()).rejects.toMatchObject(refused("number.kept"))
  })

  test("an own counter steps over what came from outside, and an own number is not typed in", async () => {
    const house = await world.house("T1", "kreis-mischung", (t) => ({
      ...t,
      arten: t.arten.map((a) => ({ ...a, number: { ...a.number, pattern: "{seq:000}/{yyyy}" } })),
    }))
    await (await house.draft(house.form({ artId: "ratsvorlage", nummer: "001/2026" }))).submit()
    expect((await (await house.draft()).submit()).nummer).toBe("002/2026")
    expect(await reasons((await house.draft(house.form({ nummer: "007/2026" }))).submit())).toEqual(["number.own"])
  })
})

describe("what is checked before submission", () => {
  test("dates, order of the bodies, finance, alt texts and glyphs, each with its place", async () => {
    const today = world.clock.today()
    const row = (gremiumId: string, days: number, zustaendigkeit: "Vorberatung" | "Entscheidung") => ({
      gremiumId,
      termin: addDays(today, days),
      berichterstattung: [],
      zustaendigkeit,
    })
    const form = kreis.form({
      betreff: " ",
      beratungsfolge: [row("ka", 30, "Entscheidung"), row("soz", -1, "Vorberatung"), row("rat", 40, "Vorberatung")],
      finance: { ...FINANCE_JA, products: [], seeErlaeuterungen: false },
      beschlussvorschlag: [],
      erlaeuterungen: [
        ...paragraph("Ein Fest 🎉"),
        {
          type: "chart",
          kind: "bar",
          title: "Zahlen",
          alt: "",
          categories: ["a"],
          series: [{ name: "b", values: ["1"] }],
        },
      ],
    })
    expect(await reasons((await kreis.draft(form)).submit())).toEqual([
      "betreff.missing",
      "termin.past",
      "beratungsfolge.order",
      "gremium.unknown",
      "beratungsfolge.after",
      "finance.product",
      "finance.amounts",
      "beschlussvorschlag.missing",
      "glyph.missing",
      "alt.missing",
    ])
  })

  test("a form that somebody else has saved meanwhile is not submitted unseen", async () => {
    const paper = await kreis.draft()
    await Vorlage.save(kreis.as("amtsleitung"), {
      vorlageId: paper.id,
      rev: 1,
      form: kreis.form({ betreff: "Anderer Betreff" }),
    })
    await expect(paper.submit()).rejects.toMatchObject(refused("draft.stale", "conflict"))
    await expect(paper.edit({ betreff: "Noch ein Betreff" })).rejects.toMatchObject(refused("draft.stale", "conflict"))
  })

  test("a running Vorlage is neither edited nor submitted again", async () => {
    const paper = await kreis.draft()
    await paper.submit()
    await expect(paper.submit()).rejects.toMatchObject(refused("submit.running"))
    await expect(paper.edit({ betreff: "Neu" })).rejects.toMatchObject(refused("draft.locked"))
  })
})

describe("who sees what", () => {
  const sees = async (paper: Paper): Promise<string[]> => {
    const seen: string[] = []
    for (const person of [...foreign, "kreisausschuss", "sitzungsdienst", "lesend"])
      await Vorlage.read(kreis.as(person), { vorlageId: paper.id })
        .then(() => seen.push(person))
        .catch((error: unknown) => expect(error).toMatchObject({ code: "not_found" }))
    return seen
  }
  test("a draft only those who write; offices of the bodies only what has reached their body, in sequence", async () => {
    const paper = watched(await kreis.draft())
    expect(await sees(paper)).toEqual(["verfasser", "amtsleitung"])
    const inside = ["verfasser", "amtsleitung", "dezernent", "kaemmerer", "landrat", "bca", "rechtsamt"]
    const always = ["sitzungsdienst", "lesend"]
    await paper.submit()
    expect(await sees(paper)).toEqual([...inside, ...always])
    await throughParticipation(paper)
    for (const person of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    await paper.release()
    expect(await sees(paper)).toEqual([...inside, "ausschuss", ...always])
    const early = paper.record("kreisausschuss", result(kreis, "accepted"))
    await expect(early).rejects.toMatchObject({ code: "not_found" })
    await paper.record("ausschuss", result(kreis, "recommended"))
    expect(await sees(paper)).toEqual([...inside, "ausschuss", "kreisausschuss", ...always])
    const again = paper.record("ausschuss", result(kreis, "accepted"))
    await expect(again).rejects.toMatchObject(refused("step.notYours", "forbidden"))
  })

  test("the list shows each person no more than that", async () => {
    const paper = watched(await givenVorlageInBeratung(kreis))
    const listed = async (who: string) =>
      (await Vorlage.list(kreis.as(who), {})).items.some((item) => item.id === paper.id)
    expect([await listed("verfasser"), await listed("ausschuss"), await listed("kreisausschuss")]).toEqual([
      ...[true, true, false],
    ])
  })

  test("nobody changes the own functions", async () => {
    const me = { personId: "administration", name: "Ines Brandt", functions: [] }
    await expect(Member.put(kreis.as("administration"), me)).rejects.toMatchObject(refused("member.self"))
  })
})
