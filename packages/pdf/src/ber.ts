/**
 * From BER to DER: signatures made elsewhere come with lengths of any form and strings in pieces (CMS allows it), while
 * everything here reads canonical DER only. What is canonical already stays as it is, byte for byte.
 */
import * as der from "./der.ts"

const MAX_DEPTH = 40

/** The first element of `bytes` in DER, and how many bytes it took. @throws DerError */
export function toDer(bytes: Uint8Array): { der: Uint8Array; length: number } {
  const { raw, end } = element(bytes, 0, bytes.length, 0)
  return { der: raw, length: end }
}

interface Read {
  readonly raw: Uint8Array
  readonly end: number
}

function element(bytes: Uint8Array, at: number, limit: number, depth: number): Read {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || at + 2 > limit) throw new der.DerError("cut short")
  if (depth > MAX_DEPTH) throw new der.DerError("nested too deep")
  if ((tag & 0x1f) === 0x1f) throw new der.DerError("long tag")
  const constructed = (tag & 0x20) !== 0
  let start = at + 2
  let end: number | undefined
  if (first < 0x80) end = start + first
  else if (first > 0x80) {
    const count = first & 0x7f
    if (count > 4) throw new der.DerError("length form")
    let length = 0
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0)
    start += count
    end = start + length
  } else if (!constructed) throw new der.DerError("length form")
  if (end !== undefined && end > limit) throw new der.DerError("cut short")
  if (!constructed) return { raw: der.tlv(tag, bytes.subarray(start, end)), end: end ?? limit }
  const parts: Uint8Array[] = []
  let next = start
  for (;;) {
    if (end === undefined ? bytes[next] === 0 && bytes[next + 1] === 0 : next === end) break
    const inner = element(bytes, next, end ?? limit, depth + 1)
    parts.push(inner.raw)
    next = inner.end
  }
  const whole = end ?? next + 2
  // an OCTET STRING in pieces
  if (tag === (der.TAG.octets | 0x20))
    return {
      raw: der.octets(Buffer.concat(parts.map((part) => der.read(part, der.TAG.octets).content))),
      end: whole,
    }
  return { raw: der.tlv(tag, Buffer.concat(parts)), end: whole }
}
