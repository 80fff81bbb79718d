/**
 * Timestamp authority (Zeitstempeldienst, RFC 3161): the client for a configured one, and a small authority of our own
 * for development and tests.
 */
import { randomBytes } from "node:crypto"
import { createServer } from "node:http"
import type { Bytes, Der, Signer, Timestamp } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { SHA256_OID } from "./algorithm.ts"
import { ECDSA_SHA256 } from "./certificate/build.ts"
import { readCertificate } from "./certificate/read.ts"
import * as cms from "./cms.ts"
import * as der from "./der.ts"
import * as Token from "./token.ts"

/** policy of our own small authority (identifier from a UUID, arc 2.25) */
const POLICY = "2.25.29326353240098652153586951331610762722"
const MAX_ANSWER = 64 * 1024
/** PKIFailureInfo, bit 5 */
const BAD_DATA_FORMAT = der.bits(Uint8Array.of(0x04), 2)

// ---- client

const unavailable = (): AppError =>
  new AppError(
    "refused",
    "tsa.unavailable",
    "Der Zeitstempeldienst ist zurzeit nicht erreichbar. Die Zeichnung ist festgehalten; die Unterschrift im PDF wird selbsttätig nachgeholt.",
  )
const invalid = (): AppError =>
  new AppError(
    "refused",
    "tsa.invalid",
    "Der Zeitstempeldienst hat eine ungültige Antwort gegeben. Bitte die Systembetreuung verständigen.",
  )

/** TimeStampReq for a SHA-256 digest, asking for the certificates. */
export function query(digest: Bytes, nonce: bigint): Der {
  const imprint = der.sequence(der.sequence(der.oid(SHA256_OID), der.nothing()), der.octets(digest))
  return der.sequence(der.integer(1), imprint, der.integer(nonce), der.boolean(true))
}

/**
 * Takes the token out of a TimeStampResp and checks it against what was asked.
 * @throws AppError refused "tsa.rejected" (the authority said no), "tsa.invalid" (wrong imprint, nonce or signature)
 */
export function answer(response: Bytes, digest: Bytes, nonce: bigint): Der {
  try {
    const [status, token] = der.sequenceOf(der.read(response))
    if (der.readInteger(der.sequenceOf(status)[0]) > 1n)
      throw new AppError(
        "refused",
        "tsa.rejected",
        "Der Zeitstempeldienst hat die Anfrage abgelehnt. Bitte die Systembetreuung verständigen.",
      )
    const tidy = Token.tidy(der.expect(token).raw)
    if (Token.check(tidy, digest).nonce !== nonce) throw invalid()
    return tidy
  } catch (error) {
    if (error instanceof der.DerError) throw invalid()
    throw error
  }
}

/**
 * Timestamps from the authority at `url` over HTTP.
 * @throws AppError refused "tsa.unavailable" (nobody answers in time; try again later), "tsa.rejected", "tsa.invalid"
 */
export function timestampFrom(url: string, options: { readonly timeoutMs?: number } = {}): Timestamp {
  return {
    stamp: async (digest) => {
      const nonce = BigInt(`0x${randomBytes(8).toString("hex")}`)
      return answer(await post(url, query(digest, nonce), options.timeoutMs ?? 10_000), digest, nonce)
    },
  }
}

async function post(url: string, body: Der, timeoutMs: number): Promise<Buffer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
      body: Buffer.from(body),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok || response.body === null) throw unavailable()
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body) {
      parts.push(part)
      size += part.length
      if (size > MAX_ANSWER) throw invalid()
    }
    return Buffer.concat(parts)
  } catch (error) {
    throw error instanceof AppError ? error : unavailable()
  }
}

// ---- our own small authority

/** What a token says. */
export interface Statement {
  readonly digest: Bytes
  readonly nonce: bigint | undefined
  readonly at: Date
}

/** Makes a token (ECDSA, SHA-256) that carries its whole chain. */
export async function token(authority: Signer, statement: Statement): Promise<Der> {
  const certificate = readCertificate(authority.certificate)
  const chain = [authority.certificate, ...authority.chain]
  const content = der.sequence(
    der.integer(1),
    der.oid(POLICY),
    der.sequence(der.sequence(der.oid(SHA256_OID)), der.octets(statement.digest)),
    der.integer(randomBytes(12)),
    der.generalizedTime(statement.at),
    ...(statement.nonce === undefined ? [] : [der.integer(statement.nonce)]),
  )
  const signed = der.setOf(
    cms.attribute(cms.OID.contentType, der.oid(Token.OID.tstInfo)),
    cms.attribute(cms.OID.messageDigest, der.octets(cms.sha256(content))),
    cms.attribute(
      cms.OID.signingCertificateV2,
      der.sequence(der.sequence(...chain.map((one) => der.sequence(der.octets(cms.sha256(one)))))),
    ),
  )
  const digest = der.sequence(der.oid(SHA256_OID))
  return der.sequence(
    der.oid(cms.OID.signedData),
    der.context(
      0,
      der.sequence(
        der.integer(3),
        der.setOf(digest),
        der.sequence(der.oid(Token.OID.tstInfo), der.context(0, der.octets(content))),
        der.context(0, der.read(der.setOf(...chain)).content),
        der.setOf(
          der.sequence(
            der.integer(1),
            cms.signerId(certificate),
            digest,
            der.context(0, der.read(signed).content),
            ECDSA_SHA256,
            der.octets(await authority.sign(cms.sha256(signed))),
          ),
        ),
      ),
    ),
  )
}

/** Timestamps without network, from a key at hand. For development and tests. */
export function localTimestamp(authority: Signer, now: () => Date): Timestamp {
  return { stamp: (digest) => token(authority, { digest, nonce: undefined, at: now() }) }
}

/** Answers one TimeStampReq with a TimeStampResp; a request that it cannot read is rejected (badDataFormat). */
export async function respond(authority: Signer, request: Bytes, at: Date): Promise<Der> {
  try {
    const [, imprint, ...rest] = der.sequenceOf(der.read(request))
    const [algorithm, stamped] = der.sequenceOf(imprint)
    const digest = der.expect(stamped, der.TAG.octets).content
    if (der.readOid(der.sequenceOf(algorithm)[0]) !== SHA256_OID || digest.length !== 32)
      throw new der.DerError("digest")
    const nonce = rest.find((part) => part.tag === der.TAG.integer)
    const statement = { digest, nonce: nonce === undefined ? undefined : der.readInteger(nonce), at }
    return der.sequence(der.sequence(der.integer(0)), await token(authority, statement))
  } catch (error) {
    if (!(error instanceof der.DerError)) throw error
    return der.sequence(der.sequence(der.integer(2), BAD_DATA_FORMAT))
  }
}

export interface Served {
  readonly url: string
  stop(): Promise<void>
}

/** Serves the small authority over HTTP on the loopback interface; port 0 takes any free one. */
export function serve(
  authority: Signer,
  options: { readonly port?: number; readonly now: () => Date },
): Promise<Served> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    let size = 0
    request.on("data", (part: Buffer) => {
      size += part.length
      if (size > MAX_ANSWER) request.destroy()
      else parts.push(part)
    })
    request.on("end", () => {
      respond(authority, Buffer.concat(parts), options.now()).then(
        (body) => response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(body),
        () => response.writeHead(500).end(),
      )
    })
  })
  return new Promise((done, failed) => {
    server.once("error", failed)
    server.listen(options.port ?? 0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : options.port
      done({
        url: `http://127.0.0.1:${port}/`,
        stop: () =>
          new Promise((stopped) => {
            server.closeAllConnections()
            server.close(() => stopped())
          }),
      })
    })
  })
}
