/** Public pages over real HTTP: nothing before its release, nothing after its withdrawal, and nothing by guessing. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import * as Publication from "@beschlussweg/core/publication"
import { logTo } from "@beschlussweg/functions/log"
import { range } from "@beschlussweg/functions/public/link"
import { openFile } from "@beschlussweg/store/disk"
import { links } from "@beschlussweg/store/link"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openSquare, PUBLICATION, type Square, type SquareHouse, until } from "./square.ts"

let square: Square
let house: SquareHouse
let other: SquareHouse
let open: string
beforeAll(async () => {
  logTo(() => {})
  square = await openSquare()
  house = await square.house("kreis-aulenfeld")
  other = await square.house("kreis-nebenan")
  open = await house.vorlage("decided")
  await house.release(open)
})
afterAll(() => square.stop())

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${square.origin}${path}`, { headers, method, redirect: "manual" })
const publisher = (h = house) => h.as("veroeffentlichung")
/** What differs with every request is left out. */
async function plainly(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => !["x-request-id", "date"].includes(name)).sort()
  return JSON.stringify([response.status, headers, await response.text()])
}

describe("before and after", () => {
  test("before its release every public address answers the same 404, also while a release is planned", async () => {
    const id = await house.vorlage("decided")
    await house.release(id, { at: new Date(Date.now() + 3_600_000).toISOString() })
    const p = (await house.whole(id)).publication?.value
    if (!p?.next) throw new Error("nothing is planned")
    const page = Publication.pageOf(house.publicId, p.publicId)
    const never = await plainly(await get(Publication.pageOf(house.publicId, "0".repeat(32))))
    const all = [
      page,
      ...p.next.files.flatMap((f) => [Publication.fileOf(house.publicId, p.publicId, f.id), `${page}/text/${f.id}`]),
      `${page}/dateien/${"0".repeat(32)}`,
    ]
    expect(all.length).toBeGreaterThan(6)
    for (const path of all) expect(await plainly(await get(path)), path).toBe(never)
    expect(await (await get(house.home)).text()).not.toContain(p.publicId)
  })

  test("within 5 seconds public, within 5 seconds gone; links that were given out fail too", async () => {
    const id = await house.vorlage("decided")
    const { sha256 } = await house.preview(id)
    await Publication.release(publisher(), { vorlageId: id, sha256 })
    const released = await until(async () => {
      const now = await house.read(id)
      return now.state !== "none" && (await get(now.page)).status === 200
    }, 5000)
    const { page, files } = await house.addresses(id)
    const given = await Promise.all(
      Object.values(files).map(async (address) => (await get(address)).headers.get("location") ?? ""),
    )
    expect(given.length).toBe(3)
    for (const link of given) expect((await get(link)).status).toBe(200)
    await Publication.withdraw(publisher(), { vorlageId: id, reason: "Eine Zahl war falsch." })
    const withdrawn = await until(async () => {
      const all = [page, ...Object.values(files), ...given]
      return (await Promise.all(all.map((path) => get(path)))).every((r) => r.status === 410)
    }, 5000)
    expect(await (await get(house.home)).text()).not.toContain(page)
    expect(released).toBeLessThan(5000)
    expect(withdrawn).toBeLessThan(5000)
  })

  test("while the house publishes nothing, everything is 404 as if there were no house", async () => {
    const { page, files } = await house.addresses(open)
    await house.set(null)
    const nothing = await plainly(await get(`/oeffentlich/${"f".repeat(32)}`))
    for (const path of [house.home, page, ...Object.values(files), `${house.home}/impressum`, `${house.home}/stil.css`])
      expect(await plainly(await get(path)), path).toBe(nothing)
    await house.set(PUBLICATION)
    expect((await get(page)).status).toBe(200)
  })
})

