/** S3 as it is: the real client against a server that is as strict as the manual. */
import { createHash } from "node:crypto"
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3"
import { FileExists, type Files } from "@beschlussweg/core/context"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { ROOT } from "./aws.fixture.ts"
import { type S3Server, startS3 } from "./s3.fixture.ts"
import { type Place, type Store, s3Client, s3Files } from "./s3.ts"
import { listObjects, unsafeDropObjects } from "./s3-erase.ts"

process.env.AWS_EC2_METADATA_DISABLED = "true"
const KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-4333-8444-555555555555"
const UNTIL = new Date("2056-12-31T23:00:00.000Z")
const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

let server: S3Server
let client: ReturnType<typeof s3Client>
let papers: Files
let drafts: Files
let shift = 0
let n = 0
let path = ""
beforeAll(async () => {
  server = await startS3(
    [
      { name: "papers", versioned: true, objectLock: true, kmsKey: KEY },
      { name: "drafts", versioned: false, objectLock: false, kmsKey: KEY },
    ],
    { now: () => new Date(Date.now() + shift), page: 3 },
  )
  client = s3Client({ endpoint: server.endpoint, credentials: ROOT })
  papers = s3Files(client, {
    store: "papers",
    bucket: "papers",
    keyArn: KEY,
    tenantId: "kreis-aulenfeld",
    retainUntil: async () => UNTIL,
  })
  drafts = s3Files(client, { store: "drafts", bucket: "drafts", keyArn: KEY, tenantId: "kreis-aulenfeld" })
})
beforeEach(() => {
  shift = 0
  path = `vorlage/vl_${++n}/seal.pdf`
})
afterAll(async () => {
  client.destroy()
  await server.stop()
})
const peek = (bucket: Store = "papers") =>
  server.peek(bucket, `${bucket === "drafts" ? "draft/" : ""}kreis-aulenfeld/${path}`)

describe("put", () => {
  test("stores under the tenant with checksum, key and lock, and gives the hash", async () => {
    const bytes = text("Beschluss")
    expect(await papers.put(path, bytes)).toBe(hex(bytes))
    expect(peek()).toMatchObject({ checksum: createHash("sha256").update(bytes).digest("base64"), until: UNTIL })
    expect(Buffer.from((await papers.get(path)) ?? []).toString()).toBe("Beschluss")
    await drafts.put(path, bytes)
    expect(peek("drafts")?.until).toBeUndefined()
  })

  test("the same bytes again are accepted and write nothing; other bytes are FileExists", async () => {
    await papers.put(path, text("eins"))
    expect(await papers.put(path, text("eins"))).toBe(hex(text("eins")))
    await expect(papers.put(path, text("zwei"))).rejects.toBeInstanceOf(FileExists)
    expect(server.versions("papers", `kreis-aulenfeld/${path}`)).toHaveLength(1)
  })

  test("of many at once one wins; all with the same bytes are content, all others are told", async () => {
    const many = Array.from({ length: 8 }, (_, i) => papers.put(path, text(`von ${i % 2}`)))
    const results = await Promise.allSettled(many)
    expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(4)
    for (const r of results) if (r.status === "rejected") expect(r.reason).toBeInstanceOf(FileExists)
  })

  test("a write whose answer was lost is repeated and finds itself", async () => {
    server.fail("PutObject", "lost")
    expect(await papers.put(path, text("einmal"))).toBe(hex(text("einmal")))
    expect(server.versions("papers", `kreis-aulenfeld/${path}`)).toHaveLength(1)
  })

  test("a conflict with another writer (409) is tried again, and not without end", async () => {
    const conflict = { status: 409, body: "<Error><Code>ConditionalRequestConflict</Code></Error>" }
    server.fail("PutObject", conflict, conflict)
    await papers.put(path, text("am Ende doch"))
    expect(peek()?.bytes.toString()).toBe("am Ende doch")
    path = `${path}.zweite`
    server.fail("PutObject", ...Array.from({ length: 5 }, () => conflict))
    await expect(papers.put(path, text("nie"))).rejects.toMatchObject({ name: "ConditionalRequestConflict" })
    expect(peek()).toBeUndefined()
  })

  test("503 SlowDown and 500 are tried again; a connection that breaks, too", async () => {
    const slow = {
      status: 503,
      body: "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
    }
    server.fail("PutObject", slow, { status: 500, body: "<Error><Code>InternalError</Code></Error>" }, "reset")
    await papers.put(path, text("geduldig"))
    expect(peek()?.bytes.toString()).toBe("geduldig")
  })

  test("an answer that never comes ends, and nothing is said to be stored", async () => {
    const hasty = s3Client({ endpoint: server.endpoint, credentials: ROOT, waitMs: 100 })
    server.fail("PutObject", ...Array.from({ length: 5 }, () => "hang" as const))
    const files = s3Files(hasty, { store: "drafts", bucket: "drafts", keyArn: KEY, tenantId: "kreis-aulenfeld" })
    await expect(files.put(path, text("x"))).rejects.toThrow()
    expect(peek("drafts")).toBeUndefined()
    hasty.destroy()
  })

  test("the server refuses what a careless adapter would send: wrong sum, no key, lock in the past, wrong secret", async () => {
    const at = { Bucket: "papers", Key: "kreis-aulenfeld/x", Body: text("x"), ContentLength: 1 }
    const sum = createHash("sha256").update("x").digest("base64")
    const key = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KEY } as const
    const put = (more: object, by = client) =>
      by.send(new PutObjectCommand({ ...at, ...more })).catch((e: Error) => e.name)
    expect(await put({ ...key, ChecksumSHA256: createHash("sha256").update("y").digest("base64") })).toBe("BadDigest")
    expect(await put({ ChecksumSHA256: sum })).toBe("AccessDenied")
    const past = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date(0) }
    expect(await put({ ...key, ...past, ChecksumSHA256: sum })).toBe("InvalidArgument")
    expect(await put({ ...key, ChecksumSHA256: sum, IfNoneMatch: '"abc"' })).toBe("NotImplemented")
    const thief = s3Client({ endpoint: server.endpoint, credentials: { ...ROOT, secretAccessKey: "geraten" } })
    expect(await put({ ...key, ChecksumSHA256: sum }, thief)).toBe("SignatureDoesNotMatch")
    shift = 16 * 60_000
    const late = s3Client({ endpoint: server.endpoint, credentials: ROOT, waitMs: 1000 })
    // The SDK notices that its clock is off and repeats with the server's; the second request is on time.
    expect(await put({ ...key, ChecksumSHA256: sum }, late)).toMatchObject({ $metadata: { httpStatusCode: 200 } })
    for (const c of [thief, late]) c.destroy()
  })
})

