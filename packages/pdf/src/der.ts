/** ASN.1 DER as far as certificates, CRLs, CMS and timestamps need it: a writer, and a reader that accepts canonical DER only. */

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  printable: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** One element: identifier octet, content and the whole encoding. */
export interface Tlv {
  readonly tag: number
  readonly content: Uint8Array
  readonly raw: Uint8Array
}

/** Bytes that are not the canonical DER that was expected. Callers turn it into a finding or an AppError. */
export class DerError extends Error {
  constructor(message: string) {
    super(`DER: ${message}`)
    this.name = "DerError"
  }
}

// ---- writer

export function tlv(tag: number, content: Uint8Array): Uint8Array {
  const length = content.length
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 0xff]
          : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  const out = new Uint8Array(head.length + length)
  out.set(head)
  out.set(content, head.length)
  return out
}
export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tlv(TAG.sequence, Buffer.concat(parts))
/** SET OF: elements in DER order. */
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array =>
  tlv(TAG.set, Buffer.concat([...parts].sort(Buffer.compare)))
export const octets = (content: Uint8Array): Uint8Array => tlv(TAG.octets, content)
export const bits = (content: Uint8Array, unused = 0): Uint8Array =>
  tlv(TAG.bits, Buffer.concat([Uint8Array.of(unused), content]))
export const boolean = (value: boolean): Uint8Array => tlv(TAG.boolean, Uint8Array.of(value ? 0xff : 0))
export const nothing = (): Uint8Array => tlv(TAG.null, new Uint8Array())
export const utf8 = (text: string): Uint8Array => tlv(TAG.utf8, Buffer.from(text, "utf8"))
export const printable = (text: string): Uint8Array => tlv(TAG.printable, Buffer.from(text, "latin1"))
/** Context tag, constructed ("explicit", or an implicit SEQUENCE/SET whose content is given). */
export const context = (n: number, ...parts: readonly Uint8Array[]): Uint8Array => tlv(0xa0 | n, Buffer.concat(parts))
/** Context tag, primitive (implicit). */
export const contextPrimitive = (n: number, content: Uint8Array): Uint8Array => tlv(0x80 | n, content)

/** Non-negative INTEGER from a number or from big-endian bytes. */
export function integer(value: number | bigint | Uint8Array): Uint8Array {
  if (!(value instanceof Uint8Array)) {
    const hex = value.toString(16)
    return integer(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"))
  }
  let start = 0
  while (start < value.length - 1 && value[start] === 0) start++
  const body = value.subarray(start)
  return tlv(TAG.integer, (body[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), body]) : body)
}

export function oid(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split(".").map(BigInt)
  const out: number[] = []
  for (const arc of [first * 40n + second, ...rest]) {
    const group = [Number(arc & 0x7fn)]
    for (let value = arc >> 7n; value > 0n; value >>= 7n) group.unshift(Number(value & 0x7fn) | 0x80)
    out.push(...group)
  }
  return tlv(TAG.oid, Uint8Array.from(out))
}

const digits = (at: Date): string => at.toISOString().replace(/[-:T]/g, "").slice(0, 14)
/** Time of a certificate (RFC 5280): UTCTime until 2049, GeneralizedTime from 2050; whole seconds, UTC. */
export function time(at: Date): Uint8Array {
  return at.getUTCFullYear() < 2050
    ? tlv(TAG.utcTime, Buffer.from(`${digits(at).slice(2)}Z`, "latin1"))
    : generalizedTime(at)
}
export const generalizedTime = (at: Date): Uint8Array =>
  tlv(TAG.generalizedTime, Buffer.from(`${digits(at)}Z`, "latin1"))

// ---- reader

/** Reads one element at `offset`; definite, shortest length only. @throws DerError */
export function readAt(bytes: Uint8Array, offset: number): Tlv {
  const tag = bytes[offset]
  const first = bytes[offset + 1]
  if (tag === undefined || first === undefined) throw new DerError("cut short")
  if ((tag & 0x1f) === 0x1f) throw new DerError("long tag")
  let head = 2
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 3) throw new DerError("length form")
    length = 0
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[offset + 2 + i] ?? 0)
    head += count
    if (length < 0x80 || (count > 1 && length < 256 ** (count - 1))) throw new DerError("length not shortest")
  }
  const end = offset + head + length
  if (end > bytes.length) throw new DerError("cut short")
  return { tag, content: bytes.subarray(offset + head, end), raw: bytes.subarray(offset, end) }
}