describe("files", () => {
  test("an address leads to a fresh link of at most 60 seconds and is kept by nobody", async () => {
    const { files } = await house.addresses(open)
    const [address = ""] = Object.values(files)
    const to = await get(address)
    expect(to.status).toBe(302)
    expect(to.headers.get("cache-control")).toBe("no-store")
    const link = to.headers.get("location") ?? ""
    expect(link).toMatch(/^\/ablage\/[\w-]+\.[\w-]+$/)
    expect((await get(address)).headers.get("location")).not.toBe(undefined)
    const file = await get(link)
    const bytes = new Uint8Array(await file.arrayBuffer())
    const headers = Object.fromEntries(file.headers)
    expect(headers).toMatchObject({
      "content-type": "application/pdf",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "accept-ranges": "bytes",
      "content-length": String(bytes.length),
    })
    expect(headers["content-disposition"]).toMatch(/^inline; filename="Vorlage_/)
    const saved = (await get(`${address}?download`)).headers.get("location") ?? ""
    expect((await get(saved)).headers.get("content-disposition")).toMatch(/^attachment/)
    square.ahead(61_000)
    expect((await get(link)).status).toBe(410)
    square.ahead(0)
  })

  test("HEAD and ranges", async () => {
    const { files } = await house.addresses(open)
    const [address = ""] = Object.values(files)
    expect((await get(address, {}, "HEAD")).status).toBe(302)
    const link = (await get(address)).headers.get("location") ?? ""
    const whole = new Uint8Array(await (await get(link)).arrayBuffer())
    const head = await get(link, {}, "HEAD")
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(whole.length)])
    expect((await head.arrayBuffer()).byteLength).toBe(0)
    const part = await get(link, { range: "bytes=5-14" })
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 5-14/${whole.length}`])
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(5, 15))
    const last = await get(link, { range: "bytes=-6" })
    expect(new Uint8Array(await last.arrayBuffer())).toEqual(whole.slice(-6))
    const beyond = await get(link, { range: `bytes=${whole.length}-` })
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${whole.length}`])
  })

  test("dropped between two looks it is gone, not a defect; what has begun is read to its end", async () => {
    const { drafts } = publisher()
    const path = `public/${"e".repeat(32)}.${"0".repeat(64)}`
    await drafts.put(path, new Uint8Array(3_000_000).fill(7))
    const root = join(square.dir, "drafts")
    const [late, begun] = [await openFile(root, house.tenantId, path), await openFile(root, house.tenantId, path)]
    const stream = await begun?.read(0, 2_999_999)
    await drafts.drop(path)
    expect(await late?.read(0, 9)).toBe(undefined)
    expect((await new Response(stream).arrayBuffer()).byteLength).toBe(3_000_000)
    expect(await openFile(root, house.tenantId, path)).toBe(undefined)
  })

  test.each([
    ["bytes=0-0", [0, 0]],
    ["bytes=0-", [0, 99]],
    ["bytes=90-200", [90, 99]],
    ["bytes=-200", [0, 99]],
    ["bytes=-0", "none"],
    ["bytes=100-", "none"],
    ["bytes=9-3", undefined],
    ["bytes=0-1,5-6", undefined],
    ["bytes=-", undefined],
    ["items=0-1", undefined],
    [undefined, undefined],
  ])("range %s of 100 bytes", (header, is) => {
    expect(range(header, 100)).toEqual(is)
  })
})

