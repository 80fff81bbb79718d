/**
 * How functions become bundles: code by esbuild, and the files that lie beside it. Tests run exactly these folders; the
 * infrastructure deploys them (`bundle`).
 */
import { cpSync, mkdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { LEAN } from "./lean.ts"

const HERE = import.meta.dirname

export const FUNCTIONS = ["api", "worker", "sweep", "bounce"] as const
export type FunctionName = (typeof FUNCTIONS)[number]

/** esbuild, but for entry and output. CommonJS packages inside ask for `require`; chunks keep what is rarely needed out of init. */
export const SETTINGS = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  minify: true,
  splitting: true,
  jsx: "automatic",
  // The SDK as ES modules: what nobody calls falls away.
  conditions: ["module", "node", "import"],
  mainFields: ["module", "main"],
  define: { "process.env.NODE_ENV": '"production"' },
  banner: { js: 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);' },
  outExtension: { ".js": ".mjs" },
} as const

/** A file beside the code: where it stands in its package, and where the code looks for it, below the bundle's folder. */
export interface Beside {
  readonly from: string
  readonly to: string
}

const FONTS = [
  ...["400Regular", "700Bold", "400Regular_Italic", "700Bold_Italic"].map((style) => [
    "noto-sans",
    style,
    `NotoSans_${style}`,
  ]),
  ["noto-sans-math", "400Regular", "NotoSansMath_400Regular"],
  ["noto-sans-symbols-2", "400Regular", "NotoSansSymbols2_400Regular"],
].map(([family, style, name]) => `@expo-google-fonts/${family}/${style}/${name}.ttf`)

/** @returns absolute paths `from`, relative paths `to` */
export function beside(name: FunctionName): Beside[] {
  if (name === "api") return [{ from: join(HERE, "src/public/pruefen.js"), to: "pruefen.js" }]
  if (name === "bounce") return []
  const pdf = createRequire(join(HERE, "../pdf/src/font.ts"))
  const kit = kitFolder()
  return [
    ...FONTS.map((font) => ({ from: pdf.resolve(font), to: `node_modules/${font}` })),
    { from: join(kit, "data/sRGB_IEC61966_2_1.icc"), to: "data/sRGB_IEC61966_2_1.icc" },
  ]
}

const kitFolder = (): string => dirname(createRequire(join(HERE, "../pdf/src/font.ts")).resolve("pdfkit"))

/** `package.json` of a bundle: modules, and where pdfkit finds its standard fonts. */
export const MANIFEST = JSON.stringify({
  type: "module",
  imports: { "#standard-fonts/*": "./standard-fonts/*.cjs" },
})

/**
 * Builds a function into a folder as it is deployed. @returns esbuild's metafile: what went in, with its bytes
 * @param code built in its place with the same settings, for comparisons
 */
export async function build(name: FunctionName, out: string, code?: string) {
  const { build: run } = await import("esbuild")
  mkdirSync(out, { recursive: true })
  const made = await run({
    ...SETTINGS,
    conditions: [...SETTINGS.conditions],
    mainFields: [...SETTINGS.mainFields],
    ...(code === undefined
      ? { entryPoints: { [name]: join(HERE, `src/cloud/${name}.ts`) } }
      : { stdin: { contents: code, resolveDir: join(HERE, "src/cloud"), sourcefile: "code.ts", loader: "ts" } }),
    outdir: out,
    plugins: [LEAN],
    metafile: true,
    logLevel: "error",
  })
  // No paper sets type in them; the library asks for each by name before it is told which font to use.
  if (name === "worker" || name === "sweep")
    await run({
      bundle: true,
      format: "cjs",
      platform: "node",
      minify: true,
      entryPoints: [join(kitFolder(), "standard-fonts/*.cjs")],
      outdir: join(out, "standard-fonts"),
      outExtension: { ".js": ".cjs" },
      logLevel: "error",
    })
  writeFileSync(join(out, "package.json"), MANIFEST)
  for (const { from, to } of beside(name)) {
    mkdirSync(dirname(join(out, to)), { recursive: true })
    cpSync(from, join(out, to))
  }
  return made.metafile
}
