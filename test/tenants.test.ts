/** Tenants are founded whole or not at all, and exported whole: compared with a full scan of the table and every file. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ScanCommand } from "@aws-sdk/client-dynamodb"
import { TEMPLATES } from "@beschlussweg/core/chain"
import { dayOf } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import { broken, Fact } from "@beschlussweg/core/fact"
import * as Feed from "@beschlussweg/core/feed"
import * as Gremium from "@beschlussweg/core/gremium/verb"
import * as Inventory from "@beschlussweg/core/inventory"
import * as Key from "@beschlussweg/core/key"
import * as Member from "@beschlussweg/core/member"
import * as Operator from "@beschlussweg/core/operator"
import * as Programme from "@beschlussweg/core/programme"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { writeArchive } from "@beschlussweg/functions/archive"
import { DEMO_DAYS, demoClock, runDemo } from "@beschlussweg/functions/demo"
import { logTo } from "@beschlussweg/functions/log"
import { handleRegistry } from "@beschlussweg/functions/operate"
import { openWorld, type World } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { unpacked } from "@beschlussweg/store/item"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { tool } from "./tool.ts"

const ADMINISTRATORS = [{ name: "Kim Adler", mail: "kim.adler@aulenfeld.example" }, { name: "Dr. Jona Weidner" }]
const BETRIEB = { accountId: "betrieb-eins", roles: ["betrieb"] } as const

/** The short form of a house for each shipped way. */
const short = (template: keyof typeof TEMPLATES, id = `haus-${template.toLowerCase()}`) => ({
  id,
  house: {
    name: `Jobcenter ${id}`,
    traeger: "Kreis Aulenfeld",
    kind: template === "T5" ? "gE" : "zkT",
    address: ["Am Markt 1", "00000 Aulenfeld"],
  },
  land: template === "T2" || template === "T4" ? "Hessen" : "Nordrhein-Westfalen",
  template,
})

let dir: string
let world: World
let clock: ReturnType<typeof demoClock>
beforeAll(async () => {
  logTo(() => {})
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-tenants-"))
  clock = demoClock(DEMO_DAYS)
  world = await openWorld({ dir, now: clock.now })
})
afterAll(async () => {
  await world.close()
  await rm(dir, { recursive: true, force: true })
})
const betrieb = () => world.operator(BETRIEB)
const inside = (tenantId: string) => world.ctx(tenantId, { personId: "test", name: "", functions: [] }, "test")

/** Every item of the table whose partition begins so, by a scan of its own. */
async function scan(begin: string): Promise<Map<string, { rev: number; value: unknown }>> {
  const found = new Map<string, { rev: number; value: unknown }>()
  let start: Record<string, { S?: string | undefined; N?: string | undefined }> | undefined
  do {
    const page = await world.client.send(
      new ScanCommand({ TableName: world.tableName, ConsistentRead: true, ExclusiveStartKey: start as never }),
    )
    for (const item of page.Items ?? [])
      if (item.pk?.S?.startsWith(begin)) {
        const key = item.pk.S.slice(begin.length) + (item.sk?.S === "." ? "" : `/${item.sk?.S}`)
        found.set(key, { rev: Number(item.rev?.N), value: unpacked(item, key) })
      }
    start = page.LastEvaluatedKey as typeof start
  } while (start)
  return found
}

