/** Which pictures a text shows, and their bytes. */
import { type Block, walk } from "@beschlussweg/core/content"
import type { Images } from "@beschlussweg/core/paper"
import type { Pictures } from "./image.ts"

/** Bytes of every picture in the blocks, each once, in reading order. */
export async function picturesOf(list: readonly Block[], images: Images): Promise<Pictures> {
  const wanted = new Set<string>()
  walk(list, "", (block) => {
    if (block.type === "image") wanted.add(block.file)
  })
  const found = new Map<string, Uint8Array>()
  for (const sha256 of wanted) found.set(sha256, await images(sha256))
  return found
}
