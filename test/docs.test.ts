/** What the pages point at is there: links with their headings, files, commands, and every page and picture is to be found. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, matchesGlob, relative } from "node:path"
import { describe, expect, test } from "vitest"

const AWAY = new Set(["node_modules", "dist", "results"])
function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return AWAY.has(entry.name) ? [] : below(path)
    return entry.isFile() ? [path] : []
  })
}
const files = [
  ...readdirSync(".", { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
  ...["bench", "docs", "infra", "packages", "test", "web"].flatMap(below),
]
const pages = files.filter((file) => file.endsWith(".md"))
const read = (file: string): string => readFileSync(file, "utf8")
const prose = (page: string): string => read(page).replaceAll(/^```[\s\S]*?^```$/gm, "")

/** A heading's anchor as code hosts make it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-")
const anchors = (page: string): string[] =>
  [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, words = ""]) => anchor(words))
const links = (page: string): string[] =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to).filter((to) => !/^(https?|mailto):/.test(to))
/** A page may leave out `packages/` and `src/`: "core/namesake.ts". */
const short = (file: string): string => file.replace(/^packages\/(\w+)\/src\//, "$1/")
/** "{a,b}" stands for each of both, so that one that is gone is not covered by the other. */
function spread(name: string): string[] {
  const [, before = "", inner = "", after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(name) ?? []
  return inner === "" ? [name] : inner.split(",").flatMap((one) => spread(`${before}${one}${after}`))
}
const paths = [...files, ...files.map(short)]
/** every path and every end of one */
const ends = new Set(paths.flatMap((path) => path.split("/").map((_, i, parts) => parts.slice(i).join("/"))))
const there = (name: string): boolean =>
  name.includes("*") ? paths.some((path) => matchesGlob(path, name)) : ends.has(name)
const keysOf = (file: string, table: string): string[] => {
  const [, inner = ""] = new RegExp(`const ${table}[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(read(file)) ?? []
  return [...inner.matchAll(/^ {2}(\w+)/gm)].map(([, key = ""]) => key)
}

describe("the pages", () => {
  test("link to what is there, headings included", () => {
    const dead = pages.flatMap((page) =>
      links(page).filter((to) => {
        const [path = "", heading] = to.split("#")
        const target = path === "" ? page : join(dirname(page), path)
        return !existsSync(target) || (heading !== undefined && !anchors(target).includes(decodeURIComponent(heading)))
      }),
    )
    expect(pages.flatMap(links).length).toBeGreaterThan(80)
    expect(dead).toEqual([])
  })

  test("name files that are there", () => {
    const named = pages.flatMap((page) =>
      [...prose(page).matchAll(/`([^`\n]+)`/g)]
        .flatMap(([, code = ""]) => [...code.matchAll(/[\w.*{},/-]+\.(?:tsx?|mjs|css|md|png)\b/g)])
        .flatMap(([name]) => spread(name))
        .map((name) => ({ page, name })),
    )
    expect(named.length).toBeGreaterThan(400)
    expect(named.filter(({ name }) => !there(name))).toEqual([])
  })

  test("name commands that are there", () => {
    const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts)
    const known: Readonly<Record<string, readonly string[]>> = {
      pnpm: [...scripts, "install", "exec"],
      cli: keysOf("packages/functions/src/cli.ts", "COMMANDS"),
      bench: keysOf("bench/main.ts", "BENCHES"),
    }
    for (const names of Object.values(known)) expect(names.length).toBeGreaterThan(8)
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/`{3}\w*\n[\s\S]*?\n`{3}|`[^`\n]+`/g)].flatMap(([code]) =>
        [...code.matchAll(/\b(pnpm|cli|bench)(?:@[\d.]+)? ([a-z]+)\b/g)].map(([, tool = "", name = ""]) => ({
          page,
          tool,
          name,
        })),
      ),
    )
    expect(named.length).toBeGreaterThan(60)
    expect(named.filter(({ tool, name }) => !known[tool]?.includes(name))).toEqual([])
  })

  test.each(["docs/handbuch", "docs/betrieb"])("%s: every page is linked from another one", (folder) => {
    const own = pages.filter((page) => dirname(page) === folder)
    const linked = new Set(
      pages.flatMap((page) => links(page).map((to) => join(dirname(page), to.split("#")[0] ?? ""))),
    )
    expect(own.length).toBeGreaterThan(8)
    expect(own.filter((page) => basename(page) !== "README.md" && !linked.has(page))).toEqual([])
  })

  test("the handbook's first page leads to all others", () => {
    const first = "docs/handbuch/README.md"
    const linked = links(first).map((to) => join(dirname(first), to.split("#")[0] ?? ""))
    expect(
      pages.filter((page) => dirname(page) === dirname(first) && page !== first && !linked.includes(page)),
    ).toEqual([])
  })

  test("show every picture, and a script makes it", () => {
    const shown = new Set(pages.flatMap((page) => links(page).map((to) => join(dirname(page), to))))
    const made = ["docs/pictures.ts", "docs/screens.ts"].map(read).join("\n")
    const pictures = files.filter((file) => dirname(file) === join("docs", "bild"))
    expect(pictures.length).toBeGreaterThan(10)
    expect(pictures.filter((picture) => !shown.has(picture))).toEqual([])
    expect(
      pictures
        .map((picture) => basename(relative("docs/bild", picture), ".png"))
        .filter((name) => !made.includes(name)),
    ).toEqual([])
  })
})
