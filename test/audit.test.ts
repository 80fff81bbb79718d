/** `pnpm cli audit` as it is typed: takes the record of a served house out, and judges a folder by its exit code. */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Fact } from "@beschlussweg/core/fact"
import * as Member from "@beschlussweg/core/member"
import * as Operator from "@beschlussweg/core/operator"
import * as Programme from "@beschlussweg/core/programme"
import * as Record from "@beschlussweg/core/record"
import * as Tenant from "@beschlussweg/core/tenant"
import { describe } from "@beschlussweg/functions/audit/describe"
import { verifyRecord } from "@beschlussweg/functions/audit/verify"
import { audit, readFolder } from "@beschlussweg/functions/cli/audit"
import { AULENFELD } from "@beschlussweg/functions/demo/house"
import { openWorld } from "@beschlussweg/functions/wire"
import { openWorkshop } from "@beschlussweg/functions/worker"
import { afterAll, beforeAll, expect, test } from "vitest"
import { folder } from "./tool.ts"

const place = folder()
const state = join(place.path, "state")
const out = join(place.path, "out")
const ca = join(state, "keys", "ca.pem")
const { id: tenantId } = AULENFELD.tenant

/** The command line in a process of its own. */
function cli(...args: readonly string[]) {
  const done = spawnSync(process.execPath, ["--import", "tsx", "packages/functions/src/cli.ts", ...args], {
    env: process.env,
    encoding: "utf8",
  })
  return { code: done.status, out: done.stdout, err: done.stderr }
}
const copyOf = (name: string): string => {
  const path = join(place.path, name)
  cpSync(out, path, { recursive: true })
  return path
}

beforeAll(async () => {
  process.env.BESCHLUSSWEG_STATE = state
  let at = Date.parse("2026-02-02T08:00:00Z")
  const world = await openWorld({ dir: state, now: () => new Date(at) })
  const operator = world.ctx(tenantId, { personId: "betrieb", name: "Betrieb", functions: [] }, "operator")
  await Operator.enrol(world.operator(Operator.LOCAL_OPERATOR), AULENFELD.tenant)
  await Tenant.found(operator, AULENFELD.tenant)
  for (const person of AULENFELD.people.slice(0, 3)) await Member.write(operator, person)
  const author = {
    personId: "verfasserin",
    name: "Kim Adler",
    functions: [{ role: "verfasser", as: "selbst" }],
  } as const
  const ctx = world.ctx(tenantId, author, "test")
  await Programme.create(ctx, {
    kind: "AMP",
    title: "Programm",
    year: 2027,
    amtId: AULENFELD.tenant.aemter[0]?.id ?? "",
  })
  const workshop = await openWorkshop(world)
  at = Date.now()
  await Record.work(await workshop.ctx(tenantId))
  await world.close()
})
afterAll(() => place.remove())

test("audit export lays the record down, audit verify finds it in order", () => {
  const exported = cli("audit", "export", "--tenant", tenantId, "--out", out)
  expect(exported).toMatchObject({ code: 0, err: "" })
  expect(readdirSync(out).sort()).toEqual(
    ["LIESMICH.txt", "anker", "ca.pem", "kopie", "logs", "protokoll.csv", "verzeichnis.json"].sort(),
  )
  expect(cli("audit", "verify", out, "--ca", ca)).toMatchObject({ code: 0, err: "" })
  const report = JSON.parse(cli("audit", "verify", out, "--json").out)
  expect(report).toMatchObject({ exit: 2, tenantId, findings: [], anchors: [{ issuer: "unchecked" }] })
}, 60_000)

