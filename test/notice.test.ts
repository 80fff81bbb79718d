/** Who gets which mail when: whole procedures with the real worker and a real mail server, and everything that can go wrong with one. */

import { ScanCommand } from "@aws-sdk/client-dynamodb"
import { sha256 } from "@beschlussweg/core/canonical"
import * as Control from "@beschlussweg/core/control"
import { germanDay } from "@beschlussweg/core/day"
import { Duty } from "@beschlussweg/core/duty"
import * as Gremium from "@beschlussweg/core/gremium/verb"
import * as Inventory from "@beschlussweg/core/inventory"
import * as Member from "@beschlussweg/core/member"
import { tell } from "@beschlussweg/core/notice/follow"
import * as Item from "@beschlussweg/core/notice/item"
import * as Own from "@beschlussweg/core/notice/own"
import { plan as write } from "@beschlussweg/core/notice/plan"
import * as Programme from "@beschlussweg/core/programme"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import type { Letter } from "@beschlussweg/functions/post"
import { handle } from "@beschlussweg/functions/worker"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { z } from "zod"
import {
  deputy,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  openWorld,
  result,
  type World,
} from "./house.ts"
import { addresses, addressOf, openPost, type Post } from "./notice/post.ts"
import { calendars, meeting, plan } from "./sitzung.ts"

let world: World
let post: Post
let house: House
let houses = 0
const lines: string[] = []
beforeAll(async () => {
  logTo((line) => lines.push(line))
})

/** A house of its own for every test, on a Monday morning in January. */
async function begin(
  kind: "T1" | "T5" = "T1",
  instant = "2027-01-11T08:00:00Z",
  change?: Parameters<World["house"]>[2],
): Promise<House> {
  world.clock.set(instant)
  const made = await world.house(kind, `haus-${++houses}`, change)
  await addresses(made)
  await post.settle()
  await post.news(made.tenantId)
  return made
}
const told = async (): Promise<string[]> => {
  await post.settle()
  return post.news(house.tenantId)
}
const at = (instant: string) => world.clock.set(instant)
const mailsOf = async (personId: string) => (await Own.mine(house.as(personId), {})).mails
const states = async (personId: string) => (await mailsOf(personId)).map((m) => m.state).sort()
/** Mails of this house alone. */
const letters = async (): Promise<Letter[]> =>
  (await post.letters()).filter((l) => l.to.endsWith(`@${house.tenantId}.example`))
const idOf = (l: Letter): string | undefined => l.headers.find((h) => h.name === "message-id")?.value
const person = async (personId: string) => {
  const stored = await house.workCtx().table.get(Member.memberKey(personId), Member.Member)
  if (!stored) throw new Error(`nobody is called ${personId}`)
  return stored.value
}
/** An administrator writes another address down. */
async function readdress(personId: string, mail: string): Promise<void> {
  const { name, title, functions } = await person(personId)
  await Member.put(house.as("administration"), { personId, name, title, functions, mail })
}

beforeAll(async () => {
  world = await openWorld("2027-01-11T08:00:00Z", "off")
  post = await openPost(world)
})
afterAll(async () => {
  await post.stop()
  await world.stop()
})
beforeEach(() => post.mood(() => undefined))

