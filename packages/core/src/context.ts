/**
 * The ports of the domain and the context a verb runs in. Adapters live in store/ and pdf/; wire.ts joins them.
 */
import type { ZodType } from "zod"
import type { Duty } from "./duty.ts"
import type { Fact } from "./fact.ts"
import type { Action, Assignment } from "./role.ts"

/** Path below the tenant, "vorlage/vl_01.../chain". The first two segments are the partition, the rest is the sort key. */
export type Key = string
export type Bytes = Uint8Array
/** DER bytes */
export type Der = Uint8Array

export interface Stored<T> {
  readonly key: Key
  readonly value: T
  /** optimistic lock: grows by one with every put */
  readonly rev: number
}
export interface Page {
  /** at most 100; default 100 */
  readonly limit?: number
  /** opaque, bound to tenant, query and person */
  readonly cursor?: string
  readonly descending?: boolean
  /**
   * Only a span of what begins with the prefix, which has to end with "/": both are what follows it, both ends included;
   * what begins with `to` belongs to it.
   */
  readonly from?: string | undefined
  readonly to?: string | undefined
}
export interface Paged<T> {
  readonly items: Stored<T>[]
  readonly cursor: string | undefined
}
/**
 * `index` is the key under which the item is also listed in byTenant ("task/landrat/2027-01-14"): first segment pair is
 * the index partition. `rev` is the revision that was read, or "new" if the key must not exist.
 */
export type Write =
  | { readonly put: Key; readonly value: unknown; readonly rev: number | "new"; readonly index?: Key | undefined }
  | { readonly drop: Key; readonly rev: number }
  /** only checks that the item still has this revision */
  | { readonly check: Key; readonly rev: number }

/** A table already bound to one tenant: no key of another tenant can be spelled. */
export interface Table {
  get<T>(key: Key, schema: ZodType<T>): Promise<Stored<T> | undefined>
  /** all items of a partition whose key begins with `prefix` (at least two segments), in byte order of the key */
  list<T>(prefix: Key, schema: ZodType<T>, page?: Page): Promise<Paged<T>>
  /** items listed under an index key prefix (at least two segments) of byTenant; eventually consistent */
  listIndex<T>(prefix: Key, schema: ZodType<T>, page?: Page): Promise<Paged<T>>
  /**
   * The one write door: facts, writes and duties in one TransactWriteItems (at most 100 items), all or nothing.
   * @throws RevConflict when a `rev` or "new" no longer holds (load again and decide again)
   */
  commit(facts: readonly Fact[], writes: readonly Write[], duties?: readonly Duty[]): Promise<void>
}

/** Thrown by commit when somebody else was faster on `keys`. Verbs load and run again; people never see it. */
export class RevConflict extends Error {
  readonly keys: readonly Key[]
  constructor(keys: readonly Key[]) {
    super(`revision changed: ${keys.join(", ")}`)
    this.name = "RevConflict"
    this.keys = keys
  }
}

/** A stored item that this release cannot read: a defect (500), never anybody's mistake. Only ids and codes are said. */
export class Unreadable extends Error {
  readonly key: Key
  readonly because: "version" | "json" | "schema" | "rev"
  constructor(key: Key, because: Unreadable["because"], detail: string) {
    super(`stored item ${key} ${detail}`)
    this.name = "Unreadable"
    this.key = key
    this.because = because
  }
}

/** A place for large bytes, bound to one tenant. Papers are write-once; drafts may be dropped. */
export interface Files {
  /** writes once; the same bytes again are accepted, other bytes under the same path throw FileExists */
  put(path: string, bytes: Bytes): Promise<string>
  /** the same for what is made piece by piece and never stands in memory as a whole; bytes and SHA-256 of what was written */
  write(path: string, chunks: AsyncIterable<Bytes>): Promise<{ readonly sha256: string; readonly bytes: number }>
  get(path: string): Promise<Bytes | undefined>
  /** never on papers */
  drop(path: string): Promise<void>
  /**
   * An address under which anybody who has it gets the file for a short time, with exactly these headers; it fails once
   * the file is dropped. The address says nothing about rights: whoever gives it out has checked them.
   */
  link(path: string, how: LinkOptions): Promise<string>
  /**
   * An address to which whoever has it puts exactly these bytes, once, within the seconds; nothing is written before. Never
   * of papers.
   */
  receive(path: string, what: Announced): Promise<Reception>
  /** bytes and SHA-256 (hex) of what stands there, found without giving it out */
  measure(path: string): Promise<{ readonly bytes: number; readonly sha256: string } | undefined>
}
/** What is to come to an address, and nothing else. */
export interface Announced {
  readonly bytes: number
  /** SHA-256 in base64 */
  readonly checksum: string
  readonly mediaType: string
  /** until the transfer has to have begun; at most 60 */
  readonly seconds: number
}
/** Where and how the bytes are put (PUT): every header has to come with them as it stands here. */
export interface Reception {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}
/** How a linked file is given out. */
export interface LinkOptions {
  /** at most 60 */
  readonly seconds: number
  readonly fileName: string
  readonly mediaType: string
  readonly disposition: "inline" | "attachment"
  /** what the address is given out for; it stands in the log with the person, never in the address */
  readonly purpose: "public" | "handover" | "answer"
}
export class FileExists extends Error {
  constructor(path: string) {
    super(`other bytes stand at ${path}`)
    this.name = "FileExists"
  }
}