describe("get", () => {
  test("is undefined for what is not there, and refuses bytes that are not those that were stored", async () => {
    expect(await papers.get(path)).toBeUndefined()
    await papers.put(path, text("unverändert"))
    server.spoil("papers", `kreis-aulenfeld/${path}`)
    await expect(papers.get(path)).rejects.toThrow()
  })

  test("no path leaves its tenant", async () => {
    for (const bad of ["../stadt/x", "/x", "a//b", ".tmp/x", ""]) {
      await expect(papers.get(bad)).rejects.toThrow("not a path")
      await expect(papers.put(bad, text("x"))).rejects.toThrow("not a path")
    }
    expect(() => s3Files(client, { store: "papers", bucket: "papers", keyArn: KEY, tenantId: "../x" })).toThrow(
      "not a tenant",
    )
  })
})

describe("write", () => {
  const MB = 1024 * 1024
  async function* pieces(sizes: readonly number[], fail = false) {
    for (const [i, size] of sizes.entries()) yield new Uint8Array(size).fill(i + 1)
    if (fail) throw new Error("the source ended early")
  }
  const whole = (sizes: readonly number[]) => Buffer.concat(sizes.map((size, i) => Buffer.alloc(size, i + 1)))

  test("what is small is one object; what is large goes in parts, is locked, and reads back whole and proved", async () => {
    expect(await papers.write(path, pieces([10, 20]))).toEqual({ sha256: hex(whole([10, 20])), bytes: 30 })
    path = `${path}.large`
    const sizes = [5 * MB, 9 * MB, 4 * MB + 17]
    expect(await papers.write(path, pieces(sizes))).toEqual({ sha256: hex(whole(sizes)), bytes: 18 * MB + 17 })
    expect(peek()).toMatchObject({ until: UNTIL })
    expect(peek()?.checksum).toMatch(/-3$/)
    expect(hex((await papers.get(path)) ?? new Uint8Array())).toBe(hex(whole(sizes)))
    expect(await papers.write(path, pieces(sizes))).toMatchObject({ sha256: hex(whole(sizes)) })
    await expect(papers.write(path, pieces([9 * MB, 9 * MB]))).rejects.toBeInstanceOf(FileExists)
    expect(server.open()).toBe(0)
    server.spoil("papers", `kreis-aulenfeld/${path}`)
    await expect(papers.get(path)).rejects.toThrow()
  })

  test("whatever fails on the way leaves no parts and no object", async () => {
    await expect(drafts.write(path, pieces([9 * MB, 9 * MB], true))).rejects.toThrow("ended early")
    server.fail("UploadPart", { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" })
    await expect(drafts.write(path, pieces([9 * MB, 9 * MB]))).rejects.toMatchObject({ name: "AccessDenied" })
    server.fail("CompleteMultipartUpload", { status: 400, body: "<Error><Code>InvalidPart</Code></Error>" })
    await expect(drafts.write(path, pieces([9 * MB, 9 * MB]))).rejects.toMatchObject({ name: "InvalidPart" })
    expect([server.open(), peek("drafts")]).toEqual([0, undefined])
  })

  test("a part that arrives broken or late is sent again; a completion whose answer was lost is recognised", async () => {
    server.fail("UploadPart", { status: 400, body: "<Error><Code>RequestTimeout</Code></Error>" }, "lost")
    server.fail("CompleteMultipartUpload", "lost")
    const sizes = [9 * MB, 1 * MB]
    expect(await drafts.write(path, pieces(sizes))).toEqual({ sha256: hex(whole(sizes)), bytes: 10 * MB })
    expect(server.open()).toBe(0)
  })
})

describe("link", () => {
  const how = {
    fileName: "Beschluss für alle.pdf",
    mediaType: "application/pdf",
    disposition: "inline",
    purpose: "public",
  } as const

  test("gives the file with exactly the headers that were fixed, whole and in part", async () => {
    await drafts.put(path, text("%PDF-1.7"))
    const url = await drafts.link(path, { ...how, seconds: 60 })
    const answer = await fetch(url)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe("%PDF-1.7")
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition":
        "inline; filename=\"Beschluss fur alle.pdf\"; filename*=UTF-8''Beschluss%20f%C3%BCr%20alle.pdf",
      "cache-control": "no-store",
    })
    const part = await fetch(url, { headers: { Range: "bytes=1-3" } })
    expect([part.status, await part.text()]).toEqual([206, "PDF"])
  })

  test("nothing in it can be changed, and it ends after its seconds", async () => {
    await drafts.put(path, text("nur dies"))
    const url = await drafts.link(path, { ...how, seconds: 60 })
    const status = async (change: (u: URL) => void): Promise<number> => {
      const changed = new URL(url)
      change(changed)
      return (await fetch(changed)).status
    }
    expect(await status((u) => u.searchParams.set("response-content-type", "text/html"))).toBe(403)
    expect(await status((u) => u.searchParams.delete("response-content-disposition"))).toBe(403)
    expect(await status((u) => u.searchParams.set("X-Amz-Expires", "3600"))).toBe(403)
    const foreign = (u: URL) => {
      u.pathname = u.pathname.replace("kreis-aulenfeld", "stadt-brennhausen")
    }
    expect(await status(foreign)).toBe(403)
    expect((await fetch(url, { method: "DELETE" })).status).toBe(403)
    expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(403)
    shift = 40_000
    expect((await fetch(url)).status).toBe(200)
    shift = 62_000
    expect((await fetch(url)).status).toBe(403)
    await expect(drafts.link(path, { ...how, seconds: 61 })).rejects.toThrow("a link for 61 seconds")
    shift = 0
    await drafts.drop(path)
    expect((await fetch(url)).status).toBe(404)
  })
})

