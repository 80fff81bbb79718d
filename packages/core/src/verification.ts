/**
 * Echtheit: who holds a file or a printout asks whether it is genuine. The hash of every stage is known; of what is not
 * public the answer is "genuine" and nothing else.
 */
import { z } from "zod"
import { Sha256 } from "./content.ts"
import type { Ctx, Table, Write } from "./context.ts"
import { MAIN } from "./document/job.ts"
import { fileOf, pageOf } from "./publication/address.ts"
import { isPublic, Publication, type PublicFile, publicationKey, SHARDS, viewPath } from "./publication/item.ts"
import { decisionWords, View } from "./publication/view.ts"
import { house } from "./tenant.ts"
import { retrying } from "./verb.ts"
import { type Document, type DocumentKind, Fassung, fassungKey, frozenOf, Root, rootKey } from "./vorlage/item.ts"

/** A printed code (of a Fassung), or the hash of a file, and what it belongs to. */
const Known = z.strictObject({ version: z.literal(1), vorlageId: z.string(), fassung: z.int().min(1) })
type Known = z.infer<typeof Known>

/** Opaque id that is printed on every paper of a Fassung. */
export const Code = z.string().regex(/^[0-9a-f]{32}$/)
export const codeKey = (code: string): string => `verify/${code.slice(0, 1)}/${code}`
export const hashKey = (sha256: string): string => `hash/${sha256.slice(0, 1)}/${sha256}`

/** The code of a Fassung, written by the commit that freezes it. */
export const codeWrite = (code: string, vorlageId: string, fassung: number): Write => ({
  put: codeKey(code),
  value: { version: 1, vorlageId, fassung } satisfies Known,
  rev: "new",
})

/** The hashes of papers, for the commit that files them; what is known already stays. Costs one read per paper. */
export async function hashWrites(
  table: Table,
  hashes: readonly string[],
  vorlageId: string,
  fassung: number,
): Promise<Write[]> {
  const value: Known = { version: 1, vorlageId, fassung }
  const writes: Write[] = []
  for (const hash of new Set(hashes)) {
    if (await table.get(hashKey(hash), Known)) continue
    writes.push({ put: hashKey(hash), value, rev: "new" })
  }
  return writes
}

/** What somebody asks: the printed code, the hash of a file, or both. */
export interface Question {
  readonly code?: string | undefined
  /** what follows the code in the printed address: "oeffentlich", "endfassung", "umlauf", the step of an Auszug */
  readonly part?: string | undefined
  readonly sha256?: string | undefined
}

/** What a public document says of itself. */
export interface Told {
  readonly house: string
  readonly nummer: string
  readonly artLabel: string
  readonly betreff: string
  readonly fassung: number
  /** "Beschlussvorlage 047/2027", "Beschlussauszug Kreisausschuss" */
  readonly title: string
  readonly signed: readonly { readonly label: string; readonly name?: string | undefined; readonly on: string }[]
  /** a newer file stands in its place */
  readonly superseded: boolean
  readonly decided: boolean
  readonly decision: string
  /** own addresses below the service: its page, the file that holds now */
  readonly page: string
  readonly file: string | undefined
}

/**
 * unknown: neither code nor file is of this house. other: the code is, the file is not. code, file: genuine and not
 * public. public: genuine and public, with what it says of itself; `by` says whether a file was looked at.
 */
export type Answer =
  | { readonly kind: "unknown" }
  | { readonly kind: "other" }
  | { readonly kind: "code" }
  | { readonly kind: "file" }
  | { readonly kind: "public"; readonly by: "code" | "file"; readonly told: Told }

/** Looks a code or a hash up in the house of the context. @returns "unknown" for a house that is none */
export async function ask(ctx: Ctx, { code, part, sha256 }: Question): Promise<Answer> {
  const coded = code === undefined ? undefined : await known(ctx, codeKey(code), Code.safeParse(code).success)
  if (code !== undefined && !coded) return { kind: "unknown" }
  if (sha256 === undefined) return coded ? byCode(ctx, coded, part) : { kind: "unknown" }
  const valid = Sha256.safeParse(sha256).success
  const filed = await known(ctx, hashKey(sha256), valid)
  const found = filed ?? (valid && coded ? coded : undefined)
  const other: Answer = coded ? { kind: "other" } : { kind: "unknown" }
  if (!found) return other
  return byHash(ctx, found, sha256, filed !== undefined, other)
}

async function known(ctx: Ctx, key: string, valid: boolean): Promise<Known | undefined> {
  return valid ? (await ctx.table.get(key, Known))?.value : undefined
}

/** What is public of a Vorlage, and where; undefined when nothing is. */
async function shownOf(ctx: Ctx, vorlageId: string) {
  const p = (await ctx.table.get(publicationKey(vorlageId), Publication))?.value
  if (!p || !isPublic(p) || p.live === undefined) return undefined
  const { publication, publicId } = await house(ctx.table)
  if (!publication || publicId === undefined) return undefined
  const bytes = await ctx.drafts.get(viewPath(p.publicId, p.live))
  if (!bytes) return undefined
  return { p, publicId, view: View.parse(JSON.parse(new TextDecoder().decode(bytes))) }
}
type Shown = NonNullable<Awaited<ReturnType<typeof shownOf>>>

async function byCode(ctx: Ctx, { vorlageId, fassung }: Known, part: string | undefined): Promise<Answer> {
  const shown = await shownOf(ctx, vorlageId)
  // An earlier Fassung was never public: of it nothing is said.
  if (!shown || shown.view.fassung !== fassung) return { kind: "code" }
  const file = shown.p.files.find((f) => f.withdrawnAt === undefined && printedOn(f, part))
  if (!file) return { kind: "code" }
  const signed = file.kind === "vorlage" ? shown.view.signatures : []
  return { kind: "public", by: "code", told: told(shown, file, signed, false) }
}

