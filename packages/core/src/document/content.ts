/** From the frozen Fassung to the inputs of its papers: form, programme, list of Anlagen. */
import { sha256 } from "../canonical.ts"
import { CHANGE_LABEL, LEVEL_LABEL, type StepOf } from "../chain/index.ts"
import { ProgrammeContent } from "../content.ts"
import type { Bytes } from "../context.ts"
import { germanDay } from "../day.ts"
import type { Anlage, Attachment, ProgrammePaper, VorlagePaper } from "../paper.ts"
import { paperContent } from "../plainly.ts"
import { contentPath, uploadPath } from "../upload.ts"
import type { Frozen } from "../vorlage/item.ts"
import type { WorkCtx } from "../work.ts"
import { fileNumber, verifyUrl } from "./job.ts"

/** Above this sum uploaded Anlagen are referenced by hash instead of embedded. */
export const EMBED_LIMIT = 20 * 1024 * 1024

export const programmeName = (frozen: Frozen): string =>
  `Anlage_Programm_${fileNumber(frozen)}_Fassung-${frozen.fassung}.pdf`

export async function programmePaper(ctx: WorkCtx, frozen: Frozen): Promise<ProgrammePaper | undefined> {
  if (!frozen.programme) return undefined
  const index = frozen.form.anlagen.findIndex((a) => a.kind === "programme")
  return {
    version: 1,
    house: frozen.house,
    content: paperContent(await programmeContent(ctx, frozen.programme.sha256)),
    reference: `Anlage ${index + 1} zur ${frozen.artLabel} ${frozen.nummer}, Fassung ${frozen.fassung}`,
    on: frozen.on,
  }
}

export async function programmeContent(ctx: WorkCtx, hash: string): Promise<ProgrammeContent> {
  const bytes = await ctx.papers.get(contentPath(hash))
  if (!bytes) throw new Error(`content ${hash} is missing`)
  return ProgrammeContent.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

export interface ProgrammeFile {
  readonly pdf: Bytes
  readonly pages: number
  readonly fileName: string
}

/** The list of Anlagen as printed, and the files embedded with it. */
export async function attach(
  ctx: WorkCtx,
  frozen: Frozen,
  programme: ProgrammeFile | undefined,
): Promise<{ anlagen: Anlage[]; attachments: Attachment[] }> {
  const anlagen: Anlage[] = []
  const attachments: Attachment[] = []
  const embedded = frozen.uploads.reduce((sum, u) => sum + u.bytes, 0) <= EMBED_LIMIT
  for (const [i, ref] of frozen.form.anlagen.entries()) {
    const common = { id: ref.id, title: ref.title, public: ref.public, kind: ref.kind }
    const description = `Anlage ${i + 1}: ${ref.title}`
    if (ref.kind === "programme") {
      if (!programme) throw new Error("programme without a file")
      const { pdf, pages, fileName: name } = programme
      anlagen.push({
        ...common,
        fileName: name,
        mediaType: "application/pdf",
        sha256: await sha256(pdf),
        bytes: pdf.byteLength,
        pages,
        defects: [],
        embedded: true,
      })
      attachments.push({ fileName: name, mediaType: "application/pdf", description, bytes: pdf })
      continue
    }
    const upload = frozen.uploads.find((u) => u.anlageId === ref.id)
    if (!upload) throw new Error(`frozen Fassung lacks upload ${ref.id}`)
    const { anlageId: _, uploadId, ...file } = upload
    anlagen.push({ ...common, ...file, embedded })
    if (!embedded) continue
    const bytes = await ctx.papers.get(uploadPath(uploadId))
    if (!bytes) throw new Error(`upload ${uploadId} is missing`)
    attachments.push({ fileName: `Anlage-${i + 1}_${file.fileName}`, mediaType: file.mediaType, description, bytes })
  }
  return { anlagen, attachments }
}

/** Everything the paper shows, from the frozen Fassung alone. */
export function vorlagePaper(frozen: Frozen, anlagen: readonly Anlage[]): VorlagePaper {
  const { form } = frozen
  const bodies = frozen.steps.filter((s): s is StepOf<"body"> => s.kind === "body" && s.field)
  return {
    version: 1,
    house: frozen.house,
    artLabel: frozen.artLabel,
    public: form.public,
    nummer: frozen.nummer,
    fassung: frozen.fassung,
    on: frozen.on,
    federfuehrendesAmt: frozen.amtLabel,
    betreff: form.betreff,
    beratungsfolge: form.beratungsfolge.map((row, i) => ({
      stepId: bodies[i]?.id ?? "",
      gremium: frozen.gremien[row.gremiumId] ?? row.gremiumId,
      termin: row.termin,
      berichterstattung: row.berichterstattung,
      zustaendigkeit: row.zustaendigkeit,
    })),
    finance: form.finance,
    beschlussvorschlag: form.beschlussvorschlag,
    erlaeuterungen: form.erlaeuterungen,
    anlagen: [...anlagen],
    signatures: signatureLines(frozen),
    statements: [
      ...heard(frozen),
      ...frozen.steps.flatMap((s) => {
        const words = frozen.carriedText[s.id]
        return (s.kind === "cosign" || s.kind === "participation") && words !== undefined
          ? [{ label: s.label, text: words }]
          : []
      }),
    ],
    changes: changeWords(frozen),
    verifyUrl: verifyUrl(frozen),
  }
}

/** Who was heard on the programme, what was said, and wie berücksichtigt: each a line of its own. */
const heard = (frozen: Frozen): VorlagePaper["statements"] =>
  (frozen.heard ?? []).flatMap(({ label, on, title, statement, considered }) => [
    { label: `${label}, ${title} (${germanDay(on)})`, text: statement },
    { label: "Wie berücksichtigt", text: considered ?? "noch nicht vermerkt" },
  ])

/** The lines of the signature block. Where not all are signed by the system, each line says how it is signed. */
function signatureLines(frozen: Frozen): VorlagePaper["signatures"] {
  const steps = frozen.steps.filter((s): s is StepOf<"sign"> => s.kind === "sign" && s.status !== "skipped")
  const alike = steps.every((s) => s.level === "system")
  return steps.map((s) => ({
    stepId: s.id,
    label: lineOf(s),
    // What stands in the record only has no field that could stay empty for ever.
    carried: frozen.carriedText[s.id] ?? (s.level === "none" ? `Zeichnung wird ${LEVEL_LABEL.none}` : undefined),
    level: alike ? undefined : LEVEL_LABEL[s.level],
  }))
}

/** Who signs that the finance effects are gone signs it in words, not under a condition that does not hold any more. */
export const lineOf = (step: StepOf<"sign">): string =>
  step.removal ? `${step.label.replace(/ \(.*\)$/, "")} (Wegfall der finanziellen Auswirkungen)` : step.label

export function changeWords(frozen: Frozen): string | undefined {
  if (frozen.changes === null) return undefined
  if (frozen.changes.length === 0) return `Gegenüber Fassung ${frozen.fassung - 1} unverändert.`
  return `Gegenüber Fassung ${frozen.fassung - 1} geändert: ${frozen.changes.map((c) => CHANGE_LABEL[c]).join(", ")}.`
}
