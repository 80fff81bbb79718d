import { createHash } from "node:crypto"
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { FileExists } from "@beschlussweg/core/context"
import { afterAll, beforeAll, expect, test } from "vitest"
import { diskFiles, sweepTemporary } from "./disk.ts"

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "beschlussweg-disk-"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

test("a file is read back as written, its hash is the answer, and nobody may write to it", async () => {
  const papers = diskFiles(root, "kreis-aulenfeld", { writeOnce: true })
  expect(await papers.put("vorlage/vl_1/1.pdf", bytes("Fassung 1"))).toBe(sha256("Fassung 1"))
  expect(await papers.get("vorlage/vl_1/1.pdf")).toEqual(bytes("Fassung 1"))
  expect(await papers.put("empty", bytes(""))).toBe(sha256(""))
  expect(await papers.get("empty")).toEqual(bytes(""))
  expect((await stat(join(root, "kreis-aulenfeld/vorlage/vl_1/1.pdf"))).mode & 0o777).toBe(0o444)
})

test("the same bytes again are fine, other bytes are refused and change nothing", async () => {
  const papers = diskFiles(root, "kreis-aulenfeld", { writeOnce: true })
  await papers.put("a/b", bytes("eins"))
  expect(await papers.put("a/b", bytes("eins"))).toBe(sha256("eins"))
  await expect(papers.put("a/b", bytes("zwei"))).rejects.toBeInstanceOf(FileExists)
  expect(await papers.get("a/b")).toEqual(bytes("eins"))
})

test("of many writers at the same moment one wins and every other learns of it", async () => {
  const papers = diskFiles(root, "kreis-aulenfeld", { writeOnce: true })
  const texts = Array.from({ length: 24 }, (_, n) => `${n % 4}`.repeat(100_000))
  const results = await Promise.allSettled(texts.map((text) => papers.put("race/one", bytes(text))))
  const winner = new TextDecoder().decode(await papers.get("race/one"))
  expect(texts).toContain(winner)
  for (const [n, result] of results.entries()) {
    if (texts[n] === winner) expect(result).toEqual({ status: "fulfilled", value: sha256(winner) })
    else expect(result).toMatchObject({ status: "rejected", reason: { name: "FileExists" } })
  }
  expect(await readdir(join(root, "kreis-aulenfeld/.tmp"))).toEqual([])
})

test("papers are never dropped, drafts are, and a dropped path is free again", async () => {
  const papers = diskFiles(root, "kreis-aulenfeld", { writeOnce: true })
  await papers.put("kept", bytes("x"))
  await expect(papers.drop("kept")).rejects.toThrow("never dropped")
  const drafts = diskFiles(join(root, "drafts"), "kreis-aulenfeld", { writeOnce: false })
  await drafts.put("gone", bytes("x"))
  await expect(drafts.put("gone", bytes("y"))).rejects.toBeInstanceOf(FileExists)
  await drafts.drop("gone")
  await drafts.drop("gone")
  expect(await drafts.get("gone")).toBeUndefined()
  await drafts.put("gone", bytes("y"))
})

test("a tenant reaches its own files only, by no path", async () => {
  const ours = diskFiles(root, "stadt-brennhausen", { writeOnce: false })
  await ours.put("geheim", bytes("unser"))
  const others = diskFiles(root, "kreis-aulenfeld", { writeOnce: false })
  expect(await others.get("geheim")).toBeUndefined()
  const hostile = [
    "",
    "/etc/passwd",
    "../stadt-brennhausen/geheim",
    "a/../../stadt-brennhausen/geheim",
    "a//b",
    "a/",
    "./a",
    ".tmp/x",
    "a\\b",
    "a\0b",
    "ä",
    "a b",
    "a\nb",
    "x".repeat(201),
    "a/".repeat(300),
  ]
  for (const path of hostile) {
    await expect(others.get(path), path).rejects.toThrow("not a path")
    await expect(others.put(path, bytes("x")), path).rejects.toThrow("not a path")
    await expect(others.drop(path), path).rejects.toThrow("not a path")
  }
  for (const tenant of ["..", "", "a/b", "Kreis", "system"])
    expect(() => diskFiles(root, tenant, { writeOnce: true })).toThrow()
})

test("what does not exist is undefined, a folder and what lies below a file too", async () => {
  const papers = diskFiles(root, "kreis-aulenfeld", { writeOnce: true })
  await papers.put("folder/file", bytes("x"))
  for (const path of ["nothing", "folder", "folder/file/below"]) expect(await papers.get(path), path).toBeUndefined()
})

test("leftovers of a crash are swept away once they are old, files are not", async () => {
  const papers = diskFiles(root, "kreis-aulenfeld", { writeOnce: true })
  await papers.put("swept", bytes("x"))
  const old = join(root, "kreis-aulenfeld/.tmp/old")
  await writeFile(old, "half")
  await utimes(old, new Date("2026-01-01"), new Date("2026-01-01"))
  await writeFile(join(root, "kreis-aulenfeld/.tmp/new"), "half")
  expect(await sweepTemporary(root, new Date())).toBe(1)
  expect(await readdir(join(root, "kreis-aulenfeld/.tmp"))).toEqual(["new"])
  expect(await papers.get("swept")).toEqual(bytes("x"))
  await rm(join(root, "kreis-aulenfeld/.tmp/new"))
})