describe("a whole procedure", () => {
  test("of a Kreis (T1): each step tells the next, a return and an objection those who had it, a result those it concerns", async () => {
    house = await begin()
    const paper = await house.draft()
    expect(await told()).toEqual([])
    await paper.submit()
    expect(await told()).toEqual(["bca: Vorlage 001/2027: bitte Stellung nehmen"])
    await paper.state("bca")
    expect(await told()).toEqual(["rechtsamt: Vorlage 001/2027: bitte mitzeichnen"])
    await paper.cosign("rechtsamt", "objected", "Rechtlich bedenklich.")
    expect(await told()).toEqual([
      "amtsleitung: Vorlage 001/2027: bitte zeichnen",
      "bca: Vorlage 001/2027: Widerspruch in der Mitzeichnung",
      "verfasser: Vorlage 001/2027: Widerspruch in der Mitzeichnung",
    ])
    await paper.sign("amtsleitung")
    expect(await told()).toEqual(["dezernent: Vorlage 001/2027: bitte zeichnen"])
    await paper.giveBack("dezernent", "author")
    expect(await told()).toEqual([
      "amtsleitung: Vorlage 001/2027: zurückgegeben",
      "bca: Vorlage 001/2027: zurückgegeben",
      "rechtsamt: Vorlage 001/2027: zurückgegeben",
      "verfasser: Vorlage 001/2027: zurückgegeben, bitte überarbeiten und neu einreichen",
    ])
    await paper.edit({ betreff: "Arbeitsmarktprogramm in zweiter Fassung" })
    await paper.submit()
    expect(await told()).toEqual(["amtsleitung: Vorlage 001/2027: bitte zeichnen"])
    for (const [by, next] of [
      ["amtsleitung", "dezernent: Vorlage 001/2027: bitte zeichnen"],
      ["dezernent", "kaemmerer: Vorlage 001/2027: bitte zeichnen"],
      ["kaemmerer", "landrat: Vorlage 001/2027: bitte zeichnen"],
      ["landrat", "sitzungsdienst: Vorlage 001/2027: bitte freigeben"],
    ] as const) {
      await paper.sign(by)
      expect(await told()).toEqual([next])
    }
    await paper.release()
    expect(await told()).toEqual(["ausschuss: Vorlage 001/2027: bitte Ergebnis eintragen"])
    at("2027-01-31T09:00:00Z")
    await post.settle()
    await post.news(house.tenantId)
    await paper.record("ausschuss", result(house, "recommended"))
    const first = await told()
    const concerned = [
      "amtsleitung",
      "bca",
      "dezernent",
      "kaemmerer",
      "landrat",
      "rechtsamt",
      "sitzungsdienst",
      "verfasser",
    ]
    expect(first).toEqual(
      [
        "kreisausschuss: Vorlage 001/2027: bitte Ergebnis eintragen",
        ...concerned.map((p) => `${p}: Vorlage 001/2027: Ergebnis eines Gremiums`),
      ].sort(),
    )
    at("2027-02-20T09:00:00Z")
    await post.settle()
    await post.news(house.tenantId)
    await paper.record("kreisausschuss", result(house, "accepted"))
    expect(await told()).toEqual(concerned.map((p) => `${p}: Vorlage 001/2027: Ergebnis eines Gremiums`).sort())
    // Nobody got one of them twice.
    const ids = (await letters()).map(idOf)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test("of a gE (T5): what is not public is a number in every mail, and nothing else", async () => {
    house = await begin("T5")
    const betreff = "Geheimes Programm zur Umstrukturierung"
    const paper = await house.draft(house.form({ public: false, betreff }))
    const acts: (() => Promise<unknown>)[] = [
      () => paper.submit(),
      () => paper.state("bca", "Erhebliche Bedenken."),
      () => paper.sign("geschaeftsfuehrung", "Mit Vorbehalt."),
      () => paper.state("beirat", "Keine Zustimmung."),
      () => paper.record("geschaeftsstelle", result(house, "accepted")),
      () => paper.signAuszug("schriftfuehrung"),
      () => paper.signAuszug("vorsitz"),
    ]
    const heard: string[][] = []
    for (const [i, act] of acts.entries()) {
      if (i === 4) at("2027-01-31T09:00:00Z")
      await told()
      await act()
      heard.push(await told())
    }
    const number = "Vorlage 001/2027:"
    expect(heard).toEqual([
      [`bca: ${number} bitte Stellung nehmen`],
      [`geschaeftsfuehrung: ${number} bitte zeichnen`],
      [`beirat: ${number} bitte Stellung nehmen`],
      [`geschaeftsstelle: ${number} bitte Ergebnis eintragen`],
      [
        ...["bca", "beirat", "geschaeftsfuehrung"].map((p) => `${p}: ${number} Ergebnis eines Gremiums`),
        `schriftfuehrung: ${number} bitte Beschlussauszug unterzeichnen`,
        `verfasser: ${number} Ergebnis eines Gremiums`,
      ],
      [`vorsitz: ${number} bitte Beschlussauszug unterzeichnen`],
      [],
    ])
    const all = await letters()
    expect(all.length).toBeGreaterThan(6)
    const people = house.people().map((p) => p.name)
    for (const l of all) {
      expect(l.subject).toMatch(/^Vorlage [^:]+: /)
      const words = [l.subject, l.text, l.html].join("\n")
      for (const secret of [
        betreff,
        "Umstrukturierung",
        "Trägerversammlung",
        "Bedenken",
        "Vorbehalt",
        "beschlossen",
        ...people,
      ])
        expect(words, `${secret} in ${l.subject}`).not.toContain(secret)
    }
  })

  test("of a public one the Betreff may be named, to whoever sees it; of a draft nobody hears", async () => {
    house = await begin()
    const paper = await house.draft()
    await paper.edit({ betreff: "Noch ein Entwurf" })
    expect(await told()).toEqual([])
    await paper.submit()
    await post.settle()
    const [mail] = await letters()
    expect(mail?.text).toContain("„Noch ein Entwurf“")
    expect(mail?.text).toContain(`https://beschlussweg.example/app/${house.tenantId}/vorlage/${paper.id}`)
    expect(mail?.text).toContain("Jobcenter Kreis Aulenfeld")
    await post.news(house.tenantId)
  })

  test("withdrawn or stopped: everybody who had it, and its author", async () => {
    house = await begin()
    const first = await givenVorlageInZeichnung(house)
    await first.sign("amtsleitung")
    await told()
    await first.withdraw()
    expect(await told()).toEqual([
      "amtsleitung: Vorlage 001/2027: zurückgezogen",
      "bca: Vorlage 001/2027: zurückgezogen",
      "dezernent: Vorlage 001/2027: zurückgezogen",
      "rechtsamt: Vorlage 001/2027: zurückgezogen",
    ])
    const second = await givenVorlageInBeratung(house)
    await told()
    await second.stop("landrat")
    const stopped = await told()
    for (const who of ["verfasser", "amtsleitung", "kaemmerer", "sitzungsdienst", "ausschuss"])
      expect(stopped).toContain(`${who}: Vorlage 002/2027: eingestellt`)
    expect(stopped.some((l) => l.startsWith("landrat"))).toBe(false)
    expect(stopped.some((l) => l.startsWith("kreisausschuss"))).toBe(false)
  })
})

describe("who is told", () => {
  test("a task that was handed on: the one it lies with; taken back, the function again", async () => {
    house = await begin()
    await house.put({ personId: "referentin", functions: [{ role: "mitzeichnung", amtId: "jobcenter", as: "selbst" }] })
    await addresses(house)
    const paper = await givenVorlageInZeichnung(house)
    await told()
    await paper.hand("amtsleitung", "referentin")
    expect(await told()).toEqual(["referentin: Vorlage 001/2027: bitte zeichnen"])
    await Member.end(house.as("administration"), { personId: "referentin", reason: "Wechselt das Haus." })
    expect(await told()).toEqual(["amtsleitung: Vorlage 001/2027: bitte zeichnen"])
  })

  test("who has two functions of one moment gets one mail", async () => {
    house = await begin()
    await house.put({
      personId: "amtsleitung",
      functions: [
        { role: "amtsleitung", as: "selbst" },
        { role: "geschaeftsstelle", as: "selbst", gremiumId: "soz" },
      ],
    })
    await addresses(house)
    const paper = await givenVorlageInZeichnung(house)
    for (const by of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(by)
    await told()
    await paper.release()
    expect(await told()).toEqual([
      "amtsleitung: Vorlage 001/2027: bitte Ergebnis eintragen",
      "ausschuss: Vorlage 001/2027: bitte Ergebnis eintragen",
    ])
  })

  test("a Vertretung only while the one who is represented is away", async () => {
    house = await begin()
    await house.put({ personId: "vertreterin", functions: [deputy("amtsleitung", "amtsleitung")] })
    await addresses(house)
    await told()
    const before = await givenVorlageInZeichnung(house)
    expect((await told()).filter((l) => l.includes("bitte zeichnen"))).toEqual([
      "amtsleitung: Vorlage 001/2027: bitte zeichnen",
    ])
    expect(before.id).toMatch(/^vl_/)
    await Member.putAbsence(house.as("amtsleitung"), { from: "2027-01-11", to: "2027-01-15" })
    expect(await told()).toEqual(["vertreterin: Vertretung während einer Abwesenheit"])
    await givenVorlageInZeichnung(house)
    expect((await told()).filter((l) => l.includes("bitte zeichnen"))).toEqual([
      "amtsleitung: Vorlage 002/2027: bitte zeichnen",
      "vertreterin: Vorlage 002/2027: bitte zeichnen",
    ])
  })

  test("functions, Vertretung, a proposal that waits: the one it concerns and the second administrator", async () => {
    house = await begin()
    const lesend = { role: "lesend" as const, as: "selbst" as const }
    await Member.put(house.as("administration"), {
      personId: "lesend",
      name: "Rita Sommer",
      functions: [lesend, { role: "bca", as: "selbst" }],
    })
    expect(await told()).toEqual(["lesend: Ihre Funktionen wurden geändert"])
    // Another telephone number is no news.
    await Member.put(house.as("administration"), {
      personId: "lesend",
      name: "Rita Sommer",
      phone: "02351 1",
      functions: [lesend, { role: "bca", as: "selbst" }],
    })
    expect(await told()).toEqual([])
    const wish = {
      personId: "lesend",
      name: "Rita Sommer",
      functions: [lesend, { role: "dezernent" as const, as: "selbst" as const }],
    }
    const { proposal } = await Member.put(house.as("administration"), wish)
    expect(await told()).toEqual([
      "lesend: Ihre Funktionen wurden geändert",
      "zweitadministration: Funktionen warten auf Ihre Bestätigung",
    ])
    await Member.confirm(house.as("zweitadministration"), { personId: "lesend", proposalId: proposal?.id ?? "" })
    expect(await told()).toEqual(["lesend: Ihre Funktionen wurden geändert"])
    await Member.appointDeputy(house.as("sitzungsdienst"), {
      deputyId: "bca",
      role: "sitzungsdienst",
      as: "IV",
      from: "2027-01-12",
      to: "2027-01-20",
    })
    expect(await told()).toEqual(["bca: Sie vertreten jemanden"])
  })

  test("nobody without an address, and nobody else instead", async () => {
    house = await begin()
    const { name, functions } = await person("bca")
    await Member.write(house.workCtx(), { personId: "bca", name, functions, mail: "" })
    await (await house.draft()).submit()
    expect(await told()).toEqual([])
    expect(await mailsOf("bca")).toEqual([])
  })
})

describe("at least once, and not twice", () => {
  test("two days without a server: nothing is lost, nothing is doubled, and what is over is not asked for any more", async () => {
    house = await begin()
    await post.down()
    const papers = []
    for (let i = 0; i < 6; i++) papers.push(await house.draft())
    for (const paper of papers) await paper.submit()
    await post.sweep()
    for (let hour = 1; hour <= 48; hour += 3) {
      world.clock.set(new Date(Date.parse("2027-01-11T08:00:00Z") + hour * 3_600_000).toISOString())
      await post.sweep()
    }
    // Meanwhile one of them is done: a mail that asks for it would be wrong.
    await papers[0]?.state("bca")
    await post.sweep()
    await post.up()
    world.clock.pass(1)
    const news = await told()
    expect(news).toEqual([
      ...[2, 3, 4, 5, 6].map((n) => `bca: Vorlage 00${n}/2027: bitte Stellung nehmen`),
      "rechtsamt: Vorlage 001/2027: bitte mitzeichnen",
    ])
    expect(await states("bca")).toEqual([...Array(5).fill("sent"), "void"])
  })

  test("a worker that dies after the server has taken a mail over sends it again, as the same one", async () => {
    house = await begin()
    let cut = true
    post.mood((moment) => {
      if (moment !== "accepted" || !cut) return undefined
      cut = false
      return "cut"
    })
    await (await house.draft()).submit()
    await post.settle()
    world.clock.pass(1)
    await post.settle()
    const all = await letters()
    expect(all.map((l) => l.subject)).toEqual(Array(2).fill("Vorlage 001/2027: bitte Stellung nehmen"))
    expect(new Set(all.map(idOf)).size).toBe(1)
    expect(await states("bca")).toEqual(["sent"])
    await post.news(house.tenantId)
  })

  test("put off by the server (greylisting): it comes back by itself", async () => {
    house = await begin()
    let times = 0
    post.mood((moment) =>
      moment === "rcpt" && ++times <= 2 ? { code: 451, text: "4.7.1 come back later" } : undefined,
    )
    await (await house.draft()).submit()
    await post.settle()
    expect(await letters()).toEqual([])
    expect(await states("bca")).toEqual(["queued"])
    for (let i = 0; i < 4; i++) {
      world.clock.set(new Date(world.clock.now().getTime() + 60_000).toISOString())
      await post.settle()
    }
    expect((await letters()).length).toBe(1)
    expect(times).toBe(3)
    await post.news(house.tenantId)
  })

  test("two workers on one mail, a sweep while the server is slow, and a follower that runs again: one mail", async () => {
    house = await begin()
    const paper = await house.draft()
    await paper.submit()
    const ctx = await post.workshop.ctx(house.tenantId)
    // The commit that opened the first step, as its own duty names it.
    const notices = (await ctx.table.list(`duty/${paper.id}/notice-`, Duty)).items.map((d) => d.value.id)
    const [, first = 0, last = 0] = notices.at(-1)?.split("-").map(Number) ?? []
    const facts = (await paper.facts()).filter((f) => first <= f.seq && f.seq <= last)
    expect(facts.map((f) => f.type)).toContain("document.issued")
    const news = { log: paper.id, facts }
    await tell(ctx, news)
    await tell(ctx, news)
    const owed = async () =>
      (await ctx.table.list("duty/mail-bca", Duty)).items.filter((d) => d.value.id.startsWith("m."))
    const [duty, ...more] = await owed()
    expect(more).toEqual([])
    if (!duty) throw new Error("nothing is owed")
    post.mood((moment) => (moment === "accepted" ? { waitMs: 300 } : undefined))
    const both = [1, 2].map(() => handle(post.workshop, house.tenantId, duty.key))
    // A minute later the first is still at it; nothing brings its duty forward.
    world.clock.set(new Date(world.clock.now().getTime() + 60_000).toISOString())
    await post.sweep()
    await Promise.all(both)
    await handle(post.workshop, house.tenantId, duty.key)
    await tell(ctx, news)
    expect(await owed()).toEqual([])
    expect(await told()).toEqual(["bca: Vorlage 001/2027: bitte Stellung nehmen"])
    expect(await states("bca")).toEqual(["sent"])
  })

  test("given up after five days, and the administration knows", async () => {
    house = await begin()
    await post.down()
    await (await house.draft()).submit()
    await post.sweep()
    for (let day = 1; day <= 6; day++) {
      world.clock.pass(1)
      await post.sweep()
    }
    expect(await states("bca")).toEqual(["given-up"])
    const tasks = await Vorlage.tasks(house.as("administration"), {})
    expect(tasks).toMatchObject([{ kind: "mail", personId: "bca", problem: "given-up" }])
    await post.up()
    await post.settle()
    expect(await letters()).toEqual([])
    // The next one that arrives takes it back.
    await (await house.draft()).submit()
    expect(await told()).toEqual(["bca: Vorlage 002/2027: bitte Stellung nehmen"])
    expect(await Vorlage.tasks(house.as("administration"), {})).toEqual([])
  })

  test("who has left meanwhile gets nothing, and no address of his stays", async () => {
    house = await begin()
    await Own.settings(house.as("bca"), { mode: "daily" })
    await (await house.draft()).submit()
    await post.settle()
    await Member.end(house.as("administration"), { personId: "bca", reason: "Ruhestand." })
    await post.settle()
    world.clock.pass(1)
    expect(await told()).toEqual([])
    const { table } = house.workCtx()
    expect(await table.get(Item.mailboxKey("bca"), Item.Mailbox)).toBeUndefined()
    expect((await Item.mails(table, "bca")).map((m) => m.value.state)).toEqual(["left"])
  })

  test("a mail that nobody wants to take over is one thing, an address another", async () => {
    house = await begin()
    post.mood((moment) => (moment === "data" ? { code: 554, text: "5.6.0 no" } : undefined))
    await (await house.draft()).submit()
    await post.settle()
    expect(await states("bca")).toEqual(["refused"])
    post.mood(() => undefined)
    await (await house.draft()).submit()
    expect(await told()).toEqual(["bca: Vorlage 002/2027: bitte Stellung nehmen"])
  })
})

describe("an address that does not exist", () => {
  test("is marked, mails wait for a better one, and then go out together", async () => {
    house = await begin()
    const wrong = addressOf(house, "bca")
    post.mood((moment, address) =>
      moment === "rcpt" && address === wrong ? { code: 550, text: "5.1.1 unknown" } : undefined,
    )
    for (let i = 0; i < 3; i++) {
      await (await house.draft()).submit()
      await post.settle()
    }
    expect(await states("bca")).toEqual(["bounced", "queued", "queued"])
    const seen = await Own.mine(house.as("bca"), {})
    expect(seen).toMatchObject({ address: wrong, problem: { kind: "bounced" } })
    expect(await Vorlage.tasks(house.as("administration"), {})).toMatchObject([
      { kind: "mail", label: "E-Mail-Adresse prüfen", personId: "bca", problem: "bounced" },
    ])
    await readdress("bca", "lea.vogt@aulenfeld.example")
    await post.settle()
    expect(await Vorlage.tasks(house.as("administration"), {})).toEqual([])
    expect((await Own.mine(house.as("bca"), {})).problem).toBeUndefined()
    const [one, ...more] = (await post.letters()).filter((l) => l.to === "lea.vogt@aulenfeld.example")
    expect(more).toEqual([])
    expect(one?.subject).toBe("Übersicht vom 11.01.2027: 2 Nachrichten, 3 offene Aufgaben")
    for (const n of [2, 3]) expect(one?.text).toContain(`Vorlage 00${n}/2027: bitte Stellung nehmen`)
    await post.news(house.tenantId)
  })

  test("told by the provider later: every person with it is marked; tried again when the administration says so", async () => {
    house = await begin()
    const address = addressOf(house, "bca")
    expect(await Own.bounced(house.workCtx(), address.toUpperCase(), "5.1.1 <lea>")).toEqual(["bca"])
    expect(await Own.bounced(house.workCtx(), "niemand@anderswo.example", "5.1.1")).toEqual([])
    await (await house.draft()).submit()
    expect(await told()).toEqual([])
    await Own.retry(house.as("administration"), { personId: "bca" })
    expect(await told()).toEqual(["bca: Übersicht vom 11.01.2027: 1 Nachricht, 1 offene Aufgabe"])
    await expect(Own.retry(house.as("administration"), { personId: "niemand" })).rejects.toMatchObject({
      code: "not_found",
    })
  })
})

describe("one's own settings", () => {
  const code = async (to: string): Promise<string> => {
    await post.settle()
    const mail = (await post.letters()).findLast((l) => l.to === to && l.subject.startsWith("Adresse"))
    return /Code zur Bestätigung: (\S+)/.exec(mail?.text ?? "")?.[1] ?? "none"
  }

  test("an own address holds once it is confirmed, and until the house writes another one down", async () => {
    house = await begin()
    const own = "kim@privat.example"
    const me = house.as("verfasser")
    expect(await Own.mine(me, {})).toMatchObject({
      mode: "single",
      address: addressOf(house, "verfasser"),
      confirmed: false,
    })
    await Own.settings(me, { address: own })
    expect(await Own.mine(me, {})).toMatchObject({ address: addressOf(house, "verfasser"), pending: { address: own } })
    const said = await code(own)
    expect(said).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/)
    await expect(Own.confirm(me, { code: "AAAA-AAAA" })).rejects.toMatchObject({ code: "input", reason: "notice.code" })
    // Only its hash is kept.
    const { items } = await house.workCtx().table.list("mail/verfasser", z.unknown())
    expect(JSON.stringify(items)).not.toContain(said.replace("-", ""))
    expect(JSON.stringify(items)).toContain(await sha256(said.replace("-", "")))
    expect(await Own.confirm(me, { code: said.toLowerCase() })).toMatchObject({ address: own, confirmed: true })
    await expect(Own.confirm(me, { code: said })).rejects.toMatchObject({ reason: "notice.noCode" })
    await readdress("verfasser", "k.adler@aulenfeld.example")
    expect(await Own.mine(me, {})).toMatchObject({ address: "k.adler@aulenfeld.example", confirmed: false })
    await post.news(house.tenantId)
  })

  test("a code holds two days and five tries, and five are sent a day", async () => {
    house = await begin()
    const me = house.as("verfasser")
    await Own.settings(me, { address: "a@privat.example" })
    const first = await code("a@privat.example")
    for (let i = 0; i < 5; i++)
      await expect(Own.confirm(me, { code: "AAAA-AAAA" })).rejects.toMatchObject({ reason: "notice.code" })
    await expect(Own.confirm(me, { code: first })).rejects.toMatchObject({ reason: "notice.noCode" })
    for (let i = 0; i < 4; i++) await Own.settings(me, { address: `a${i}@privat.example` })
    await expect(Own.settings(me, { address: "b@privat.example" })).rejects.toMatchObject({ code: "limit" })
    // Only the last one that was asked for is sent.
    const last = await code("a3@privat.example")
    expect((await post.letters()).filter((l) => /^a[012]@/.test(l.to))).toEqual([])
    world.clock.pass(3)
    await expect(Own.confirm(me, { code: last })).rejects.toMatchObject({ reason: "notice.noCode" })
    await post.news(house.tenantId)
  })

  test("what is no address is refused; a stranger's that does not exist replaces nothing", async () => {
    house = await begin()
    const me = house.as("verfasser")
    for (const address of ["kim", "a@b@c.example", "a@b.example\r\nBcc: x@y.example", "a@b.example,c@d.example"])
      await expect(Own.settings(me, { address })).rejects.toMatchObject({ code: "input" })
    post.mood((moment) => (moment === "rcpt" ? { code: 550, text: "5.1.1" } : undefined))
    await Own.settings(me, { address: "gibt.es.nicht@privat.example" })
    await post.settle()
    expect(await Own.mine(me, {})).toMatchObject({
      address: addressOf(house, "verfasser"),
      pending: undefined,
      problem: undefined,
    })
  })
})

describe("the daily one", () => {
  test("collects what is new and what is open, at seven of the next working day", async () => {
    // A Friday afternoon.
    house = await begin("T1", "2027-01-15T14:00:00Z")
    await Own.settings(house.as("bca"), { mode: "daily" })
    for (let i = 0; i < 2; i++) await (await house.draft()).submit()
    expect(await told()).toEqual([])
    at("2027-01-18T05:59:00Z")
    expect(await told()).toEqual([])
    at("2027-01-18T06:00:01Z")
    expect(await told()).toEqual(["bca: Übersicht vom 18.01.2027: 2 Nachrichten, 2 offene Aufgaben"])
    const [mail] = await letters()
    expect(mail?.text).toContain("Vorlage 001/2027: bitte Stellung nehmen")
    expect(mail?.text).toContain("OFFENE AUFGABEN")
    expect(await states("bca")).toEqual(["sent", "sent", "sent"])
    at("2027-01-19T06:00:01Z")
    expect(await told()).toEqual([])
  })

  test.each([
    // Easter: the clock goes forward on Sunday, Monday is a holiday.
    ["2027-03-25T14:00:00Z", "2027-03-30T05:00:00Z"],
    // The clock goes back on Sunday, Monday is Allerheiligen in Nordrhein-Westfalen.
    ["2027-10-29T14:00:00Z", "2027-11-02T06:00:00Z"],
  ])("over a change of the clock: from %s at %s", async (from, due) => {
    house = await begin("T1", from)
    await Own.settings(house.as("bca"), { mode: "daily" })
    await (await house.draft()).submit()
    await told()
    at(new Date(Date.parse(due) - 60_000).toISOString())
    expect(await told()).toEqual([])
    at(new Date(Date.parse(due) + 1000).toISOString())
    expect((await told()).map((l) => l.slice(0, 16))).toEqual(["bca: Übersicht v"])
  })

  test("of nothing is none; and one that was sent twice is the same one", async () => {
    house = await begin()
    await Own.settings(house.as("bca"), { mode: "daily" })
    const paper = await house.draft()
    await paper.submit()
    await post.settle()
    await paper.withdraw()
    await post.settle()
    at("2027-01-12T06:00:01Z")
    const first = await told()
    // The withdrawal is news; the task that is gone is not.
    expect(first).toEqual(["bca: Übersicht vom 12.01.2027: 1 Nachricht, 0 offene Aufgaben"])
    let cut = true
    post.mood((moment) => {
      if (moment !== "accepted" || !cut) return undefined
      cut = false
      return "cut"
    })
    const count = (await letters()).length
    await (await house.draft()).submit()
    await post.settle()
    at("2027-01-13T06:00:01Z")
    await post.settle()
    at("2027-01-13T08:00:01Z")
    await post.settle()
    const twice = (await letters()).slice(count)
    expect(twice).toHaveLength(2)
    expect(new Set(twice.map(idOf)).size).toBe(1)
    await post.news(house.tenantId)
  })

  test("what comes while it is being sent stands in the next one", async () => {
    house = await begin()
    await Own.settings(house.as("bca"), { mode: "daily" })
    const paper = await house.draft()
    await paper.submit()
    expect(await told()).toEqual([])
    const ctx = await post.workshop.ctx(house.tenantId)
    const tenant = await Tenant.house(ctx.table)
    const late = { personId: "bca", id: "spaeter", log: paper.id, reasons: ["objected" as const] }
    let written: Promise<void> | undefined
    post.mood((moment) => {
      if (moment !== "accepted" || written) return undefined
      written = write(ctx, tenant, [late])
      return { waitMs: 500 }
    })
    at("2027-01-12T06:00:01Z")
    expect(await told()).toEqual(["bca: Übersicht vom 12.01.2027: 1 Nachricht, 1 offene Aufgabe"])
    await written
    expect(await told()).toEqual([])
    at("2027-01-13T06:00:01Z")
    expect(await told()).toEqual(["bca: Übersicht vom 13.01.2027: 1 Nachricht, 1 offene Aufgabe"])
    expect(await states("bca")).toEqual(["sent", "sent", "sent", "sent"])
  })

  test("given up for single ones: what waited comes at once", async () => {
    house = await begin()
    await Own.settings(house.as("bca"), { mode: "daily" })
    await (await house.draft()).submit()
    expect(await told()).toEqual([])
    await Own.settings(house.as("bca"), { mode: "single" })
    at("2027-01-12T06:00:01Z")
    expect(await told()).toEqual(["bca: Übersicht vom 12.01.2027: 1 Nachricht, 1 offene Aufgabe"])
    await (await house.draft()).submit()
    expect(await told()).toEqual(["bca: Vorlage 002/2027: bitte Stellung nehmen"])
  })
})

describe("a Frist", () => {
  /** Released: the office of the first body has to enter its result until the day of the meeting, 31.01.2027 is a Sunday. */
  const inBody = async () => {
    house = await begin()
    const rows = house.form().beratungsfolge.map((r, i) => ({ ...r, termin: i === 0 ? "2027-01-27" : "2027-02-24" }))
    const paper = await givenVorlageInBeratung(house, house.form({ beratungsfolge: rows }))
    await told()
    return paper
  }

  test("is told five days and one day before, on the day, after it, and then one above; each once", async () => {
    await inBody()
    const heard: Record<string, string[]> = {}
    for (let hour = 0; hour < 24 * 26; hour += 6) {
      at(new Date(Date.parse("2027-01-11T12:30:00Z") + hour * 3_600_000).toISOString())
      const news = await told()
      if (news.length > 0) heard[world.clock.today()] = news
    }
    const one = "ausschuss: Vorlage 001/2027:"
    expect(heard).toEqual({
      "2027-01-20": [`${one} Erinnerung, bis 27.01.2027`],
      "2027-01-26": [`${one} Erinnerung, bis 27.01.2027`],
      "2027-01-27": [`${one} heute letzter Tag`],
      "2027-01-29": [`${one} Frist überschritten`],
      "2027-02-01": ["sitzungsdienst: Vorlage 001/2027: Frist überschritten"],
    })
  })

  test("that is told late says the truth of that moment, once", async () => {
    await inBody()
    // Nothing ran from the 18th to the 28th: the stages of three days are one mail.
    at("2027-01-28T12:00:00Z")
    expect(await told()).toEqual(["ausschuss: Vorlage 001/2027: Frist überschritten"])
    const mail = (await letters()).at(-1)
    expect(mail?.text).toContain("Die Frist war der 27.01.2027.")
    expect(await told()).toEqual([])
  })

  test("whose task is done, or whose Vorlage is gone, reminds nobody", async () => {
    const paper = await inBody()
    const { table } = house.workCtx()
    const owed = async () => (await table.list(`duty/${paper.id}/frist`, z.unknown())).items.length
    expect(await owed()).toBe(1)
    await paper.stop("landrat")
    await told()
    expect(await owed()).toBe(0)
    at("2027-01-27T12:00:00Z")
    expect(await told()).toEqual([])
  })

  test("that has moved is told for its new day", async () => {
    const paper = await inBody()
    at("2027-01-27T12:00:00Z")
    expect(await told()).toEqual(["ausschuss: Vorlage 001/2027: heute letzter Tag"])
    await paper.record("ausschuss", {
      code: "postponed",
      sitzungOn: "2027-01-27",
      termin: "2027-02-17",
      reason: "Es fehlten Zahlen.",
    })
    expect((await told()).every((l) => l.includes("Ergebnis eines Gremiums"))).toBe(true)
    at("2027-02-09T12:00:00Z")
    expect(await told()).toEqual([])
    at("2027-02-10T12:00:00Z")
    expect(await told()).toEqual(["ausschuss: Vorlage 001/2027: Erinnerung, bis 17.02.2027"])
  })

  test("is not told to somebody who has left, but to who holds the function now", async () => {
    await inBody()
    await house.put({ personId: "neue", functions: [{ role: "geschaeftsstelle", as: "selbst", gremiumId: "soz" }] })
    await addresses(house)
    await Member.end(house.as("administration"), { personId: "ausschuss", reason: "Wechselt das Haus." })
    await told()
    at("2027-01-20T12:00:00Z")
    expect(await told()).toEqual(["neue: Vorlage 001/2027: Erinnerung, bis 27.01.2027"])
  })
})

describe("meetings of bodies with a calendar", () => {
  /** A meeting in February and one in March, a Vorlage signed by the Amtsleitung for both, and members of the first body. */
  async function planned() {
    house = await begin("T1", "2027-01-11T08:00:00Z", calendars())
    await house.put({
      personId: "mitglied",
      functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "soz" }],
    })
    await house.put({ personId: "anderes", functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "ka" }] })
    const own = { role: "gremienmitglied" as const, as: "selbst" as const, gremiumId: "soz" }
    for (const personId of ["sachkundig", "spaeter"]) await house.put({ personId, functions: [own] })
    await addresses(house)
    // One of them sits in the body only from the summer on.
    for (const [personId, from] of [
      ["sachkundig", "2027-01-01"],
      ["spaeter", "2027-06-01"],
    ] as const)
      await Gremium.putMember(house.as("sitzungsdienst"), {
        gremiumId: "soz",
        name: `Mitglied ${personId}`,
        voting: false,
        from,
        personId,
      })
    const [soz = "", ka = ""] = await plan(house, ["soz", "2027-02-17"], ["ka", "2027-03-17"])
    const rows = house.form().beratungsfolge.map((r, i) => ({ ...r, termin: i === 0 ? "2027-02-17" : "2027-03-17" }))
    const paper = await house.draft(house.form({ beratungsfolge: rows }))
    await paper.submit()
    await told()
    return { paper, soz, ka }
  }
  const rev = async (id: string) => (await meeting(house, id)).rev

  test("an invitation goes to the members who are people of the house, a change after it as well, one before it to nobody", async () => {
    const { soz } = await planned()
    const office = house.as("sitzungsdienst")
    await Sitzung.move(office, {
      sitzungId: soz,
      rev: await rev(soz),
      on: "2027-02-18",
      reason: "Der Saal ist belegt.",
    })
    expect((await told()).filter((l) => l.includes("Sitzung verlegt"))).toEqual([])
    await Sitzung.invite(office, { sitzungId: soz, rev: await rev(soz) })
    const name = "Ausschuss für Arbeit und Soziales, 18.02.2027"
    expect(await told()).toEqual([`mitglied: Einladung: ${name}`, `sachkundig: Einladung: ${name}`])
    const invitation = (await letters()).find((l) => l.subject.startsWith("Einladung"))
    expect(invitation?.text).toContain("Beginn: 18.02.2027, 17:00 Uhr.")
    await Sitzung.cancel(office, {
      sitzungId: soz,
      rev: await rev(soz),
      reason: "Zu wenige Punkte.",
      toSitzungId: null,
    })
    expect((await told()).filter((l) => l.includes("abgesagt"))).toEqual([
      `mitglied: Sitzung abgesagt: ${name}`,
      `sachkundig: Sitzung abgesagt: ${name}`,
    ])
  })

  test("who was invited hears of every other day, also of the second before a new invitation", async () => {
    const { soz } = await planned()
    const office = house.as("sitzungsdienst")
    const reason = "Der Saal ist belegt."
    await Sitzung.invite(office, { sitzungId: soz, rev: await rev(soz) })
    await told()
    for (const on of ["2027-02-18", "2027-02-25"]) {
      await Sitzung.move(office, { sitzungId: soz, rev: await rev(soz), on, reason })
      const name = `Sitzung verlegt: Ausschuss für Arbeit und Soziales, ${germanDay(on)}`
      expect((await told()).filter((l) => l.includes("verlegt"))).toEqual([`mitglied: ${name}`, `sachkundig: ${name}`])
    }
  })

  test("with the server down, what was cancelled or moved meanwhile is told as that, once, and nobody is invited to it", async () => {
    const { soz, ka } = await planned()
    const office = house.as("sitzungsdienst")
    await house.put({ personId: "rat", functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "ka" }] })
    await addresses(house)
    await post.down()
    for (const sitzungId of [soz, ka]) await Sitzung.invite(office, { sitzungId, rev: await rev(sitzungId) })
    await post.sweep()
    const reason = "Zu wenige Punkte."
    await Sitzung.cancel(office, { sitzungId: soz, rev: await rev(soz), reason, toSitzungId: null })
    await Sitzung.move(office, { sitzungId: ka, rev: await rev(ka), reason, on: "2027-03-24" })
    await post.sweep()
    await post.up()
    world.clock.pass(1)
    const news = (await told()).filter((l) => /^(mitglied|sachkundig|rat):/.test(l))
    expect(news).toEqual([
      "mitglied: Sitzung abgesagt: Ausschuss für Arbeit und Soziales, 17.02.2027",
      "rat: Sitzung verlegt: Kreisausschuss, 24.03.2027",
      "sachkundig: Sitzung abgesagt: Ausschuss für Arbeit und Soziales, 17.02.2027",
    ])
  })

  test("of a meeting that is not public neither the body nor the place is named", async () => {
    house = await begin("T1", "2027-01-11T08:00:00Z", calendars({ public: false }))
    await house.put({ personId: "mitglied", functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "soz" }] })
    await addresses(house)
    const [soz = ""] = await plan(house, ["soz", "2027-02-17"])
    await Sitzung.invite(house.as("sitzungsdienst"), { sitzungId: soz, rev: await rev(soz) })
    expect(await told()).toEqual(["mitglied: Einladung: Sitzung Ihres Gremiums, 17.02.2027"])
    const [mail] = (await letters()).filter((l) => l.subject.startsWith("Einladung"))
    for (const word of ["Ausschuss", "Saal"]) expect(`${mail?.text}${mail?.html}`).not.toContain(word)
  })

  test("a step of the house has a last day, too; a meeting that moves is told to author and holder, and moves the reminders", async () => {
    const { paper, soz } = await planned()
    const { table } = house.workCtx()
    const frist = async () => (await table.get(`duty/${paper.id}/frist`, Duty))?.value.about?.slice(0, 10)
    const [task] = (await paper.whole()).tasks
    expect(task?.value.until).toMatch(/^2027-01-/)
    const before = await frist()
    expect(before).toMatch(/^2027-01-/)
    await Sitzung.move(house.as("sitzungsdienst"), {
      sitzungId: soz,
      rev: await rev(soz),
      on: "2027-03-03",
      reason: "Der Saal ist belegt.",
    })
    expect(await told()).toEqual([
      "bca: Vorlage 001/2027: Sitzungstermin geändert",
      "verfasser: Vorlage 001/2027: Sitzungstermin geändert",
    ])
    expect((await paper.whole()).tasks[0]?.value.until).not.toBe(task?.value.until)
    expect(((await frist()) ?? "") > (before ?? "9")).toBe(true)
    // On the old day nobody is reminded.
    at(`${before}T12:00:00Z`)
    expect(await told()).toEqual([])
  })

  test("an absence that moves the last day of somebody else's step moves its reminder, without any act on the Vorlage", async () => {
    const { paper } = await planned()
    const { table } = house.workCtx()
    const frist = async () => (await table.get(`duty/${paper.id}/frist`, Duty))?.value.about
    const [before] = (await paper.whole()).tasks
    const due = await frist()
    expect(due).toBeDefined()
    await Member.putAbsence(house.as("dezernent"), { from: "2027-01-18", to: "2027-01-29" })
    const news = await told()
    const [after] = (await paper.whole()).tasks
    expect((after?.value.until ?? "9") < (before?.value.until ?? "")).toBe(true)
    expect(await frist()).not.toBe(due)
    // Nearer than its first reminder by now: whoever has it hears of it at once, and once.
    expect(news.filter((l) => l.startsWith("bca"))).toEqual([
      expect.stringMatching(/^bca: Vorlage 001\/2027: (Erinnerung|heute|Frist)/),
    ])
    await Member.putAbsence(house.as("kaemmerer"), { from: "2027-01-18", to: "2027-01-18" })
    expect((await told()).filter((l) => l.startsWith("bca"))).toEqual([])
  })
})

