/** Veröffentlichung: what is released is exactly what was previewed, nothing earlier, nothing more, and nothing changes silently. */
import { createHash } from "node:crypto"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Duty } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import * as Publication from "@beschlussweg/core/publication"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { handle } from "@beschlussweg/functions/worker"
import { paper as taggedPdf } from "@beschlussweg/pdf/sign.fixture"
import { PDFDocument } from "@cantoo/pdf-lib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mortal } from "./mortal.ts"
import { openSquare, PUBLICATION, type Square, type SquareHouse, until, words } from "./square.ts"

let square: Square
let house: SquareHouse
beforeAll(async () => {
  logTo(() => {})
  square = await openSquare()
  house = await square.house("kreis-aulenfeld")
})
afterAll(() => square.stop())

const publisher = () => house.as("veroeffentlichung")
const reasons = async (vorlageId: string): Promise<string[]> =>
  (await house.preview(vorlageId)).findings.map((f) => f.reason)

async function refusal(act: Promise<unknown>): Promise<{ code: string; reason: string }> {
  try {
    await act
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.message).toMatch(/\p{L}/u)
    return { code: error.code, reason: error.reason }
  }
  throw new Error("was allowed")
}

describe("what stands against a release", () => {
  test("a draft, a Vorlage on its way, a non-public one, and one that is not decided yet", async () => {
    const { id } = await Vorlage.create(house.as("verfasser"), { form: house.form() })
    const author = house.as("verfasser")
    expect(await refusal(Publication.preview(author, { vorlageId: id }))).toMatchObject({ reason: "chain.none" })
    const signed = await house.vorlage("signed")
    const early = (await Publication.preview(author, { vorlageId: signed })).findings.map((f) => f.reason)
    expect(early).toContain("publication.early")
    // Who publishes sees nothing of what is still on its way through the house.
    expect(await refusal(house.preview(signed))).toMatchObject({ code: "not_found" })
    const closed = await house.vorlage("decided", { public: false })
    expect(await reasons(closed)).toEqual(["vorlage.nonpublic"])
    const { sha256 } = await house.preview(closed)
    expect(await refusal(Publication.release(publisher(), { vorlageId: closed, sha256 }))).toMatchObject({
      code: "refused",
      reason: "vorlage.nonpublic",
    })
  })

  test("only the right of its own releases and withdraws; the author previews", async () => {
    const id = await house.vorlage("decided")
    const { sha256 } = await Publication.preview(house.as("verfasser"), { vorlageId: id })
    for (const person of ["verfasser", "sitzungsdienst", "amtsleitung", "administration", "lesend"]) {
      const wish = Publication.release(house.as(person), { vorlageId: id, sha256 })
      expect(await refusal(wish), person).toMatchObject({ code: "forbidden" })
    }
  })

  test("a Trägerversammlung is not shown unless the house says so", async () => {
    const body = { id: "ka", name: "Trägerversammlung", short: "TV", mitglieder: 6, tie: "chair" } as const
    const hidden = await square.house("kreis-tv", (s) => ({
      ...s,
      gremien: [...s.gremien.filter((g) => g.id !== "ka"), { ...body, kind: "traegerversammlung" as const }],
    }))
    const id = await hidden.vorlage("decided")
    expect((await hidden.preview(id)).findings.map((f) => f.reason)).toEqual(["gremium.hidden"])
    const admin = hidden.as("administration")
    const { id: _, version: __, ...settings } = await Tenant.read(admin, {})
    const gremien = settings.gremien.map((g) => (g.id === "ka" ? { ...g, shown: true } : g))
    await Tenant.change(admin, { ...settings, gremien })
    expect((await hidden.preview(id)).findings).toEqual([])
    // Hidden again, or without names, what is public does not change by itself, and whoever sets it so is told.
    const publication = { ...PUBLICATION, names: false }
    const told = async (change: Partial<Tenant.Settings>) => {
      const { rev } = await Tenant.read(admin, {})
      const { warnings } = await Tenant.change(admin, { ...settings, gremien, ...change, rev })
      return warnings.map((w) => [w.reason, w.place])
    }
    expect(await told({ publication })).toEqual([])
    expect(await told({})).toEqual([])
    await hidden.release(id)
    expect(await told({ publication })).toEqual([["publication.stays", "Namen"]])
    expect(await told({ gremien: settings.gremien })).toEqual([["publication.stays", "Trägerversammlung"]])
    expect(await hidden.read(id)).toMatchObject({ state: "public" })
    expect(await told({})).toEqual([])
  })

  test("an Anlage that is not accessible needs its words; they are published with it", async () => {
    const plain = await PDFDocument.create()
    plain.addPage()
    const uploadId = await house.upload("karte.pdf", "application/pdf", await plain.save())
    const anlagen = [{ kind: "upload" as const, id: "karte", title: "Karte", public: true, uploadId }]
    const id = await house.vorlage("decided", { anlagen })
    const before = await house.preview(id)
    const { uploads } = await Vorlage.frozenOf(house.as("lesend"), (await house.seen(id)).fassungSha256)
    expect(before.findings.map((f) => f.reason)).toEqual(["anlage.inaccessible"])
    for (const defect of uploads[0]?.defects ?? ["none"]) expect(before.findings[0]?.message).toContain(defect)
    const short = [{ anlageId: "karte", text: words("Karte") }]
    const tooShort = await Publication.preview(publisher(), { vorlageId: id, equivalents: short })
    expect(tooShort.findings.map((f) => f.reason)).toEqual(["equivalent.short"])
    const other = [{ anlageId: "nichts", text: words("Ein Text, der lang genug ist, um zu genügen, wäre er richtig.") }]
    const wrong = await Publication.preview(publisher(), { vorlageId: id, equivalents: other })
    expect(wrong.findings.map((f) => f.reason).sort()).toEqual(["anlage.inaccessible", "equivalent.unknown"])
    const text = words("Die Karte zeigt vier Geschäftsstellen: Aulenfeld, Süd, Nord und Brennbach.")
    const equivalents = [{ anlageId: "karte", text }]
    await house.release(id, { equivalents })
    const { page, files } = await house.addresses(id)
    const shown = await (await square.app.request(page)).text()
    expect(shown).toContain("barrierefreier Text")
    const fileId = files["anlage karte"]?.split("/").at(-1)
    const alone = await (await square.app.request(`${page}/text/${fileId}`)).text()
    expect(alone).toContain("vier Geschäftsstellen")
  })
})

