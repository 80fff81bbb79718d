/** programme/ of an archive: each programme with its Stände and its working text as content trees. */
import { dayOf } from "@beschlussweg/core/day"
import { slug } from "@beschlussweg/core/filename"
import * as Inventory from "@beschlussweg/core/inventory"
import { Draft, Programme } from "@beschlussweg/core/programme"
import { contentPath } from "@beschlussweg/core/upload"
import type { z } from "zod"
import type { Archive } from "../archive.ts"
import type { ListedProgramme } from "./page.ts"

type Working = z.infer<typeof Draft>

export async function programmes(archive: Archive, partitions: readonly string[]): Promise<ListedProgramme[]> {
  const found: ListedProgramme[] = []
  for (const partition of partitions) {
    let programme: Programme | undefined
    let draft: Working | undefined
    for await (const { key, value } of Inventory.items(archive.ctx.table, [partition])) {
      if (key.endsWith("/root")) programme = Programme.parse(value)
      if (key.endsWith("/draft")) draft = Draft.parse(value)
    }
    if (programme) found.push(await one(archive, programme, draft))
  }
  return found
}

async function one(archive: Archive, programme: Programme, draft: Working | undefined): Promise<ListedProgramme> {
  const { id, title, year, staende } = programme
  const folder = `programme/${year}-${slug(title)}-${id}`
  const files: { path: string; label: string }[] = []
  const text = async (sha256: string, name: string, label: string) => {
    const path = await archive.file("drafts", contentPath(sha256), `${folder}/${name}`)
    if (path !== undefined) files.push({ path, label })
  }
  for (const { no, sha256 } of staende) await text(sha256, `stand-${no}.json`, `Stand ${no}`)
  if (draft) await text(draft.sha256, "arbeitstext.json", "Arbeitstext")
  await archive.add(`${folder}/programm.json`, `${JSON.stringify({ programme, draft }, null, 2)}\n`)
  const last = [staende.at(-1)?.at, draft?.at]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1)
  if (last !== undefined) archive.ended("programme", dayOf(new Date(last)))
  return { title, year, folder, files }
}