test("Beschlusskontrolle: whoever is to carry it out hears of it, is reminded of its day, and then the one above", async () => {
  house = await begin()
  const paper = await givenVorlageInBeratung(house)
  at("2027-01-31T09:00:00Z")
  await paper.record("ausschuss", result(house, "recommended"))
  at("2027-02-20T09:00:00Z")
  await paper.record("kreisausschuss", result(house, "accepted"))
  await told()
  const control = { vorlageId: paper.id, what: "Träger anschreiben", personId: "verfasser", due: "2027-03-10" }
  await Control.open(house.as("sitzungsdienst"), control)
  expect(await told()).toEqual(["verfasser: Vorlage 001/2027: bitte Beschluss umsetzen"])
  expect((await letters()).at(-1)?.text).not.toContain("Träger anschreiben")
  const heard: string[] = []
  for (const day of ["2027-03-03", "2027-03-09", "2027-03-10", "2027-03-12", "2027-03-15", "2027-03-16"]) {
    at(`${day}T12:00:00Z`)
    heard.push(...(await told()))
  }
  expect(heard).toEqual([
    "verfasser: Vorlage 001/2027: Erinnerung, bis 10.03.2027",
    "verfasser: Vorlage 001/2027: Erinnerung, bis 10.03.2027",
    "verfasser: Vorlage 001/2027: heute letzter Tag",
    "verfasser: Vorlage 001/2027: Frist überschritten",
    "amtsleitung: Vorlage 001/2027: Frist überschritten",
  ])
})

