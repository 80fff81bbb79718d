/** The command line. Every command calls the same verbs as HTTP; one file per noun stands in cli/. */
import { AppError } from "@beschlussweg/core/error"
import { audit } from "./cli/audit.ts"
import { backup, examine, restore } from "./cli/backup.ts"
import { check } from "./cli/check.ts"
import type { Command } from "./cli/command.ts"
import { demo } from "./cli/demo.ts"
import { key } from "./cli/key.ts"
import { operator } from "./cli/operator.ts"
import { root } from "./cli/root.ts"
import { search } from "./cli/search.ts"
import { stage } from "./cli/stage.ts"
import { tenant } from "./cli/tenant.ts"
import { verify } from "./cli/verify.ts"
import { logTo } from "./log.ts"

const COMMANDS: Readonly<Record<string, Command>> = {
  audit,
  backup,
  check,
  demo,
  examine,
  key,
  operator,
  restore,
  root,
  search,
  stage,
  tenant,
  verify,
}

async function main(args: readonly string[]): Promise<number> {
  const [name = "help", ...rest] = args[0] === "--" ? args.slice(1) : args
  logTo((line) => {
    if (process.env.BESCHLUSSWEG_DEBUG || line.includes("failed")) process.stderr.write(`${line}\n`)
  })
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    process.stderr.write(["Beschlussweg\n\n", ...Object.values(COMMANDS).map((c) => c.usage)].join(""))
    return name === "help" ? 0 : 1
  }
  try {
    return await command.run(rest)
  } catch (error) {
    const usage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
    if (!(error instanceof AppError) && !usage) throw error
    process.stderr.write(`${error.message}\n`)
    if (error instanceof AppError) for (const f of error.findings) process.stderr.write(`  ${f.place}: ${f.message}\n`)
    return 1
  }
}

process.env.AWS_EC2_METADATA_DISABLED = "true"
process.exitCode = await main(process.argv.slice(2))