describe("what is written down for a new house", () => {
  test.each(Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[])("%s is completed and sound", (template) => {
    const settings = Operator.settingsOf(short(template))
    expect(Tenant.tenantDefects(Tenant.Tenant.omit({ head: true }).parse({ ...settings, version: 1 }))).toEqual([])
    const ids = settings.template.steps
      .flatMap((s) => (s.kind === "bodies" ? (s.folge ?? []) : []))
      .map((r) => r.gremiumId)
    expect(settings.gremien.map((g) => g.id)).toEqual(ids)
    expect(settings.house.ownShareLabel).toBe("Belastung Kreis Aulenfeld")
    expect(settings.retention?.vorlage).toBe("kgst-30")
  })

  test("the Kreisausschuss is an executive body in Hessen, the chair decides a tie of the Trägerversammlung", () => {
    const kind = (template: "T1" | "T2") =>
      Operator.settingsOf(short(template)).gremien.find((g) => g.id === "kreisausschuss")?.kind
    expect([kind("T1"), kind("T2")]).toEqual(["kreisausschuss", "kreisausschuss-kollegial"])
    expect(Operator.settingsOf(short("T5")).gremien).toMatchObject([{ kind: "traegerversammlung", tie: "chair" }])
    expect(Operator.settingsOf(short("T6")).labels.programme).toBe("Lokales Planungsdokument")
  })

  test("own words stand in the way, where they stand on paper, and keep the condition that is printed with them", () => {
    const { template, labels, gremien } = Operator.settingsOf({
      ...short("T1"),
      words: { landrat: "Landrätin", kaemmerer: "Kämmerin" },
      members: { kreistag: 61 },
    })
    const label = (id: string) => template.steps.flatMap((s) => (s.id === id && s.kind === "sign" ? [s.label] : []))[0]
    expect(label("landrat")).toBe("Landrätin")
    expect(label("kaemmerer")).toBe("Kämmerin (nur bei Vorlagen mit finanziellen Auswirkungen)")
    expect(labels.roles.landrat).toBe("Landrätin")
    expect(gremien.find((g) => g.id === "kreistag")?.mitglieder).toBe(61)
  })

  const findings = (raw: Record<string, unknown>): string[] => {
    try {
      Operator.settingsOf(raw)
      return []
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      expect(error.message).toMatch(/\p{L}/u)
      return error.findings.map((f) => f.reason)
    }
  }
  test.each([
    ["a reserved id", { ...short("T1"), id: "betrieb" }, ["tenant.id"]],
    ["the registry's own id", { ...short("T1"), id: "system" }, ["tenant.id"]],
    ["an id that is none", { ...short("T1"), id: "../x" }, ["tenant.id"]],
    ["no id at all", {}, ["tenant.id"]],
    ["a way that does not exist", { ...short("T1"), template: "T9" }, ["input.invalid_value"]],
    ["a Kreis with the way of a gE", { ...short("T5"), house: short("T1").house }, ["tenant.way"]],
    ["a way of Hessen elsewhere", { ...short("T2"), land: "Bayern" }, ["tenant.way"]],
    ["an unknown word", { ...short("T1"), colour: "blau" }, ["input.unrecognized_keys"]],
  ])("is refused with its place: %s", (_, raw, reasons) => {
    expect(findings(raw)).toEqual(reasons)
  })

  test("all that is wrong with complete settings is told at once", () => {
    const whole = Operator.settingsOf(short("T1"))
    const [art] = whole.arten
    if (!art) throw new Error("no Art")
    const wrong = {
      ...whole,
      gremien: whole.gremien.slice(1),
      aemter: whole.aemter.slice(0, 1),
      arten: [
        { ...art, number: { ...art.number, pattern: "ohne" } },
        { ...art, id: "zwei", number: { ...art.number, pattern: "{x}{seq}" } },
      ],
      retention: { ...Tenant.RETENTION, vorlage: "nie" },
    }
    expect(findings(wrong as unknown as Record<string, unknown>).sort()).toEqual(
      ["number.sequence", "number.token", "retention.class", "template.amt", "template.gremium"].sort(),
    )
  })
})

