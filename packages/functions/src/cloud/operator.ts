/** The operator's side of a cloud stage: the same world under the operator's role, and authorities that can be made with the root key. */
import { readFileSync } from "node:fs"
import { AppError } from "@beschlussweg/core/error"
import * as Certificate from "@beschlussweg/pdf/certificate"
import { anchorAlias, kmsClient, kmsKey } from "@beschlussweg/store/kms"
import { parameters, ssmClient } from "@beschlussweg/store/parameter"
import { OPERATOR, type Workshop, workshopOf } from "../workshop.ts"
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

/**
 * Certificate of a stage's anchor key, signed by the root: the parameter `anchor`, without which worker and sweep do not
 * start. Needs no table, so it can be made before anything else of the stage works.
 * @param rootKey file with the root's private key (PEM). @returns PEM
 */
export async function anchorCertificate(rootKey: string, at: Date): Promise<string> {
  const env = environment()
  const root = rootOf((await parameters(ssmClient({}), env.PARAMETERS)).text("ca"), rootKey)
  const key = await kmsKey(kmsClient({}), anchorAlias(env.STAGE)).spki()
  return Certificate.toPem(await Certificate.createAnchorSeal(root, key, OPERATOR, at))
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
