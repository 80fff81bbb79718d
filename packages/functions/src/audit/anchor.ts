/** Anchors of an exported record: each for itself, in their order, and against the logs and copies they hold. */
import { canonical } from "@beschlussweg/core/canonical"
import { dayOf } from "@beschlussweg/core/day"
import { type Anchor, type AnchorBody, type AnchoredLog, outOfTime, readAnchor } from "@beschlussweg/core/record"
import { checkDetached, type DetachedReport } from "@beschlussweg/pdf/detached"
import type { readRoots } from "@beschlussweg/pdf/verify"
import type { Lines } from "./line.ts"
import { type Files, logFile, sha256 } from "./manifest.ts"
import type { Report } from "./verify.ts"

export interface ReadAnchor {
  readonly day: string
  /** what it says itself */
  readonly at: string
  /** instant of the timestamp; null without one */
  readonly stampedAt: string | null
  readonly stampIssuer: DetachedReport["issuer"] | null
  readonly issuer: DetachedReport["issuer"]
  /** organisation that sealed it */
  readonly who: string
  readonly logs: number
  readonly sha256: string
}
export interface Anchors {
  readonly read: readonly ReadAnchor[]
  /** furthest head of every log that any anchor holds */
  readonly held: ReadonlyMap<string, AnchoredLog>
}
interface Around {
  readonly tenantId: string | undefined
  readonly roots: ReturnType<typeof readRoots>
  readonly logs: ReadonlyMap<string, Lines>
  readonly copies: ReadonlyMap<string, Lines>
}

/** A timestamp may come from another clock, and a retry takes a while; a day apart it proves something else. */
const APART_MS = 24 * 3_600_000

export function checkAnchors(files: Files, around: Around, report: Report): Anchors {
  const read: ReadAnchor[] = []
  const held = new Map<string, AnchoredLog>()
  const bodies: AnchorBody[] = []
  let before: { readonly path: string; readonly anchor: Anchor; readonly sha256: string } | undefined
  for (const [path, bytes] of [...files].filter(([p]) => p.startsWith("anker/")).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const anchor = readAnchor(bytes)
    if (!anchor || path !== `anker/${anchor.body.day}.json`) {
      report("anker.unlesbar", path, "Dieser Anker ist unlesbar, geändert oder falsch benannt.")
      continue
    }
    const seal = judge(path, anchor, around, report)
    const { previous, day, at, logs } = anchor.body
    if (previous?.sha256 !== before?.sha256 || previous?.day !== before?.anchor.body.day)
      report("anker.kette", path, chainWords(previous?.day, before?.anchor.body.day))
    if (before && at <= before.anchor.body.at)
      report("anker.kette", path, "Dieser Anker sagt, er sei vor dem vorigen entstanden.")
    if (before) grown(path, before.anchor, anchor, report)
    hold(path, anchor, around, held, report)
    const stampedAt = seal.stamp?.at.toISOString() ?? null
    const stampIssuer = seal.stamp?.issuer ?? null
    const own = sha256(bytes)
    read.push({ day, at, stampedAt, stampIssuer, issuer: seal.issuer, who: seal.who, logs: logs.length, sha256: own })
    before = { path, anchor, sha256: own }
    bodies.push(anchor.body)
  }
  backdated(bodies, around.logs, report)
  return { read, held }
}

/** What was added after an anchor cannot be from before it: the anchor held everything that there was. */
function backdated(anchors: readonly AnchorBody[], logs: Around["logs"], report: Report): void {
  const held = new Map<string, number>()
  let before: AnchorBody | undefined
  const look = (log: string, upTo: number): void => {
    const lines = logs.get(log)
    const last = Math.min(upTo, lines?.last?.seq ?? 0)
    for (let seq = (held.get(log) ?? 0) + 1; seq <= last; seq++) {
      const fact = lines?.facts.get(seq)
      if (fact && before && outOfTime(fact, before))
        report(
          "anker.nachtrag",
          `${logFile(log)}, Zeile ${lines?.lineOf.get(seq) ?? "?"}`,
          `Eintrag ${seq} nennt eine Zeit vor dem Anker vom ${before.day}, der ihn nicht hält.`,
        )
    }
    held.set(log, Math.max(last, held.get(log) ?? 0))
  }
  for (const body of anchors) {
    for (const { log, seq } of body.logs) look(log, seq)
    before = body
  }
  for (const log of logs.keys()) look(log, Number.POSITIVE_INFINITY)
}