describe("founding", () => {
  test("gives a house, its authority, and two invited administrators who get in with their codes", async () => {
    const made = await Operator.create(betrieb(), { settings: short("T1"), administrators: ADMINISTRATORS })
    await handleRegistry(world, await openWorkshop(world), Operator.foundingKey(made.id))
    expect(readdirSync(join(dir, "keys"))).toContain("mandant.haus-t1.key.pem")
    const members = await Member.all(inside("haus-t1").table, "left too")
    expect(members.map((m) => [m.name, Member.state(m)]).sort()).toEqual([
      ["Dr. Jona Weidner", "eingeladen"],
      ["Kim Adler", "eingeladen"],
    ])
    const [first] = made.invited
    if (!first) throw new Error("nobody invited")
    await Member.accept(inside("haus-t1"), { code: first.code, accountId: "a".repeat(64) })
    expect(await Member.load(inside("haus-t1").table, first.personId)).toMatchObject({ active: true })
    // The code is nowhere in the registry, in clear or as a file of settings.
    const registry = JSON.stringify([...(await scan("system#"))])
    expect(registry).not.toContain(first.code)
    expect(registry).not.toContain("Adler")
    expect(await Operator.list(betrieb(), {})).toMatchObject([
      { id: "haus-t1", kind: "zkT", land: "Nordrhein-Westfalen", status: "active", held: false },
    ])
  })

  test("a house without a sign-in gets one, and one that has locked itself out gets in again", async () => {
    const id = "haus-ohne"
    const { invited } = await Operator.create(betrieb(), { settings: short("T1", id), administrators: ADMINISTRATORS })
    const administrators = invited.map((i) => i.personId)
    const settings = async () => {
      const {
        head: _,
        id: __,
        version: ___,
        ...rest
      } = (await inside(id).table.get(Tenant.TENANT, Tenant.Tenant))?.value ?? {}
      return rest
    }
    const provider = { issuer: "https://anmeldung.aulenfeld.example", clientId: "bw", clientAuth: "none" as const }
    expect(await settings()).toMatchObject({ signIn: null })
    await Operator.signIn(betrieb(), { tenantId: id, ...provider })
    expect(await settings()).toMatchObject({ signIn: { ...provider, roleMapping: [], freshMinutes: 60 } })
    for (const [i, { code }] of invited.entries())
      await Member.accept(inside(id), { code, accountId: String(i).repeat(64) })
    const invite = (personId: string) =>
      Operator.invite(betrieb(), { tenantId: id, personId, administrator: { name: "Bela Grünwald" } })
    await expect(invite("pe_neu")).rejects.toMatchObject({ reason: "enrol.notNeeded" })
    // An administrator names another provider, where nobody of the house has an account.
    const me = await Member.load(inside(id).table, administrators[0] ?? "")
    if (!me) throw new Error("nobody here")
    const admin = world.ctx(id, Member.asActor(me), "test")
    const mapping = { claim: "gruppe", value: "lesend", role: "lesend" as const }
    const { rev, id: _, version: __, ...now } = await Tenant.read(admin, {})
    const elsewhere = { ...provider, issuer: "https://anmeldung.tippfehler.example" }
    await Tenant.change(admin, { ...now, rev, signIn: { ...elsewhere, roleMapping: [mapping], freshMinutes: 15 } })
    const { code } = await invite("pe_neu")
    await Member.accept(inside(id), { code, accountId: "e".repeat(64) })
    // Or back to the one before: everybody's accounts are theirs again, and nobody's claims are taken for another's.
    await Operator.signIn(betrieb(), { tenantId: id, ...elsewhere, clientId: "anders" })
    expect(await settings()).toMatchObject({ signIn: { clientId: "anders", roleMapping: [mapping], freshMinutes: 15 } })
    await Operator.signIn(betrieb(), { tenantId: id, ...provider })
    expect(await settings()).toMatchObject({ signIn: { ...provider, roleMapping: [], freshMinutes: 15 } })
    await expect(invite("pe_noch")).rejects.toMatchObject({ reason: "enrol.notNeeded" })
    // The house sees it in its own record, and that it was the operator.
    const facts = await Vorlage.factsOf(inside(id), "house")
    expect(facts.map((f) => [f.type, f.client])).toEqual([
      ["tenant.founded", "operator"],
      ["tenant.changed", "operator"],
      ["tenant.changed", "test"],
      ["tenant.changed", "operator"],
      ["tenant.changed", "operator"],
    ])
    for (const wrong of [{ issuer: "anmeldung" }, { issuer: "ftp://a.example" }, { clientId: "" }])
      await expect(Operator.signIn(betrieb(), { tenantId: id, ...provider, ...wrong })).rejects.toMatchObject({
        code: "input",
      })
    const unknown = Operator.signIn(betrieb(), { tenantId: "gibt-es-nicht", ...provider })
    await expect(unknown).rejects.toMatchObject({ reason: "not_found" })
  })

  test("the same id again is refused, for other settings and for the same", async () => {
    for (const settings of [short("T1"), { ...short("T3"), id: "haus-t1" }])
      await expect(Operator.create(betrieb(), { settings, administrators: ADMINISTRATORS })).rejects.toMatchObject({
        reason: "tenant.taken",
      })
  })

  test("needs two different people", async () => {
    const twice = Operator.create(betrieb(), {
      settings: short("T3"),
      administrators: [{ name: "Kim Adler" }, { name: "Kim Adler" }],
    })
    await expect(twice).rejects.toMatchObject({ reason: "tenant.administrators" })
    const alone = { settings: { ...short("T3"), house: short("T5").house }, administrators: ADMINISTRATORS.slice(1) }
    await expect(Operator.create(betrieb(), alone)).rejects.toMatchObject({
      findings: [{ reason: "tenant.way" }, { reason: "tenant.administrators" }],
    })
    expect((await scan("haus-t3#")).size).toBe(0)
  })

  test("what is wrong writes nothing anywhere", async () => {
    const before = (await scan("")).size
    const settings = { ...short("T1", "haus-falsch"), house: { ...short("T1").house, name: "Jobcenter \u{1F600}" } }
    await expect(Operator.create(betrieb(), { settings, administrators: ADMINISTRATORS })).rejects.toMatchObject({
      reason: "tenant.invalid",
    })
    expect((await scan("")).size).toBe(before)
  })

  test("broken off at any of its writes, before or after it, running it again completes it, and nobody is there twice", async () => {
    let left = Number.POSITIVE_INFINITY
    let after = false
    const commits = (name: string | undefined) => name === "TransactWriteItemsCommand"
    world.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (!commits(context.commandName) || --left > 0) return next(args)
        if (after) await next(args)
        throw new Error("the program was killed")
      },
      { step: "initialize", name: "killer", priority: "high" },
    )
    try {
      let broke = 0
      for (let at = 1; at < 20; at++)
        for (after of [false, true]) {
          const id = `haus-${at}-${after ? "danach" : "davor"}`
          left = at
          const given = { settings: short("T5", id), administrators: ADMINISTRATORS }
          const died = await Operator.create(betrieb(), given).then(
            () => false,
            (error: Error) => error.message === "the program was killed",
          )
          left = Number.POSITIVE_INFINITY
          if (!died) {
            expect(broke).toBeGreaterThan(6)
            return
          }
          broke++
          const again = await Operator.create(betrieb(), given).catch((error: unknown) => error)
          // Killed after the very last write: it is done, and says so.
          const done = again instanceof AppError && again.reason === "tenant.taken"
          const members = await Member.all(inside(id).table, "left too")
          expect(members.map((m) => m.name).sort(), `${id} ${String(again)}`).toEqual(["Dr. Jona Weidner", "Kim Adler"])
          expect(await Operator.read(betrieb(), { tenantId: id })).toMatchObject({ status: "active" })
          if (!done)
            for (const { code } of (again as { invited: Operator.Invited[] }).invited)
              await Member.accept(inside(id), { code, accountId: createHash("sha256").update(code).digest("hex") })
          const entry = (await Operator.loadEntry(betrieb().registry, id)).value
          const facts = (await betrieb().registry.list(`fact/tenant-${id}`, Fact)).items.map((i) => i.value)
          expect(await broken(facts, entry.head)).toBeUndefined()
          expect(facts.map((f) => f.type)).toEqual(["tenant.created", "tenant.opened"])
        }
      throw new Error("it never came to an end")
    } finally {
      world.client.middlewareStack.remove("killer")
    }
  })
})

