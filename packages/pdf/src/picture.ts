/** Which pictures a text shows, and where their bytes are. */
import { type Block, walk } from "@beschlussweg/core/content"
import type { Images } from "@beschlussweg/core/paper"
import type { Pictures } from "./image.ts"

/** Every picture in the blocks, each once, in reading order. */
export function picturesOf(list: readonly Block[], images: Images): Pictures {
  const wanted = new Set<string>()
  walk(list, "", (block) => {
    if (block.type === "image") wanted.add(block.file)
  })
  return new Map([...wanted].map((sha256) => [sha256, () => images(sha256)]))
}