describe("what is kept", () => {
  test("goes after six weeks, and the inventory of the house knows all of it", async () => {
    house = await begin()
    await Own.settings(house.as("bca"), { mode: "daily" })
    const paper = await house.draft()
    await paper.submit()
    await told()
    await paper.state("bca")
    await told()
    await paper.cosign("rechtsamt", "agreed")
    await told()
    const scanned = async () => {
      const found: string[] = []
      let start: Record<string, never> | undefined
      do {
        const { Items = [], LastEvaluatedKey } = await world.store.client.send(
          new ScanCommand({ TableName: world.store.tableName, ...(start ? { ExclusiveStartKey: start } : {}) }),
        )
        for (const { pk } of Items)
          if (pk?.S?.startsWith(`${house.tenantId}#`)) found.push(pk.S.slice(house.tenantId.length + 1))
        start = LastEvaluatedKey as Record<string, never> | undefined
      } while (start)
      return [...new Set(found)]
    }
    const known = new Set([...(await Inventory.partitions(house.workCtx().table)).values()].flat())
    const partitions = await scanned()
    expect(partitions.some((p) => p === "mail/rechtsamt")).toBe(true)
    expect(partitions.some((p) => p === "duty/mail-rechtsamt")).toBe(true)
    expect(partitions.filter((p) => !known.has(p))).toEqual([])
    const { table } = house.workCtx()
    expect((await Item.mails(table, "rechtsamt")).length).toBe(1)
    await paper.sign("amtsleitung")
    await paper.stop("landrat")
    world.clock.pass(44)
    await post.settle()
    await post.news(house.tenantId)
    world.clock.pass(44)
    await post.settle()
    for (const who of ["rechtsamt", "amtsleitung"]) {
      expect(await Item.mails(table, who)).toEqual([])
      expect((await table.list(`duty/mail-${who}`, z.unknown())).items).toEqual([])
    }
  })

  test("is ids: no item of a mail holds a name, a word or an address, and no log line either", async () => {
    house = await begin()
    const paper = await house.draft(house.form({ betreff: "Sehr vertrauliches Vorhaben" }))
    await paper.submit()
    await paper.state("bca", "Worte der Stellungnahme")
    await post.settle()
    await post.news(house.tenantId)
    const { table } = house.workCtx()
    const items = JSON.stringify(await Promise.all(["bca", "rechtsamt"].map((p) => Item.mails(table, p))))
    expect(items).toContain(paper.id)
    for (const word of ["Lea Vogt", "vertraulich", "Worte", `@${house.tenantId}.example`])
      expect(items).not.toContain(word)
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.some((l) => l.includes("duty.failed") && l.includes("mail.later"))).toBe(true)
    for (const line of lines)
      for (const word of ["Lea Vogt", "vertraulich", "Worte", ".example", "Ruhestand", "@"])
        expect(line).not.toContain(word)
  })
})

test("programmes and their parts make no mail", async () => {
  house = await begin()
  const programmeId = await house.programme("Wir vermitteln.")
  await Programme.stand(house.as("verfasser"), { programmeId, note: "" })
  expect(await told()).toEqual([])
})
