/** What a package holds: its files in order, under names that every system can keep. */
import { canonical, sha256 } from "../canonical.ts"
import { ADOPTED, type Chain, type StepOf } from "../chain/index.ts"
import { mainFile } from "../document/job.ts"
import { fileName, slug } from "../filename.ts"
import { uploadPath } from "../upload.ts"
import type { Document, Fassung, Frozen, Text, Whole } from "../vorlage/item.ts"
import { status } from "../vorlage/status.ts"

/** Another program makes other bytes of the same state. */
const PACKER = 1

/** A file that is filed already. */
export interface Source {
  /** in the package */
  readonly name: string
  readonly title: string
  /** among the papers; empty in the declared mode without documents */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly mediaType: string
  readonly at: string
  readonly public: boolean
}

export interface Plan {
  /** the same for the same content */
  readonly id: string
  readonly vorlageId: string
  readonly tenantId: string
  readonly chain: Chain
  readonly fassung: Fassung
  readonly frozen: Frozen
  readonly texts: ReadonlyMap<string, Text>
  readonly state: string
  readonly nonPublic: boolean
  readonly main: Source | undefined
  readonly anlagen: readonly Source[]
  /** "047-2027_Fassung-2" */
  readonly base: string
  /** of the ZIP */
  readonly fileName: string
  /** instant of the newest paper in it: the time of all files */
  readonly at: string
}

/** Mark of what is not for the public, in names and in the papers of the package. */
export const MARK = "NICHTOEFFENTLICH"

export const isBody = (s: Chain["steps"][number]): s is StepOf<"body"> => s.kind === "body"

export async function planOf(whole: Whole, chain: Chain, fassung: Fassung, frozen: Frozen): Promise<Plan> {
  const { form } = frozen
  const closed = chain.steps.some(
    (s) => isBody(s) && s.result && whole.texts.get(s.result.textId)?.result?.sitzungPublic === false,
  )
  const nonPublic = !form.public || closed || form.anlagen.some((a) => !a.public)
  const base = `${slug(frozen.nummer)}_Fassung-${frozen.fassung}`
  const main = mainFile(fassung)
  const anlagen = form.anlagen.map((a, i): Source => {
    const open = a.public && form.public
    const name = (ending: string) =>
      `Anlagen/${String(i + 1).padStart(2, "0")}_${open ? "" : `${MARK}_`}${slug(a.title)}${ending}`
    if (a.kind === "programme")
      return { ...ofDocument(programmeOf(chain, fassung)), name: name(".pdf"), title: a.title, public: open }
    const upload = frozen.uploads.find((u) => u.anlageId === a.id)
    if (!upload) throw new Error(`frozen Fassung lacks upload ${a.id}`)
    const ending = /\.[a-z0-9]{1,8}$/.exec(fileName(upload.fileName))?.[0] ?? ""
    return {
      name: name(ending),
      title: a.title,
      path: uploadPath(upload.uploadId),
      sha256: upload.sha256,
      bytes: upload.bytes,
      mediaType: upload.mediaType,
      at: frozen.at,
      public: open,
    }
  })
  const own: Source = {
    ...ofDocument(main),
    name: `Vorlage_${base}.pdf`,
    title: `${frozen.artLabel} ${frozen.nummer}`,
    public: form.public,
  }
  const state = status(chain, whole.root.value.control)
  const results = chain.steps.filter(isBody).map((s) => [s.id, s.status, s.termin, s.result?.textId ?? null])
  const id = (
    await sha256(
      canonical([PACKER, fassung.sha256, state, own.sha256, anlagen.map((a) => [a.name, a.sha256]), results]),
    )
  ).slice(0, 40)
  const at = [own.at, ...anlagen.map((a) => a.at)].sort().at(-1) ?? frozen.at
  return {
    id,
    vorlageId: whole.root.value.id,
    tenantId: frozen.tenantId,
    chain,
    fassung,
    frozen,
    texts: whole.texts,
    state,
    nonPublic,
    main: main ? own : undefined,
    anlagen,
    base,
    fileName: `${nonPublic ? `${MARK}_` : ""}Uebergabe_${base}.zip`,
    at: at === "" ? frozen.at : at,
  }
}

/** The Endfassung once the programme was adopted; before that the programme as it was handed in. */
function programmeOf(chain: Chain, { documents }: Fassung): Document | undefined {
  const adopted = chain.outcome !== undefined && ADOPTED.includes(chain.outcome)
  return (
    (adopted ? documents.findLast((d) => d.kind === "endfassung") : undefined) ??
    documents.findLast((d) => d.kind === "programme")
  )
}

const ofDocument = (d: Document | undefined): Omit<Source, "name" | "title" | "public"> => ({
  path: d?.path ?? "",
  sha256: d?.sha256 ?? "",
  bytes: d?.bytes ?? 0,
  mediaType: "application/pdf",
  at: d?.at ?? "",
})
