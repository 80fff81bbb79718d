/** The press: rendering and signing joined into core's port. */
import type { Press } from "@beschlussweg/core/paper"
import { auszug } from "./auszug.tsx"
import { programme } from "./programme.tsx"
import { finish, sign } from "./sign.ts"
import { verify } from "./verify.ts"
import { vorlage } from "./vorlage.tsx"

/** A press that trusts `ca` (PEM of the operator root) when it verifies; without it issuers stay unchecked. */
export function press(options: { readonly ca?: string } = {}): Press {
  return {
    vorlage,
    programme,
    auszug,
    // what joins foreign PDFs is heavy, and no other paper needs it
    reading: async (...args) => (await import("./reading.tsx")).reading(...args),
    sign,
    finish,
    verify: async (pdf) => {
      const report = verify(pdf, options)
      return {
        // exit 2 says only that no root was given
        ok: report.exit !== 1,
        fields: report.signatures.map((one) => one.field),
        problems: [...report.problems, ...report.signatures.flatMap((one) => one.problems)],
      }
    },
  }
}
