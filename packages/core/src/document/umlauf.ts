/** The Umlaufprotokoll: who had a Vorlage when, and what he did with it, from the facts and the words that belong to them. */
import { AUTHOR, type Given, isMove, LEVEL_LABEL, type Move, moveOf, type Step } from "../chain/index.ts"
import { dayOf, germanDay, germanInstant } from "../day.ts"
import type { Fact } from "../fact.ts"
import { printable, uncovered } from "../glyph.ts"
import { all as allMembers } from "../member/index.ts"
import type { UmlaufEntry, UmlaufPaper } from "../paper/umlauf.ts"
import { FIELD_SEAL } from "../paper.ts"
import { check, type Verdict } from "../record/check.ts"
import { copy } from "../record/copy.ts"
import { wordOf } from "../record/word.ts"
import { type DocumentKind, type Fassung, type Frozen, frozenOf, type Text, type Whole } from "../vorlage/item.ts"
import { status } from "../vorlage/status.ts"
import type { WorkCtx } from "../work.ts"
import { changeWords } from "./content.ts"
import { fileNumber, images, type Job, type Made, printed, seal, verifyUrl } from "./job.ts"

export async function umlauf(ctx: WorkCtx, job: Job): Promise<Made> {
  const { whole, frozen } = job
  const { head } = whole.root.value
  const paper = await paperOf(ctx, whole, frozen)
  return {
    kind: "umlauf",
    fileName: `Umlaufprotokoll_${fileNumber(frozen)}_Eintrag-${head.seq}.pdf`,
    signed: true,
    field: FIELD_SEAL,
    covers: head.seq,
    make: async () => {
      const { pdf, pages } = await printed(ctx.press.umlauf(paper, images(ctx)))
      const lines = [`Umlaufprotokoll bis Eintrag ${head.seq}`]
      return { pdf: await seal(ctx, pdf, frozen, true, lines), pages }
    },
  }
}

/** Everything that the Umlaufprotokoll shows, up to the head of the log as it was loaded. */
async function paperOf(ctx: WorkCtx, whole: Whole, frozen: Frozen): Promise<UmlaufPaper> {
  const { root } = whole
  const chain = whole.chain?.value
  if (!chain) throw new Error("an Umlaufprotokoll of a draft")
  const { record, ...verdict } = await checked(ctx, root.value.id)
  const facts = record.filter((f) => f.seq <= root.value.head.seq)
  const names = new Map((await allMembers(ctx.table, "left too")).map((m) => [m.personId, m.name]))
  const fassungen = []
  for (const { value: fassung } of whole.fassungen) {
    const own = await frozenOf(ctx, fassung.sha256)
    const part = facts.filter((f) => fassungAt(facts, f) === fassung.n)
    fassungen.push(fassungOf(fassung, own, part, { texts: whole.texts, names, labels: labelsOf(own.steps, part) }))
  }
  return shown({
    version: 1,
    house: frozen.house,
    artLabel: frozen.artLabel,
    public: frozen.form.public,
    nummer: frozen.nummer,
    betreff: frozen.form.betreff,
    federfuehrendesAmt: frozen.amtLabel,
    state: `${status(chain)}, seit ${germanInstant(new Date(chain.since))}`,
    on: dayOf(ctx.now()),
    fassungen,
    head: root.value.head,
    intact: verdict.intact,
    checked: words(verdict, root.value.head.seq),
    verifyUrl: verifyUrl(frozen, "/umlauf"),
  })
}

/** The verdict on the log, once its last facts are copied too: a paper that is sealed now should not say "not yet". */
async function checked(ctx: WorkCtx, log: string): ReturnType<typeof check> {
  const first = await check(ctx, log)
  const held = first.anchor?.seq ?? 0
  if (first.copies.missing === 0) return first
  for (const fact of first.record) if (fact.seq > held) await copy(ctx.papers, fact)
  return check(ctx, log)
}

