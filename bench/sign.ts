/** Sign: one more signature appended to a file of 65 pages, warm, with and without a timestamp authority. */
import { createHash, sign as ecdsa, generateKeyPairSync } from "node:crypto"
import type { Bytes, Timestamp } from "@beschlussweg/core/context"
import { FIELD_SEAL, type StampText } from "@beschlussweg/core/paper"
import { sign as append } from "@beschlussweg/pdf/sign"
import { AT, house, ORGANISATION } from "@beschlussweg/pdf/sign.fixture"
import { type Figure, median, type Outcome, quantile, ratio } from "./measure.ts"
import { FIELDS, longVorlage, STEPS } from "./paper.ts"

interface Row {
  /** ms of the first to the fourth personal signature, its certificate included */
  readonly ms: readonly number[]
  readonly bytes: readonly number[]
  /** ms of the floor: hash of the file, one ECDSA signature, one copy of the bytes */
  readonly floorMs: number
}

export async function sign({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const { pdf, pages } = await longVorlage()
  const h = await house()
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const floor = (bytes: Bytes): number => {
    const started = performance.now()
    const digest = createHash("sha256").update(bytes).digest()
    Buffer.concat([bytes, ecdsa("sha256", digest, privateKey)])
    return performance.now() - started
  }
  const round = async (timestamp: Timestamp | undefined): Promise<Row> => {
    const stamp = (field: string, name: string, certify: boolean): StampText => ({
      field,
      lines: [`gez. ${name}`, "Funktion im Haus", "02.03.2026, 09:12"],
      at: AT,
      name,
      reason: "Zeichnung der Vorlage",
      certify,
    })
    const seal = await h.issuer.seal(ORGANISATION, AT)
    let file = await append(pdf, stamp(FIELD_SEAL, ORGANISATION, true), seal, timestamp)
    const ms: number[] = []
    const bytes: number[] = []
    for (const [i, field] of FIELDS.entries()) {
      const name = `Kim Adler ${STEPS[i]}`
      const started = performance.now()
      const signer = await h.issuer.person({ name, title: "Amtsleitung", organisation: ORGANISATION }, AT)
      const next = await append(file, stamp(field, name, false), signer, timestamp)
      ms.push(performance.now() - started)
      bytes.push(next.length - file.length)
      file = next
    }
    return { ms, bytes, floorMs: floor(file) }
  }
  try {
    const rows: { with: Row[]; without: Row[] } = { with: [], without: [] }
    const all = Math.max(rounds, 25) + 3
    for (let i = 0; i < all; i++) {
      const pair = { with: await round(h.timestamp), without: await round(undefined) }
      if (i < 3) continue
      rows.with.push(pair.with)
      rows.without.push(pair.without)
    }
    return outcome(rows, pages, pdf.length)
  } finally {
    h.remove()
  }
}

function outcome(
  rows: { readonly with: readonly Row[]; readonly without: readonly Row[] },
  pages: number,
  size: number,
): Outcome {
  const figures: Figure[] = [
    { name: "pages of the file", value: pages, unit: "" },
    { name: "bytes of the file", value: size / 1000, unit: "kB" },
  ]
  for (const mode of ["without", "with"] as const) {
    const at = (n: number): number[] => rows[mode].map((row) => row.ms[n] ?? Number.NaN)
    const label = `${mode} TSA`
    for (const n of [0, 1, 2, 3])
      figures.push({
        name: `${label}: signature ${n + 1}, certificate included`,
        value: median(at(n)),
        unit: "ms",
        limit: 150,
      })
    const every = rows[mode].map((row) => median(row.ms))
    const most = Math.max(...rows[mode].flatMap((row) => row.bytes)) / 1000
    figures.push(
      // undisturbed ones, and a tenth for the clock: the file is larger by three signatures then
      { name: `${label}: fourth to first`, value: quantile(at(3), 0.2) / quantile(at(0), 0.2), unit: "x", limit: 1.1 },
      { name: `${label}: appended at most`, value: most, unit: "kB", limit: mode === "with" ? 48 : 30 },
      {
        name: `${label}: to hash + ECDSA + copy alone`,
        value: ratio(
          every,
          rows[mode].map((r) => r.floorMs),
        ),
        unit: "x",
      },
    )
  }
  figures.push({
    name: "baseline: hash + ECDSA + copy",
    value: median([...rows.with, ...rows.without].map((row) => row.floorMs)),
    unit: "ms",
  })
  return { figures, raw: { rows } }
}