function chainWords(said: string | undefined, found: string | undefined): string {
  if (said === undefined) return "Dieser Anker nennt sich den ersten und ist es nicht."
  if (found === undefined) return `Dieser Anker schließt an den vom ${said} an; der fehlt.`
  if (said === found) return `Der Anker vom ${said} ist nicht der, an den dieser anschließt.`
  return `Dieser Anker schließt an den vom ${said} an, davor liegt aber der vom ${found}.`
}

/** Seal, certificates and timestamp of one anchor. */
function judge(path: string, anchor: Anchor, { tenantId, roots }: Around, report: Report): DetachedReport {
  const { body, certificates, signature, timestamp } = anchor
  const [signed, token] = [bytesOf(signature), timestamp === null ? undefined : bytesOf(timestamp)]
  const at = new Date(body.at)
  const seal = checkDetached(
    Buffer.from(canonical(body)),
    { certificates, signature: signed ?? new Uint8Array(), token },
    at,
    roots,
  )
  const broken = (message: string) => report("anker.siegel", path, message)
  for (const problem of seal.problems) broken(problem)
  if (timestamp !== null && token === undefined) broken("Der Zeitstempel ist unlesbar.")
  if ((body.timestamp === "none") !== (timestamp === null)) broken("Der Zeitstempel wurde entfernt oder hinzugefügt.")
  if (canonical(seal.certificates) !== canonical(body.certificates)) broken("Die Zertifikate wurden ausgetauscht.")
  if (seal.stamp && Math.abs(seal.stamp.at.getTime() - at.getTime()) > APART_MS)
    broken("Der Zeitstempel stammt von einem anderen Tag.")
  if (body.day !== dayOf(at)) broken("Tag und Zeitpunkt passen nicht zusammen.")
  if (tenantId !== undefined && body.tenantId !== tenantId) broken("Dieser Anker gehört zu einem anderen Haus.")
  if (seal.issuer === "foreign")
    report("anker.aussteller", path, "Der Aussteller gehört nicht zum angegebenen Wurzelzertifikat.")
  return seal
}

/** Bytes of a base64 text in its one spelling. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64")
  return bytes.toString("base64") === text ? bytes : undefined
}

/** No log that an anchor held may be missing or shorter in the next one. */
function grown(path: string, before: Anchor, anchor: Anchor, report: Report): void {
  const now = new Map(anchor.body.logs.map((l) => [l.log, l]))
  for (const { log, seq, hash } of before.body.logs) {
    const found = now.get(log)
    if (!found || found.seq < seq || (found.seq === seq && found.hash !== hash))
      report("anker.rueckschritt", path, `Der Anker vom ${before.body.day} hielt „${log}“ bis Eintrag ${seq}.`)
  }
}

/** Every head that an anchor names must stand in log and copy; told once per log. */
function hold(
  path: string,
  { body }: Anchor,
  { logs, copies }: Around,
  held: Map<string, AnchoredLog>,
  report: Report,
) {
  for (const entry of body.logs) {
    const { log, seq, hash } = entry
    const told = held.get(log)
    if (!told || told.seq < seq) held.set(log, entry)
    if (told?.seq === seq && told.hash === hash) continue
    const own = logs.get(log)
    const copy = copies.get(log)?.facts.get(seq)
    if (!own)
      report("protokoll.fehlt", logFile(log), `Der Anker vom ${body.day} nennt „${log}“; dieses Protokoll fehlt.`)
    else if ((own.last?.seq ?? 0) < seq)
      report(
        "protokoll.kurz",
        logFile(log),
        `Der Anker vom ${body.day} nennt ${seq} Einträge, es sind ${own.last?.seq ?? 0}.`,
      )
    else if (own.facts.get(seq)?.hash !== hash)
      report(
        "anker.widerspruch",
        `${logFile(log)}, Zeile ${own.lineOf.get(seq) ?? "?"}`,
        `Eintrag ${seq} ist nicht der, den der Anker vom ${body.day} hält.`,
      )
    if (copy?.hash !== hash)
      report("anker.widerspruch", path, `Die Kopie von „${log}“, Eintrag ${seq}, ist nicht die, die dieser Anker hält.`)
  }
}