/** SHA-256 digest (32 bytes) in, DER ECDSA signature out: the shape of KMS Sign with MessageType DIGEST. */
export interface Signer {
  readonly certificate: Der
  /** issuing certificates, nearest first, without the root */
  readonly chain: readonly Der[]
  sign(digest: Bytes): Promise<Der>
}
/** RFC 3161: SHA-256 digest in, TimeStampToken (CMS, DER) out. */
export interface Timestamp {
  stamp(digest: Bytes): Promise<Der>
}

/** Who acts: a person with the functions that hold at this moment. */
export interface Actor {
  readonly personId: string
  readonly name: string
  readonly functions: readonly Assignment[]
  /** only what a machine's key allows of what its function may do; absent for people */
  readonly scopes?: readonly Action[] | undefined
}

/**
 * How it is known who acts. `local`: the process itself vouches (command line, worker, tests). `session`: a person who
 * signed in at `at`; whoever signs needs a sign-in that is at most `freshMinutes` old. `key`: a machine; it never signs.
 */
export type Proof =
  | { readonly kind: "local" }
  | { readonly kind: "session"; readonly at: Date; readonly freshMinutes: number }
  | { readonly kind: "key" }
export const LOCAL: Proof = { kind: "local" }

/** "machine": with a service account's key; "operator": the operator's own commands and routes */
export type Client = "api" | "cli" | "worker" | "test" | "machine" | "operator"

export interface Ctx {
  readonly tenantId: string
  readonly actor: Actor
  /** revision of the membership that this request was let in by; what decides checks it instead of reading it again */
  readonly entered?: { readonly rev: number } | undefined
  readonly proof: Proof
  readonly table: Table
  /** write-once: frozen Fassungen, issued and signed PDFs */
  readonly papers: Files
  /** drafts, uploads, images before submission */
  readonly drafts: Files
  readonly now: () => Date
  /** new id: prefix + "_" + ULID */
  readonly id: (prefix: string) => string
  /** kind of client, kept in each fact */
  readonly client: Client
}

/** Whose signature: what a certificate says about its person. */
export interface Subject {
  readonly name: string
  readonly title: string
  readonly organisation: string
  /** for a deputy: whom he or she represents, and how */
  readonly onBehalfOf?: { readonly name: string; readonly suffix: string } | undefined
}
/**
 * A provider of signatures elsewhere (Fernsignatur): the port for AES and QES without a card reader. Nothing implements or
 * calls it yet. Its result takes the way of a file that was signed outside (`Vorlage.signOutside`, judged by
 * `Press.outside`): whoever signs, the same checks decide.
 */
export interface Provider {
  /** how the house calls it */
  readonly name: string
  readonly levels: readonly ("AES" | "QES")[]
  /**
   * Begins a signature over the digest of the bytes that the signature's own field will leave out.
   * @param digest SHA-256, 32 bytes
   * @param subject whom the certificate has to name
   * @param back where the person returns to; it carries `state`, which only this request knows
   * @returns the address at which the person signs, and what `result` is asked with
   */
  begin(
    digest: Bytes,
    subject: Subject,
    level: "AES" | "QES",
    back: { readonly url: string; readonly state: string },
  ): Promise<{ readonly redirect: string; readonly ticket: string; readonly expiresAt: Date }>
  /** `signed`: CMS SignedData (DER), detached, over that digest. A ticket is asked for once more than needed, never signed twice. */
  result(
    ticket: string,
  ): Promise<
    | { readonly state: "waiting" }
    | { readonly state: "refused"; readonly reason: string }
    | { readonly state: "signed"; readonly cms: Der }
  >
}

/** The tenant's issuing authority: a fresh certificate and key per signature. */
export interface Issuer {
  person(subject: Subject, at: Date): Promise<Signer>
  /** seal of the organisation */
  seal(organisation: string, at: Date): Promise<Signer>
  /** revocation lists of the authority and its root, embedded at the long-term finish */
  crls(at: Date): Promise<readonly Der[]>
}