describe("an export", () => {
  let out: string
  let made: Awaited<ReturnType<typeof writeArchive>>
  let files: Map<string, Buffer>
  const TENANT_ID = "kreis-aulenfeld"

  beforeAll(async () => {
    const workshop = await openWorkshop(world)
    const running = await start(world, workshop, { sweepMs: 500 })
    try {
      await runDemo(world, running, { weg: "T1", finanzen: true, clock })
      const all = await Member.all(inside(TENANT_ID).table)
      const who = (role: string) => {
        const member = all.find((m) => m.functions.some((f) => f.role === role))
        if (!member) throw new Error(role)
        return world.ctx(TENANT_ID, Member.asActor(member), "test")
      }
      // What a finished procedure does not have: a draft, an own programme, an unused upload, a key, a new person, an absence.
      const { id } = await Programme.create(who("verfasser"), {
        kind: "AMP",
        title: "Übergänge gestalten",
        year: 2029,
        amtId: "jobcenter",
      })
      const tree = { version: 1, kind: "AMP", title: "Übergänge", year: 2029, sections: [], footnotes: [] } as const
      await Programme.save(who("verfasser"), {
        programmeId: id,
        rev: 0,
        content: { ...tree, sections: [], footnotes: [] },
      })
      await Programme.stand(who("verfasser"), { programmeId: id, note: "Anfang" })
      await Upload.receive(who("verfasser"), {
        purpose: "anlage",
        fileName: "übrig.txt",
        mediaType: "text/plain",
        data: new TextEncoder().encode("Nie verwendet."),
      })
      const [form] = (await Vorlage.list(who("verfasser"), {})).items
      if (!form) throw new Error("no Vorlage")
      const stored = await inside(TENANT_ID).table.get(Vorlage.draftKey(form.id), Vorlage.DraftForm)
      if (!stored) throw new Error("no form")
      await Vorlage.create(who("verfasser"), { form: { ...stored.value.form, betreff: "=Summe(A1) <b>Entwurf</b>" } })
      const [gremiumId = ""] = (await Tenant.house(inside(TENANT_ID).table)).gremien.map((g) => g.id)
      const [planned] = (
        await Sitzung.plan(who("sitzungsdienst"), {
          sitzungen: [
            {
              gremiumId,
              on: dayOf(new Date(clock.now().getTime() + 40 * 86_400_000)),
              start: "17:00",
              confirmed: true,
            },
          ],
        })
      ).sitzungen
      await Sitzung.invite(who("sitzungsdienst"), { sitzungId: planned?.id ?? "", rev: 1 })
      await Gremium.putMember(who("sitzungsdienst"), {
        gremiumId,
        name: "Ada Neuberg",
        voting: true,
        from: "2026-01-01",
      })
      await Feed.address(who("sitzungsdienst"), {})
      await Key.create(who("administration"), {
        name: "Ratsinformation",
        role: "lesend",
        expiresOn: clock.now().toISOString().slice(0, 10),
      })
      await Member.invite(who("administration"), {
        name: "Neu Hinzu",
        functions: [{ role: "landrat", as: "selbst" }],
      })
      await running.idle()
    } finally {
      await running.stop()
    }
    out = join(dir, "ausleitung.zip")
    made = await writeArchive(inside(TENANT_ID), world.files(TENANT_ID), out)
    const folder = join(dir, "ausgepackt")
    tool("unzip", ["-q", out, "-d", folder])
    files = new Map(walk(folder).map((path) => [path, readFileSync(join(folder, path))]))
  })

  function walk(folder: string, under = ""): string[] {
    return readdirSync(join(folder, under)).flatMap((name) => {
      const path = under === "" ? name : `${under}/${name}`
      return statSync(join(folder, path)).isDirectory() ? walk(folder, path) : [path]
    })
  }
  const text = (path: string) => {
    const bytes = files.get(path)
    if (!bytes) throw new Error(`no ${path}`)
    return bytes.toString("utf8")
  }
  const lines = (path: string): unknown[] =>
    text(path)
      .split("\n")
      .filter((l) => l !== "")
      .map((l) => JSON.parse(l))

  test("holds every item that a full scan of the table finds, and no other", async () => {
    const Raw = z.strictObject({ key: z.string(), rev: z.int(), value: z.unknown() })
    const found = new Map<string, { rev: number; value: unknown }>()
    for (const path of files.keys()) {
      if (path.startsWith("daten/"))
        for (const item of lines(path).map((l) => Raw.parse(l)))
          found.set(item.key, { rev: item.rev, value: item.value })
      if (path.startsWith("protokoll/"))
        for (const fact of lines(path).map((l) => Fact.parse(l)))
          found.set(`fact/${fact.log}/${String(fact.seq).padStart(10, "0")}`, { rev: 1, value: fact })
    }
    const scanned = await scan(`${TENANT_ID}#`)
    expect([...found.keys()].sort()).toEqual([...scanned.keys()].sort())
    expect(found).toEqual(scanned)
    expect(made.items).toBe(scanned.size)
    expect(scanned.size).toBeGreaterThan(100)
    const nouns = new Set([...scanned.keys()].map((k) => k.split("/")[0]))
    for (const noun of [
      "key",
      "proposal",
      "entwurf",
      "upload",
      "number",
      "duty",
      "sitzung",
      "termin",
      "gremium",
      "feed",
    ])
      expect([...nouns]).toContain(noun)
  })

  test("knows every noun that core keeps in the table: who adds one is reminded here", () => {
    // Begins of file paths and of index partitions; everything else that is spelled like a key is one.
    const files = [
      "anchor",
      "content",
      "fassung",
      "house",
      "image",
      "output",
      "public",
      "record",
      "tagesordnung",
      "trust",
      "vorschau",
    ]
    const elsewhere = ["beratung", "list", "plan", "task", "zahl"]
    const registry = ["closed", "deletion", "export", "operator", "registry"]
    const root = join(import.meta.dirname, "../packages/core/src")
    const found = new Set<string>()
    for (const path of walk(root)) {
      if (!path.endsWith(".ts") || path.endsWith(".test.ts")) continue
      for (const [, noun] of readFileSync(join(root, path), "utf8").matchAll(/[`"]([a-z]+)\/\$\{/g))
        if (noun) found.add(noun)
    }
    const known = new Set([...Inventory.NOUNS, ...files, ...elsewhere, ...registry])
    expect([...found].filter((noun) => !known.has(noun))).toEqual([])
    expect(found.size).toBeGreaterThan(15)
  })

  test("holds every file of papers and drafts, once and byte for byte", () => {
    const Manifest = z.object({
      total: z.string(),
      files: z.array(
        z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string(), source: z.string().optional() }),
      ),
    })
    const manifest = Manifest.parse(JSON.parse(text("manifest.json")))
    const sources = manifest.files.flatMap((f) => f.source ?? []).sort()
    const onDisk = ["papers", "drafts"].flatMap((store) =>
      walk(join(dir, store, TENANT_ID))
        .filter((p) => !p.startsWith(".tmp/"))
        .map((p) => `${store}/${p}`),
    )
    expect(sources).toEqual(onDisk.sort())
    expect(sources.length).toBeGreaterThan(60)
    for (const { path, bytes, sha256, source } of manifest.files) {
      const content = files.get(path)
      expect(content?.byteLength, path).toBe(bytes)
      expect(
        createHash("sha256")
          .update(content ?? "")
          .digest("hex"),
        path,
      ).toBe(sha256)
      const [store = "", ...rest] = source?.split("/") ?? []
      if (source) expect(content?.equals(readFileSync(join(dir, store, TENANT_ID, ...rest))), path).toBe(true)
    }
    expect([...files.keys()].sort()).toEqual(
      ["SHA256SUMS", "manifest.json", ...manifest.files.map((f) => f.path)].sort(),
    )
    expect(manifest.total).toBe(made.sha256)
  })

  test("is checked with sha256sum alone, and a changed byte is found", () => {
    const folder = join(dir, "ausgepackt")
    const check = () => tool("sh", ["-c", `cd '${folder}' && sha256sum -c SHA256SUMS 2>&1 || true`])
    expect(check()).not.toMatch(/FAILED/)
    const file = join(folder, "einstellungen.json")
    const before = readFileSync(file)
    writeFileSync(file, Buffer.concat([before, Buffer.from(" ")]))
    expect(check().match(/^.*FAILED$/gm)).toEqual(["einstellungen.json: FAILED"])
    writeFileSync(file, before)
    expect(createHash("sha256").update(text("SHA256SUMS")).digest("hex")).toBe(made.sha256)
  })

  test("can be read by people: an overview whose links lead to the papers of the procedure, in folders by number", () => {
    const page = text("uebersicht.html")
    const targets = [...page.matchAll(/href="([^"]+)"/g)].map((m) => decodeURIComponent(m[1] ?? ""))
    for (const target of targets) expect([...files.keys()], target).toContain(target)
    const pdfs = targets.filter((t) => /^vorlagen\/001-\d{4}\/fassung-[12]\/.+\.pdf$/.test(t))
    expect(pdfs.length).toBeGreaterThan(15)
    for (const path of pdfs) expect(files.get(path)?.subarray(0, 5).toString()).toBe("%PDF-")
    expect(page).toContain("=Summe(A1) &lt;b&gt;Entwurf&lt;/b&gt;")
    expect(page).toContain("beschlossen")
    expect(page).not.toMatch(/https?:|<script|src=/)
    expect(text("personen.csv")).toContain('"Kim Adler"')
    expect(text("LIESMICH.txt")).toContain("sha256sum -c SHA256SUMS")
  })

  test("says how long what it holds must be kept: thirty years after the year of the last procedure", () => {
    const year = clock.now().getUTCFullYear()
    expect(made.keepUntil).toBe(`${year + 30}-12-31`)
  })

  test("never writes over a file that is there", async () => {
    const before = readFileSync(out)
    await expect(writeArchive(inside(TENANT_ID), world.files(TENANT_ID), out)).rejects.toThrow(/EEXIST/)
    expect(readFileSync(out).equals(before)).toBe(true)
  })
})
