/** What reaches over all objects of a tenant: its export, and its deletion with every version. */
import { DeleteObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3"
import { checkTenant, SYSTEM } from "./key.ts"
import { homes, type Place } from "./s3.ts"

/** Every current object of a tenant with its size in bytes, by path. */
export async function* listObjects(
  client: S3Client,
  { store, bucket }: Place,
  tenantId: string,
): AsyncGenerator<{ path: string; bytes: number }, void, void> {
  check(tenantId)
  for (const { key: Prefix, path } of homes(store, tenantId)) {
    let ContinuationToken: string | undefined
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken }))
      for (const { Key = "", Size = 0 } of page.Contents ?? [])
        yield { path: `${path}${Key.slice(Prefix.length)}`, bytes: Size }
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken)
  }
}

/**
 * Unsafe: removes every version and delete marker of a tenant, locked or not. Only the deletion role may lift a lock in
 * governance mode; for anybody else this ends at the first locked one. Broken off, it is simply called again.
 * @returns how many versions and bytes there were
 */
export async function unsafeDropObjects(
  client: S3Client,
  { store, bucket }: Place,
  tenantId: string,
): Promise<{ files: number; bytes: number }> {
  check(tenantId)
  let [files, bytes] = [0, 0]
  for (const { key: Prefix } of homes(store, tenantId)) {
    const dropped = await dropBelow(client, bucket, Prefix)
    files += dropped.files
    bytes += dropped.bytes
  }
  return { files, bytes }
}

async function dropBelow(client: S3Client, bucket: string, Prefix: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0]
  for (;;) {
    // Always the first page: what it named is gone when the next one is asked for.
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix }),
    )
    if (Versions.length + DeleteMarkers.length === 0) return { files, bytes }
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId, BypassGovernanceRetention: true }))
    files += Versions.length
    bytes += Versions.reduce((sum, { Size }) => sum + (Size ?? 0), 0)
  }
}

function check(tenantId: string): void {
  checkTenant(tenantId)
  if (tenantId === SYSTEM) throw new Error("the registry has no files")
}
