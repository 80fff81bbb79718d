/** `pnpm cli stage`: a stage in the cloud before its functions start. */
import { parseArgs } from "node:util"
import { AppError } from "@beschlussweg/core/error"
import { environment } from "../wire.ts"
import { type Command, readInput, write } from "./command.ts"

export const stage: Command = {
  usage: `  pnpm cli stage prepare --betreiber NAME [--ca WURZEL.pem]
      legt auf einer Stufe in der Cloud an, was noch fehlt: Schlüssel, Wurzelzertifikat, Zertifikat für Tagesanker
      ändert nichts, was da ist, und zeigt keinen Wert; BESCHLUSSWEG_WURZEL nennt die Datei mit dem Wurzelschlüssel
`,
  async run([what, ...rest]) {
    const { values } = parseArgs({ args: rest, options: { betreiber: { type: "string" }, ca: { type: "string" } } })
    if (what !== "prepare") throw new AppError("input", "cli.stage", "Bitte nennen Sie stage prepare.")
    const { rootKey } = environment()
    const text = (path: string) => new TextDecoder().decode(readInput(path))
    // Loaded only here: local work needs no client of these services.
    const { prepareStage } = await import("../cloud/prepare.ts")
    const { made, kept } = await prepareStage({
      environment: process.env,
      rootKey: rootKey === undefined ? undefined : text(rootKey),
      ca: values.ca === undefined ? undefined : text(values.ca),
      operator: values.betreiber,
      now: new Date(),
    })
    for (const name of made) write(`angelegt: ${name}`)
    for (const name of kept) write(`schon da: ${name}`)
    return 0
  },
}
