/** The infrastructure without a cloud: checked by SST's real types, evaluated under mocks, judged by its invariants, and broken on purpose. */
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { environment, workEnvironment } from "@beschlussweg/functions/cloud/environment"
import { beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { evaluate } from "./infra/evaluate.ts"
import { type Answer, at, type Case, Graph, of, one, policyOf } from "./infra/graph.ts"
import { INVARIANTS } from "./infra/invariant/all.ts"
import { MUTATIONS } from "./infra/mutation.ts"
import { asks, lacking, NEEDS } from "./infra/need.ts"
import { platform, ROOT } from "./infra/platform.ts"
import { could, FUNCTIONS, inside, rights, roles, verdict } from "./infra/right.ts"
import { SETTINGS, SWITCHED } from "./infra/setting.ts"

const STAGES = ["test", "production"] as const
const broken = MUTATIONS.map(
  ({ edit, stage = "test" as const }): Case => ({ stage, environment: SETTINGS[stage], edits: [edit] }),
)
const switched = Object.values(SWITCHED).map((s): Case => ({ ...s, edits: [] }))
const graphs: Answer[] = []

function graph(i: number): Graph {
  const found = graphs[i]
  if (found && "error" in found) throw new Error(found.error)
  return Graph.parse(found)
}

beforeAll(async () => {
  platform()
  graphs.push(
    ...(await evaluate([
      ...STAGES.map((stage) => ({ stage, environment: SETTINGS[stage], edits: [] })),
      ...broken,
      ...switched,
    ])),
  )
}, 900_000)

describe.each(STAGES)("%s", (stage) => {
  test.each(INVARIANTS.map((i) => [i.name, i] as const))("%s", (_, { wrong }) => {
    expect(wrong(graph(STAGES.indexOf(stage)), stage)).toEqual([])
  })
})

describe("a mistake turns its sentence red", () => {
  test.each(MUTATIONS.map((m, i) => [m.name, m, i] as const))("%s", (_, { red, stage = "test" as const }, i) => {
    const invariant = INVARIANTS.find(({ name }) => name === red)
    if (!invariant) throw new Error(`no such sentence: ${red}`)
    // A program that no longer runs would be red for another reason.
    expect(invariant.wrong(graph(STAGES.length + i), stage)).not.toEqual([])
  })

  test("every sentence is turned red by at least one", () => {
    const caught = new Set(MUTATIONS.map((m) => m.red))
    expect(INVARIANTS.map((i) => i.name).filter((name) => !caught.has(name))).toEqual([])
    expect(new Set(INVARIANTS.map((i) => i.name)).size).toBe(INVARIANTS.length)
  })
})

describe("switches of a stage", () => {
  const turned = (name: keyof typeof SWITCHED): Graph =>
    graph(STAGES.length + broken.length + Object.keys(SWITCHED).indexOf(name))

  test("somebody's own stage goes with everything in it, and has the same rights and ways", () => {
    const own = turned("own")
    expect(own.app).toMatchObject({ removal: "remove", protect: false })
    expect(own.resources.filter((r) => r.protect || r.retainOnDelete).map((r) => r.type)).toEqual(
      // Files of the web application that an open page may still ask for.
      own.resources
        .filter((r) => r.type === "aws:s3/bucketObjectv2:BucketObjectv2" && r.retainOnDelete)
        .map((r) => r.type),
    )
    expect(one(own, "dynamodb/table:Table", "Table").inputs).toMatchObject({
      deletionProtectionEnabled: false,
      name: "beschlussweg-kim",
    })
    const strict = [
      "every policy is whole: nothing in it is undefined",
      "a function's role trusts Lambda only",
      "no right is a wildcard; only what names no resource is given on all",
      "nothing may Scan",
      "no bucket is public",
      "no bucket is read or written without TLS",
      // Papers are put with a lock there, too; a bucket without locks would take none.
      "papers are versioned and locked in governance mode",
      "every log ends after its days and lies under the data key",
    ]
    for (const { name, wrong } of INVARIANTS) if (strict.includes(name)) expect(wrong(own, "test"), name).toEqual([])
    expect(INVARIANTS.filter((i) => strict.includes(i.name))).toHaveLength(strict.length)
  })

  test("while the deletion is on, one role may Scan keys and drop one house; no function is among those who may take it", () => {
    const on = turned("deletion")
    const scan = { action: "dynamodb:Scan", attributes: ["pk", "sk"] }
    for (const { name } of roles(on)) expect(verdict(on, name, scan) === "allowed", name).toBe(name === "DeletionRole")
    expect(verdict(on, "DeletionRole", { ...scan, attributes: ["pk", "sk", "value"] })).not.toBe("allowed")
    const can = (ask: Parameters<typeof verdict>[2]) => verdict(on, "DeletionRole", ask) === "allowed"
    // It writes down in the registry what was there, and nothing in a house; the registry's own facts stay.
    expect(can(inside("PutItem", "system#tenant/kreis"))).toBe(true)
    expect(can({ action: "dynamodb:DeleteItem", leadingKeys: ["kreis#fact/vl_1"] })).toBe(true)
    expect(can(inside("PutItem", "kreis#fact/vl_1"))).toBe(false)
    expect(can({ action: "dynamodb:DeleteItem", leadingKeys: ["system#fact/registry"] })).toBe(false)
    expect(can({ action: "dynamodb:BatchWriteItem", leadingKeys: ["system#fact/registry"] })).toBe(false)
    expect(could(rights(on, "DeletionRole"), "kms:Sign", "*")).toBe(false)
    const [trust] = policyOf(one(on, "iam/role:Role", "DeletionRole").inputs.assumeRolePolicy)
    expect(trust?.Principal).toEqual({ AWS: SETTINGS.production.BESCHLUSSWEG_OPERATORS.split(",") })
    const still = INVARIANTS.filter(
      (i) => !i.name.startsWith("the role that deletes") && !i.name.startsWith("no function removes"),
    )
    for (const { name, wrong } of still) expect(wrong(on, "production"), name).toEqual([])
    // The bucket's policy lets this role remove a version, and no other.
    expect(one(on, "iam/role:Role", "DeletionRole").inputs.name).toBe("beschlussweg-production-deletion")
  })

  test("with credentials per house a function has the registry only, and takes its own role for a house", () => {
    const bound = turned("bound")
    for (const name of FUNCTIONS) {
      const own = `${name}Role`
      const house = `${name}TenantRole`
      expect(verdict(bound, own, { action: "dynamodb:GetItem", leadingKeys: ["system#tenant/kreis"] })).toBe("allowed")
      for (const ask of [
        { action: "dynamodb:GetItem", leadingKeys: ["kreis#vorlage/vl_1"] },
        { action: "dynamodb:Query", leadingKeys: ["kreis#list/vorlage"], index: "byTenant" },
        inside("PutItem", "kreis#vorlage/vl_1"),
      ])
        expect(verdict(bound, own, ask), name).not.toBe("allowed")
      expect(verdict(bound, house, { action: "dynamodb:GetItem", leadingKeys: ["kreis#vorlage/vl_1"] })).toBe("allowed")
      const role = one(bound, "iam/role:Role", house)
      const [trust, ...more] = policyOf(role.inputs.assumeRolePolicy)
      expect(more).toEqual([])
      expect(trust?.Principal).toEqual({
        AWS: [`arn:aws:iam::123456789012:role/beschlussweg-production-${name.toLowerCase()}`],
      })
      const arn = `arn:aws:iam::123456789012:role/${role.inputs.name}`
      expect(
        at(one(bound, "lambda/function:Function", `${name}Function`), "environment", "variables", "TENANT_ROLE_ARN"),
      ).toBe(arn)
      for (const other of FUNCTIONS)
        expect(could(rights(bound, `${other}Role`), "sts:AssumeRole", arn), `${other} takes ${name}'s`).toBe(
          other === name,
        )
    }
    expect(verdict(bound, "SweepRole", { action: "dynamodb:Query", index: "due", leadingKeys: ["due#3"] })).toBe(
      "allowed",
    )
    expect(verdict(bound, "SweepTenantRole", inside("PutItem", "kreis#member/p1"))).toBe("allowed")
    expect(verdict(bound, "WorkerTenantRole", inside("PutItem", "kreis#member/p1"))).not.toBe("allowed")
    expect(verdict(bound, "ApiTenantRole", inside("DeleteItem", "kreis#duty/vl_1"))).not.toBe("allowed")
    expect(of(bound, "iam/role:Role")).toHaveLength(9)
  })
})

describe("the code and the infrastructure agree", () => {
  test.each(FUNCTIONS)("%s finds every name it reads in its environment, and misses each one", (name) => {
    const read = name === "Worker" || name === "Sweep" ? workEnvironment : environment
    for (const stage of STAGES) {
      const given = z
        .record(z.string(), z.string())
        .parse(
          at(
            one(graph(STAGES.indexOf(stage)), "lambda/function:Function", `${name}Function`),
            "environment",
            "variables",
          ),
        )
      const found = read(given)
      for (const key of Object.keys(found)) {
        const { [key]: _, ...less } = given
        // Empty or not there, it stands for "off".
        if (key !== "TENANT_ROLE_ARN") expect(() => read(less), key).toThrow(key)
      }
      // Nothing is given that nobody reads.
      expect(Object.keys(given).filter((key) => !(key in found) && !key.startsWith("SST_"))).toEqual([])
    }
  })

  test.each(FUNCTIONS)(
    "%s may send every command that its code sends, and misses each right that this takes",
    async (name) => {
      const asked = await asks(name)
      // What is read one by one is the debugging of a developer, or set by Lambda itself.
      expect(asked.names.filter((key) => key !== "BESCHLUSSWEG_DEBUG" && !key.startsWith("AWS_"))).toEqual([])
      expect(asked.commands).toContain("GetItemCommand")
      expect(asked.commands.includes("SignCommand")).toBe(name === "Worker" || name === "Sweep")
      const g = graph(STAGES.indexOf("test"))
      expect(lacking(g, name, asked)).toEqual([])
      const actions = new Set(asked.commands.flatMap((c) => (NEEDS[c] ?? []).map(([action]) => action)))
      for (const action of actions) {
        const less = Graph.parse(JSON.parse(JSON.stringify(g).replaceAll(`"${action}\\"`, '"none:None\\"')))
        expect(lacking(less, name, asked).join(), `without ${action}`).toContain(action)
      }
      expect(lacking(g, name, { ...asked, commands: [...asked.commands, "SomeNewCommand"] })).toHaveLength(1)
    },
  )
})

describe("types", () => {
  /** Findings in our own files; SST's sources are written for other settings than ours. */
  const findings = (project: string): string[] => {
    const { stdout, error } = spawnSync(join(ROOT, "node_modules", ".bin", "tsc"), ["--noEmit", "-p", project], {
      cwd: ROOT,
      encoding: "utf8",
    })
    if (error) throw error
    return stdout.split("\n").filter((line) => /^[\w./-]+\(\d+,\d+\): error/.test(line) && !line.startsWith(".sst/"))
  }

  test("infra/ and sst.config.ts hold against SST's real types", () => {
    expect(findings("infra/tsconfig.json")).toEqual([])
  })

  test("and a wrong property does not", () => {
    const copy = mkdtempSync(join(ROOT, ".sst-types-"))
    try {
      cpSync(join(ROOT, "infra"), join(copy, "infra"), { recursive: true })
      cpSync(join(ROOT, "sst.config.ts"), join(copy, "sst.config.ts"))
      for (const [file, from, to] of [
        ["table.ts", 'hashKey: "pk"', "hashKey: 7"],
        ["worker.ts", "bisectBatchOnFunctionError: true", "bisectBatchOnFunktionError: true"],
        ["function.ts", "timeout: given.timeout", "timeout: 29"],
      ] as const) {
        const path = join(copy, "infra", file)
        const source = readFileSync(path, "utf8")
        expect(source.split(from)).toHaveLength(2)
        writeFileSync(path, source.replace(from, to).replaceAll('"../packages/', '"../../packages/'))
      }
      for (const file of ["role.ts", "web.ts"]) {
        const path = join(copy, "infra", file)
        writeFileSync(path, readFileSync(path, "utf8").replaceAll('"../packages/', '"../../packages/'))
      }
      writeFileSync(
        join(copy, "infra", "tsconfig.json"),
        JSON.stringify({
          extends: "../../infra/tsconfig.json",
          include: ["./*.ts", "../../.sst/platform/config.d.ts"],
        }),
      )
      const folder = copy.slice(ROOT.length + 1)
      const found = findings(`${folder}/infra/tsconfig.json`)
      for (const file of ["table.ts", "worker.ts", "function.ts"])
        expect(found.filter((line) => line.startsWith(`${folder}/infra/${file}`))).toHaveLength(1)
    } finally {
      rmSync(copy, { recursive: true })
    }
  })
})
