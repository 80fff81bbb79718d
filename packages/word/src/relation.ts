/** Relationships of a package part: what an r:id stands for, and the refusal of what would be loaded from outside. */
import { posix } from "node:path"
import { AppError } from "@beschlussweg/core/error"
import type { Package } from "./package.ts"
import { elements, parseXml } from "./xml.ts"

export interface Relation {
  readonly id: string
  /** last segment of the type: "image", "hyperlink", "chart", ... (the same in transitional and strict files) */
  readonly type: string
  /** path in the package, or the address as written when external */
  readonly target: string
  readonly external: boolean
}

/** Relations of the part at `path` by id; "" is the package itself. */
export function readRelations(pack: Package, path: string, fileName: string): Map<string, Relation> {
  const folder = posix.dirname(path)
  const rels = posix.join(folder, "_rels", `${posix.basename(path)}.rels`)
  const bytes = pack.parts.get(path === "" ? "_rels/.rels" : rels)
  const relations = new Map<string, Relation>()
  if (bytes === undefined) return relations
  for (const element of elements(parseXml(bytes, rels, fileName))) {
    const { Id: id, Type: type, Target: target, TargetMode: mode } = element.attributes
    if (id === undefined || type === undefined || target === undefined) continue
    const external = mode === "External"
    relations.set(id, {
      id,
      type: type.slice(type.lastIndexOf("/") + 1),
      target: external ? target : resolve(folder, target),
      external,
    })
  }
  return relations
}

function resolve(folder: string, target: string): string {
  const path = target.startsWith("/") ? posix.normalize(target) : posix.normalize(posix.join(folder, target))
  return path.replace(/^(\.\.\/)+/, "").replace(/^\/+/, "")
}

/**
 * Content that stands in another file is refused: it would be missing from the import, or be fetched by Word.
 * @throws AppError input "word.external"
 */
export function refuseExternal(relations: Iterable<Relation>, fileName: string): void {
  for (const relation of relations) {
    const remote = /^(https?|ftp):|^(file:)?[\\/]{2}[^\\/]/i.test(relation.target)
    const what =
      relation.external && relation.type === "attachedTemplate" && remote
        ? "eine Dokumentvorlage aus dem Netz"
        : relation.external && (relation.type === "subDocument" || relation.type === "frame")
          ? "ein verknüpftes Teildokument"
          : relation.external && relation.type === "oleObject"
            ? "ein verknüpftes Objekt"
            : relation.type === "aFChunk"
              ? "ein eingebettetes Teildokument in einem anderen Format"
              : undefined
    if (what === undefined) continue
    throw new AppError(
      "input",
      "word.external",
      `„${fileName}“ enthält ${what} (${relation.target.slice(0, 120)}) und wird deshalb nicht angenommen. Bitte fügen Sie den Inhalt in Word fest ein und lösen Sie die Verknüpfung.`,
    )
  }
}