describe("a file that is announced", () => {
  const words = text("Übersicht der Maßnahmen")
  const checksum = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64")
  const announced = { bytes: words.byteLength, checksum: checksum(words), mediaType: "application/pdf", seconds: 60 }
  const send = (url: string, headers: Readonly<Record<string, string>>, body: Uint8Array = words) =>
    fetch(url, { method: "PUT", headers, body: Buffer.from(body) }).then((answer) => answer.status)
  let from = ""
  beforeEach(() => {
    from = `upload/up_${n}`
  })

  test("comes to its place once, as it was announced, under the key of the bucket", async () => {
    expect(await drafts.measure(from)).toBeUndefined()
    const { url, headers } = await drafts.receive(from, announced)
    expect(await drafts.measure(from)).toBeUndefined()
    expect(await send(url, headers)).toBe(200)
    expect(await drafts.measure(from)).toEqual({ bytes: words.byteLength, sha256: hex(words) })
    expect(Buffer.from((await drafts.get(from)) ?? [])).toEqual(Buffer.from(words))
    expect(server.peek("drafts", `upload/kreis-aulenfeld/up_${n}`)?.headers["content-type"]).toBe("application/pdf")
    expect(url).not.toContain("arn%3Aaws")
    expect(await send(url, headers)).toBe(412)
  })

  test("is refused with other bytes, another size, another type, without its checksum, elsewhere and too late", async () => {
    const { url, headers } = await drafts.receive(from, announced)
    const others = Buffer.from(words).fill(0x41)
    expect(await send(url, headers, others)).toBe(400)
    expect(await send(url, { ...headers, "x-amz-checksum-sha256": checksum(others) }, others)).toBe(403)
    for (const longer of [Buffer.concat([words, words]), Buffer.from(words).subarray(1)])
      expect(await send(url, { ...headers, "x-amz-checksum-sha256": checksum(longer) }, longer)).toBe(403)
    expect(await send(url, headers, Buffer.concat([words, words]))).toBe(403)
    expect(await send(url, { ...headers, "Content-Type": "text/html" })).toBe(403)
    for (const name of Object.keys(headers)) {
      const { [name]: _, ...rest } = headers
      expect(await send(url, rest), `without ${name}`).toBe(403)
    }
    for (const [here, there] of [
      ["kreis-aulenfeld", "stadt-brennhausen"],
      [`up_${n}`, `up_${n}0`],
      ["upload/", "draft/"],
    ] as const)
      expect(await send(url.replace(here, there), headers), there).toBe(403)
    expect(await send(url.replace("X-Amz-Expires=60", "X-Amz-Expires=3600"), headers)).toBe(403)
    expect((await fetch(url)).status).toBe(403)
    expect((await fetch(url, { method: "DELETE" })).status).toBe(403)
    shift = 62_000
    expect(await send(url, headers)).toBe(403)
    shift = 0
    expect(await drafts.measure(from)).toBeUndefined()
    expect(server.peek("drafts", `upload/stadt-brennhausen/up_${n}`)).toBeUndefined()
    expect(await send(url, headers)).toBe(200)
  })

  test("never comes among the papers, and has at most a minute to begin", async () => {
    await expect(papers.receive(from, announced)).rejects.toThrow("never received")
    await expect(drafts.receive(from, { ...announced, seconds: 61 })).rejects.toThrow("a link for 61 seconds")
  })
})