describe("non-public parts", () => {
  test("with a non-public Anlage the twin is published, never the sealed file, and nothing names the Anlage", async () => {
    const secret = await taggedPdf(1, ["nur-intern"])
    const closed = await house.upload("intern.pdf", "application/pdf", secret)
    const anlagen = [
      { kind: "upload" as const, id: "intern", title: "Interne Kostenschätzung", public: false, uploadId: closed },
    ]
    const id = await house.vorlage("decided", { anlagen })
    const { view, findings } = await house.preview(id)
    expect(findings).toEqual([])
    expect(view.files.map((f) => [f.kind, f.fileName.includes("oeffentlich")])).toEqual([
      ["vorlage", true],
      ["auszug", false],
      ["auszug", false],
    ])
    expect(JSON.stringify(view)).not.toContain("Kostenschätzung")
    await house.release(id)
    const { page, files } = await house.addresses(id)
    const shown = await (await square.app.request(page)).text()
    expect(shown).not.toContain("Kostenschätzung")
    const { fassungen } = await house.whole(id)
    const documents = fassungen[0]?.value.documents ?? []
    const bytes = await load(files.vorlage ?? "")
    expect(documents.find((d) => d.sha256 === hash(bytes))?.kind).toBe("twin")
  })

  test("released before the decision, the twin is made first; after the next result it is too old", async () => {
    await house.set({ ...PUBLICATION, from: "invited" })
    const closed = await house.upload("intern.pdf", "application/pdf", await taggedPdf(1, ["noch-intern"]))
    const anlagen = [{ kind: "upload" as const, id: "intern", title: "Interne Notiz", public: false, uploadId: closed }]
    const id = await house.vorlage("body", { anlagen })
    expect(await reasons(id)).toEqual(["twin.missing"])
    await Publication.twin(publisher(), { vorlageId: id })
    expect(await Publication.twin(publisher(), { vorlageId: id })).toEqual({ owed: true })
    await until(async () => (await reasons(id)).length === 0)
    expect(await refusal(Publication.twin(publisher(), { vorlageId: id }))).toMatchObject({ reason: "twin.unneeded" })
    await house.release(id)
    await house.carry(id, "second")
    expect(await reasons(id)).toEqual(["twin.old"])
    await until(async () => (await house.whole(id)).review !== undefined)
    await house.set(PUBLICATION)
  })

  test("a result of a non-public sitting stays unsaid: no label, no votes, no Auszug, not in the file either", async () => {
    const id = await house.vorlage("second")
    await house.carry(id, "decided", { sitzungPublic: false })
    expect(await reasons(id)).toEqual(["twin.missing"])
    await Publication.twin(publisher(), { vorlageId: id })
    await until(async () => (await reasons(id)).length === 0)
    const { view } = await house.preview(id)
    expect(view.rows.map((r) => [r.closed, r.result?.label])).toEqual([
      [false, "mehrheitlich empfohlen"],
      [true, undefined],
    ])
    expect(view.state).toBe("behandelt")
    expect(view.files.filter((f) => f.kind === "auszug").map((f) => f.ref)).toEqual(["gremium-1"])
    expect(view.files[0]?.fileName).toContain("oeffentlich")
  })

  test("a house without names publishes a twin without them, and no Auszug", async () => {
    await house.set({ ...PUBLICATION, names: false })
    const id = await house.vorlage("decided")
    expect(await reasons(id)).toEqual(["twin.missing"])
    await Publication.twin(publisher(), { vorlageId: id })
    await until(async () => (await reasons(id)).length === 0)
    const { view } = await house.preview(id)
    expect(view.files.map((f) => f.kind)).toEqual(["vorlage"])
    const told = JSON.stringify(view)
    for (const name of ["Weidner", "Adler", "Stolp", "Lauen"]) expect(told).not.toContain(name)
    await house.release(id)
    const page = await (await square.app.request((await house.addresses(id)).page)).text()
    for (const name of ["Weidner", "Adler", "Stolp", "Lauen"]) expect(page).not.toContain(name)
    await house.set(PUBLICATION)
  })
})

