/** Checks uploaded Anlagen and pictures (PNG, JPEG, Word, Excel) before they may be used. PDFs are checked in the pdf package. */
import { AppError } from "@beschlussweg/core/error"
import { inspectImage } from "./image.ts"
import { activeContent, unzip } from "./package.ts"

/** Result of a check: the true type, pages where the format has any, defects in German words for the list of Anlagen. */
export interface UploadCheck {
  readonly mediaType: string
  readonly pages: number | null
  /** of a picture */
  readonly pixels?: { readonly width: number; readonly height: number }
  readonly defects: readonly string[]
}

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/**
 * Looks at the bytes, not at the name. A declared type that differs from the true one is refused.
 * @throws AppError input "upload.*" with what to do next; limit "word.bomb"
 */
export async function checkUpload(bytes: Uint8Array, mediaType: string, fileName: string): Promise<UploadCheck> {
  const found = await inspect(bytes, fileName)
  const declared = mediaType.split(";")[0]?.trim().toLowerCase() ?? ""
  const open = declared === "" || declared === "application/octet-stream" || declared === "application/zip"
  const same = declared === found.mediaType || (declared === "image/jpg" && found.mediaType === "image/jpeg")
  if (!open && !same)
    throw new AppError(
      "input",
      "upload.type_differs",
      `„${fileName}“ ist als ${name(declared)} angegeben, ist aber ${name(found.mediaType)}. Bitte prüfen Sie die Datei und laden Sie sie mit der richtigen Endung hoch.`,
    )
  return found
}

async function inspect(bytes: Uint8Array, fileName: string): Promise<UploadCheck> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = data.subarray(0, 8).toString("latin1")
  if (head.startsWith("\x89PNG") || head.startsWith("\xff\xd8\xff")) {
    const image = inspectImage(bytes)
    if (typeof image === "string")
      throw new AppError("input", "upload.image", `„${fileName}“ wird nicht angenommen. ${image}`)
    const { width, height } = image
    return {
      mediaType: image.mediaType,
      pages: null,
      pixels: { width, height },
      defects: ["nicht barrierefrei (Bild ohne lesbaren Text)"],
    }
  }
  if (head.startsWith("PK\x03\x04")) return inspectOffice(bytes, fileName)
  if (head.startsWith("\xd0\xcf\x11\xe0")) {
    const encrypted = data.includes(Buffer.from("EncryptedPackage", "utf16le"))
    throw new AppError(
      "input",
      encrypted ? "upload.encrypted" : "upload.old_office",
      encrypted
        ? `„${fileName}“ ist mit einem Kennwort verschlüsselt. Bitte laden Sie die Datei ohne Kennwort hoch.`
        : `„${fileName}“ ist eine Office-Datei im alten Format und kann Makros enthalten. Bitte speichern Sie sie als PDF, .docx oder .xlsx.`,
    )
  }
  throw new AppError(
    "input",
    "upload.type",
    `„${fileName}“ ist keine PDF-, Word- oder Excel-Datei und kein PNG- oder JPEG-Bild. Bitte wandeln Sie die Datei um, am besten in eine barrierefreie PDF-Datei.`,
  )
}

async function inspectOffice(bytes: Uint8Array, fileName: string): Promise<UploadCheck> {
  const pack = await unzip(bytes, fileName, (path) => path === "[Content_Types].xml" || path.endsWith(".rels"))
  const active = activeContent(pack)
  if (active !== undefined)
    throw new AppError(
      "input",
      active === "macros" ? "upload.macros" : "upload.active_content",
      `„${fileName}“ enthält ${active === "macros" ? "Makros" : "aktive Steuerelemente"} und wird deshalb nicht angenommen. Bitte speichern Sie die Datei ohne diese Inhalte oder als PDF.`,
    )
  const types = Buffer.from(pack.parts.get("[Content_Types].xml") ?? new Uint8Array()).toString("utf8")
  const mediaType = types.includes("wordprocessingml.document.main")
    ? DOCX
    : types.includes("spreadsheetml.sheet.main")
      ? XLSX
      : undefined
  if (mediaType === undefined)
    throw new AppError(
      "input",
      "upload.type",
      `„${fileName}“ ist ein Archiv, aber weder eine Word- noch eine Excel-Datei. Bitte laden Sie die Dateien darin einzeln hoch, am besten als PDF.`,
    )
  const defects = [`nicht auf Barrierefreiheit geprüft (${name(mediaType)})`]
  const relations = [...pack.parts].filter(([path]) => path.endsWith(".rels"))
  // links for readers are harmless; anything else external is loaded when the file is opened
  const linked = relations.some(([, part]) =>
    (
      Buffer.from(part)
        .toString("utf8")
        .match(/<Relationship\b[^>]*>/g) ?? []
    ).some((r) => /TargetMode\s*=\s*["']External["']/.test(r) && !/\/hyperlink["']/.test(r)),
  )
  if (linked) defects.push("enthält Verknüpfungen zu Inhalten außerhalb der Datei")
  if (pack.paths.some((path) => /(^|\/)embeddings\/.*\.bin$/i.test(path))) defects.push("enthält eingebettete Objekte")
  return { mediaType, pages: null, defects }
}

function name(mediaType: string): string {
  switch (mediaType) {
    case DOCX:
      return "Word-Datei"
    case XLSX:
      return "Excel-Datei"
    case "application/pdf":
      return "PDF-Datei"
    case "image/png":
      return "PNG-Bild"
    case "image/jpeg":
    case "image/jpg":
      return "JPEG-Bild"
    default:
      return `Datei der Art ${mediaType}`
  }
}