function words({ facts, defects, copies, anchor }: Verdict, head: number): string[] {
  if (defects.length > 0) return ["Die Prüfung des Verlaufs ergab Abweichungen.", ...defects]
  return [
    `Die Einträge 1 bis ${head} sind lückenlos verkettet und enden beim Stand der Vorlage.`,
    copies.missing === 0
      ? "Jeder Eintrag stimmt mit seiner einmal geschriebenen Kopie überein."
      : `${copies.equal} von ${facts} Einträgen stimmen mit ihrer einmal geschriebenen Kopie überein, ${copies.missing} waren noch nicht kopiert.`,
    anchor
      ? `Der gesiegelte Tagesanker vom ${germanDay(anchor.day)} hält die Einträge 1 bis ${anchor.seq}.`
      : "Ein gesiegelter Tagesanker liegt für diesen Verlauf noch nicht vor; er folgt in der nächsten Nacht.",
  ]
}

/** Number of the Fassung that a fact belongs to: the last one submitted by then; what was before belongs to the first. */
function fassungAt(facts: readonly Fact[], fact: Fact): number {
  const submitted = facts.findLast((f) => f.seq <= fact.seq && f.type === "vorlage.submitted")
  const own = fact.type === "document.filed" ? fact.data.fassung : submitted?.data.fassung
  return typeof own === "number" ? own : 1
}

/** What entries of one Fassung look up. */
interface Around {
  readonly texts: ReadonlyMap<string, Text>
  readonly names: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
}

/** Labels of steps and parties; bodies that joined later name themselves. */
function labelsOf(steps: readonly Step[], facts: readonly Fact[]): ReadonlyMap<string, string> {
  const plain = (label: string): string => label.replace(/ \(.*\)$/, "")
  const labels = new Map<string, string>()
  for (const step of steps) {
    labels.set(step.id, plain(step.label))
    if (step.kind === "cosign") for (const p of step.parties) labels.set(`${step.id}/${p.id}`, plain(p.label))
  }
  for (const { type, data } of facts)
    if (type === "body.referred") labels.set(String(data.newStepId), String(data.gremium))
  return labels
}

type Part = UmlaufPaper["fassungen"][number]

function fassungOf(fassung: Fassung, frozen: Frozen, facts: readonly Fact[], around: Around): Part {
  const { texts, names, labels } = around
  const submitter = names.get(fassung.submittedBy) ?? fassung.submittedBy
  return {
    fassung: fassung.n,
    sha256: fassung.sha256,
    pdfSha256: fassung.documents.find((d) => d.kind === "seal")?.sha256 ?? null,
    submitted: `${germanInstant(new Date(fassung.at))}, ${submitter}`,
    changes: changeWords(frozen),
    carried: frozen.steps.flatMap((s) => {
      const text = frozen.carriedText[s.id]
      return text === undefined ? [] : [{ label: labels.get(s.id) ?? s.label, text }]
    }),
    entries: facts
      .filter((f) => f.type !== "document.filed")
      .map((f) => ({ seq: f.seq, at: germanInstant(new Date(f.at)), ...entryOf(f, { texts, names, labels }) })),
    documents: fassung.documents.map((d) => {
      const step = d.stepId === undefined ? "" : ` (${labels.get(d.stepId) ?? d.stepId})`
      return { label: `${DOCUMENT[d.kind] ?? d.kind}${step}`, fileName: d.fileName, sha256: d.sha256 }
    }),
  }
}

const DOCUMENT: Readonly<Partial<Record<string, string>>> = {
  programme: "Programm als Anlage",
  seal: "Vorlage, gesiegelt",
  sign: "Vorlage mit Zeichnung",
  finish: "Vorlage mit Prüfdaten",
  result: "Vorlage mit Ergebnis",
  auszug: "Beschlussauszug",
  "auszug-sign": "Beschlussauszug, unterzeichnet",
  endfassung: "Endfassung des Programms",
  twin: "Öffentliche Ausfertigung",
  reading: "Lesefassung",
  sheet: "Zeichnungsblatt",
  scan: "Zeichnungsblatt, eingescannt",
  umlauf: "Umlaufprotokoll, früherer Stand",
  urgent: "Dringlichkeitsentscheidung",
} satisfies Partial<Record<DocumentKind | "sheet" | "scan", string>>

