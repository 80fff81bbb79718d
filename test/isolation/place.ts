/** Where ids stand in the input of a verb: found in its schema, and put in the place of each other one at a time. */
import { createHash } from "node:crypto"
import { Sha256 } from "@beschlussweg/core/content"
import { Ref } from "@beschlussweg/core/id"
import { Day } from "@beschlussweg/core/paper"
import { z } from "zod"

type Schema = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null
const schemaOf = (type: z.ZodType): Schema => ({ ...z.toJSONSchema(type, { unrepresentable: "any", io: "input" }) })
const REF = schemaOf(Ref).pattern
const DAY = schemaOf(Day).pattern
const isDay = (pattern: unknown): boolean => pattern !== undefined && pattern === DAY
const SHA256 = schemaOf(Sha256).pattern
/** Names that say "id" where the schema does not: a string that somebody looks something up by. */
const NAMED = /^(to|log|cursor|secret|token)$|(Id|Ids|[sS]ha256)(\[\])?$/
/**
 * Words of a house's own settings and of a chain, chosen by people and the same in many houses. They find nothing by
 * themselves; a wrong one is refused as unknown.
 */
const WORDS =
  /(^|\.)(stepId|partyId|placeId|artId|amtId|gremiumId|anlageId|sectionId|blockId|relationId|clientId)(\[\])?$|^template\.|\.template\./

/** Places of ids in an input, "form.anlagen[].uploadId", of all alternatives of the schema. */
export function idPlaces(type: z.ZodType): string[] {
  const whole = schemaOf(type)
  const found = new Set<string>()
  const resolve = (ref: string): unknown =>
    ref
      .split("/")
      .slice(1)
      .reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), whole)
  const walk = (node: unknown, path: string, above: readonly unknown[]): void => {
    if (!isObject(node) || above.includes(node)) return
    const next = [...above, node]
    if (typeof node.$ref === "string") walk(resolve(node.$ref), path, next)
    const open = node.type === "string" && node.enum === undefined && node.const === undefined
    const id = node.pattern !== undefined && (node.pattern === REF || node.pattern === SHA256)
    // A day or an instant may be called "to", too.
    const named = node.format === undefined && NAMED.test(path.split(".").at(-1) ?? "") && !isDay(node.pattern)
    if (open && (id || named) && !WORDS.test(path)) found.add(path)
    for (const name of ["anyOf", "oneOf", "allOf"])
      for (const one of Array.isArray(node[name]) ? node[name] : []) walk(one, path, next)
    for (const [name, one] of Object.entries(isObject(node.properties) ? node.properties : {}))
      walk(one, path === "" ? name : `${path}.${name}`, next)
    walk(node.items, `${path}[]`, next)
    walk(node.additionalProperties, `${path}.*`, next)
  }
  walk(whole, "", [])
  return [...found].sort()
}

export interface Leaf {
  /** "form.anlagen[].uploadId" */
  readonly place: string
  /** ["form", "anlagen", "1", "uploadId"] */
  readonly at: readonly string[]
  readonly value: string
}

/** Every string of an input with its place. */
export function leaves(value: unknown, place = "", at: readonly string[] = []): Leaf[] {
  if (typeof value === "string") return [{ place, at, value }]
  if (Array.isArray(value)) return value.flatMap((one, i) => leaves(one, `${place}[]`, [...at, String(i)]))
  if (!isObject(value) || value instanceof Uint8Array) return []
  return Object.entries(value).flatMap(([name, one]) =>
    leaves(one, place === "" ? name : `${place}.${name}`, [...at, name]),
  )
}

/** The input with another value at one place; everything else is shared. */
export function replaced<T>(input: T, at: readonly string[], value: string): T {
  const put = (node: unknown, [name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return value
    if (Array.isArray(node)) return node.map((one, i) => (String(i) === name ? put(one, rest) : one))
    return isObject(node) ? { ...node, [name]: put(node[name], rest) } : node
  }
  return put(input, at) as T
}

/** An id of the same shape that never was one. */
export function madeUp(value: string): string {
  const hash = createHash("sha256").update(`never was: ${value}`).digest("hex")
  if (/^[0-9a-f]{64}$/.test(value)) return hash
  const ulid = /^([a-z]+)_[0-9A-Z]{26}$/.exec(value)
  if (ulid)
    return `${ulid[1]}_01K${hash
      .toUpperCase()
      .replaceAll(/[^0-9ABCDEF]/g, "0")
      .slice(0, 23)}`
  return `nie-${hash.slice(0, Math.max(4, value.length - 4))}`.slice(0, Math.max(8, value.length))
}
