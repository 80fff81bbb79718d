/** Every verb there is: found in the modules of core themselves, so that a test cannot forget one. */
import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Ctx } from "@beschlussweg/core/context"
import type { Action } from "@beschlussweg/core/role"
import type { z } from "zod"

export type AnyVerb = ((ctx: Ctx, input: never) => Promise<unknown>) & {
  readonly name: string
  readonly may: Action
  readonly input: z.ZodType
}
const isVerb = (value: unknown): value is AnyVerb => typeof value === "function" && "may" in value && "input" in value

/** Whatever defines a verb is imported, whether or not anything else knows it. By name. */
export async function everyVerb(): Promise<ReadonlyMap<string, AnyVerb>> {
  const root = resolve("packages/core/src")
  const found: AnyVerb[] = []
  for (const file of await readdir(root, { recursive: true })) {
    if (!/\.tsx?$/.test(file) || /\.test\.|fixture/.test(file)) continue
    const path = join(root, file)
    if (!/\bverb\s*[(<]/.test(await readFile(path, "utf8"))) continue
    const module: Record<string, unknown> = await import(path)
    found.push(...Object.values(module).filter(isVerb))
  }
  return new Map(found.sort((a, b) => (a.name < b.name ? -1 : 1)).map((v) => [v.name, v]))
}