type Entry = Pick<UmlaufEntry, "who" | "what" | "words">

function entryOf(fact: Fact, around: Around): Entry {
  const { texts, names, labels } = around
  const name = (id: string): string => names.get(id) ?? id
  const data = fact.data
  const given = "given" in data ? (data.given as Given) : undefined
  const textId = given?.textId ?? (typeof data.textId === "string" ? data.textId : resultText(fact))
  const text = textId === undefined ? undefined : texts.get(textId)
  const who = text && text.name !== "" ? signer(text) : [fact.by === "worker" ? "selbsttätig" : name(fact.by)]
  const said = [
    ...(text?.text === undefined ? [] : [text.text]),
    ...(data.proposedBy === undefined ? [] : [`bestätigt durch ${name(fact.by)}`]),
  ]
  if (!isMove(fact.type)) {
    const step = typeof data.stepId === "string" ? `: ${labels.get(data.stepId) ?? data.stepId}` : ""
    return { who, what: `${wordOf(fact.type)}${step}`, words: said }
  }
  return { who, ...moved(moveOf(fact.type, data), { label: (id) => labels.get(id) ?? id, name, text, said }) }
}

const resultText = ({ type, data }: Fact): string | undefined =>
  type === "body.decided" || type === "body.corrected" || type === "correction.proposed"
    ? (data.result as { textId?: string }).textId
    : undefined

const signer = ({ suffix, name, functionLabel, forName }: Text): string[] => [
  [suffix, name].filter((x) => x !== "").join(" "),
  ...(functionLabel === "" ? [] : [functionLabel]),
  ...(forName === undefined ? [] : [`für ${forName}`]),
]

interface Said {
  readonly label: (id: string) => string
  readonly name: (id: string) => string
  readonly text: Text | undefined
  readonly said: readonly string[]
}

const OPINION = {
  agreed: "mitgezeichnet",
  remarked: "mit Hinweis mitgezeichnet",
  objected: "widersprochen",
} as const

