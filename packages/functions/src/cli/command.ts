/** What a command of the command line is, and the few things all of them do. */
import { readFileSync } from "node:fs"
import { AppError } from "@beschlussweg/core/error"

export interface Command {
  /** German lines for the page that `pnpm cli` prints: how it is called, what it does */
  readonly usage: string
  /** @returns exit code. @throws AppError for what the one who called can mend */
  run(args: readonly string[]): Promise<number>
}

export const write = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Bytes of a file that somebody named. @throws AppError input "cli.unreadable" */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch {
    throw new AppError("input", "cli.unreadable", `Die Datei ${path} kann nicht gelesen werden.`)
  }
}

/** A value that the command cannot do without. @throws AppError input "cli.missing" */
export function needed(value: string | undefined, option: string, what: string): string {
  if (value === undefined || value === "")
    throw new AppError("input", "cli.missing", `Bitte nennen Sie mit --${option} ${what}.`)
  return value
}
