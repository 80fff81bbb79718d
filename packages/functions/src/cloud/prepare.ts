/** What a stage needs before its functions can start: secrets, root certificate and the anchor's certificate, made where they are missing. */
import { randomBytes, X509Certificate } from "node:crypto"
import { AppError } from "@beschlussweg/core/error"
import * as Certificate from "@beschlussweg/pdf/certificate"
import { kmsClient, kmsKey } from "@beschlussweg/store/kms"
import { type Parameters, parameters, ssmClient } from "@beschlussweg/store/parameter"
import { addParameter } from "@beschlussweg/store/parameter-add"
import { z } from "zod"
import { newPair, PAIR, pairOf } from "../secret.ts"

const set = z.string().min(1)
const Stage = z.object({
  STAGE: set.refine((name) => name !== "local"),
  DATA_KEY_ARN: z.string().startsWith("arn:"),
  ANCHOR_KEY_ARN: z.string().startsWith("arn:"),
  PARAMETERS: z.string().regex(/^\//),
})

export interface Given {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** private key of the root (PEM); needed only while a certificate is missing */
  readonly rootKey: string | undefined
  /** certificate of the root from its ceremony (PEM); without it one is made with the key */
  readonly ca: string | undefined
  /** whose root it is, in the certificates' words; needed only while one is missing */
  readonly operator: string | undefined
  readonly now: Date
}
/** By the name of the parameter; never a value. */
export interface Prepared {
  readonly made: readonly string[]
  readonly kept: readonly string[]
}

const SECRETS = ["cursor", "link", "source", "signin"] as const
const PAIRS = ["session", "client"] as const

/**
 * Puts what is missing and changes nothing else: run again, it makes nothing. What is there already is looked at, and a
 * value that cannot be the right one is told by its name.
 * @throws AppError input for variables, files or options that are missing or do not belong together
 */
export async function prepareStage(given: Given): Promise<Prepared> {
  const env = stageOf(given.environment)
  const ssm = ssmClient({})
  const kms = kmsClient({})
  try {
    const found = await parameters(ssm, env.PARAMETERS)
    const wanted = await missing(found, given, () => kmsKey(kms, env.ANCHOR_KEY_ARN).spki())
    const made: string[] = []
    // Everything was looked at before the first one is put. Of two people at the same moment one makes it.
    for (const [name, value] of wanted)
      if (await addParameter(ssm, env.PARAMETERS, { name, value, keyArn: env.DATA_KEY_ARN })) made.push(name)
    return { made, kept: [...SECRETS, ...PAIRS, "ca", "anchor"].filter((name) => !made.includes(name)) }
  } finally {
    ssm.destroy()
    kms.destroy()
  }
}

function stageOf(environment: Given["environment"]): z.infer<typeof Stage> {
  const read = Stage.safeParse(environment)
  if (read.success) return read.data
  const names = [...new Set(read.error.issues.map((issue) => issue.path.join(".")))]
  throw new AppError(
    "input",
    "cli.environment",
    `Bitte setzen Sie die Umgebungsvariablen der Stufe. Es fehlen oder stimmen nicht: ${names.join(", ")}.`,
  )
}

async function missing(
  found: Parameters,
  given: Given,
  anchorKey: () => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>()
  for (const name of SECRETS) {
    if (found.find(name) === undefined) wanted.set(name, randomBytes(32).toString("base64"))
    else await fits(name, async () => found.secret(name))
  }
  for (const name of PAIRS) {
    const there = found.find(name)
    if (there === undefined) wanted.set(name, await newPair(PAIR[name]))
    else await fits(name, () => pairOf(there, PAIR[name]))
  }
  const ca = found.find("ca")
  const anchor = found.find("anchor")
  const spki = await anchorKey()
  if (anchor !== undefined)
    await fits("anchor", async () => {
      if (!same(Certificate.publicKeyOf(first(anchor)), spki)) throw new Error("another key")
      if (ca !== undefined && !new X509Certificate(first(anchor)).verify(new X509Certificate(first(ca)).publicKey))
        throw new Error("another root")
    })
  if (ca !== undefined && given.ca !== undefined && !same(first(ca), first(given.ca)))
    throw new AppError("input", "cli.ca", "Auf dieser Stufe gilt schon ein anderes Wurzelzertifikat.")
  if (ca !== undefined && anchor !== undefined) return wanted
  // One without the other is a stage whose root was exchanged halfway: the anchor's certificate would prove nothing.
  if (ca === undefined && anchor !== undefined)
    throw new AppError(
      "input",
      "cli.ca",
      "Es gibt ein Zertifikat für Tagesanker, aber keine Wurzel. Bitte klären Sie, woher es stammt (Parameter anchor).",
    )
  const { rootKey, operator = "" } = given
  if (rootKey === undefined || operator.trim() === "")
    throw new AppError(
      "input",
      "cli.root",
      "Es fehlen Zertifikate. Bitte setzen Sie BESCHLUSSWEG_WURZEL auf die Datei mit dem Wurzelschlüssel und nennen Sie mit --betreiber, wem die Wurzel gehört.",
    )
  const key = Certificate.keyFromPem(rootKey)
  const pem = ca ?? given.ca ?? Certificate.toPem((await Certificate.createRoot(key, operator, given.now)).certificate)
  if (!same(Certificate.publicKeyOf(first(pem)), key.spki))
    throw new AppError("input", "cli.root", "Wurzelschlüssel und Wurzelzertifikat gehören nicht zusammen.")
  const root = Certificate.signer(first(pem), [], key)
  // The root first: it is what the other one is proved by.
  if (ca === undefined) wanted.set("ca", pem)
  wanted.set("anchor", Certificate.toPem(await Certificate.createAnchorSeal(root, spki, operator, given.now)))
  return wanted
}

async function fits(name: string, look: () => Promise<unknown>): Promise<void> {
  try {
    await look()
  } catch {
    // Nothing of the value is said, not even by what went wrong with it.
    throw new AppError(
      "input",
      "cli.parameter",
      `Der Parameter ${name} ist da, aber nicht brauchbar. Bitte ersetzen Sie ihn, wie es die Anleitung zu den Schlüsseln beschreibt. Es wurde nichts geändert.`,
    )
  }
}

function first(pem: string): Uint8Array {
  const [certificate] = Certificate.fromPem(pem)
  if (!certificate) throw new Error("no certificate")
  return certificate
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b))
