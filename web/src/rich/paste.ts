/**
 * What comes from the clipboard: structure stays, looks and everything active go. Word says lists and marks by looks only;
 * those few are turned into attributes before anything is parsed, because a strict policy of content forbids style attributes.
 */
import { DOMParser, type ParseOptions, type Slice } from "prosemirror-model"
import { schema } from "./schema.ts"

/** Characters of markup that are taken; more is taken as plain words. */
export const MOST = 4_000_000

/** @returns the same markup without scripts, styles, comments and handlers; looks that mean something as data- attributes */
export function clean(html: string): string {
  return (
    html
      // Of two kinds: <!-- --> and Word's <![if ...]>.
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/<!\[[^>]*>/g, "")
      .replace(/<(script|style|xml|noscript|template|object|iframe|svg|math)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/<\/?(script|style|link|meta|base|iframe|object|embed|form|input|button|svg|math)\b[^>]*>/gi, "")
      .replace(/<\/?\w+:[^>]*>/g, "")
      .replace(/\s(on\w+|srcdoc|formaction|srcset|background)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "")
      .replace(/<img\b[^>]*>/gi, "")
      .replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, (_, quoted: string) => looks(quoted.slice(1, -1)))
      .replace(/\sstyle\s*=\s*[^\s>"']+/gi, "")
  )
}

/** @returns number of pictures in the markup: they are not taken, and somebody should be told */
export const pictures = (html: string): number => html.match(/<(img|v:imagedata)\b/gi)?.length ?? 0

function looks(style: string): string {
  const said = (name: string): string =>
    new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]*)`, "i").exec(style)?.[1]?.trim().toLowerCase() ?? ""
  const out: string[] = []
  const list = /l(\d+)\s+level(\d)/.exec(said("mso-list"))
  if (list) out.push(`data-liste="${list[1]}" data-stufe="${list[2]}"`)
  else if (said("mso-list") === "ignore") out.push('data-zeichen=""')
  const weight = said("font-weight")
  if (/^(bold|[6-9]\d\d)/.test(weight)) out.push('data-fett=""')
  else if (/^(normal|[1-5]\d\d)/.test(weight)) out.push('data-normal=""')
  if (said("font-style") === "italic") out.push('data-kursiv=""')
  const align = said("text-align")
  if (align === "right" || align === "center") out.push(`data-align="${align}"`)
  return out.length > 0 ? ` ${out.join(" ")}` : ""
}

/** Paragraphs that Word means as items of a list, by the text of their sign. */
const ordered = (sign: string): boolean => /^\(?[\da-z]{1,4}[.)]$/i.test(sign)

/** Makes lists of the paragraphs that Word marks as items; deeper levels become lists within the item before. */
function lists(dom: ParentNode & Node): void {
  const document = dom.ownerDocument
  if (!document) return
  for (const first of [...dom.querySelectorAll("p[data-liste]")]) {
    if (!first.parentNode || first.closest("[data-fertig]")) continue
    const open: { level: number; list: Element }[] = []
    let next: Element | null = first
    const place = document.createElement("div")
    place.dataset.fertig = ""
    first.before(place)
    while (next?.matches("p[data-liste]")) {
      const item: Element = next
      next = item.nextElementSibling
      const level = Number(item.getAttribute("data-stufe") ?? 1)
      const mark = item.querySelector("[data-zeichen]")
      const sign = mark?.textContent?.trim() ?? ""
      mark?.remove()
      while (open.length > 0 && (open.at(-1)?.level ?? 0) > level) open.pop()
      if (open.at(-1)?.level !== level) {
        const list = document.createElement(ordered(sign) ? "ol" : "ul")
        const start = Number(/^\(?(\d+)/.exec(sign)?.[1] ?? 1)
        if (list.tagName === "OL" && start !== 1) list.setAttribute("start", String(start))
        const parent = open.at(-1)?.list.lastElementChild ?? place
        parent.append(list)
        open.push({ level, list })
      }
      const li = document.createElement("li")
      const p = document.createElement("p")
      p.append(...item.childNodes)
      li.append(p)
      open.at(-1)?.list.append(li)
      item.remove()
    }
    place.replaceWith(...place.childNodes)
  }
}

/** Parser of the clipboard: knows Word's lists, puts tables where tables can stand. */
export class ClipboardParser extends DOMParser {
  static of(): ClipboardParser {
    const { rules } = DOMParser.fromSchema(schema)
    return new ClipboardParser(schema, rules)
  }
  override parseSlice(dom: Node, options?: ParseOptions): Slice {
    if ("querySelectorAll" in dom) lists(dom as ParentNode & Node)
    return super.parseSlice(dom as globalThis.Node, options)
  }
}
