/** What only the worker has: the press, the tenant's issuing authority, the reader of uploads. The API's type has none of it. */
import type { PlainContent, ProgrammeContent } from "./content.ts"
import type { Bytes, Ctx, Issuer, Timestamp } from "./context.ts"
import type { Finding } from "./error.ts"
import type { Press } from "./paper.ts"

/** Reads and checks uploaded files. Throws AppError("input" | "limit" | "refused") for what is not acceptable. */
export interface Reader {
  word(
    bytes: Bytes,
    meta: {
      readonly fileName: string
      readonly kind: ProgrammeContent["kind"]
      readonly year: number
      /** a text of the house by its SHA-256, for a file that says it was made of it */
      readonly recall?: (sha256: string) => Promise<ProgrammeContent | undefined>
    },
  ): Promise<{
    readonly content: PlainContent
    /** the same with tables of figures typed and relations proposed */
    readonly typed?: ProgrammeContent | undefined
    /** SHA-256 of the text that the file was made of, where it says so and the text is known */
    readonly origin?: string | undefined
    readonly images: readonly { readonly sha256: string; readonly bytes: Bytes }[]
    readonly findings: readonly Finding[]
    readonly report: Readonly<Record<string, unknown>>
  }>
  check(
    bytes: Bytes,
    mediaType: string,
    fileName: string,
  ): Promise<{
    readonly mediaType: string
    readonly pages: number | null
    readonly pixels?: { readonly width: number; readonly height: number }
    readonly defects: readonly string[]
  }>
  /**
   * A programme as Word file (.docx); pictures by their hash, the name of the house stands as author. `origin`: SHA-256 under
   * which this text can be recalled when the file comes back
   */
  write(content: ProgrammeContent, images: ReadonlyMap<string, Bytes>, house: string, origin: string): Promise<Bytes>
}

export interface WorkCtx extends Ctx {
  readonly press: Press
  readonly issuer: Issuer
  readonly timestamp: Timestamp | undefined
  readonly reader: Reader
  /** "off" is a declared mode for tests of the procedure alone: what is owed is ticked off without making a file */
  readonly documents: "on" | "off"
}
