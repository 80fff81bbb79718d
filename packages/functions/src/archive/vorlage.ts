/** vorlagen/ of an archive: a folder per Vorlage with its items, the papers of every Fassung and its Anlagen. */
import { dayOf } from "@beschlussweg/core/day"
import { fileName, slug, unique } from "@beschlussweg/core/filename"
import { uploadPath } from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import type { Archive } from "../archive.ts"
import type { Listed } from "./page.ts"

export async function vorlagen(archive: Archive, partitions: readonly string[]): Promise<Listed[]> {
  const found: Listed[] = []
  const free = unique()
  for (const partition of partitions) {
    const id = partition.slice("vorlage/".length)
    const whole = await Vorlage.load(archive.ctx, id)
    const { nummer } = whole.root.value
    const folder = free(`vorlagen/${nummer === undefined ? `entwurf-${id}` : slug(nummer)}`)
    found.push(await one(archive, whole, folder))
  }
  return found.sort((a, b) => a.nummer.localeCompare(b.nummer, "de", { numeric: true }))
}

async function one(archive: Archive, whole: Vorlage.Whole, folder: string): Promise<Listed> {
  const { root, chain, fassungen, texts, tasks } = whole
  const documents: { path: string; label: string }[] = []
  for (const { value: fassung } of fassungen) {
    const at = `${folder}/fassung-${fassung.n}`
    for (const d of fassung.documents) {
      // Ticked off without a file, in a declared mode of tests.
      if (d.path === "") continue
      const path = await archive.file("papers", d.path, `${at}/${fileName(d.fileName)}`)
      if (path !== undefined) documents.push({ path, label: `Fassung ${fassung.n}: ${d.fileName}` })
    }
    const frozen = await Vorlage.frozenOf(archive.ctx, fassung.sha256)
    for (const { uploadId, fileName: name } of frozen.uploads) {
      const path = await archive.file("papers", uploadPath(uploadId), `${at}/anlagen/${fileName(name)}`)
      if (path !== undefined) documents.push({ path, label: `Fassung ${fassung.n}: Anlage ${name}` })
    }
  }
  const plain = {
    vorlage: root.value,
    zeichnungsweg: chain?.value,
    fassungen: fassungen.map((f) => f.value),
    texte: [...texts.values()],
    aufgaben: tasks.map((t) => t.value),
  }
  await archive.add(`${folder}/vorlage.json`, `${JSON.stringify(plain, null, 2)}\n`)
  const { nummer, betreff, updatedAt } = root.value
  const over = chain && ["completed", "stopped", "withdrawn"].includes(chain.value.state)
  archive.ended(chain ? "vorlage" : "draft", dayOf(new Date(over ? chain.value.since : updatedAt)))
  return { nummer: nummer ?? "Entwurf", betreff, status: Vorlage.status(chain?.value), folder, documents }
}