describe("release", () => {
  test("names what the person saw: another state is a conflict, and nothing becomes public", async () => {
    await house.set({ ...PUBLICATION, from: "invited" })
    const id = await house.vorlage("body")
    const { sha256 } = await house.preview(id)
    await house.carry(id, "second")
    expect(await refusal(Publication.release(publisher(), { vorlageId: id, sha256 }))).toMatchObject({
      code: "conflict",
      reason: "publication.changed",
    })
    expect((await house.read(id)).state).toBe("none")
    await house.set(PUBLICATION)
  })

  test("every copy has the bytes that were previewed; the record says who and what, without names", async () => {
    const programmeId = await house.programme("Arbeitsmarktprogramm 2027")
    const anlagen = [{ kind: "programme" as const, id: "p", title: "Programm 2027", public: true, programmeId }]
    const id = await house.vorlage("decided", { anlagen })
    const { view } = await house.preview(id)
    expect(view.files.map((f) => f.kind)).toEqual(["vorlage", "programm", "auszug", "auszug"])
    expect(view.files[1]?.title).toContain("Endfassung")
    await house.release(id)
    const { files } = await house.addresses(id)
    for (const file of view.files)
      expect(hash(await load(files[`${file.kind}${file.ref === "" ? "" : ` ${file.ref}`}`] ?? ""))).toBe(file.sha256)
    const facts = await Vorlage.factsOf(house.as("lesend"), id)
    const own = facts.filter((f) => f.type.startsWith("publication."))
    expect(own.map((f) => [f.type, f.by])).toEqual([
      ["publication.decided", "veroeffentlichung"],
      ["publication.released", "worker"],
    ])
    expect(own[1]?.data).toMatchObject({ by: "veroeffentlichung" })
    expect(JSON.stringify(own)).not.toMatch(/Rau|Programm/)
    expect((await Vorlage.log(house.as("lesend"), { vorlageId: id })).intact).toBe(true)
  })

  test("at a set time: nothing before, public then, also when the sweep comes late", async () => {
    const id = await house.vorlage("decided")
    const at = new Date(Date.now() + 3_600_000).toISOString()
    await house.release(id, { at })
    const planned = await house.read(id)
    expect(planned).toMatchObject({ state: "planned", planned: { at } })
    const { page } = await house.addresses(id)
    await square.running.sweep()
    await square.running.idle()
    expect((await square.app.request(page)).status).toBe(404)
    square.ahead(7_200_000)
    try {
      await square.running.sweep()
      await square.running.idle()
      expect((await house.read(id)).state).toBe("public")
      expect((await square.app.request(page)).status).toBe(200)
    } finally {
      square.ahead(0)
    }
  })

  test("a time in the past, or more than a year ahead, is an input error", async () => {
    const id = await house.vorlage("decided")
    const { sha256 } = await house.preview(id)
    const far = (ms: number) => new Date(Date.now() + ms).toISOString()
    const wish = (at: string) => refusal(Publication.release(publisher(), { vorlageId: id, sha256, at }))
    expect(await wish(far(-3_600_000))).toMatchObject({ reason: "publication.past" })
    expect(await wish(far(400 * 86_400_000))).toMatchObject({ reason: "publication.far" })
  })

  test("a planned release that is no longer true does not happen, and tells the publishers", async () => {
    await house.set({ ...PUBLICATION, from: "invited" })
    const id = await house.vorlage("body")
    await house.release(id, { at: new Date(Date.now() + 3_600_000).toISOString() })
    await house.carry(id, "second")
    square.ahead(7_200_000)
    try {
      await square.running.sweep()
      await square.running.idle()
    } finally {
      square.ahead(0)
    }
    const now = await house.read(id)
    expect(now).toMatchObject({
      state: "withdrawn",
      lapsed: { by: "veroeffentlichung", reasons: ["publication.changed"] },
    })
    expect((await square.app.request((await house.addresses(id)).page)).status).toBe(404)
    const tasks = await Vorlage.tasks(publisher(), {})
    expect(tasks.some((t) => t.kind === "publish" && "vorlageId" in t && t.vorlageId === id)).toBe(true)
    const facts = await Vorlage.factsOf(house.as("lesend"), id)
    expect(facts.filter((f) => f.type === "publication.lapsed")).toHaveLength(1)
    await house.set(PUBLICATION)
  })

  test("a stopped procedure cancels what was planned", async () => {
    await house.set({ ...PUBLICATION, from: "invited" })
    const id = await house.vorlage("body")
    await house.release(id, { at: new Date(Date.now() + 3_600_000).toISOString() })
    await Vorlage.stop(house.as("sitzungsdienst"), { vorlageId: id, reason: "Das Vorhaben entfällt." })
    await until(async () => (await house.read(id)).state === "withdrawn")
    expect(await house.read(id)).toMatchObject({ planned: undefined, lapsed: { reasons: ["publication.state"] } })
    await house.set(PUBLICATION)
  })

  test("two at once: one decision, one publication", async () => {
    const id = await house.vorlage("decided")
    const { sha256 } = await house.preview(id)
    const both = [1, 2].map(() => Publication.release(publisher(), { vorlageId: id, sha256 }).catch((e: unknown) => e))
    await Promise.all(both)
    await until(async () => (await house.read(id)).state === "public")
    await square.running.idle()
    const facts = await Vorlage.factsOf(house.as("lesend"), id)
    const released = facts.filter((f) => f.type === "publication.released")
    expect(new Set(released.map((f) => JSON.stringify(f.data.files))).size).toBe(1)
    expect((await Vorlage.log(house.as("lesend"), { vorlageId: id })).intact).toBe(true)
  })
})

