/** Reading the interface: one object, one page of a list, and the way from stored to given-out JSON. */
import type { Ctx } from "../context.ts"
import { type Body, changedIndex, goneKey, Item, idFrom, idTo, liveKey, ObjectId, secondOf, type Type } from "./item.ts"
import { toldSecond } from "./when.ts"
import { INTERNAL } from "./write.ts"

/** One object as it stands: with a body, or as what is left of it. */
export interface Found {
  readonly id: string
  readonly created: string
  readonly modified: string
  readonly body: Body | undefined
}

const found = (id: string, { created, modified, body }: Item): Found => ({ id, created, modified, body })

/** @returns undefined for an id that never was one of this list. One read, a second one where it is no longer public. */
export async function object(ctx: Pick<Ctx, "table">, list: Type, id: string): Promise<Found | undefined> {
  if (!ObjectId.safeParse(id).success) return undefined
  const stored = (await ctx.table.get(liveKey(list, id), Item)) ?? (await ctx.table.get(goneKey(list, id), Item))
  return stored && found(id, stored.value)
}

/** What a list is narrowed to; all of them instants that are meant themselves, too. */
export interface Filter {
  readonly createdSince?: Date | undefined
  readonly createdUntil?: Date | undefined
  readonly modifiedSince?: Date | undefined
  readonly modifiedUntil?: Date | undefined
}

/** Pages in a row that may hold nothing of what was asked for, before an empty one is given out. */
const EMPTY = 10

/**
 * One page: one Query. By their ids, so by the instant of creation, without a filter or by creation; by the instant of change
 * where that is asked for. Objects that are no longer public are there only with `modifiedSince`.
 * @param limit 1 to 100
 * @throws AppError input "cursor.invalid" for a cursor of another house, list or filter
 */
export async function list(
  ctx: Pick<Ctx, "table">,
  name: string,
  filter: Filter,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: Found[]; cursor: string | undefined }> {
  const { createdSince, createdUntil, modifiedSince, modifiedUntil } = seconds(filter)
  const changed = modifiedSince !== undefined || modifiedUntil !== undefined
  let { cursor } = page
  for (let round = 1; ; round++) {
    const asked = { limit: page.limit, cursor }
    const read = changed
      ? await ctx.table.listIndex(changedIndex(name, ""), Item, {
          ...asked,
          from: modifiedSince && secondOf(modifiedSince),
          to: modifiedUntil && secondOf(modifiedUntil),
        })
      : await ctx.table.list(liveKey(name, ""), Item, {
          ...asked,
          from: createdSince && idFrom(createdSince),
          to: createdUntil && idTo(createdUntil),
        })
    const [since, until] = [createdSince && secondOf(createdSince), createdUntil && secondOf(createdUntil)]
    const items = read.items
      .map(({ key, value }) => found(key.slice(key.lastIndexOf("/") + 1), value))
      .filter((i) => i.body !== undefined || modifiedSince !== undefined)
      .filter((i) => (since === undefined || i.created >= since) && (until === undefined || i.created <= until))
    cursor = read.cursor
    if (items.length > 0 || cursor === undefined || round >= EMPTY) return { items, cursor }
  }
}

/** Objects know whole seconds: from the next one on, up to the last one. */
function seconds(filter: Filter): Filter {
  const up = (d: Date | undefined) => d && new Date(Math.ceil(d.getTime() / 1000) * 1000)
  const down = (d: Date | undefined) => d && new Date(Math.floor(d.getTime() / 1000) * 1000)
  return {
    createdSince: up(filter.createdSince),
    createdUntil: down(filter.createdUntil),
    modifiedSince: up(filter.modifiedSince),
    modifiedUntil: down(filter.modifiedUntil),
  }
}

/** Where the interface of a house stands. */
export interface Place {
  /** "https://beschlussweg.example" */
  readonly origin: string
  /** "https://beschlussweg.example/oparl/<publicId>" */
  readonly base: string
}
export const placeOf = (baseUrl: string, publicId: string): Place => {
  const origin = baseUrl.replace(/\/+$/, "")
  return { origin, base: `${origin}/oparl/${publicId}` }
}

export const SCHEMA = "https://schema.oparl.org/1.1/"
export const schemaOf = (type: Type): string => `${SCHEMA}${type.charAt(0).toUpperCase()}${type.slice(1)}`

/** The address of an object; a System is what stands at the beginning of all the others. */
const idOf = (place: Place, type: Type, id: string): string =>
  type === "system" ? place.base : `${place.base}/${type}/${id}`

/** The JSON of an object with whole addresses. @param omitInternal leaves its inner lists out */
export function given(place: Place, type: Type, { id, created, modified, body }: Found, omitInternal = false): Body {
  const head = { id: idOf(place, type, id), type: schemaOf(type) }
  const times = { created: toldSecond(created), modified: toldSecond(modified) }
  if (!body) return { ...head, ...times, deleted: true }
  const inner = omitInternal ? (INTERNAL[type] ?? []) : []
  const kept = Object.entries(body).filter(([name]) => !inner.includes(name) || REQUIRED[type]?.includes(name))
  return { ...head, ...expandMembers(place, Object.fromEntries(kept), omitInternal), ...times }
}

/** Lists that an object must have even where inner lists are left out. */
const REQUIRED: Readonly<Partial<Record<Type, readonly string[]>>> = { body: ["legislativeTerm"] }

const expandMembers = (place: Place, body: Body, omitInternal: boolean): Body =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, expand(place, value, omitInternal)]))

function expand(place: Place, value: unknown, omitInternal: boolean): unknown {
  if (Array.isArray(value)) return value.map((v) => expand(place, v, omitInternal))
  if (typeof value !== "object" || value === null) return value
  const { "@": to, "/": path, "=": named, c, m, ...body } = value as Body
  if (typeof to === "string") return to === "" ? place.base : `${place.base}/${to}`
  if (typeof path === "string") return `${place.origin}${path}`
  if (typeof named !== "string" || typeof c !== "string" || typeof m !== "string")
    throw new Error("not a stored object")
  const [type, id = ""] = named.split("/")
  return given(place, type as Type, { id, created: c, modified: m, body }, omitInternal)
}
