/** Decimals as text: numbers of a chart's cache without the noise of binary floats. */

/**
 * "0.128" -> "0.128", "1.5E-2" -> "0.015", "4.2999999999999998" -> "4.3". `shift` moves the point to the right (2 for per cent).
 * At most six places; undefined when it is no number or has more than fifteen figures before the point.
 */
export function toDecimal(text: string, shift = 0): string | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(text)
  if (match === null) return undefined
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match
  if (whole === "" && fraction === "") return undefined
  const places = fraction.length - Number(exponent) - shift
  let figures = BigInt(whole + fraction)
  // figures * 10^-places, rounded half up to at most six places
  const excess = places - 6
  if (excess > 0) {
    if (excess > 400) return "0"
    const unit = 10n ** BigInt(excess)
    figures = (figures + unit / 2n) / unit
  } else if (excess < 0) figures *= 10n ** BigInt(-excess)
  const padded = figures.toString().padStart(7, "0")
  const head = padded.slice(0, -6)
  const tail = padded.slice(-6).replace(/0+$/, "")
  if (head.length > 15) return undefined
  const number = tail === "" ? head : `${head}.${tail}`
  return sign === "-" && figures !== 0n ? `-${number}` : number
}
