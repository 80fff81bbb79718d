/** The press: rendering and signing joined into core's port. */
import type { Press } from "@beschlussweg/core/paper"
import { agenda } from "./agenda.tsx"
import { auszug } from "./auszug.tsx"
import { outside } from "./outside.ts"
import { preview } from "./preview.tsx"
import { programme } from "./programme.tsx"
import { sheet } from "./sheet.tsx"
import { finish, sign } from "./sign.ts"
import { synopse } from "./synopse.tsx"
import { umlauf } from "./umlauf.tsx"
import { urgent } from "./urgent.tsx"
import { verify } from "./verify.ts"
import { vorlage } from "./vorlage.tsx"

/** A press that trusts `ca` (PEM of the operator root) when it verifies; without it issuers stay unchecked. */
export function press(options: { readonly ca?: string } = {}): Press {
  return {
    vorlage,
    programme,
    auszug,
    umlauf,
    // what joins foreign PDFs is heavy, and no other paper needs it
    reading: async (...args) => (await import("./reading.tsx")).reading(...args),
    sheet,
    urgent,
    agenda,
    preview,
    synopse,
    sign,
    finish,
    outside: async (before, bytes, wish) => outside(before, bytes, wish),
    verify: async (pdf, trust = []) => {
      // without a root of our own nobody's issuer is checked
      const ca = options.ca === undefined ? undefined : [options.ca, ...trust].join("\n")
      const report = verify(pdf, { ca })
      return {
        // exit 2 says only that no root was given
        ok: report.exit !== 1,
        fields: report.signatures.map((one) => one.field),
        problems: [...report.problems, ...report.signatures.flatMap((one) => one.problems)],
      }
    },
  }
}