describe("attacks", () => {
  test("a public id of one house with a file of another, and every exchange of the two", async () => {
    const mine = await house.addresses(open)
    const id = await other.vorlage("decided")
    await other.release(id)
    const theirs = await other.addresses(id)
    const never = await plainly(await get(Publication.pageOf(house.publicId, "0".repeat(32))))
    const theirPage = theirs.page.split("/").at(-1) ?? ""
    const theirFile = theirs.files.vorlage?.split("/").at(-1) ?? ""
    const myPage = mine.page.split("/").at(-1) ?? ""
    for (const path of [
      Publication.pageOf(house.publicId, theirPage),
      Publication.fileOf(house.publicId, theirPage, theirFile),
      Publication.fileOf(house.publicId, myPage, theirFile),
      `${mine.page}/text/${theirFile}`,
    ])
      expect(await plainly(await get(path)), path).toBe(never)
  })

  test("what is not public is never linked: the file of another Vorlage of the same house under a public page", async () => {
    const planned = await house.vorlage("decided")
    await house.release(planned, { at: new Date(Date.now() + 3_600_000).toISOString() })
    const p = (await house.whole(planned)).publication?.value
    const { page } = await house.addresses(open)
    for (const f of p?.next?.files ?? []) expect((await get(`${page}/dateien/${f.id}`)).status).toBe(404)
  })

  test("page marks of another house, of another list, and broken ones are refused", async () => {
    const own = await Publication.publicList(publisher(other), { limit: 1 })
    const inner = await publisher().table.listIndex("list/public/", Publication.Publication, { limit: 1 })
    for (const mark of [own.cursor ?? "x", inner.cursor ?? "x", "abc", "a".repeat(3000), "%00"]) {
      const page = await get(`${house.home}?seite=${encodeURIComponent(mark)}`)
      expect(page.status).toBe(400)
      expect(await page.text()).toContain("Seitenmarke")
    }
  })

  test("a token is ours or nothing: changed bytes, another path, another key, another store", async () => {
    const { files } = await house.addresses(open)
    const link = (await get(files.vorlage ?? "")).headers.get("location") ?? ""
    const token = link.slice("/ablage/".length)
    const [body = "", sign = ""] = token.split(".")
    for (let i = 0; i < token.length; i += 7) {
      const changed = `${token.slice(0, i)}${token[i] === "A" ? "B" : "A"}${token.slice(i + 1)}`
      expect((await get(`/ablage/${changed}`)).status, String(i)).toBe(404)
    }
    const now = () => new Date()
    const to = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>
    const forged = links(new Uint8Array(32), now, "/ablage/").address({ ...to, seconds: 60 } as never)
    const papers = Buffer.from(JSON.stringify({ ...to, store: "papers" })).toString("base64url")
    for (const path of [
      forged,
      `/ablage/${papers}.${sign}`,
      `/ablage/${body}.`,
      `/ablage/.${sign}`,
      "/ablage/..%2f",
      `/ablage/${body}`,
    ])
      expect((await get(path)).status, path).toBe(404)
    expect(() => links(new Uint8Array(32), now, "/").address({ ...to, seconds: 61 } as never)).toThrow("61")
  })

  test("paths with tricks lead nowhere, and the store opens nothing outside of a tenant", async () => {
    const { page } = await house.addresses(open)
    for (const trick of [
      `${page}/dateien/..%2f..%2fpapers`,
      `${page}/dateien/%2e%2e`,
      `${page}/..%2f..`,
      `${house.home}/..%2fkreis-nebenan`,
      `/oeffentlich/kreis-aulenfeld`,
      `/oeffentlich/KREIS`,
      `/oeffentlich/${house.publicId.toUpperCase()}`,
      `/oeffentlich/${house.publicId}%00`,
      `/oeffentlich/${house.publicId}/vorlagen/${"a".repeat(5000)}`,
    ])
      expect((await get(trick)).status, trick).toBe(404)
    await expect(openFile(square.dir, "kreis-aulenfeld", "../x")).rejects.toThrow("not a path")
    await expect(openFile(square.dir, "../x", "public/a")).rejects.toThrow("not a tenant")
  })

  test("words of a Vorlage and of a search are text, never markup", async () => {
    const evil = `<script>alert(1)</script> "quoted" & 'more'`
    const id = await house.vorlage("decided", { betreff: evil })
    await house.release(id)
    const pages = [house.home, (await house.addresses(id)).page, `${house.home}?suche=${encodeURIComponent(evil)}`]
    for (const path of pages) {
      const page = await get(path)
      const text = await page.text()
      expect(text).not.toContain("<script>alert")
      expect(text).toContain("&lt;script&gt;")
      expect(page.headers.get("content-security-policy")).not.toContain("script-src")
    }
  })
})