describe("what happens afterwards", () => {
  test("a new result is not shown silently: the publishers get a task, and release it under the same addresses", async () => {
    await house.set({ ...PUBLICATION, from: "invited" })
    const id = await house.vorlage("body")
    await house.release(id)
    const before = await house.addresses(id)
    const first = await load(before.files.vorlage ?? "")
    await house.carry(id, "second")
    await until(async () => (await house.whole(id)).review !== undefined)
    expect(await (await square.app.request(before.page)).text()).not.toContain("mehrheitlich empfohlen")
    expect(hash(await load(before.files.vorlage ?? ""))).toBe(hash(first))
    expect(await house.read(id)).toMatchObject({ stale: true })
    await house.release(id)
    await until(async () => !((await house.read(id)) as { stale: boolean }).stale)
    const after = await house.addresses(id)
    expect(after.page).toBe(before.page)
    expect(after.files.vorlage).toBe(before.files.vorlage)
    expect(hash(await load(after.files.vorlage ?? ""))).not.toBe(hash(first))
    expect(await (await square.app.request(after.page)).text()).toContain("mehrheitlich empfohlen")
    expect((await house.whole(id)).review).toBe(undefined)
    await house.set(PUBLICATION)
  })

  test("where the house has set so, results follow by themselves", async () => {
    await house.set({ ...PUBLICATION, from: "invited", results: "follow" })
    const id = await house.vorlage("body")
    await house.release(id)
    await house.carry(id, "decided")
    const { page } = await house.addresses(id)
    await until(async () => (await (await square.app.request(page)).text()).includes("mehrheitlich beschlossen"))
    const { files } = await house.addresses(id)
    expect(Object.keys(files).sort()).toEqual(["auszug gremium-1", "auszug gremium-2", "vorlage"])
    expect((await house.whole(id)).review).toBe(undefined)
    await house.set(PUBLICATION)
  })

  test("taken off by the body and on its way again, the publishers still see what is public, and can take it back", async () => {
    await house.set({ ...PUBLICATION, from: "invited" })
    const id = await house.vorlage("body")
    await house.release(id)
    const reason = "Der Antrag wurde zurückgestellt."
    await Vorlage.record(house.as("soz"), { code: "removed", ...(await house.seen(id)), stepId: "gremium-1", reason })
    await square.running.sweep()
    await square.running.idle()
    // What is on its way through the house is not theirs, what the public sees is.
    expect(await refusal(house.preview(id))).toMatchObject({ code: "not_found" })
    expect(await house.read(id)).toMatchObject({ state: "public", stale: true })
    const { items } = await Publication.list(publisher(), {})
    expect(items.map((i) => i.vorlageId)).toContain(id)
    const { page } = await house.addresses(id)
    await Publication.withdraw(publisher(), { vorlageId: id, reason })
    await until(async () => (await square.app.request(page)).status === 410)
    await until(async () => (await house.read(id)).state === "withdrawn")
    await house.set(PUBLICATION)
  })

  test("stopped after it was published, it is withdrawn at once", async () => {
    await house.set({ ...PUBLICATION, from: "invited" })
    const id = await house.vorlage("body")
    await house.release(id)
    const { page } = await house.addresses(id)
    await Vorlage.stop(house.as("sitzungsdienst"), { vorlageId: id, reason: "Das Vorhaben entfällt." })
    await until(async () => (await square.app.request(page)).status === 410)
    await until(async () => (await house.read(id)).state === "withdrawn")
    await house.set(PUBLICATION)
  })

  test("withdrawn with a reason: page and files answer 410, the copies are gone, and it can be released again", async () => {
    const id = await house.vorlage("decided")
    await house.release(id)
    const before = await house.addresses(id)
    const p = (await house.whole(id)).publication?.value
    if (!p) throw new Error("no publication")
    const copies = Publication.liveFiles(p).map(Publication.publicPath)
    expect(copies.length).toBeGreaterThan(1)
    await Publication.withdraw(publisher(), { vorlageId: id, reason: "Eine Zahl war falsch." })
    expect((await square.app.request(before.page)).status).toBe(410)
    await until(async () => (await house.read(id)).state === "withdrawn")
    const { drafts } = publisher()
    for (const path of copies) expect(await drafts.get(path)).toBe(undefined)
    for (const address of Object.values(before.files)) expect((await square.app.request(address)).status).toBe(410)
    expect(await refusal(Publication.withdraw(publisher(), { vorlageId: id, reason: "Noch einmal." }))).toMatchObject({
      reason: "publication.none",
    })
    const facts = await Vorlage.factsOf(house.as("lesend"), id)
    expect(JSON.stringify(facts)).not.toContain("Zahl war falsch")
    await house.release(id)
    expect(await house.addresses(id)).toEqual(before)
    expect((await square.app.request(before.page)).status).toBe(200)
  })

  test("withdrawn in the moment of its release, nothing stays", async () => {
    for (let i = 0; i < 3; i++) {
      const id = await house.vorlage("decided")
      const { sha256 } = await house.preview(id)
      await Publication.release(publisher(), { vorlageId: id, sha256 })
      await sleep(i * 15)
      await Publication.withdraw(publisher(), { vorlageId: id, reason: "Doch nicht." })
      await until(async () => (await house.read(id)).state === "withdrawn")
      await square.running.idle()
      const p = (await house.whole(id)).publication?.value
      if (!p) throw new Error("no publication")
      for (const file of p.files) expect(await publisher().drafts.get(Publication.publicPath(file))).toBe(undefined)
      expect(await publisher().drafts.get(Publication.viewPath(p.publicId, sha256))).toBe(undefined)
    }
  })
})