/** Is it this file that has the code with this part on its last page? The sealed file and its twin have different ones. */
function printedOn({ kind, ref, fileName }: PublicFile, part: string | undefined): boolean {
  if (part === undefined || part === "oeffentlich")
    return kind === "vorlage" && isTwin(fileName) === (part !== undefined)
  if (part === "endfassung") return kind === "programm" && fileName.includes("Endfassung")
  return kind === "auszug" && ref === part
}
const isTwin = (fileName: string): boolean => /_oeffentlich(-[A-Za-z-]+)?\.pdf$/.test(fileName)

async function byHash(ctx: Ctx, found: Known, sha256: string, filed: boolean, other: Answer): Promise<Answer> {
  const { vorlageId, fassung } = found
  const shown = await shownOf(ctx, vorlageId)
  const item = (await ctx.table.get(fassungKey(vorlageId, fassung), Fassung))?.value
  const documents = item?.documents ?? []
  // A paper of a time before hashes were kept is found by the code of its Fassung.
  const here = documents.find((d) => d.sha256 === sha256)
  if (shown) {
    const live = shown.p.files.filter((f) => f.withdrawnAt === undefined)
    const now = live.find((f) => f.sha256 === sha256)
    const once = now ?? live.find((f) => f.before.includes(sha256)) ?? stageOf(live, documents, here)
    if (once) {
      const signed = here ? signedBy(shown.view, documents, here) : []
      return { kind: "public", by: "file", told: told(shown, once, signed, now === undefined) }
    }
  }
  return filed || here ? { kind: "file" } : other
}

/** The public file that begins with this stage: its bytes are in what everybody can read. */
function stageOf(
  live: readonly PublicFile[],
  documents: readonly Document[],
  here: Document | undefined,
): PublicFile | undefined {
  if (!here) return undefined
  return live.find((file) => {
    const of = documents.find((d) => d.sha256 === file.sha256)
    if (!of || documents.indexOf(here) > documents.indexOf(of)) return false
    const row = (d: Document) => (MAIN.includes(d.kind) ? "main" : AUSZUG.includes(d.kind) ? `auszug ${d.stepId}` : "")
    return row(here) !== "" && row(here) === row(of)
  })
}
const AUSZUG: readonly DocumentKind[] = ["auszug", "auszug-sign"]

/** Who has signed in this very stage; a twin names all who had signed by then. */
function signedBy(view: View, documents: readonly Document[], here: Document): View["signatures"] {
  if (here.kind === "twin") return view.signatures
  if (!MAIN.includes(here.kind)) return []
  const upTo = documents.slice(0, documents.indexOf(here) + 1).filter((d) => d.kind === "sign")
  return view.signatures.filter((s) => s.carried || upTo.some((d) => d.stepId === s.stepId))
}

function told(
  { p, publicId, view }: Shown,
  file: PublicFile | undefined,
  signed: View["signatures"],
  superseded: boolean,
): Told {
  const { house: name, nummer, artLabel, betreff, fassung, decided } = view
  return {
    house: name,
    nummer,
    artLabel,
    betreff,
    fassung,
    title: file?.title ?? `${artLabel} ${nummer}`,
    signed: signed.map(({ label, name: who, on }) => ({ label, name: who, on })),
    superseded,
    decided,
    decision: decisionWords(view),
    page: pageOf(publicId, p.publicId),
    file: file && fileOf(publicId, p.publicId, file.id),
  }
}

const Ready = z.strictObject({ version: z.literal(1), at: z.iso.datetime() })
const READY = `verify/${SHARDS[0]}/ready`
const TOGETHER = 50

/**
 * Codes and hashes of what was filed before there were any; once per house. Broken off, it begins anew and writes what is
 * missing. @returns how many were written, undefined when it was done before
 */
export function ensure(ctx: Pick<Ctx, "table" | "papers" | "now">): Promise<number | undefined> {
  // Two duties of a house may look at the same time; the slower one finds it done.
  return retrying(() => catchUpAll(ctx))
}

async function catchUpAll(ctx: Pick<Ctx, "table" | "papers" | "now">): Promise<number | undefined> {
  const { table } = ctx
  if (await table.get(READY, Ready)) return undefined
  let count = 0
  let cursor: string | undefined
  do {
    const page = await table.listIndex("list/vorlage/", Root, { cursor })
    for (const { value } of page.items) {
      if (!(await table.get(rootKey(value.id), Root))) continue
      for (let n = 1; n <= value.fassung; n++) count += await catchUp(ctx, value.id, n)
    }
    cursor = page.cursor
  } while (cursor)
  await table.commit([], [{ put: READY, value: { version: 1, at: ctx.now().toISOString() }, rev: "new" }])
  return count
}

async function catchUp(ctx: Pick<Ctx, "table" | "papers">, vorlageId: string, n: number): Promise<number> {
  const fassung = (await ctx.table.get(fassungKey(vorlageId, n), Fassung))?.value
  if (!fassung) return 0
  const { verifyId } = await frozenOf(ctx, fassung.sha256)
  const hashes = fassung.documents.map((d) => d.sha256)
  const writes = await hashWrites(ctx.table, hashes, vorlageId, n)
  if (!(await ctx.table.get(codeKey(verifyId), Known))) writes.push(codeWrite(verifyId, vorlageId, n))
  for (let at = 0; at < writes.length; at += TOGETHER) await ctx.table.commit([], writes.slice(at, at + TOGETHER))
  return writes.length
}
