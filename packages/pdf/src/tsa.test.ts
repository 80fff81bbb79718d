import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Bytes, Signer } from "@beschlussweg/core/context"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import * as cms from "./cms.ts"
import * as der from "./der.ts"
import * as fixture from "./sign.fixture.ts"
import * as Token from "./token.ts"
import { type Bench, bench } from "./tool.fixture.ts"
import * as Tsa from "./tsa.ts"
import { verify } from "./verify.ts"

let house: fixture.House
let tools: Bench
let authority: Signer
const now = (): Date => fixture.AT
const DIGEST = cms.sha256(Buffer.from("Beschlussvorlage 047/2027"))
beforeAll(async () => {
  house = await fixture.house()
  tools = bench(house.ring.ca)
  authority = await house.ring.timestampAuthority(fixture.AT)
})
afterAll(() => {
  house.remove()
  tools.remove()
})

/** An authority that answers whatever `reply` makes of the request. */
async function hostile(
  reply: (request: Buffer) => Promise<{ status?: number; body: Bytes } | undefined>,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      reply(Buffer.concat(parts)).then(
        (answer) => {
          if (answer !== undefined) response.writeHead(answer.status ?? 200).end(answer.body)
        },
        () => response.destroy(),
      )
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
async function against<T>(reply: Parameters<typeof hostile>[0], run: (url: string) => Promise<T>): Promise<T> {
  const server = await hostile(reply)
  try {
    return await run(server.url)
  } finally {
    await server.stop()
  }
}
const granted = (token: Bytes): Buffer => Buffer.from(der.sequence(der.sequence(der.integer(0)), token))
const nonceOf = (request: Bytes): bigint => der.readInteger(der.sequenceOf(der.read(request))[2])

test("der Zeitstempel über HTTP trägt Zeit und Kette, und OpenSSL bestätigt ihn", async () => {
  const served = await Tsa.serve(authority, { now })
  try {
    const token = await Tsa.timestampFrom(served.url).stamp(DIGEST)
    expect(Token.check(token, DIGEST)).toMatchObject({ at: fixture.AT })
    const result = tools.run(
      "openssl",
      "ts",
      "-verify",
      "-in",
      tools.write("token.der", token),
      "-token_in",
      "-digest",
      DIGEST.toString("hex"),
      "-CAfile",
      tools.write("ca.pem", house.ring.ca),
    )
    expect(result.text).toContain("Verification: OK")
  } finally {
    await served.stop()
  }
})

test("eine Anfrage von OpenSSL wird so beantwortet, dass OpenSSL sie annimmt", async () => {
  const data = tools.write("data.txt", "Auszug aus der Niederschrift")
  tools.run("openssl", "ts", "-query", "-data", data, "-sha256", "-cert", "-out", join(tools.dir, "query.tsq"))
  const request = readFileSync(join(tools.dir, "query.tsq"))
  const reply = tools.write("reply.tsr", await Tsa.respond(authority, request, fixture.AT))
  const result = tools.run(
    "openssl",
    "ts",
    "-verify",
    "-in",
    reply,
    "-queryfile",
    join(tools.dir, "query.tsq"),
    "-CAfile",
    tools.write("ca.pem", house.ring.ca),
  )
  expect(result.text).toContain("Verification: OK")
})

test("ein fremder Dienst mit RSA-Schlüssel (OpenSSL) wird angenommen, und die Prüfung belegt seine Zeit", async () => {
  const foreign = opensslAuthority(tools)
  await against(
    async (request) => ({ body: foreign.reply(request) }),
    async (url) => {
      const token = tools.write("foreign.der", await Tsa.timestampFrom(url).stamp(DIGEST))
      const root = tools.write("foreign-ca.pem", foreign.ca)
      const confirmed = tools.run(
        "openssl",
        ...["ts", "-verify", "-in", token, "-token_in", "-digest", DIGEST.toString("hex"), "-CAfile", root],
      )
      expect(confirmed.text).toContain("Verification: OK")
      const pdf = await fixture.seal(await fixture.paper(1), house, Tsa.timestampFrom(url))
      const report = verify(pdf, { ca: house.ring.ca + foreign.ca })
      expect(report).toMatchObject({ exit: 0, problems: [] })
      expect(report.signatures[0]).toMatchObject({ profile: "B-T", proven: true })
      expect(tools.pdfsig(pdf)).toMatchObject({ valid: 1, trusted: 1, total: 1 })
      const flipped = Buffer.from(pdf)
      const start = flipped.toString("latin1").lastIndexOf("/Contents <") + 11
      const missed: number[] = []
      for (let at = start; at < start + 9000; at += 17) {
        const before = flipped[at] ?? 0
        flipped[at] = before === 0x30 ? 0x31 : 0x30
        if (verify(flipped, { ca: house.ring.ca + foreign.ca }).exit !== 1) missed.push(at)
        flipped[at] = before
      }
      expect(missed).toEqual([])
    },
  )
})

describe("Ein gestörter Dienst gibt einen klaren Fehler und hinterlässt keine halbe Datei", () => {
  const failing = (url: string): Promise<unknown> => Tsa.timestampFrom(url, { timeoutMs: 300 }).stamp(DIGEST)

  test("gestoppt: nicht erreichbar, später noch einmal; danach gelingt derselbe Schritt", async () => {
    const served = await Tsa.serve(authority, { now })
    await served.stop()
    const base = await fixture.paper(1)
    await expect(fixture.seal(base, house, Tsa.timestampFrom(served.url))).rejects.toMatchObject({
      code: "refused",
      reason: "tsa.unavailable",
      message: expect.stringContaining("selbsttätig nachgeholt"),
    })
    const again = await Tsa.serve(authority, { now })
    try {
      const pdf = await fixture.seal(base, house, Tsa.timestampFrom(again.url))
      expect(verify(pdf, { ca: house.ring.ca }).exit).toBe(0)
    } finally {
      await again.stop()
    }
  })

  test("antwortet nicht, antwortet mit einem Serverfehler oder bricht ab", async () => {
    await against(
      async () => undefined,
      (url) => expect(failing(url)).rejects.toMatchObject({ reason: "tsa.unavailable" }),
    )
    await against(
      async () => ({ status: 503, body: Buffer.from("busy") }),
      (url) => expect(failing(url)).rejects.toMatchObject({ reason: "tsa.unavailable" }),
    )
    await against(
      async () => {
        throw new Error("broken connection")
      },
      (url) => expect(failing(url)).rejects.toMatchObject({ reason: "tsa.unavailable" }),
    )
  })

  test("lehnt ab", async () => {
    const rejection = Buffer.from(der.sequence(der.sequence(der.integer(2))))
    await against(
      async () => ({ body: rejection }),
      (url) => expect(failing(url)).rejects.toMatchObject({ reason: "tsa.rejected" }),
    )
  })

  test.each([
    [
      "stempelt etwas anderes",
      async (request: Buffer) =>
        granted(await Tsa.token(authority, { digest: Buffer.alloc(32), nonce: nonceOf(request), at: fixture.AT })),
    ],
    [
      "antwortet auf eine andere Anfrage",
      async () => granted(await Tsa.token(authority, { digest: DIGEST, nonce: 42n, at: fixture.AT })),
    ],
    [
      "lässt die Nummer der Anfrage weg",
      async () => granted(await Tsa.token(authority, { digest: DIGEST, nonce: undefined, at: fixture.AT })),
    ],
    [
      "unterschreibt mit fremdem Schlüssel",
      async (request: Buffer) => {
        const key = (await house.issuer.seal(fixture.ORGANISATION, fixture.AT)).sign
        return granted(
          await Tsa.token({ ...authority, sign: key }, { digest: DIGEST, nonce: nonceOf(request), at: fixture.AT }),
        )
      },
    ],
    ["schickt Unsinn", async () => Buffer.from("<html>Wartung</html>")],
    ["schickt zu viel", async () => Buffer.alloc(100_000)],
  ])("%s", async (_, make) => {
    await against(
      async (request) => ({ body: await make(request) }),
      (url) => expect(failing(url)).rejects.toMatchObject({ reason: "tsa.invalid" }),
    )
  })
})

test("eine unlesbare Anfrage lehnt der eigene Dienst ab", async () => {
  const answer = await Tsa.respond(authority, Buffer.from("kein DER"), fixture.AT)
  expect(() => Tsa.answer(answer, DIGEST, 1n)).toThrow(expect.objectContaining({ reason: "tsa.rejected" }))
})

/** A timestamp authority run by OpenSSL with an RSA key of its own root. */
function opensslAuthority(bench: Bench): { ca: string; reply(request: Bytes): Buffer } {
  const path = (name: string): string => join(bench.dir, name)
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: bench.dir, stdio: "pipe" })
  const leaf =
    "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
  bench.write("leaf.cnf", leaf)
  bench.write("between.cnf", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")
  const settings = {
    serial: path("serial"),
    signer_cert: path("rsa.pem"),
    certs: path("chain.pem"),
    signer_key: path("rsa.key"),
    signer_digest: "sha512",
    default_policy: "1.3.6.1.4.1.99999.1",
    digests: "sha256",
    ordering: "yes",
    accuracy: "secs:1",
    clock_precision_digits: "3",
    tsa_name: "yes",
    ess_cert_id_chain: "no",
    ess_cert_id_alg: "sha1",
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  bench.write("tsa.cnf", `[tsa]\ndefault_tsa=own\n[own]\n${lines.join("\n")}\n`)
  bench.write("serial", "01\n")
  const request = (name: string, subject: string): void =>
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject)
  const grant = (name: string, issuer: string, extensions: string): void =>
    openssl(
      ...["x509", "-req", "-in", `${name}.csr`, "-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-set_serial", "7"],
      ...["-days", "3000", "-extfile", extensions, "-out", `${name}.pem`],
    )
  openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "rsa-ca.key", "-out", "rsa-ca.pem"],
    ...["-subj", "/CN=Fremde Wurzel", "-days", "3650"],
  )
  request("between", "/CN=Fremde Zwischenstelle")
  grant("between", "rsa-ca", "between.cnf")
  request("rsa", "/CN=Fremder Zeitstempeldienst")
  grant("rsa", "between", "leaf.cnf")
  bench.write("chain.pem", ["between.pem", "rsa-ca.pem"].map((name) => readFileSync(path(name), "utf8")).join(""))
  return {
    ca: readFileSync(path("rsa-ca.pem"), "utf8"),
    reply: (request) => {
      bench.write("foreign.tsq", request)
      return execFileSync("openssl", ["ts", "-reply", "-config", path("tsa.cnf"), "-queryfile", path("foreign.tsq")], {
        cwd: bench.dir,
        stdio: ["ignore", "pipe", "pipe"],
      })
    },
  }
}
