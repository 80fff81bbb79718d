/** Content streams: everything that is painted is either tagged or an artifact, and every tag is known to the tree. */
import { decodePDFRawStream, PDFArray, type PDFDict, PDFName, PDFRawStream, PDFRef } from "@cantoo/pdf-lib"
import type { Tree } from "./tree.ts"
import { number } from "./value.ts"

const PAINTS = new Set(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "EI"])

/** Operators of a content stream with their operands; strings and arrays stay single operands. */
export function* operators(source: string): Generator<{ op: string; args: string[] }> {
  const token =
    /\((?:\\[\s\S]|[^\\()])*\)|<<(?:[^<>]|<[^<>]*>)*>>|<[0-9A-Fa-f\s]*>|\[(?:[^\]])*\]|\/[^\s/()<>[\]]*|[^\s/()<>[\]]+/g
  let args: string[] = []
  for (const [part] of source.matchAll(token)) {
    if (/^[A-Za-z'"][A-Za-z0-9*'"]*$/.test(part) && !["true", "false", "null"].includes(part)) {
      yield { op: part, args }
      args = []
    } else args.push(part)
  }
}

/** Content of a page, all streams in one. */
export function contentOf(page: PDFDict): string {
  const value = page.lookup(PDFName.of("Contents"))
  const streams = value instanceof PDFArray ? value.asArray().map((ref) => page.context.lookup(ref)) : [value]
  return streams
    .map((stream) =>
      stream instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(stream).decode()).toString("latin1") : "",
    )
    .join("\n")
}

export function contentProblems(page: PDFDict, tree: Tree, where: string): string[] {
  const found: string[] = []
  const key = number(page, "StructParents")
  const owners = tree.parents.get(key ?? -1)
  const list = owners instanceof PDFRef ? page.context.lookup(owners) : owners
  const ref = page.context.getObjectRef(page)?.toString() ?? ""
  const open: ("artifact" | "tagged" | "other")[] = []
  const seen = new Set<number>()
  let unmarked = 0
  for (const { op, args } of operators(contentOf(page))) {
    if (op === "BDC" || op === "BMC") {
      const mcid = /\/MCID\s+(\d+)/.exec(args[1] ?? "")?.[1]
      const kind = args[0] === "/Artifact" ? "artifact" : mcid === undefined ? "other" : "tagged"
      if (kind !== "other" && open.some((one) => one !== "other")) found.push(`${where}: marks are nested`)
      open.push(kind)
      if (mcid !== undefined) {
        const id = Number(mcid)
        if (seen.has(id)) found.push(`${where}: mark ${id} twice`)
        seen.add(id)
        const owner = list instanceof PDFArray ? list.get(id) : undefined
        const elem = owner ? tree.byRef.get(owner.toString()) : undefined
        if (!elem) found.push(`${where}: mark ${id} belongs to nothing`)
        else {
          if (!elem.contents.includes(`${ref}:${id}`)) found.push(`${where}: ${elem.role} does not name mark ${id}`)
          if (args[0] !== `/${elem.role}`) found.push(`${where}: mark ${id} says ${args[0]}, the tree ${elem.role}`)
        }
      }
    } else if (op === "EMC") {
      if (open.length === 0) found.push(`${where}: EMC without begin`)
      open.pop()
    } else if (op === "k" || op === "K") found.push(`${where}: print colours`)
    else if (PAINTS.has(op) && !open.some((one) => one !== "other")) unmarked += 1
  }
  if (unmarked > 0) found.push(`${where}: ${unmarked} painting operators are neither tagged nor artifact`)
  if (open.length > 0) found.push(`${where}: marks stay open`)
  if (list instanceof PDFArray && list.size() !== seen.size) found.push(`${where}: the tree knows other marks`)
  return found
}