describe("what is dropped and what is not", () => {
  test("drafts are dropped, also twice; papers never", async () => {
    await drafts.put(path, text("weg"))
    await drafts.drop(path)
    await drafts.drop(path)
    expect(await drafts.get(path)).toBeUndefined()
    await papers.put(path, text("bleibt"))
    await expect(papers.drop(path)).rejects.toThrow("never dropped")
    expect(server.count("DeleteObject")).toBeGreaterThan(0)
    expect(await papers.get(path)).toBeDefined()
  })

  test("a version under lock outlives a deletion by whoever may not lift it; a delete marker hides it, no more", async () => {
    await papers.put(path, text("gesperrt"))
    const [version] = server.versions("papers", `kreis-aulenfeld/${path}`)
    const at = { Bucket: "papers", Key: `kreis-aulenfeld/${path}` }
    await expect(client.send(new DeleteObjectCommand({ ...at, VersionId: version?.id }))).rejects.toMatchObject({
      name: "AccessDenied",
    })
    await client.send(new DeleteObjectCommand(at))
    expect(server.versions("papers", `kreis-aulenfeld/${path}`)[0]?.bytes.toString()).toBe("gesperrt")
  })

  test("the deletion of a tenant takes every version and marker of it, over many pages, and nothing of a namesake", async () => {
    const places: Record<Store, Place> = {
      papers: { store: "papers", bucket: "papers", keyArn: KEY },
      drafts: { store: "drafts", bucket: "drafts", keyArn: KEY },
    }
    const files = (tenantId: string, kind: "papers" | "drafts") =>
      s3Files(client, { ...places[kind], tenantId, ...(kind === "papers" ? { retainUntil: async () => UNTIL } : {}) })
    for (let i = 0; i < 7; i++)
      for (const kind of ["papers", "drafts"] as const)
        await files("kreis-ende", kind).put(`a/${i}`, text(`${kind} ${i}`))
    await files("kreis-ende", "drafts").put("upload/u1", text("apart"))
    expect(server.peek("drafts", "upload/kreis-ende/u1")?.bytes.toString()).toBe("apart")
    await files("kreis-ende-2", "papers").put("a/0", text("bleibt"))
    await client.send(new DeleteObjectCommand({ Bucket: "papers", Key: "kreis-ende/a/0" }))
    const seen: { path: string; bytes: number }[] = []
    for await (const file of listObjects(client, places.drafts, "kreis-ende")) seen.push(file)
    expect(seen.map((f) => f.path)).toEqual([...Array.from({ length: 7 }, (_, i) => `a/${i}`), "upload/u1"])
    expect(seen[0]).toEqual({ path: "a/0", bytes: 8 })
    expect(await unsafeDropObjects(client, places.papers, "kreis-ende")).toEqual({ files: 7, bytes: 56 })
    expect(await unsafeDropObjects(client, places.drafts, "kreis-ende")).toEqual({ files: 8, bytes: 61 })
    expect(await unsafeDropObjects(client, places.papers, "kreis-ende")).toEqual({ files: 0, bytes: 0 })
    expect(server.versions("papers", "kreis-ende/a/0")).toEqual([])
    expect(await files("kreis-ende-2", "papers").get("a/0")).toBeDefined()
  })
})
