/** Verification page in a real browser: the file stays there, its hash is looked up, and what is not public stays unsaid. */
import { createHash } from "node:crypto"
import { mkdtemp, open as openFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Publication from "@beschlussweg/core/publication"
import * as Verification from "@beschlussweg/core/verification"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { paper as taggedPdf } from "@beschlussweg/pdf/sign.fixture"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { openBrowser } from "./browser.ts"
import { openSquare, PUBLICATION, type Square, type SquareHouse } from "./square.ts"

let square: Square
let house: SquareHouse
let other: SquareHouse
let browser: Browser
let dir: string
/** public; not public; public with a twin */
let open: string
let closed: string
let mixed: string
beforeAll(async () => {
  logTo(() => {})
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-pruefen-"))
  browser = await openBrowser()
  square = await openSquare()
  house = await square.house("kreis-aulenfeld")
  other = await square.house("kreis-nebenan")
  open = await house.vorlage("decided")
  await house.release(open)
  closed = await house.vorlage("decided", { betreff: "Streng vertraulicher Betreff" })
  const uploadId = await house.upload("intern.pdf", "application/pdf", await taggedPdf(1, ["nur-intern"]))
  const anlagen = [{ kind: "upload" as const, id: "intern", title: "Interne Notiz", public: false, uploadId }]
  mixed = await house.vorlage("decided", { anlagen })
  await house.release(mixed)
})
afterAll(async () => {
  await browser.close()
  await square.stop()
  await rm(dir, { recursive: true, force: true })
})

async function documents(vorlageId: string, of = house): Promise<Vorlage.Document[]> {
  return (await of.whole(vorlageId)).fassungen.flatMap((f) => f.value.documents)
}
async function bytesOf(document: Vorlage.Document | undefined, of = house): Promise<Uint8Array> {
  const bytes = document && (await of.as("lesend").papers.get(document.path))
  if (!bytes) throw new Error("no such document")
  return bytes
}
async function code(vorlageId: string, of = house): Promise<string> {
  const { fassungSha256 } = await of.seen(vorlageId)
  const { verifyId } = await Vorlage.frozenOf(of.as("lesend"), fassungSha256)
  return `/pruefen/${of.tenantId}/${verifyId}`
}
const last = (list: readonly Vorlage.Document[], kind: Vorlage.DocumentKind) => list.findLast((d) => d.kind === kind)

/** Lets the page check these bytes. @returns what it says, and everything the browser sent meanwhile */
async function check(at: string, bytes: Uint8Array | string) {
  const path = typeof bytes === "string" ? bytes : join(dir, `${createHash("sha256").update(bytes).digest("hex")}.pdf`)
  if (typeof bytes !== "string") await writeFile(path, bytes)
  const page = await browser.newPage()
  try {
    const sent: { url: string; method: string; body: string | null }[] = []
    const broken: string[] = []
    page.on("pageerror", (error) => broken.push(error.message))
    page.on("console", (line) => {
      if (line.type() === "error" && !line.text().includes("404")) broken.push(line.text())
    })
    await page.goto(square.origin + at)
    page.on("request", (r) => {
      // The icon of the page may still be on its way.
      if (!r.url().endsWith("/zeichen.svg")) sent.push({ url: r.url(), method: r.method(), body: r.postData() })
    })
    await page.setInputFiles("#datei", path)
    const said = await answer(page)
    expect(broken).toEqual([])
    return { ...said, sent }
  } finally {
    await page.close()
  }
}
async function answer(page: Page) {
  const note = page.locator("#ergebnis [data-kind]:not([data-kind=wait])")
  await note.waitFor({ timeout: 60_000 })
  return {
    kind: await note.getAttribute("data-kind"),
    text: (await note.locator("h2, p").allTextContents()).join("\n"),
  }
}

describe("a file", () => {
  test("public and as it is today: genuine, which Fassung, who signed, decided", async () => {
    const list = await documents(open)
    const file = list.findLast((d) => ["seal", "sign", "finish", "result"].includes(d.kind))
    const { kind, text, sent } = await check(await code(open), await bytesOf(file))
    expect(kind).toBe("public")
    for (const part of [
      "Echt",
      "Fassung 1",
      "Amtsleitung: Dr. Jona Weidner",
      "mehrheitlich beschlossen: Kreisausschuss",
    ])
      expect(text).toContain(part)
    expect(text).not.toContain("überholt")
    // Only the hash left the browser.
    expect(sent.map((r) => [r.method, r.body])).toEqual([["GET", null]])
    expect(sent[0]?.url).toBe(`${square.origin}${await code(open)}?sha256=${file?.sha256}`)
  })

  test("an earlier stage of a public file is genuine and overtaken, and names those who had signed by then", async () => {
    const list = await documents(open)
    const seal = await check(await code(open), await bytesOf(last(list, "seal")))
    expect(seal.kind).toBe("public")
    expect(seal.text).toContain("überholt")
    expect(seal.text).not.toContain("Weidner")
    const signed = await check(await code(open), await bytesOf(last(list, "sign")))
    expect(signed.text).toContain("Weidner")
    expect(signed.text).toContain("Die heute geltende Datei")
  })

  test("of what is not public the page says genuine and nothing else, whatever stage it is", async () => {
    const list = await documents(closed)
    expect(new Set(list.map((d) => d.kind)).size).toBeGreaterThan(4)
    for (const document of list) {
      const { kind, text } = await check(await code(closed), await bytesOf(document))
      expect(kind, document.kind).toBe("file")
      expect(text).toBe(
        "Echt\nDiese Datei ist echt und unverändert. Sie ist nicht öffentlich; mehr wird hier nicht gesagt.",
      )
    }
  })

  test("every stage of every kind is known by its hash, the twin and the protocol too", async () => {
    const ctx = house.as("lesend")
    for (const id of [open, closed, mixed])
      for (const { sha256, kind } of await documents(id))
        expect((await Verification.ask(ctx, { sha256 })).kind, kind).not.toBe("unknown")
    expect((await documents(mixed)).map((d) => d.kind)).toEqual(
      expect.arrayContaining(["twin", "umlauf", "auszug", "finish"]),
    )
  })

  test("of a Vorlage with non-public parts the twin is public; the sealed file stays unsaid", async () => {
    const list = await documents(mixed)
    const twin = await check(await code(mixed), await bytesOf(last(list, "twin")))
    expect(twin.kind).toBe("public")
    expect(twin.text).toContain("Amtsleitung")
    const sealed = await check(await code(mixed), await bytesOf(last(list, "seal")))
    expect(sealed.kind).toBe("file")
    const protocol = await check(`${await code(mixed)}/umlauf`, await bytesOf(last(list, "umlauf")))
    expect(protocol.kind).toBe("file")
  })

  test("one changed byte, a cut end, an appended one: not known", async () => {
    const bytes = await bytesOf(last(await documents(open), "result"))
    const changed = bytes.slice()
    changed[1000] = (changed[1000] ?? 0) ^ 1
    for (const wrong of [changed, bytes.slice(0, -1), new Uint8Array([...bytes, 10])]) {
      const { kind, text } = await check(await code(open), wrong)
      expect(kind).toBe("other")
      expect(text).toContain("gehört nicht zu diesem Code")
    }
  })

  test("a file of another house is not known here, and its own address is offered", async () => {
    const id = await other.vorlage("sealed")
    const bytes = await bytesOf(last(await documents(id, other), "seal"), other)
    const { kind, text } = await check(await code(open), bytes)
    expect(kind).toBe("other")
    expect(text).toContain("andere Prüfadresse")
    const there = await check(await code(id, other), bytes)
    expect(there.kind).toBe("file")
  })

  test("the general page finds the address in the file itself", async () => {
    const bytes = await bytesOf(last(await documents(open), "result"))
    const { kind, sent } = await check("/pruefen", bytes)
    expect(kind).toBe("public")
    expect(sent).toHaveLength(1)
    const none = await check("/pruefen", new TextEncoder().encode("kein Dokument"))
    expect(none).toMatchObject({ kind: "input", sent: [] })
    expect(none.text).toContain("keine Prüfadresse")
  })

  test("an empty file is told at once; 200 MB are read part by part; what is too large is said before", async () => {
    const empty = await check(await code(open), new Uint8Array())
    expect(empty).toMatchObject({ kind: "input", sent: [] })
    expect(empty.text).toContain("leer")
    const large = join(dir, "large.pdf")
    const file = await openFile(large, "w")
    const chunk = Buffer.alloc(1024 * 1024, 7)
    const hash = createHash("sha256")
    for (let i = 0; i < 200; i++) {
      chunk.writeUInt32LE(i)
      hash.update(chunk)
      await file.write(chunk)
    }
    await file.write(Buffer.from("end"))
    hash.update("end")
    await file.close()
    const { kind, sent } = await check(await code(open), large)
    expect(kind).toBe("other")
    expect(sent[0]?.url).toContain(hash.digest("hex"))
    const huge = join(dir, "huge.pdf")
    const sparse = await openFile(huge, "w")
    await sparse.truncate(501 * 1024 * 1024)
    await sparse.close()
    const told = await check(await code(open), huge)
    expect(told).toMatchObject({ kind: "input", sent: [] })
    expect(told.text).toContain("500 MB")
  })

  test("sizes around the blocks of SHA-256, part by part, give what node gives", async () => {
    const page = await browser.newPage()
    // No crypto.subtle, as on a page without TLS elsewhere: then everything is computed part by part.
    await page.addInitScript(() => Object.defineProperty(globalThis.crypto, "subtle", { value: undefined }))
    for (const size of [1, 55, 56, 57, 63, 64, 65, 119, 120, 1000, 4 * 1024 * 1024, 4 * 1024 * 1024 + 61]) {
      await page.goto(square.origin + (await code(open)))
      const bytes = Buffer.alloc(size, size % 251)
      const asked = page.waitForRequest((r) => r.url().includes("sha256="))
      await page.setInputFiles("#datei", { name: "x.pdf", mimeType: "application/pdf", buffer: bytes })
      expect((await asked).url(), String(size)).toContain(createHash("sha256").update(bytes).digest("hex"))
    }
    await page.close()
  })
})

describe("a printed code", () => {
  const text = async (path: string) => {
    const page = await fetch(square.origin + path)
    return { status: page.status, text: (await page.text()).replace(/<[^>]+>/g, " ") }
  }

  test("of a public paper tells what it is; of any other that it is genuine and not public, and no more", async () => {
    const shown = await text(await code(open))
    expect(shown.text).toContain("Fassung 1")
    expect(shown.text).toContain("Öffnungszeiten")
    const hidden = await text(await code(closed))
    expect(hidden.status).toBe(200)
    expect(hidden.text).toContain("Dieser Code gehört zu einem echten, nicht öffentlichen Dokument dieses Hauses.")
    const { nummer = "none" } = (await house.whole(closed)).root.value
    for (const word of ["vertraulicher", nummer, "Fassung 1", "Weidner", "Aulenfeld-Süd"])
      expect(hidden.text).not.toContain(word)
  })

  test("the twin, the extract and the protocol have endings of their own; only what is public tells more", async () => {
    const at = await code(mixed)
    expect((await text(at)).text).toContain("nicht öffentlichen Dokument")
    expect((await text(`${at}/oeffentlich`)).text).toContain("Öffnungszeiten")
    expect((await text(`${at}/gremium-2`)).text).toContain("Beschlussauszug Kreisausschuss")
    for (const part of ["umlauf", "endfassung", "gibtesnicht"])
      expect((await text(`${at}/${part}`)).text).toContain("nicht öffentlichen Dokument")
  })

  test("an unknown code and an unknown house look the same", async () => {
    const unknown = "0".repeat(32)
    const here = await text(`/pruefen/${house.tenantId}/${unknown}`)
    const nowhere = await text(`/pruefen/kreis-gibtesnicht/${unknown}`)
    expect(here.status).toBe(404)
    expect(nowhere.text.replaceAll("kreis-gibtesnicht", house.tenantId)).toBe(here.text)
    for (const bad of ["system", "betrieb", "..%2f", "KREIS", "a"])
      expect((await text(`/pruefen/${bad}/${unknown}`)).status).toBe(404)
    expect((await text(`/pruefen/${house.tenantId}/kurz`)).status).toBe(404)
    expect((await text((await code(closed)).replace(house.tenantId, other.tenantId))).status).toBe(404)
  })

  test("after the withdrawal nothing is told any more", async () => {
    const id = await house.vorlage("decided")
    await house.release(id)
    const file = (await documents(id)).findLast((d) => d.kind === "finish")
    expect((await Verification.ask(house.as("lesend"), { sha256: file?.sha256 })).kind).toBe("public")
    await Publication.withdraw(house.as("veroeffentlichung"), { vorlageId: id, reason: "Eine Zahl war falsch." })
    expect((await Verification.ask(house.as("lesend"), { sha256: file?.sha256 })).kind).toBe("file")
    expect((await text(await code(id))).text).toContain("nicht öffentlichen Dokument")
    await house.set(null)
    expect((await text(await code(open))).text).toContain("nicht öffentlichen Dokument")
    await house.set(PUBLICATION)
  })
})

describe("without a script", () => {
  test("the hash can be typed in; what is none is told", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(square.origin + (await code(closed)))
    expect(await page.locator("#datei").isVisible()).toBe(false)
    await page.locator("summary").click()
    const file = last(await documents(closed), "seal")
    await page.fill("#sha256", ` ${file?.sha256.toUpperCase()} `)
    await page.click("form button")
    expect(await page.locator("#antwort").textContent()).toContain("Diese Datei ist echt und unverändert.")
    await page.locator("summary").click()
    await page.fill("#sha256", "abc")
    await page.click("form button")
    expect(await page.locator("#antwort").textContent()).toContain("64 Zeichen")
    await page.goto(`${square.origin}/pruefen?haus=${house.tenantId}&sha256=${file?.sha256}`)
    expect(await page.locator("#antwort").textContent()).toContain("Diese Datei ist echt und unverändert.")
    await context.close()
  })
})