describe("the house", () => {
  test("its public id is given when it first publishes, cannot be entered, and stays when it pauses", async () => {
    const quiet = await square.house("kreis-still", ({ publication: _, ...s }) => s)
    expect(quiet.publicId).toBe("")
    await quiet.set(PUBLICATION)
    const { publicId } = await Tenant.read(quiet.as("administration"), {})
    expect(publicId).toMatch(/^[0-9a-f]{32}$/)
    await until(async () => (await square.app.request(`/oeffentlich/${publicId}`)).status === 200)
    const { id: _, version: __, ...settings } = await Tenant.read(quiet.as("administration"), {})
    const wish = Tenant.change(quiet.as("administration"), { ...settings, publicId: "0".repeat(32) })
    expect(await refusal(wish)).toMatchObject({ reason: "tenant.publicId" })
    await quiet.set(null)
    expect((await square.app.request(`/oeffentlich/${publicId}`)).status).toBe(404)
    await quiet.set(PUBLICATION)
    expect((await Tenant.read(quiet.as("administration"), {})).publicId).toBe(publicId)
    expect((await square.app.request(`/oeffentlich/${publicId}`)).status).toBe(200)
  })

  test("without a supervisor or a body for disputes its pages would not be lawful, so it cannot publish", async () => {
    const bad = square.house("kreis-ohne", (s) => ({
      ...s,
      supervisor: { name: "", address: [] },
      publication: { ...PUBLICATION, accessibility: { ...PUBLICATION.accessibility, enforcement: [""] } },
    }))
    const found = await bad.then(
      () => [],
      (e: unknown) => (e instanceof AppError ? e.findings.map((f) => f.reason) : []),
    )
    expect(found.sort()).toEqual(["publication.enforcement", "publication.supervisor"])
  })

  test("lists show the house what is public, what is planned and what was", async () => {
    const listed = await Publication.list(publisher(), { which: "public" })
    expect(listed.items.length).toBeGreaterThan(3)
    expect(listed.items.every((i) => i.state === "public")).toBe(true)
    const others = await Publication.list(publisher(), { which: "other" })
    expect(others.items.every((i) => i.state !== "public")).toBe(true)
  })
})

