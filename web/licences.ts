/** Licences of third parties: every package that runs in production with its licence and its text, read from what is installed. */
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const ROOT = join(import.meta.dirname, "..")

export interface Licences {
  readonly packages: readonly {
    readonly name: string
    readonly version: string
    /** SPDX */
    readonly licence: string
    readonly source: string
    /** keys of `texts` */
    readonly texts: readonly string[]
  }[]
  /** by a short name of their content: many packages share one */
  readonly texts: Readonly<Record<string, string>>
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly license?: string | { readonly type?: string }
  readonly repository?: string | { readonly url?: string }
  readonly homepage?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest

/** Of the fonts that the design standard brings along only the files are in its package. */
const FIRA = "Copyright (c) 2012-2015, The Mozilla Foundation and Telefonica S.A., with Reserved Font Name Fira."

/** Walks from our packages over all that they need at run time. @throws Error where something says no licence */
export function licences(): Licences {
  const own = [...readdirSync(join(ROOT, "packages")).map((p) => join(ROOT, "packages", p)), join(ROOT, "web")]
  const found = new Map<string, Licences["packages"][number]>()
  const texts: Record<string, string> = {}
  const queue = own.filter((folder) => existsSync(join(folder, "package.json")))
  const seen = new Set(queue)
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const { name = "", version = "", dependencies = {}, optionalDependencies = {}, ...rest } = manifest(folder)
    if (!name.startsWith("@beschlussweg/")) {
      const own = textsOf(folder)
      const named = typeof rest.license === "object" ? rest.license.type : rest.license
      // Some name it in their text alone.
      const licence = named ?? own.map((key) => spoken(texts[key] ?? "")).find((said) => said !== undefined)
      if (!licence) throw new Error(`${name} names no licence`)
      found.set(`${name}@${version}`, { name, version, licence, source: sourceOf(rest, name), texts: own })
    }
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const there = resolved(folder, needed)
      // An optional package of another system is not installed, and so is not passed on.
      if (there === undefined || seen.has(there)) continue
      seen.add(there)
      queue.push(there)
    }
  }
  const ofl = [...found.values()].find((p) => p.name === "@expo-google-fonts/noto-sans")?.texts.at(-1)
  const body = ofl === undefined ? undefined : texts[ofl]
  if (body === undefined) throw new Error("the text of the OFL is missing")
  const fira = kept(`${FIRA}\n\n${body.slice(body.indexOf("This Font Software"))}`)
  found.set("Fira Sans", {
    name: "Fira Sans (Schrift)",
    version: "4.3",
    licence: "OFL-1.1",
    source: "https://github.com/mozilla/Fira",
    texts: [fira],
  })
  const packages = [...found.values()].sort((a, b) => a.name.localeCompare(b.name, "en"))
  return { packages, texts }

  function kept(text: string): string {
    const key = createHash("sha256").update(text).digest("hex").slice(0, 12)
    texts[key] = text
    return key
  }
  function textsOf(folder: string): string[] {
    return readdirSync(folder)
      .filter((file) => /^(licen[cs]e|copying|notice|ofl)/i.test(file) && !/\.(js|ts|json)$/i.test(file))
      .sort()
      .map((file) => kept(readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim()))
  }
}

const spoken = (text: string): string | undefined =>
  /^(The )?MIT License/im.test(text) || /Permission is hereby granted, free of charge/.test(text) ? "MIT" : undefined

function resolved(from: string, name: string): string | undefined {
  for (let at = realpathSync(from); ; at = dirname(at)) {
    const folder = join(at, "node_modules", name)
    if (existsSync(join(folder, "package.json"))) return realpathSync(folder)
    // A package of the store finds its own beside itself.
    if (at.endsWith("node_modules") && existsSync(join(at, name, "package.json"))) return realpathSync(join(at, name))
    if (at === dirname(at)) return undefined
  }
}

function sourceOf({ repository, homepage }: Manifest, name: string): string {
  const url = typeof repository === "object" ? repository.url : repository
  const web = (url ?? homepage ?? "")
    .replace(/^git\+/, "")
    .replace(/^git:/, "https:")
    .replace(/\.git$/, "")
  return web.startsWith("https://") ? web : web.startsWith("http://") ? web : `Paket ${name}`
}

/** For the page of the application, and as a text for everybody else. */
export function writeLicences(dist: string): void {
  const all = licences()
  writeFileSync(join(dist, "lizenzen.json"), JSON.stringify(all))
  const list = all.packages.map((p) => `${p.name} ${p.version} · ${p.licence}\n${p.source}`).join("\n\n")
  const texts = Object.entries(all.texts).map(([key, text]) => {
    const of = all.packages.filter((p) => p.texts.includes(key)).map((p) => p.name)
    return `${"=".repeat(72)}\n${of.join(", ")}\n${"=".repeat(72)}\n\n${text}`
  })
  const head = "Lizenzen Dritter: Beschlussweg enthält diese Werke anderer unter ihren Lizenzen."
  writeFileSync(join(dist, "lizenzen.txt"), `${head}\n\n${list}\n\n${texts.join("\n\n")}\n`)
}
