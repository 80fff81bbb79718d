/** Dates of PDF files as other programs write them. */

/** "D:20270114091200+01'00'" and its shorter forms as an instant; without an offset it is taken for UTC. */
export function instantOf(text: string): Date | undefined {
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:(Z)(?:00'?(?:00'?)?)?|([+-])(\d\d)'?(?:(\d\d)'?)?)?$/.exec(
    text,
  )
  if (match === null) return undefined
  const [, y, mo, d, h, mi, s = "00", , sign, oh = "00", om = "00"] = match
  const at = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`).getTime()
  const offset = (Number(oh) * 60 + Number(om)) * 60_000 * (sign === "-" ? -1 : 1)
  return Number.isNaN(at) ? undefined : new Date(at - (sign === undefined ? 0 : offset))
}
