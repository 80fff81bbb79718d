/** Evaluates `sst.config.ts` under mocks: bundles it as SST does, with edits where a test wants one, and asks a child process. */
import { spawn } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { build, type Plugin } from "esbuild"
import { z } from "zod"
import { Answer, type Case, type Edit } from "./graph.ts"
import { PLATFORM, platform, ROOT, sealed } from "./platform.ts"

/** The program may hang where nothing sees it; then the child is ended. On a busy machine one evaluation takes seconds. */
const PATIENCE_MS = 420_000
/** Processes at a time: each evaluates its share one after the other. */
const PROCESSES = 2

/** Without the root stack, or with a second one, Pulumi waits for ever: one process, one case after the other. */
const SHARED = `
  import * as pulumi from "@pulumi/pulumi"
  import * as aws from "@pulumi/aws"
  import * as random from "@pulumi/random"
  import * as sst from "./src/components"
  import * as shim from "./src/shim/run.js"
  export { run } from "./src/auto/run"
  export const globals = { ...shim, sst, aws, random }
  export { getStore } from "@pulumi/pulumi/runtime/state.js"
  export { pulumi }
`
// SST's sources are CommonJS in places, and ask for what only CommonJS has.
const BANNER = `
  import { createRequire as beschlusswegRequire } from "node:module"
  import { fileURLToPath as beschlusswegPath } from "node:url"
  const require = beschlusswegRequire(import.meta.url)
  const __filename = beschlusswegPath(import.meta.url)
  const __dirname = beschlusswegPath(new URL(".", import.meta.url))
`

/** @throws Error when a file does not hold what is to be changed exactly once: a mutation that changes nothing proves nothing */
function edited(edits: readonly Edit[]): Plugin {
  return {
    name: "edits",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(ROOT, path)
        const mine = edits.filter((e) => e.file === file)
        if (mine.length === 0) return undefined
        let source = readFileSync(path, "utf8")
        for (const { from, to } of mine) {
          const pieces = source.split(from)
          if (pieces.length !== 2) throw new Error(`${file} holds ${pieces.length - 1} times: ${from}`)
          source = pieces.join(to)
        }
        return { contents: source, loader: "ts" }
      })
    },
  }
}

/** What the program reads while it runs: the edge's functions, and a built application of two files instead of forty. */
function rootIn(folder: string): string {
  const root = join(folder, "root")
  mkdirSync(join(root, "infra"), { recursive: true })
  for (const file of ["viewer.js", "page.js"]) copyFileSync(join(ROOT, "infra", file), join(root, "infra", file))
  mkdirSync(join(root, "web", "dist", "assets"), { recursive: true })
  writeFileSync(join(root, "web", "dist", "index.html"), "<!doctype html><title>Beschlussweg</title>")
  writeFileSync(join(root, "web", "dist", "assets", "index-abc123.js"), "export {}")
  return root
}

/** The graph of each case, or what the program failed with. @throws Error when the process fails or does not end in time */
export async function evaluate(cases: readonly Case[]): Promise<Answer[]> {
  platform()
  const folder = mkdtempSync(join(tmpdir(), "beschlussweg-infra-"))
  const root = rootIn(folder)
  // The platform's own modules are found from where they lie.
  const shared = join(PLATFORM, `beschlussweg.${process.pid}.${Date.now()}.mjs`)
  try {
    await build({
      stdin: { contents: SHARED, resolveDir: PLATFORM, loader: "ts" },
      outfile: shared,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      banner: { js: BANNER },
      logLevel: "error",
    })
    const bundles = await Promise.all(
      cases.map(async ({ stage, environment, edits }, i) => {
        const bundle = join(folder, `${i}.mjs`)
        for (const { file } of edits) readFileSync(join(ROOT, file))
        await build({
          entryPoints: [join(ROOT, "sst.config.ts")],
          outfile: bundle,
          bundle: true,
          platform: "node",
          format: "esm",
          plugins: [edited(edits)],
          logLevel: "error",
        })
        return { bundle, stage, environment }
      }),
    )
    const size = Math.ceil(bundles.length / PROCESSES)
    const shares = Array.from({ length: PROCESSES }, (_, n) => bundles.slice(n * size, (n + 1) * size))
    const answers = await Promise.all(
      shares.map(async (share, n) => {
        if (share.length === 0) return []
        const own = join(folder, `process-${n}`)
        mkdirSync(own)
        const [order, answer] = [join(own, "order.json"), join(own, "answer.json")]
        writeFileSync(order, JSON.stringify({ shared, folder: own, root, platform: PLATFORM, cases: share }))
        await child(order, answer)
        return z.array(Answer).parse(JSON.parse(readFileSync(answer, "utf8")))
      }),
    )
    return answers.flat()
  } finally {
    rmSync(shared, { force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

function child(order: string, answer: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const running = spawn(
      process.execPath,
      ["--no-warnings", "--max-semi-space-size=64", join(import.meta.dirname, "child.ts"), order, answer],
      {
        env: sealed(),
        stdio: ["ignore", "pipe", "pipe"],
        timeout: PATIENCE_MS,
        killSignal: "SIGKILL",
      },
    )
    let said = ""
    for (const stream of [running.stdout, running.stderr])
      stream.on("data", (chunk) => {
        said = `${said}${chunk}`.slice(-4000)
      })
    running.on("error", reject)
    running.on("close", (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`the program was not evaluated (${signal ?? code}): ${said}`))
    })
  })
}
