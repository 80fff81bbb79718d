/** The operator's side of a cloud stage: the same world under the operator's role, and authorities that can be made with the root key. */
import { readFileSync } from "node:fs"
import { AppError } from "@beschlussweg/core/error"
import * as Certificate from "@beschlussweg/pdf/certificate"
import { kmsClient } from "@beschlussweg/store/kms"
import { type Workshop, workshopOf } from "../workshop.ts"
import type { World } from "../world.ts"
import { kmsAuthorities } from "./authority.ts"
import { environment } from "./environment.ts"
import { openCloud } from "./wire.ts"

export interface OperatorStage {
  readonly world: World
  /** the root certificate, PEM */
  ca(): string
  workshop(): Promise<Workshop>
}

/** @param rootKey file with the root's private key (PEM), only where an authority is to be made; it never leaves this machine */
export async function openOperatorStage(rootKey: string | undefined, deletion: "on" | "off"): Promise<OperatorStage> {
  const env = environment()
  const { world, parameters } = await openCloud(env, "operator", { deletion })
  const ca = parameters.text("ca")
  return {
    world,
    ca: () => ca,
    workshop: async () => {
      const keys = kmsAuthorities({
        registry: world.system.registry,
        kms: kmsClient({}),
        stage: env.STAGE,
        ca,
        root: rootKey === undefined ? undefined : rootOf(ca, rootKey),
      })
      // Nothing is signed and no mail is sent from here.
      return workshopOf(world, keys, {})
    },
  }
}

function rootOf(ca: string, path: string) {
  const [certificate] = Certificate.fromPem(ca)
  const key = Certificate.keyFromPem(readFileSync(path, "utf8"))
  if (!certificate || !Buffer.from(Certificate.publicKeyOf(certificate)).equals(Buffer.from(key.spki)))
    throw new AppError(
      "input",
      "cli.root",
      "Der Schlüssel in BESCHLUSSWEG_WURZEL gehört nicht zum Wurzelzertifikat dieser Stufe.",
    )
  return Certificate.signer(certificate, [], key)
}