describe("a worker that dies anywhere", () => {
  test("releases once and withdraws once, and leaves no copy that is not public", { timeout: 300_000 }, async () => {
    const own = await openSquare()
    try {
      const here = await own.house("kreis-aulenfeld")
      const id = await here.vorlage("decided")
      await own.running.stop()
      let seed = 7
      const random = () => {
        seed = (seed * 48_271) % 2_147_483_647
        return seed / 2_147_483_647
      }
      const dying = mortal(own.workshop, random)
      const by = here.as("veroeffentlichung")
      const folder = join(own.dir, "drafts", here.tenantId, "public")
      const copies = async () => (await readdir(folder).catch(() => [])).sort()
      const carriedOut = async () => {
        for (let life = 0; life < 400; life++) {
          // The sweep comes again when the pause after a failure is over.
          own.ahead(life * 3_600_000)
          const page = await by.table.list(`duty/${id}`, Duty)
          const owed = page.items.filter((d) => d.value.kind === "publication")
          if (owed.length === 0) {
            dying.set(0)
            return
          }
          dying.set(life < 60 ? 0.12 : 0)
          for (const duty of owed) await handle(dying.workshop, here.tenantId, duty.key).catch(() => undefined)
        }
        throw new Error("never done")
      }
      for (let round = 0; round < 3; round++) {
        own.ahead(0)
        const { sha256 } = await Publication.preview(by, { vorlageId: id })
        await Publication.release(by, { vorlageId: id, sha256 })
        await carriedOut()
        const p = (await here.whole(id)).publication?.value
        if (!p) throw new Error("no publication")
        expect(p.state).toBe("public")
        const wanted = [
          ...Publication.liveFiles(p).map(Publication.publicPath),
          Publication.viewPath(p.publicId, sha256),
        ]
        expect(await copies()).toEqual(wanted.map((path) => path.slice("public/".length)).sort())
        await Publication.withdraw(by, { vorlageId: id, reason: "Zurück." })
        await carriedOut()
        expect(await copies()).toEqual([])
      }
      const facts = await Vorlage.factsOf(by, id)
      const count = (type: string) => facts.filter((f) => f.type === type).length
      expect([count("publication.released"), count("publication.withdrawn")]).toEqual([3, 3])
      expect(dying.deaths()).toBeGreaterThan(10)
    } finally {
      await own.stop()
    }
  })
})

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** Follows the address of a file to its bytes. */
async function load(address: string): Promise<Uint8Array> {
  const to = await square.app.request(address)
  expect(to.status).toBe(302)
  const file = await square.app.request(to.headers.get("location") ?? "")
  expect(file.status).toBe(200)
  return new Uint8Array(await file.arrayBuffer())
}