test("an export is noted in the registry, needs the operator's key outside of local work, and leaves no folder when refused", async () => {
  const world = await openWorld({ dir: state })
  try {
    const facts = await world.system.registry.list(`fact/${Operator.entryLog(tenantId)}`, Fact)
    expect(facts.items.map((i) => i.value).filter((f) => f.type === "tenant.recordExported")).toMatchObject([
      {
        by: Operator.LOCAL_OPERATOR.accountId,
        data: {
          tenantId,
          sha256: createHash("sha256")
            .update(readFileSync(join(out, "verzeichnis.json")))
            .digest("hex"),
          names: false,
        },
      },
    ])
    const local = world.operator(Operator.LOCAL_OPERATOR)
    await Operator.put(local, { accountId: "betrieb-eins", name: "Person Eins", roles: ["betrieb"], active: true })
    await Operator.put(local, { accountId: "loescher", name: "Person Zwei", roles: ["loeschung"], active: true })
    const { key } = await Operator.rekey(local, { accountId: "loescher" })
    const refused = join(place.path, "verweigert")
    const stage = process.env.STAGE
    process.env.STAGE = "prod"
    try {
      await expect(audit.run(["export", "--tenant", tenantId, "--out", refused])).rejects.toMatchObject({
        code: "unauthenticated",
        reason: "operator.key",
      })
      process.env.BESCHLUSSWEG_BETRIEB = key
      await expect(audit.run(["export", "--tenant", tenantId, "--out", refused])).rejects.toMatchObject({
        code: "forbidden",
        reason: "operator.role",
      })
    } finally {
      delete process.env.BESCHLUSSWEG_BETRIEB
      if (stage === undefined) delete process.env.STAGE
      else process.env.STAGE = stage
    }
    expect(existsSync(refused)).toBe(false)
    await expect(audit.run(["export", "--tenant", "gibtesnicht", "--out", refused])).rejects.toThrow(
      "gibt es hier nicht",
    )
    expect(existsSync(refused)).toBe(false)
  } finally {
    await world.close()
  }
}, 60_000)

test("a changed file is told in German, with exit code 1", () => {
  const changed = copyOf("changed")
  const log = join(changed, "logs", "house.jsonl")
  writeFileSync(log, readFileSync(log, "utf8").replace("betrieb", "jemand"))
  const told = cli("audit", "verify", changed, "--ca", ca)
  expect(told.code).toBe(1)
  expect(told.out).toContain("zeile.geaendert: logs/house.jsonl, Zeile 1: Der Prüfwert von Eintrag 1 passt nicht")
  expect(told.out).toContain("unterscheiden sich: Person")
  expect(told.out).toContain("NICHT IN ORDNUNG")
}, 60_000)

test("missing and foreign files, folders and links are named", () => {
  const judge = (dir: string) => describe(verifyRecord(readFolder(dir), { ca: readFileSync(ca, "utf8") }))
  const without = copyOf("without")
  rmSync(join(without, "kopie"), { recursive: true })
  expect(judge(without)).toContain("kopie.fehlt")

  const foreign = copyOf("foreign")
  mkdirSync(join(foreign, "mehr"))
  writeFileSync(join(foreign, "mehr", "x.txt"), "x")
  rmSync(join(foreign, "protokoll.csv"))
  symlinkSync(join(out, "protokoll.csv"), join(foreign, "protokoll.csv"))
  const more = judge(foreign)
  expect(more).toContain("datei.fremd: mehr/x.txt")
  expect(more).toContain("datei.geaendert: protokoll.csv")
})

test("what cannot be done is said in one sentence", async () => {
  for (const [args, said] of [
    [["export", "--tenant", "gibtesnicht", "--out", join(place.path, "neu")], "gibt es hier nicht"],
    [["export", "--tenant", "system", "--out", join(place.path, "neu")], "gibt es hier nicht"],
    [["export", "--tenant", "../x", "--out", join(place.path, "neu")], "gibt es hier nicht"],
    [["export", "--tenant", tenantId, "--out", out], "ist nicht leer"],
    [["export", "--out", out], "--tenant"],
    [["verify"], "genau einen Ordner"],
    [["verify", join(place.path, "nirgends")], "kann nicht gelesen werden"],
    [["verify", out, "--ca", join(out, "protokoll.csv")], "kein Zertifikat"],
    [["pruefen"], "audit export oder audit verify"],
  ] as const)
    await expect(audit.run(args), args.join(" ")).rejects.toThrow(said)
})
