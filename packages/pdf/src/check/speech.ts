/** The words of a file as a screen reader gets them: along the structure tree, by marked content, through ToUnicode. */
import { type PDFDict, PDFDocument } from "@cantoo/pdf-lib"
import { contentOf, operators } from "./content.ts"
import { toUnicode } from "./font.ts"
import { type Node, treeOf } from "./tree.ts"
import { dict } from "./value.ts"

/** Text of each marked content of a page by its number. */
function marks(page: PDFDict, fonts: Map<PDFDict, Map<string, string>>): Map<number, string> {
  const found = new Map<number, string>()
  const resources = dict(dict(page, "Resources"), "Font")
  let codes: Map<string, string> | undefined
  const open: (number | undefined)[] = []
  for (const { op, args } of operators(contentOf(page))) {
    if (op === "BDC" || op === "BMC") {
      const mcid = /\/MCID\s+(\d+)/.exec(args[1] ?? "")?.[1]
      open.push(mcid === undefined ? undefined : Number(mcid))
    } else if (op === "EMC") open.pop()
    else if (op === "Tf") {
      const font = dict(resources, (args[0] ?? "").slice(1))
      if (font && !fonts.has(font)) fonts.set(font, toUnicode(font))
      codes = font && fonts.get(font)
    } else if (op === "TJ" || op === "Tj") {
      const mcid = open.findLast((one) => one !== undefined)
      if (mcid === undefined) continue
      const hex = [...(args[0] ?? "").matchAll(/<([0-9a-fA-F]*)>/g)].map(([, code = ""]) => code).join("")
      const text = (hex.match(/.{4}/g) ?? []).map((code) => codes?.get(code.toLowerCase()) ?? "\ufffd").join("")
      found.set(mcid, (found.get(mcid) ?? "") + text)
    }
  }
  return found
}

/** Elements with their words, in the order of the tree: one entry per piece of an element. */
export async function speech(bytes: Uint8Array): Promise<{ role: string; text: string }[]> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false })
  const tree = treeOf(pdf.catalog)
  const fonts = new Map<PDFDict, Map<string, string>>()
  const texts = new Map<string, string>()
  for (const page of pdf.getPages())
    for (const [mcid, text] of marks(page.node, fonts)) texts.set(`${page.ref}:${mcid}`, text)
  const walk = (node: Node): { role: string; text: string }[] =>
    node.order.flatMap((kid) =>
      typeof kid === "string" ? [{ role: node.role, text: texts.get(kid) ?? "" }] : walk(kid),
    )
  return (tree?.root ?? []).flatMap(walk)
}
