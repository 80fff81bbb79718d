/** A crawler of an OParl interface that follows everything from its System and keeps book of every broken rule. */
import { isObject, isUrl, type Json, look, RULES, SCHEMA } from "./rule.ts"

export type Ask = (url: string, headers?: Record<string, string>) => Promise<Response>

export interface Options {
  readonly ask: Ask
  /** parts of words that must occur in no byte of any answer */
  readonly secrets?: readonly string[]
  /** asks for each file as well; how many at most (default: all) */
  readonly files?: number
  /** asks for each object by its own address as well; every n-th of them (default: all) */
  readonly every?: number
  /** told of every answered page of a list */
  readonly page?: (list: string, bytes: number, objects: number) => void
}

export interface Crawl {
  /** every rule that was broken, in words */
  readonly wrong: string[]
  /** objects of the lists by type, in the order they came */
  readonly lists: ReadonlyMap<string, readonly Json[]>
  /** every object by its address, those inside of others included */
  readonly objects: ReadonlyMap<string, Json>
  readonly requests: number
  readonly pages: number
}

/** Crawls all lists from the System, then asks for what was only named, and compares. */
export async function crawl(system: string, options: Options): Promise<Crawl> {
  const { secrets = [], files = Number.POSITIVE_INFINITY, every = 1 } = options
  const wrong: string[] = []
  const objects = new Map<string, Json>()
  const lists = new Map<string, Json[]>()
  let requests = 0
  let pages = 0
  const ask = async (url: string): Promise<Json | undefined> => {
    requests++
    const response = await options.ask(url)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    if (response.status !== 200) wrong.push(`${url}: ${response.status}`)
    if (response.headers.get("access-control-allow-origin") !== "*") wrong.push(`${url}: no CORS`)
    if (!/^application\/json(; charset=utf-8)?$/i.test(response.headers.get("content-type") ?? ""))
      wrong.push(`${url}: content type ${response.headers.get("content-type")}`)
    if (bytes[0] === 0xef) wrong.push(`${url}: begins with a BOM`)
    if (!response.headers.get("etag")) wrong.push(`${url}: no ETag`)
    if (/&(amp|lt|gt|quot|#\d+);/.test(text)) wrong.push(`${url}: HTML in its text`)
    for (const secret of secrets) if (text.includes(secret)) wrong.push(`${url}: says "${secret}"`)
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
    wrong.push(`${url}: no object`)
    return undefined
  }
  const refs: { url: string; type: string; from: string }[] = []
  const waiting: { url: string; type: string }[] = []
  const insides: { object: Json; type: string; parent: string }[] = []
  const known = new Set<string>()
  const take = (object: Json, type: string, parent?: string): void => {
    const { wrong: bad, refs: named, lists: more, inside } = look(object, type, parent)
    wrong.push(...bad)
    refs.push(...named)
    for (const list of more)
      if (!known.has(list.url)) {
        known.add(list.url)
        waiting.push(list)
      }
    const id = String(object.id)
    if (parent !== undefined) refs.push({ url: id, type, from: `${parent} it is inside of` })
    const whole = objects.get(id)
    if (parent === undefined) objects.set(id, object)
    else if (!whole) objects.set(id, { ...object, "inside:only": true })
    for (const i of inside) {
      insides.push(i)
      take(i.object, i.type, i.parent)
    }
  }
  const first = await ask(system)
  if (!first) return { wrong, lists, objects, requests, pages }
  if (first.id !== system) wrong.push(`${system} calls itself ${String(first.id)}`)
  take(first, "System")
  for (let list = waiting.shift(); list; list = waiting.shift()) {
    const found = await all(list, { ask, wrong, page: options.page })
    pages += found.pages
    for (const object of found.data) {
      take(object, list.type)
      if (object.deleted !== undefined) wrong.push(`${list.url}: a stub without modified_since`)
    }
    // Lists of a single organization hold what the list of all holds as well.
    if (!lists.has(list.type)) lists.set(list.type, found.data)
  }
  // What is inside of another object is also in its list, with the same content and its back reference.
  for (const [id, object] of objects)
    if ("inside:only" in object) wrong.push(`${id}: only inside of others, in no list`)
  for (const { object, type, parent } of insides) {
    const whole = objects.get(String(object.id)) ?? {}
    const back = RULES[type]?.back[parent]
    const same = Object.fromEntries(Object.entries(whole).filter(([key]) => key !== back))
    if (JSON.stringify(same) !== JSON.stringify(object))
      wrong.push(`${String(object.id)}: another one inside of ${parent}`)
    if (back !== undefined && whole[back] === undefined) wrong.push(`${String(object.id)}: does not name its ${parent}`)
  }
  let n = 0
  for (const [id, object] of objects) {
    if (n++ % every !== 0) continue
    const alone = await ask(id)
    if (alone && JSON.stringify(alone) !== JSON.stringify(object)) wrong.push(`${id}: differs from its list`)
  }
  for (const { url, type, from } of refs) {
    const target = objects.get(url)
    if (!target) wrong.push(`${from}: leads to ${url}, which is in no list`)
    else if (target.type !== `${SCHEMA}${type}`) wrong.push(`${from}: leads to a ${String(target.type)}`)
  }
  for (const [url, object] of [...objects].filter(([, o]) => o.type === `${SCHEMA}File`).slice(0, files)) {
    for (const [key, saved] of [
      ["accessUrl", false],
      ["downloadUrl", true],
    ] as const) {
      requests++
      await file(String(object[key]), saved, object, { ask: options.ask, wrong, url })
    }
  }
  return { wrong, lists, objects, requests, pages }
}

interface Around {
  readonly ask: (url: string) => Promise<Json | undefined>
  readonly wrong: string[]
  readonly page?: Options["page"]
}

/** All pages of a list; each must be whole, keep the filters, and hold nothing that another one held. */
export async function all(
  list: { readonly url: string; readonly type: string },
  { ask, wrong, page }: Around,
): Promise<{ data: Json[]; pages: number }> {
  const data: Json[] = []
  const seen = new Set<string>()
  const asked = new URL(list.url)
  let pages = 0
  let next: string | undefined = list.url
  let begin: unknown
  while (next !== undefined) {
    const url: string = next
    const found: Json | undefined = await ask(url)
    pages++
    next = undefined
    if (!found) break
    const { data: objects, pagination, links } = found
    const fail = (what: string) => wrong.push(`${url}: ${what}`)
    for (const key of Object.keys(found)) if (!["data", "pagination", "links"].includes(key)) fail(`has ${key}`)
    if (!Array.isArray(objects) || !isObject(pagination) || !isObject(links)) {
      fail("no envelope")
      break
    }
    for (const [key, value] of Object.entries(pagination)) {
      if (!["totalElements", "elementsPerPage", "currentPage", "totalPages"].includes(key)) fail(`pagination.${key}`)
      if (!Number.isInteger(value)) fail(`pagination.${key} is no number`)
    }
    for (const [key, value] of Object.entries(links)) {
      if (!["first", "prev", "self", "next", "last", "web"].includes(key)) fail(`links.${key}`)
      if (!isUrl(value)) fail(`links.${key} is no address`)
      else
        for (const [name, wish] of asked.searchParams)
          if (name !== "page" && new URL(value).searchParams.get(name) !== wish) fail(`links.${key} forgets ${name}`)
    }
    if (links.self !== undefined && links.self !== url) fail(`calls itself ${String(links.self)}`)
    begin ??= links.first
    if (links.first !== begin) fail("another first page")
    if (objects.length > 100) fail(`${objects.length} objects on a page`)
    for (const object of objects.filter(isObject)) {
      const id = String(object.id)
      if (seen.has(id)) fail(`${id} again`)
      seen.add(id)
      data.push(object)
    }
    page?.(list.type, JSON.stringify(found).length, objects.length)
    if (isUrl(links.next)) next = links.next
  }
  return { data, pages }
}

async function file(
  url: string,
  saved: boolean,
  object: Json,
  { ask, wrong, url: from }: { readonly ask: Ask; readonly wrong: string[]; readonly url: string },
): Promise<void> {
  const response = await ask(url)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const fail = (what: string) => wrong.push(`${from}: ${url} ${what}`)
  if (response.status !== 200) return void fail(`answers ${response.status}`)
  const disposition = response.headers.get("content-disposition") ?? ""
  if (!saved && disposition.startsWith("attachment") && object.mimeType === "application/pdf")
    fail("is saved, not shown")
  if (saved && !(disposition.startsWith("attachment") && disposition.includes("filename"))) fail(`has ${disposition}`)
  if (bytes.length !== object.size) fail(`has ${bytes.length} bytes`)
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", bytes))
  if (Buffer.from(digest).toString("hex") !== object.sha512Checksum) fail("has another checksum")
}
