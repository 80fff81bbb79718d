/** Stored items of a personal calendar: whose address it is, and the one address a person has. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import type { Table, Write } from "../context.ts"

/** Whose address it is, by the hash of its secret: the secret itself is shown once and kept nowhere. */
export const Feed = z.strictObject({ version: z.literal(1), personId: z.string(), at: z.iso.datetime() })
/** Not in the partition of the membership: the worker ends an address, but deletes nothing of a person. */
export const Own = z.strictObject({ version: z.literal(1), sha256: Sha256, at: z.iso.datetime() })

export const feedKey = (hash: string): string => `feed/${hash}`
export const ownKey = (personId: string): string => `feed/person-${personId}`
/** What has an address is listed, so that an export of the house finds it. */
export const feedIndex = (key: string): string => `list/${key}`

/** Writes that end the address of a person; none where there is none. 2 gets. */
export async function ending(table: Table, personId: string): Promise<Write[]> {
  const own = await table.get(ownKey(personId), Own)
  const feed = own && (await table.get(feedKey(own.value.sha256), Feed))
  return [own, feed].flatMap((s): Write[] => (s ? [{ drop: s.key, rev: s.rev }] : []))
}
