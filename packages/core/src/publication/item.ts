/** Stored items of a publication: what of a Vorlage is public, since when, under which addresses. */
import { z } from "zod"
import { RichText, Sha256 } from "../content.ts"
import { Day } from "../paper.ts"

/** A released file: a copy of a paper under a public path of its own. */
export const PublicFile = z.strictObject({
  /** random, opaque, part of the permanent address; the same for the same place, whatever bytes stand there */
  id: z.string(),
  kind: z.enum(["vorlage", "anlage", "programm", "auszug"]),
  /** what it is of the Vorlage: id of an Anlage, step of an Auszug; empty for the Vorlage and the programme */
  ref: z.string().max(60).default(""),
  title: z.string().min(1).max(300),
  fileName: z.string(),
  mediaType: z.string(),
  sha256: Sha256,
  bytes: z.int(),
  pages: z.int().nullable().default(null),
  /** hashes of what was public under this id before */
  before: z.array(Sha256).max(200).default([]),
  /** UTC instants */
  releasedAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().optional(),
})
export type PublicFile = z.infer<typeof PublicFile>

/** Accessible words for an Anlage that is not accessible itself; they stand on a page of their own. */
export const Equivalent = z.strictObject({ anlageId: z.string().min(1).max(60), text: RichText })
export type Equivalent = z.infer<typeof Equivalent>

/** What the public list shows of a Vorlage, as it was released. */
export const Summary = z.strictObject({
  nummer: z.string(),
  artLabel: z.string(),
  betreff: z.string(),
  amt: z.string(),
  on: Day,
  state: z.string(),
})
export type Summary = z.infer<typeof Summary>

/** A decided release that is not carried out yet. */
const Next = z.strictObject({
  /** hash of what the releasing person had before the eyes: another state does not become public */
  sha256: Sha256,
  at: z.iso.datetime(),
  by: z.string(),
  equivalents: z.array(Equivalent).max(100),
  /** the copies to be made: their ids are fixed before the first one, so that none is ever forgotten */
  files: z.array(PublicFile).max(300),
})

export const Publication = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  /** random, opaque, never used again: the permanent address of the Vorlage's public page */
  publicId: z.string(),
  /** of what the public sees; "planned": becomes public at `next.at`; "withdrawn" can be released again under the same addresses */
  state: z.enum(["planned", "releasing", "public", "withdrawing", "withdrawn"]),
  /** the newest release: who decided, when; the instant from which it is to be public */
  by: z.string(),
  decidedAt: z.iso.datetime(),
  at: z.iso.datetime(),
  /** hash of what the releasing person had before the eyes (the preview): another state is a conflict */
  previewSha256: Sha256,
  /** duties so far; names the next one */
  decisions: z.int().min(1),
  next: Next.optional(),
  /** hash of what the public sees now; its file is the public copy of the page */
  live: Sha256.optional(),
  equivalents: z.array(Equivalent).max(100),
  summary: Summary.optional(),
  /** everything that is or once was public */
  files: z.array(PublicFile).max(300),
  /** public copies that are to be dropped */
  obsolete: z.array(z.string()).max(1000),
  /** what the public may know of the publication itself */
  history: z
    .array(z.strictObject({ at: z.iso.datetime(), what: z.enum(["released", "changed", "withdrawn"]) }))
    .max(500),
  /** why a decided release did not happen; its reasons */
  lapsed: z.strictObject({ at: z.iso.datetime(), by: z.string(), reasons: z.array(z.string()) }).optional(),
  releasedAt: z.iso.datetime().optional(),
  changedAt: z.iso.datetime().optional(),
  withdrawnAt: z.iso.datetime().optional(),
})
export type Publication = z.infer<typeof Publication>

/** In the partition of its Vorlage, listed by the day of release; its facts stand in the log of the Vorlage. */
export const publicationKey = (vorlageId: string): string => `vorlage/${vorlageId}/publication`
/** What is public, by the instant of its first release. */
export const PUBLIC = "list/public"
/** What was decided on and is not public: planned, withdrawn. */
export const UNPUBLIC = "list/unpublic"
/** Where a publication is listed, as it stands. */
export const publicationIndex = (p: Pick<Publication, "state" | "live" | "releasedAt" | "decidedAt">): string =>
  isPublic(p) ? `${PUBLIC}/${p.releasedAt}` : `${UNPUBLIC}/${p.decidedAt}`

/** Does the public see it at this moment? */
export const isPublic = (p: Pick<Publication, "state" | "live">): boolean =>
  p.live !== undefined && p.state === "public"

/** Among the drafts: the only copies of papers that can be dropped. Other bytes under an id are another copy. */
export const publicPath = ({ id, sha256 }: Pick<PublicFile, "id" | "sha256">): string => `public/${id}.${sha256}`
/** The page of a Vorlage as it was released: canonical JSON whose hash the releasing person named. */
export const viewPath = (publicId: string, sha256: string): string => `public/${publicId}.${sha256}.json`

/** Which Vorlage a public id belongs to; spread over partitions that every inventory knows. */
export const Address = z.strictObject({ version: z.literal(1), vorlageId: z.string() })
export const addressKey = (publicId: string): string => `public/${publicId.slice(0, 1)}/${publicId}`
/** First segments below "public": one for each hexadecimal digit. */
export const SHARDS: readonly string[] = [..."0123456789abcdef"]

/** What a random id of a house, a Vorlage or a file looks like: 128 bits. */
export const PublicId = z.string().regex(/^[0-9a-f]{32}$/)

/** Of the registry: which house a public id belongs to. */
export const PublicHouse = z.strictObject({ version: z.literal(1), tenantId: z.string() })
export const publicHouseKey = (publicId: string): string => `public/${publicId}`
