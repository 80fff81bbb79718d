/** Worker: writes the package, one file after the other; the same state gives the same bytes. */
import { sha256 } from "../canonical.ts"
import { walk } from "../content.ts"
import type { Bytes, Stored, Write } from "../context.ts"
import { type Duty, dutyKey } from "../duty.ts"
import { AppError } from "../error.ts"
import { every } from "../page.ts"
import { imagePath } from "../upload.ts"
import { frozenOf, load, present } from "../vorlage/item.ts"
import type { WorkCtx, ZipFile } from "../work.ts"
import { combined } from "./combined.ts"
import { paperOf, returnsOf, type Written } from "./data.ts"
import { dutyId, Package, packageKey, packagePath } from "./item.ts"
import { MARK, type Plan, planOf, type Source } from "./plan.ts"
import { readme } from "./readme.ts"
import { sheetHtml, sheetText } from "./sheet.ts"

const ATTEMPTS = 5

/** Makes the package that a duty asks for and drops older ones of the Vorlage. Given up after five attempts. */
export async function work(ctx: WorkCtx, owed: Stored<Duty>): Promise<void> {
  const { log: vorlageId, id: duty, attempts } = owed.value
  const id = duty.slice(dutyId("").length)
  const key = packageKey(vorlageId, id)
  const done: Write = { drop: dutyKey(owed.value), rev: owed.rev }
  const stored = await ctx.table.get(key, Package)
  if (!stored) return ctx.table.commit([], [done])
  let next: Partial<Package>
  try {
    const plan = await current(ctx, vorlageId)
    // Gone on meanwhile: that state is asked for anew.
    if (plan?.id !== id) next = { state: "failed" }
    else {
      if (!ctx.zip) throw new Error("this worker writes no packages")
      const made = await ctx.drafts.write(packagePath(vorlageId, id), ctx.zip(files(ctx, plan), new Date(plan.at)))
      next = { state: "ready", sha256: made.sha256, bytes: made.bytes }
    }
  } catch (error) {
    if (attempts < ATTEMPTS) throw error
    next = { state: "failed" }
  }
  const all = await every((cursor) => ctx.table.list(`handover/${vorlageId}`, Package, { cursor }))
  const old = all
    .filter((p) => p.key !== key && p.value.state !== "making" && p.value.at <= stored.value.at)
    .slice(0, next.state === "ready" ? 90 : 0)
  await ctx.table.commit(
    [],
    [
      { put: key, value: { ...stored.value, ...next }, rev: stored.rev },
      done,
      ...old.map((p): Write => ({ drop: p.key, rev: p.rev })),
    ],
  )
  for (const p of old) await ctx.drafts.drop(packagePath(vorlageId, p.value.id))
}

/** What would be packed now; undefined for a Vorlage that was never handed in. */
export async function current(ctx: WorkCtx, vorlageId: string): Promise<Plan | undefined> {
  const whole = await load(ctx, vorlageId)
  const fassung = present(whole)?.value
  const chain = whole.chain?.value
  if (!chain || !fassung) return undefined
  return planOf(whole, chain, fassung, await frozenOf(ctx, chain.sha256))
}

/** Every file of the package in its order; the list of hashes is the last. */
async function* files(ctx: WorkCtx, plan: Plan): AsyncGenerator<ZipFile, void, void> {
  const sums: string[] = []
  const file = async (name: string, content: Bytes | string): Promise<ZipFile> => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
    sums.push(`${await sha256(bytes)}  ${name}\n`)
    return { name, bytes }
  }
  const bytesOf = async (source: Source): Promise<Bytes | undefined> => {
    if (source.path === "" && ctx.documents === "off") return undefined
    const bytes = await ctx.papers.get(source.path)
    if (!bytes) throw new Error(`paper ${source.path} is missing`)
    if ((await sha256(bytes)) !== source.sha256) throw new Error(`paper ${source.path} has other bytes`)
    return bytes
  }
  const written = async (source: Source, bytes: Bytes): Promise<Written> => ({
    source,
    sha256: source.sha256,
    sha512: await sha512(bytes),
    bytes: bytes.byteLength,
  })
  let main: Written | undefined
  const anlagen: Written[] = []
  if (plan.main) {
    const bytes = await bytesOf(plan.main)
    if (bytes) {
      main = await written(plan.main, bytes)
      yield await file(plan.main.name, bytes)
    }
  }
  for (const source of plan.anlagen) {
    const bytes = await bytesOf(source)
    if (!bytes) continue
    anlagen.push(await written(source, bytes))
    yield await file(source.name, bytes)
  }
  const whole = await combined(ctx, plan)
  if (whole) yield await file(`${plan.nonPublic ? `${MARK}_` : ""}Gesamt_${plan.base}.pdf`, whole)
  yield await file("Felder.html", sheetHtml(plan, await pictures(ctx, plan)))
  yield await file("Felder.txt", sheetText(plan))
  yield await file("oparl.json", print(paperOf(plan, main, anlagen)))
  const returns = returnsOf(plan)
  for (const [i, r] of returns.entries())
    yield await file(`Rueckmeldung/${String(i + 1).padStart(2, "0")}_${r.form.gremiumId}.json`, print(r.form))
  yield await file("LIESMICH.txt", readme(plan, { combined: whole !== undefined, returns: returns.length > 0 }))
  yield { name: "SHA256SUMS", bytes: new TextEncoder().encode(sums.join("")) }
}

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

async function sha512(bytes: Bytes): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-512", bytes as BufferSource)
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("")
}

/** Pictures of the form's texts by their hash. */
async function pictures(ctx: WorkCtx, { frozen }: Plan): Promise<Map<string, Bytes>> {
  const found = new Map<string, Bytes>()
  const names = new Set<string>()
  for (const blocks of [frozen.form.beschlussvorschlag, frozen.form.erlaeuterungen])
    walk(blocks, "", (block) => {
      if (block.type === "image") names.add(block.file)
    })
  for (const name of names) {
    const bytes = await ctx.papers.get(imagePath(name))
    if (bytes) found.set(name, bytes)
  }
  return found
}

/** Is there anything that cannot be packed? @throws AppError refused */
export function requirePackable(plan: Plan): void {
  const sum = [plan.main, ...plan.anlagen].reduce((n, s) => n + (s?.bytes ?? 0), 0)
  if (sum > PACKAGE_LIMIT)
    throw new AppError(
      "refused",
      "package.size",
      "Diese Vorlage ist mit ihren Anlagen größer als 1 GB. Bitte übergeben Sie die Dateien einzeln; jede lässt sich an der Vorlage laden.",
    )
}
export const PACKAGE_LIMIT = 1024 * 1024 * 1024