describe("pages", () => {
  test("no script, no cookie, nothing from elsewhere, the same head on all; what is unchanged is not sent again", async () => {
    const { page } = await house.addresses(open)
    for (const path of [
      house.home,
      page,
      `${house.home}/barrierefreiheit`,
      `${house.home}/datenschutz`,
      `${house.home}/impressum`,
    ]) {
      const first = await get(path)
      const text = await first.text()
      expect(first.status, path).toBe(200)
      expect(first.headers.get("set-cookie")).toBe(null)
      expect(first.headers.get("cache-control")).toBe("no-cache")
      expect(first.headers.get("x-content-type-options")).toBe("nosniff")
      expect(text).not.toMatch(/<script|<iframe|onclick=|style="/)
      for (const [, target = ""] of text.matchAll(/(?:src|href)="([^"]*)"/g))
        expect(target, path).toMatch(/^(\/|#|mailto:|data:|https:\/\/www\.govdata\.de)/)
      expect(text.match(/<h1/g)).toHaveLength(1)
      expect(text).toMatch(/<html lang="de">/)
      expect(text).toContain('href="#inhalt"')
      for (const name of ["Barrierefreiheit", "Datenschutz", "Impressum"]) expect(text).toContain(name)
      const again = await get(path, { "if-none-match": first.headers.get("etag") ?? "" })
      expect([again.status, await again.text()]).toEqual([304, ""])
    }
    expect((await get(`${house.home}/stil.css`)).headers.get("content-type")).toContain("text/css")
  })

  test("a page tells number, state, bodies with votes, documents with pages and size, and since when it is public", async () => {
    const text = await (await get((await house.addresses(open)).page)).text()
    for (const part of [
      "Öffnungszeiten der Geschäftsstelle Aulenfeld-Süd",
      "mehrheitlich beschlossen",
      "Ja 9, Nein 2, Enthaltung 1",
      "Kreisausschuss",
      "Dr. Jona Weidner",
      "Veröffentlicht am",
      "Datenlizenz Deutschland",
    ])
      expect(text).toContain(part)
    expect(text).toMatch(/PDF, \d+ Seiten?, \d+ kB/)
    expect(text).toMatch(/<th scope="col">Gremium<\/th>/)
    expect(text).toMatch(/<th scope="row">Kreisausschuss<\/th>/)
  })

  test("the declaration of accessibility names feedback, body for disputes and review; privacy the supervisor", async () => {
    const declared = await (await get(`${house.home}/barrierefreiheit`)).text()
    for (const part of ["barrierefrei@aulenfeld.example", "Ombudsstelle", "01.10.2026"])
      expect(declared).toContain(part)
    const privacy = await (await get(`${house.home}/datenschutz`)).text()
    expect(privacy).toContain("Landesbeauftragte für Datenschutz")
    expect(await (await get(`${house.home}/impressum`)).text()).toContain("Landrätin Greta Hollen")
  })

  test("the list goes by date, page by page, and finds words whatever their case and umlauts", async () => {
    const many = await square.house("kreis-viel")
    const first = await many.vorlage("decided", { betreff: "Überörtliche Prüfung der Maßnahmen" })
    await many.release(first)
    const p = (await many.whole(first)).publication?.value
    if (!p?.releasedAt) throw new Error("not public")
    const base = Date.parse(p.releasedAt)
    const { table } = publisher(many)
    for (let n = 0; n < 45; n++) {
      const copy = {
        ...p,
        publicId: createHash("sha256").update(String(n)).digest("hex").slice(0, 32),
        summary: { ...p.summary, betreff: `Bericht Nummer ${n}` },
        releasedAt: new Date(base - (n + 1) * 60_000).toISOString(),
      } as Publication.Publication
      const put = `vorlage/vl_copy${n}/publication`
      await table.commit([], [{ put, value: copy, rev: "new", index: Publication.publicationIndex(copy) }])
    }
    const seen: string[] = []
    let path: string | undefined = many.home
    for (let pages = 0; path !== undefined && pages < 10; pages++) {
      const text = await (await get(path)).text()
      seen.push(...[...text.matchAll(/Bericht Nummer (\d+)</g)].map(([, n = ""]) => n))
      path = /href="([^"]*seite=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&")
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => String(n)))
    for (const words of ["überörtliche", "UBERORTLICHE", "massnahmen prüfung"]) {
      const found = async () => (await get(`${many.home}?suche=${encodeURIComponent(words)}`)).text()
      // The index follows the release.
      await until(async () => (await found()).includes("Überörtliche Prüfung"), 5000)
      const text = await found()
      expect(text, words).toContain("Überörtliche Prüfung")
      expect(text).not.toContain("Bericht Nummer")
    }
    expect(await (await get(`${many.home}?suche=Gibtesnicht`)).text()).toContain("nichts gefunden")
  })
})
