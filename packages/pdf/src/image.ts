/** Pictures of one document: opened and written before the pages, so that the order of objects never depends on timing. */
import { AppError } from "@beschlussweg/core/error"
import type { Kit, KitImage } from "./kit.ts"
import { embedPng } from "./png.ts"

/** by SHA-256; the bytes are asked for one by one, when a picture is written */
export type Pictures = ReadonlyMap<string, () => Promise<Uint8Array>>
const opened = new WeakMap<Kit, Map<string, KitImage>>()

function unusable(reason: string, message: string): AppError {
  return new AppError("refused", reason, message)
}

/** @throws AppError refused: "image.unreadable", "image.cmyk" */
export async function openPictures(kit: Kit, pictures: Pictures): Promise<void> {
  const known = new Map<string, KitImage>()
  opened.set(kit, known)
  for (const [sha256, load] of pictures) {
    const bytes = await load()
    let image: KitImage
    try {
      const own = await embedPng(kit, bytes, `P${known.size + 1}`)
      image = own ?? kit.openImage(bytes)
      if (!own) image.embed(kit)
    } catch {
      throw unusable(
        "image.unreadable",
        `Das Bild ${sha256.slice(0, 8)} lässt sich nicht lesen. Bitte als PNG oder JPEG neu speichern.`,
      )
    }
    // archival PDF with an sRGB intent knows no print colours
    if (image.colorSpace === "DeviceCMYK")
      throw unusable("image.cmyk", `Das Bild ${sha256.slice(0, 8)} hat Druckfarben (CMYK). Bitte in RGB umwandeln.`)
    while (image.imgData) await new Promise((resolve) => setImmediate(resolve))
    known.set(sha256, image)
  }
}

export function drawPicture(kit: Kit, sha256: string, width: number, height: number): void {
  const image = opened.get(kit)?.get(sha256)
  if (!image) throw new Error(`picture ${sha256} was not opened`)
  kit.image(image, 0, 0, { width, height })
}
