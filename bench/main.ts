/** The bench: `pnpm bench [name...] [--programme FILE.docx] [--rounds N] [--count N]`; see docs/bench.md. */
import { parseArgs } from "node:util"
import { logTo } from "@beschlussweg/functions/log"
import { failed, type Outcome, save, table } from "./measure.ts"

interface Options {
  readonly programme: string | undefined
  readonly rounds: number
  readonly count: number
}
const BENCHES: Readonly<Record<string, (options: Options) => Promise<Outcome>>> = {
  render: async (options) => (await import("./render.ts")).render(options),
  bundle: async (options) => (await import("./bundle.ts")).bundles(options),
  sign: async (options) => (await import("./sign.ts")).sign(options),
  decide: async (options) => (await import("./decide.ts")).decide(options),
  latency: async (options) => (await import("./latency.ts")).latency(options),
  verify: async () => (await import("./verify.ts")).verify(),
  auth: async (options) => (await import("./auth.ts")).auth(options),
  task: async (options) => (await import("./task.ts")).task(options),
  search: async (options) => (await import("./search.ts")).search(options),
  check: async (options) => (await import("./check.ts")).check(options),
  large: async (options) => (await import("./large.ts")).large(options),
  diff: async (options) => (await import("./diff.ts")).diff(options),
  number: async (options) => (await import("./number.ts")).number(options),
  frist: async (options) => (await import("./frist.ts")).fristen(options),
  mail: async (options) => (await import("./mail.ts")).mails(options),
  isolation: async () => (await import("./isolation.ts")).isolation(),
  kill: async (options) => (await import("./kill.ts")).kill(options),
  publication: async (options) => (await import("./publication.ts")).publication(options),
  oparl: async (options) => (await import("./oparl.ts")).oparl(options),
  typing: async (options) => (await import("./typing.ts")).typing(options),
  web: async (options) => (await import("./web.ts")).web(options),
  cost: async () => (await import("./cost.ts")).cost(),
  scale: async () => (await import("./scale.ts")).scale(),
  load: async (options) => (await import("./load.ts")).load(options),
  procedures: async (options) => (await import("./procedures.ts")).procedures(options),
}

process.env.AWS_EC2_METADATA_DISABLED = "true"
logTo(() => {})
const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  allowPositionals: true,
  options: {
    programme: { type: "string" },
    rounds: { type: "string", default: "7" },
    count: { type: "string", default: "1000" },
  },
})
const options: Options = { programme: values.programme, rounds: Number(values.rounds), count: Number(values.count) }
const names = positionals.length === 0 ? Object.keys(BENCHES) : positionals
for (const name of names) {
  const bench = BENCHES[name]
  if (!bench) throw new Error(`no bench is called ${name}; there are ${Object.keys(BENCHES).join(", ")}`)
  const outcome = await bench(options)
  save(name, outcome)
  process.stdout.write(`${table(name, outcome)}\n\n`)
  if (failed(outcome)) process.exitCode = 1
}
