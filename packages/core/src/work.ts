/** What only the worker has: the press, the tenant's issuing authority, the reader of uploads. The API's type has none of it. */
import type { PlainContent, ProgrammeContent } from "./content.ts"
import type { Bytes, Ctx, Issuer, Signer, Timestamp } from "./context.ts"
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

/** `name`: path in the archive */
export interface ZipFile {
  readonly name: string
  readonly bytes: Bytes
}

/** A mail to one person; `text` and `html` say the same. */
export interface Message {
  readonly to: string
  /** name beside the sender's address: the house */
  readonly fromName: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** "<...@host>": the same for every attempt to send it */
  readonly messageId: string
  readonly at: Date
  readonly headers: Readonly<Record<string, string>>
}
/** Hands mails to a server that takes them over. */
export interface Mail {
  /** resolves once the server has accepted it. @throws Undelivered */
  send(message: Message): Promise<void>
}
/**
 * A mail that was not accepted, or of which nobody knows whether it was. `address`: the server knows no such recipient;
 * `message`: it does not take this one; `later`: everything that may be otherwise at the next attempt.
 */
export class Undelivered extends Error {
  readonly because: "address" | "message" | "later"
  /** "550", "ECONNREFUSED": a word of the protocol, never what the server said */
  readonly detail: string
  constructor(because: Undelivered["because"], detail: string, cause?: unknown) {
    super(`mail not delivered: ${detail}`, { cause })
    this.name = "Undelivered"
    this.because = because
    this.detail = detail
  }
}

export interface WorkCtx extends Ctx {
  readonly press: Press
  readonly issuer: Issuer
  /** seals anchors in place of the house's own authority, so that whoever holds a house's key cannot make an anchor */
  readonly anchor?: Signer | undefined
  readonly timestamp: Timestamp | undefined
  readonly reader: Reader
  /** "off" is a declared mode for tests of the procedure alone: what is owed is ticked off without making a file */
  readonly documents: "on" | "off"
  /**
   * A ZIP of these files in this order, all of them of one time; the same files give the same bytes. One file at a time
   * stands in memory.
   */
  readonly zip?: ((files: AsyncIterable<ZipFile>, at: Date) => AsyncIterable<Bytes>) | undefined
  /** absent: this house's worker sends no mails, and none are planned */
  readonly mail?: Mail | undefined
}
