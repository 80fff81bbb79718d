/** Signatures that another program made: what they are called, and what has to hold for them besides the cryptography. */
import { LEVEL_LABEL } from "@beschlussweg/core/chain"
import { signatureField } from "@beschlussweg/core/paper"
import type { Certificate } from "../certificate/read.ts"
import { LEVEL } from "../certificate.ts"
import { type Foreign, pathOf, strays } from "../outside/cms.ts"
import { conforms, qualified, revocation } from "../outside/trust.ts"
import type { Placed } from "./change.ts"
import type { Trust } from "./trust.ts"

/** The level in honest words: what our own certificates are, and what one from elsewhere says about itself. */
export function levelOf(placed: Placed, leaf: Certificate | undefined, seal: boolean): string {
  if (placed.kind === "timestamp") return "Zeitstempel der ganzen Datei"
  if (seal)
    return placed.field.startsWith(signatureField("")) ? `${LEVEL.seal}; Zeichnung ${LEVEL_LABEL.paper}` : LEVEL.seal
  if (!placed.outside) return LEVEL.person
  return leaf !== undefined && qualified(leaf)
    ? `außerhalb erstellt, ${LEVEL_LABEL.QES} nach Angabe des Zertifikats`
    : "außerhalb erstellt, elektronische Signatur ohne Angabe eines qualifizierten Zertifikats"
}

/** Purpose, issuers and embedded revocation data of a signature made outside. */
export function outsideProblems(
  foreign: Foreign | undefined,
  chain: readonly Certificate[],
  trust: Trust,
  at: Date,
): string[] {
  if (foreign === undefined) return []
  const { anchor } = pathOf(foreign, trust.roots)
  const all = anchor === undefined ? chain : [...chain, anchor]
  const { findings } = revocation(all, [...foreign.pool, ...trust.roots], foreign, at)
  const loose = strays(foreign, trust.roots).map(
    () => "Die Unterschrift bringt ein Zertifikat mit, das zu keinem anderen passt.",
  )
  // Validity of the chain is judged with that of every other signature.
  return [...loose, ...[...conforms(all, []), ...findings].map((one) => one.message)]
}