describe("what keeps it up", () => {
  test("papers of a time before codes and hashes are caught up once, and found by the code meanwhile", async () => {
    const old = await square.house("kreis-alt")
    const id = await old.vorlage("signed")
    const { table } = old.as("lesend")
    const printed = (await code(id, old)).split("/").at(-1) ?? ""
    const hashes = (await documents(id, old)).map((d) => d.sha256)
    const [first = ""] = hashes
    const drop = async (key: string) => {
      const stored = await table.get(key, z.unknown())
      if (stored) await table.commit([], [{ drop: key, rev: stored.rev }])
    }
    for (const hash of hashes) await drop(Verification.hashKey(hash))
    expect((await Verification.ask(old.as("lesend"), { code: printed, sha256: first })).kind).toBe("file")
    expect((await Verification.ask(old.as("lesend"), { sha256: first })).kind).toBe("unknown")
    await drop(Verification.codeKey(printed))
    await drop("verify/0/ready")
    expect(await Verification.ensure(old.as("lesend"))).toBe(hashes.length + 1)
    expect(await Verification.ensure(old.as("lesend"))).toBe(undefined)
    expect((await Verification.ask(old.as("lesend"), { code: printed })).kind).toBe("code")
    expect((await Verification.ask(old.as("lesend"), { sha256: first })).kind).toBe("file")
  })

  test("who asks too often has to wait", async () => {
    const path = await code(open)
    let limited: Response | undefined
    for (let n = 0; n < 320 && !limited; n++) {
      const one = await square.app.request(path, { headers: { accept: "application/json" } })
      if (one.status === 429) limited = one
    }
    expect(Number(limited?.headers.get("retry-after"))).toBeGreaterThan(0)
    expect((await square.app.request(house.home)).status).toBe(200)
  })
})