function moved(move: Move, { label, name, text, said }: Said): Pick<Entry, "what" | "words"> {
  switch (move.type) {
    case "document.issued":
      return { what: "Fassung erstellt und gesiegelt", words: [] }
    case "document.failed":
      return {
        what: "Fassung nicht erstellbar",
        words: [...said, ...(text?.findings ?? []).map((f) => `${f.place}: ${f.message}`)],
      }
    case "step.signed":
      return { what: `Zeichnung: ${label(move.data.stepId)}`, words: [...level(move.data.given, name), ...said] }
    case "step.stated":
      return { what: `Stellungnahme: ${label(move.data.stepId)}`, words: [...said] }
    case "step.cosigned":
      return {
        what: `Mitzeichnung: ${label(`${move.data.stepId}/${move.data.partyId}`)}`,
        words: [OPINION[move.data.outcome], ...said],
      }
    case "step.returned": {
      const { stepId, target } = move.data
      const to = target === AUTHOR ? "Verfasserin oder Verfasser" : label(target)
      return { what: `Zurückgegeben: ${label(stepId)}`, words: [`an: ${to}`, ...said] }
    }
    case "step.handed":
      return { what: `Weitergegeben: ${label(move.data.stepId)}`, words: [`an: ${name(move.data.handed.to)}`, ...said] }
    case "step.reclaimed":
      return {
        what: `An die Funktion zurückgefallen: ${label(move.data.stepId)}`,
        words: [`von: ${name(move.data.from)}`],
      }
    case "step.released":
      return { what: "Für die Gremien freigegeben", words: [...said] }
    case "vorlage.withdrawn":
      return { what: "Vorlage zurückgezogen", words: [...said] }
    case "vorlage.stopped":
      return { what: "Verfahren eingestellt", words: [...said] }
    case "body.decided":
      return { what: `Ergebnis: ${label(move.data.stepId)}`, words: [...decided(move.data.result, text), ...said] }
    case "body.postponed": {
      const { stepId, termin } = move.data
      const when = termin === null ? "ohne neuen Termin" : `auf den ${germanDay(termin)}`
      return { what: `Vertagt: ${label(stepId)}`, words: [when, ...said] }
    }
    case "body.referred": {
      const { stepId, gremium, termin, zustaendigkeit } = move.data
      return {
        what: `Verwiesen: ${label(stepId)}`,
        words: [`an: ${gremium}, ${zustaendigkeit} am ${germanDay(termin)}`, ...said],
      }
    }
    case "body.removed":
      return { what: `Abgesetzt: ${label(move.data.stepId)}`, words: [...said] }
    case "body.scheduled": {
      const { stepId, termin } = move.data
      return {
        what: `Sitzungsplanung: ${label(stepId)}`,
        words: [termin === null ? "ohne Termin" : `Sitzung am ${germanDay(termin)}`],
      }
    }
    case "body.corrected":
      return {
        what: `Ergebnis berichtigt: ${label(move.data.stepId)}`,
        words: [...decided(move.data.result, text), ...said],
      }
    case "correction.proposed":
      return { what: `Berichtigung eingetragen, zweite Person nötig: ${label(move.data.stepId)}`, words: [...said] }
    case "correction.rejected":
      return { what: `Berichtigung nicht bestätigt: ${label(move.data.stepId)}`, words: [...said] }
    case "urgent.asked":
      return { what: `Dringlichkeitsentscheidung vorgelegt: ${label(move.data.stepId)}`, words: [...said] }
    case "urgent.signed":
      return { what: `Dringlich entschieden anstelle von: ${label(move.data.stepId)}`, words: [...said] }
    case "urgent.dropped":
      return { what: `Dringlichkeitsentscheidung zurückgenommen: ${label(move.data.stepId)}`, words: [...said] }
    case "auszug.signed":
      return { what: `Beschlussauszug unterzeichnet: ${label(move.data.stepId)}`, words: [...said] }
    case "external.handed":
      return { what: label(move.data.stepId), words: [`übergeben am ${germanDay(move.data.on)}`, ...said] }
    case "endfassung.proposed":
      return { what: "Endfassung vorgelegt", words: [`Inhalt SHA-256 ${move.data.sha256}`] }
    case "endfassung.rejected":
      return { what: "Endfassung nicht bestätigt", words: [...said] }
    case "endfassung.confirmed":
      return { what: "Endfassung bestätigt", words: [`Inhalt SHA-256 ${move.data.sha256}`] }
  }
}

function level({ level: how = "system", paper, external }: Given, name: (id: string) => string): string[] {
  return [
    LEVEL_LABEL[how],
    ...(paper
      ? [
          `am ${germanDay(paper.signedOn)}, bestätigt durch ${name(paper.confirmedBy)}`,
          `Zeichnungsblatt SHA-256 ${paper.scanSha256}`,
        ]
      : []),
    ...(external ? [`Aussteller: ${external.issuer}`, `Datei SHA-256 ${external.sha256}`] : []),
  ]
}

function decided(
  { sitzungOn, top, votes }: { sitzungOn: string; top: string; votes: Record<string, number> | null },
  text: Text | undefined,
): string[] {
  const { result } = text ?? {}
  const place = result?.ort ? `, ${result.ort}` : ""
  const counted = votes ? `Ja ${votes.ja}, Nein ${votes.nein}, Enthaltung ${votes.enthaltung}` : "ohne Abstimmung"
  return [
    ...(result ? [result.label] : []),
    counted,
    `Sitzung am ${germanDay(sitzungOn)}${place}, TOP ${top}`,
    ...(result ? [`Vorsitz: ${result.vorsitz}; Schriftführung: ${result.schriftfuehrung}`] : []),
    ...(result && result.beschlusstext.length > 0 ? ["mit eigenem Wortlaut, siehe Beschlussauszug"] : []),
  ]
}

/** Characters that no font has must not keep a protocol from being made; in their place stands "?". */
function shown<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, v) => {
    if (typeof v !== "string") return v
    const missing = new Set(uncovered(v))
    return missing.size === 0 ? v : [...printable(v)].map((c) => (missing.has(c) ? "?" : c)).join("")
  }) as T
}