/** Reads exactly one element that fills `bytes`. @throws DerError */
export function read(bytes: Uint8Array, tag?: number): Tlv {
  const element = readAt(bytes, 0)
  if (element.raw.length !== bytes.length) throw new DerError("trailing bytes")
  return expect(element, tag)
}

/** Elements inside a constructed one. */
export function children(parent: Tlv): Tlv[] {
  const out: Tlv[] = []
  for (let offset = 0; offset < parent.content.length; ) {
    const element = readAt(parent.content, offset)
    out.push(element)
    offset += element.raw.length
  }
  return out
}

/** The element, when it is there and has this tag. @throws DerError */
export function expect(element: Tlv | undefined, tag?: number): Tlv {
  if (element === undefined) throw new DerError("element missing")
  if (tag !== undefined && element.tag !== tag)
    throw new DerError(`tag ${element.tag.toString(16)}, not ${tag.toString(16)}`)
  return element
}
export const sequenceOf = (element: Tlv | undefined): Tlv[] => children(expect(element, TAG.sequence))

export function readOid(element: Tlv | undefined): string {
  const { content } = expect(element, TAG.oid)
  const arcs: bigint[] = []
  let value = 0n
  let open = true
  for (const byte of content) {
    if (open && byte === 0x80) throw new DerError("oid not shortest")
    value = (value << 7n) | BigInt(byte & 0x7f)
    open = byte < 0x80
    if (open) {
      arcs.push(value)
      value = 0n
    }
  }
  const head = arcs.shift()
  if (!open || head === undefined) throw new DerError("oid")
  const first = head < 40n ? 0n : head < 80n ? 1n : 2n
  return [first, head - first * 40n, ...arcs].join(".")
}

export function readInteger(element: Tlv | undefined): bigint {
  const { content } = expect(element, TAG.integer)
  const [a = 0, b = 0] = content
  if (content.length === 0 || (content.length > 1 && (a === 0 ? b < 0x80 : a === 0xff && b >= 0x80)))
    throw new DerError("integer not shortest")
  const value = BigInt(`0x${Buffer.from(content).toString("hex")}`)
  return a >= 0x80 ? value - (1n << BigInt(8 * content.length)) : value
}

/** UTCTime or GeneralizedTime, both with Z; a fraction of a second is kept to the millisecond. */
export function readTime(element: Tlv | undefined): Date {
  const { tag, content } = expect(element)
  const text = Buffer.from(content).toString("latin1")
  const full = tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d*[1-9])?Z$/.exec(full)
  if ((tag !== TAG.utcTime && tag !== TAG.generalizedTime) || match === null) throw new DerError("time")
  const [, y, mo, d, h, mi, s, fraction = ""] = match
  const at = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}${fraction.slice(0, 4)}Z`)
  if (Number.isNaN(at.getTime())) throw new DerError("time")
  return at
}

/** Throws unless the whole tree is canonical: lengths, integers, booleans, bit strings, order of sets. */
export function assertCanonical(bytes: Uint8Array): void {
  check(read(bytes))
}
function check(element: Tlv): void {
  if ((element.tag & 0x20) !== 0) {
    const inner = children(element)
    inner.forEach(check)
    if (element.tag === TAG.set)
      inner.reduce((before, next) => {
        if (Buffer.compare(before.raw, next.raw) > 0) throw new DerError("order of set")
        return next
      })
    return
  }
  const [first = 0] = element.content
  switch (element.tag) {
    case TAG.integer:
    case TAG.enumerated:
      readInteger({ ...element, tag: TAG.integer })
      return
    case TAG.boolean:
      if (element.content.length !== 1 || (first !== 0 && first !== 0xff)) throw new DerError("boolean")
      return
    case TAG.null:
      if (element.content.length !== 0) throw new DerError("null")
      return
    case TAG.bits:
      if (element.content.length === 0 || first > 7) throw new DerError("bit string")
      return
  }
}
