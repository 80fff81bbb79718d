/** The children as one bundle each, as the worker is deployed: both candidates are built alike, so no loader stands in the figures. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"

/** Beside the pdf package, so that fonts and pdfkit (which loads its standard fonts at run time) are found. */
const OUT = join(import.meta.dirname, "..", "..", "packages", "pdf", "node_modules", ".cache", "bench")

/** Builds the children of `render` and `large`. @returns their paths */
export async function bundle(): Promise<{ render: string; large: string }> {
  mkdirSync(OUT, { recursive: true })
  await build({
    entryPoints: {
      child: join(import.meta.dirname, "child.ts"),
      large: join(import.meta.dirname, "..", "large", "child.ts"),
    },
    outdir: OUT,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    jsx: "automatic",
    external: ["pdfkit"],
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);' },
    logLevel: "error",
  })
  return { render: join(OUT, "child.mjs"), large: join(OUT, "large.mjs") }
}
