/** What esbuild is told about packages so that only what we call gets into a bundle: no line of theirs is changed in what it does. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Plugin } from "esbuild"

/**
 * Left out whole: zod's other languages, the SDK's search for credentials (Lambda has them in its environment), its guess
 * at browsers, of the clients' manifests all but the version. Rewritten so that esbuild sees what is not used: the SDK's
 * schemas and our imports of zod.
 */
export const LEAN: Plugin = {
  name: "lean",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as de } from "./de.js"; export { default as en } from "./en.js"',
    }))
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: join(import.meta.dirname, "src/cloud/credential.ts"),
    }))
    build.onResolve({ filter: /^bowser(?:\/|$)/ }, () => ({ path: "bowser", namespace: "empty" }))
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "export {}" }))
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string }
      return { contents: JSON.stringify({ version }), loader: "json" }
    })
    build.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ },
      ({ path }) => {
        const plain = literal(readFileSync(path, "utf8"))
        return { contents: path.includes("client-ssm") ? unregistered(plain) : plain }
      },
    )
    build.onLoad({ filter: /[\\/]packages[\\/][a-z]+[\\/]src[\\/].*\.tsx?$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8")
      if (!ZOD.test(source)) return undefined
      return { contents: source.replace(ZOD, ZOD_PARTS), loader: path.endsWith("x") ? "tsx" : "ts" }
    })
  },
}

// The package gives `z` as one value, of which a bundler can leave nothing out; as a namespace it can.
const ZOD = /^import \{ (?:type ZodType, )?z \} from "zod"$/m
const ZOD_PARTS = 'import * as z from "zod"; import type { ZodType } from "zod"'

/** Keys that are constants become what they are: `{ [_hE]: 400 }` might run code for all that esbuild knows, `{ "httpError": 400 }` does not. */
function literal(schemas: string): string {
  const values = new Map(
    [...schemas.matchAll(/^const (_\w+) = ("[^"\\\n]*");$/gm)].map(([, name, value]) => [name, value]),
  )
  return schemas.replace(/\[(_\w+)\]:/g, (whole, name: string) => {
    const value = values.get(name)
    return value === undefined ? whole : `${value}:`
  })
}

/**
 * SSM has two hundred kinds of errors, of which reading parameters meets five; an error without a class keeps its name and
 * its message in the class of the service.
 */
const unregistered = (schemas: string): string => schemas.replace(/^n0_registry\.registerError\(\w+\$, \w+\);$/gm, "")
