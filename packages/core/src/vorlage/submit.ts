/** Einreichen: every check that can be decided, then one commit that freezes the Fassung and takes the number. */
import { z } from "zod"
import { canonical, sha256 } from "../canonical.ts"
import {
  type ChangeKind,
  capacity,
  type Given,
  type Party,
  type Previous,
  resolve,
  type Step,
  unattended,
  waiting,
} from "../chain/index.ts"
import { walk } from "../content.ts"
import type { Ctx, Write } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import { append } from "../fact.ts"
import { judge, type Rested } from "../finding.ts"
import { newVerifyId, Ref } from "../id.ts"
import { all as allMembers, asActor } from "../member/index.ts"
import { noticeOf } from "../news.ts"
import { checkOutside, encode, format, scope } from "../nummer.ts"
import { PARTICIPATION_LABEL } from "../outline/index.ts"
import { all as participations } from "../participation.ts"
import { basisOf, planned, planWrites } from "../plan/stored.ts"
import { current, images } from "../programme.ts"
import { holding, may } from "../role.ts"
import { type Art, house, onPaper, stamp, type Tenant } from "../tenant.ts"
import { contentPath, imagePath, load as loadUpload, uploadPath } from "../upload.ts"
import { verb } from "../verb.ts"
import { codeWrite } from "../verification.ts"
import { beratungWrites } from "./beratung.ts"
import { checkForm, checkGlyphs, conditionFacts, type Form } from "./form.ts"
import {
  chainKey,
  DraftForm,
  draftKey,
  type Fassung,
  Frozen,
  fassungKey,
  frozenOf,
  frozenPath,
  listKey,
  load,
  type Root,
  rootKey,
  type Text,
  type Whole,
} from "./item.ts"
import { SUFFIX, taskWrites } from "./move.ts"
import { begin } from "./replay.ts"
import { standingOf } from "./standing.ts"
import { checkMeetings } from "./termin.ts"
import { requireVisible } from "./visible.ts"

const Counter = z.strictObject({ version: z.literal(1), seq: z.int().min(0) })
/** A number that was taken: never dropped, so every gap in the list is explained. */
export const Taken = z.strictObject({
  version: z.literal(1),
  nummer: z.string(),
  artId: z.string(),
  vorlageId: Ref,
  at: z.iso.datetime(),
  /** what it was made of: an Ergänzungsvorlage has the number of its family */
  parts: z
    .strictObject({ seq: z.int(), year: z.int(), type: z.string(), term: z.string(), body: z.string() })
    .optional(),
})
export const takenKey = (nummer: string): string => `number/taken/${encode(nummer)}`

export const submit = verb(
  {
    name: "vorlage.submit",
    may: "vorlage.submit",
    input: z.strictObject({
      vorlageId: Ref,
      /** revision of the form that the person saw */
      rev: z.int().min(1),
    }),
    summary: "Vorlage einreichen: friert eine Fassung ein und vergibt die Nummer.",
  },
  async (ctx, { vorlageId, rev }) => {
    const whole = await load(ctx, vorlageId)
    const tenant = await house(ctx.table)
    const members = await allMembers(ctx.table)
    requireVisible(ctx, whole)
    maySubmit(ctx, whole)
    const draft = await ctx.table.get(draftKey(vorlageId), DraftForm)
    if (!draft || draft.rev !== rev)
      throw new AppError(
        "conflict",
        "draft.stale",
        "Das Formular wurde inzwischen geändert. Bitte sehen Sie es noch einmal durch.",
      )
    const at = ctx.now()
    const { form } = draft.value
    const today = dayOf(at)
    const findings = checkForm(form, tenant, today)
    const meetings = await checkMeetings(ctx.table, form.beratungsfolge, tenant, today)
    findings.push(...meetings.findings)
    const { anlagen, files, rested } = await gather(ctx, form, findings)
    if (findings.length > 0)
      throw new AppError("refused", "vorlage.incomplete", "Die Vorlage kann noch nicht eingereicht werden.", findings)

    const before = await previous(ctx, whole, form, anlagen)
    const number = await takeNumber(ctx, tenant, whole.root.value, form, at)
    const fassung = whole.root.value.fassung + 1
    const steps = resolve(tenant.template, conditionFacts(form), bodyRows(form, tenant), before)
    const frozen = Frozen.parse({
      version: 1,
      vorlageId,
      fassung,
      nummer: number.nummer,
      verifyId: newVerifyId(),
      baseUrl: tenant.baseUrl,
      tenantId: ctx.tenantId,
      house: onPaper(tenant),
      artLabel: art(tenant, form).label,
      amtLabel: tenant.aemter.find((a) => a.id === form.amtId)?.name ?? "",
      on: today,
      at: at.toISOString(),
      authorId: whole.root.value.authorId,
      submittedBy: ctx.actor.personId,
      form,
      gremien: Object.fromEntries(tenant.gremien.map((g) => [g.id, g.name])),
      template: tenant.template,
      conditions: conditionFacts(form),
      changes: before ? [...before.changes] : null,
      steps,
      carriedText: carriedText(steps, whole.texts),
      ...anlagen,
    } satisfies Frozen)
    const text = canonical(frozen)
    const hash = await sha256(text)
    // Only now: what is refused above leaves nothing in the store that forgets nothing.
    for (const path of files) await copy(ctx, path)
    await ctx.papers.put(frozenPath(hash), new TextEncoder().encode(text))

    const chain = begin(frozen, hash, { at: at.toISOString() })
    const { head, facts } = await append(
      vorlageId,
      whole.root.value.head,
      [
        {
          type: "vorlage.submitted",
          data: { fassung, sha256: hash, nummer: number.nummer, changes: frozen.changes ?? [] },
        },
        // Warnings of the programme that were taken note of: which, and the hash of the reason.
        ...(rested.length > 0 ? [{ type: "programme.acknowledged", data: { fassung, findings: rested } }] : []),
      ],
      { ...stamp(ctx), at },
    )
    const submitted: Root = {
      ...whole.root.value,
      artId: form.artId,
      amtId: form.amtId,
      betreff: form.betreff,
      public: form.public,
      nummer: number.nummer,
      fassung,
      updatedAt: at.toISOString(),
      head,
    }
    const plan = planned(submitted, chain, basisOf(tenant, members, undefined, at))
    const root: Root = { ...submitted, standing: standingOf(submitted, chain, plan, at) }
    const dutyId = `f${fassung}-001`
    const item: Fassung = {
      version: 1,
      n: fassung,
      sha256: hash,
      at: at.toISOString(),
      submittedBy: ctx.actor.personId,
      programme: frozen.programme !== undefined,
      twin: form.public && form.anlagen.some((a) => !a.public),
      made: 0,
      owed: [{ kind: "seal", dutyId }],
      documents: [],
    }
    await ctx.table.commit(
      facts,
      [
        { put: rootKey(vorlageId), value: root, rev: whole.root.rev, index: listKey(vorlageId) },
        { put: chainKey(vorlageId), value: chain, rev: whole.chain?.rev ?? "new" },
        { put: fassungKey(vorlageId, fassung), value: item, rev: "new" },
        { check: draftKey(vorlageId), rev },
        ...meetings.checks,
        ...taskWrites(root, chain, whole.tasks, members, at, plan),
        ...planWrites(root.authorId, vorlageId, plan, whole.plan),
        ...beratungWrites(root, chain, whole.beratungen),
        ...number.writes,
        codeWrite(frozen.verifyId, vorlageId, fassung),
      ],
      [{ id: dutyId, log: vorlageId, kind: "paper", dueAt: at.toISOString(), attempts: 0 }, ...noticeOf(facts)],
    )
    return {
      nummer: number.nummer,
      fassung,
      sha256: hash,
      warnings: [...unattended(chain, members.map(asActor), at), ...meetings.warnings],
    }
  },
)

export function maySubmit(ctx: Ctx, whole: Whole): void {
  const chain = whole.chain?.value
  const { actor } = ctx
  if (chain && (chain.state === "issuing" || chain.state === "running"))
    throw new AppError(
      "refused",
      "submit.running",
      "Diese Vorlage ist bereits unterwegs. Eine neue Fassung gibt es nach einer Rückgabe.",
    )
  if (chain && (chain.state === "stopped" || chain.state === "completed"))
    throw new AppError(
      "refused",
      `chain.${chain.state}`,
      "Dieses Verfahren ist beendet. Bitte legen Sie eine neue Vorlage an.",
    )
  if (actor.personId === whole.root.value.authorId || may(holding(actor.functions, dayOf(ctx.now())), "vorlage.write"))
    return
  const back = chain && waiting(chain).find((w) => w.kind === "resubmit")
  if (back && capacity(back, chain, actor, ctx.now()) !== undefined) return
  throw new AppError(
    "forbidden",
    "submit.notYours",
    "Diese Vorlage reicht ein, wer sie verfasst hat oder an wen sie zurückgegeben wurde.",
  )
}

function art(tenant: Tenant, form: Form): Art {
  const found = tenant.arten.find((a) => a.id === form.artId)
  if (!found) throw new Error("art was checked before")
  return found
}

/** Rows of the Beratungsfolge as the chain takes them. */
export const bodyRows = (form: Form, tenant: Tenant) =>
  form.beratungsfolge.map((row) => ({
    gremiumId: row.gremiumId,
    gremium: tenant.gremien.find((g) => g.id === row.gremiumId)?.name ?? row.gremiumId,
    termin: row.termin,
    zustaendigkeit: row.zustaendigkeit,
    calendar: tenant.gremien.some((g) => g.id === row.gremiumId && g.ladung !== undefined),
  }))

type Gathered = Pick<Frozen, "programme" | "heard" | "uploads">

/** What the Anlagen hold, and the files in drafts that are to be copied, so that they can no longer change. Findings are added. */
export async function gather(
  ctx: Ctx,
  form: Form,
  findings: Finding[],
): Promise<{ anlagen: Gathered; files: Set<string>; rested: Rested[] }> {
  const out: Gathered = { programme: undefined, uploads: [] }
  const rested: Rested[] = []
  const files = new Set<string>()
  for (const [i, anlage] of form.anlagen.entries()) {
    const place = `Anlage ${i + 1}`
    if (anlage.kind === "programme") {
      const found = await known(current(ctx, anlage.programmeId), place, findings)
      if (!found) continue
      const { programme, sha256: hash, tree } = found
      const others = form.anlagen.filter((a) => a.kind === "upload").map((a) => a.title)
      const judged = await judge(ctx, programme, tree, { finance: form.finance, anlagen: others })
      findings.push(...judged.holding.map((f) => ({ ...f, place: `${place}, ${f.place}` })))
      rested.push(...judged.rested)
      files.add(contentPath(hash))
      for (const image of images(tree)) files.add(imagePath(image))
      out.programme = { programmeId: programme.id, title: programme.title, sha256: hash }
      out.heard = await heardOn(ctx, programme.id, findings)
    } else {
      const u = (await known(loadUpload(ctx, anlage.uploadId), place, findings))?.value
      if (!u) continue
      if (u.state !== "usable" || u.purpose !== "anlage") {
        findings.push({
          reason: "upload.unusable",
          place,
          message: u.state === "checking" ? "Die Datei wird noch geprüft." : "Diese Datei kann keine Anlage sein.",
        })
        continue
      }
      checkGlyphs(u.fileName, `${place}, Dateiname`, (reason, where, message) =>
        findings.push({ reason, place: where, message }),
      )
      files.add(uploadPath(u.id))
      out.uploads.push({
        anlageId: anlage.id,
        uploadId: u.id,
        sha256: u.sha256,
        bytes: u.bytes,
        pages: u.pages,
        fileName: u.fileName,
        mediaType: u.mediaType,
        defects: u.defects,
      })
    }
  }
  walk([...form.beschlussvorschlag, ...form.erlaeuterungen], "", (block) => {
    if (block.type === "image") files.add(imagePath(block.file))
  })
  return { anlagen: out, files, rested }
}

/** Beteiligung on the programme, for the papers of the bodies; nothing where nobody was heard. */
async function heardOn(ctx: Ctx, programmeId: string, findings: Finding[]): Promise<Frozen["heard"]> {
  const all = await participations(ctx, programmeId)
  const heard = all
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.at < b.at ? -1 : 1))
    .map(({ kind, on, title, statement, considered }) => ({
      label: PARTICIPATION_LABEL[kind],
      on,
      title,
      statement,
      ...(considered === undefined ? {} : { considered }),
    }))
  for (const { label, title, statement, considered = "" } of heard)
    checkGlyphs(`${title} ${statement} ${considered}`, `Beteiligung: ${label}`, (reason, place, message) =>
      findings.push({ reason, place, message }),
    )
  return heard.length === 0 ? undefined : heard
}

/** What an Anlage names; where it is not there or empty, a finding says so instead of a 404 for the Vorlage. */
async function known<T>(loading: Promise<T>, place: string, findings: Finding[]): Promise<T | undefined> {
  try {
    return await loading
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const message = error.code === "not_found" ? "Diese Anlage gibt es in diesem Haus nicht." : error.message
    findings.push({ reason: error.code === "not_found" ? "anlage.unknown" : error.reason, place, message })
    return undefined
  }
}

async function copy(ctx: Ctx, path: string): Promise<void> {
  const bytes = await ctx.drafts.get(path)
  if (!bytes) throw new Error(`draft file ${path} is missing`)
  await ctx.papers.put(path, bytes)
}

/** The Fassung before and what has changed since, block by block of the form. */
export async function previous(ctx: Ctx, whole: Whole, form: Form, now: Gathered): Promise<Previous | undefined> {
  const chain = whole.chain?.value
  if (!chain) return undefined
  const old = await frozenOf(ctx, chain.sha256)
  return { chain, changes: changesBetween(old, form, now) }
}

function changesBetween(
  old: Pick<Frozen, "form" | "programme" | "heard" | "uploads">,
  form: Form,
  now: Gathered,
): ChangeKind[] {
  const differs = (a: unknown, b: unknown) => canonical(a) !== canonical(b)
  const head = ({ artId, public: p, amtId, betreff, beratungsfolge }: Form) => ({
    artId,
    p,
    amtId,
    betreff,
    beratungsfolge,
  })
  const anlagen = (f: Form, g: Gathered) => ({ list: f.anlagen, files: g.uploads.map((u) => u.sha256) })
  const changes: ChangeKind[] = []
  if (differs(head(old.form), head(form))) changes.push("kopf")
  if (differs(old.form.finance, form.finance)) changes.push("finanzen")
  if (differs(old.form.beschlussvorschlag, form.beschlussvorschlag)) changes.push("beschlussvorschlag")
  if (differs(old.form.erlaeuterungen, form.erlaeuterungen)) changes.push("erlaeuterungen")
  if (differs(anlagen(old.form, old), anlagen(form, now))) changes.push("anlagen")
  // What was said of the programme, and what came of it, is part of what one signs.
  if (old.programme?.sha256 !== now.programme?.sha256 || differs(old.heard ?? [], now.heard ?? []))
    changes.push("programm")
  return changes
}

/** Takes a number at the first submission; later Fassungen keep it. */
async function takeNumber(
  ctx: Ctx,
  tenant: Tenant,
  root: Root,
  form: Form,
  at: Date,
): Promise<{ nummer: string; writes: Write[] }> {
  const { id: artId, number } = art(tenant, form)
  if (root.nummer !== undefined) {
    if (form.nummer !== undefined && form.nummer !== root.nummer)
      throw new AppError(
        "refused",
        "number.kept",
        `Die Nummer ${root.nummer} gilt für alle Fassungen und ändert sich nicht.`,
      )
    return { nummer: root.nummer, writes: [] }
  }
  const take = (nummer: string, parts?: z.infer<typeof Taken>["parts"]): Write => ({
    put: takenKey(nummer),
    value: { version: 1, nummer, artId, vorlageId: root.id, at: at.toISOString(), ...(parts ? { parts } : {}) },
    rev: "new",
    index: `list/number/${artId}.${at.toISOString()}`,
  })
  if (number.source === "outside") {
    const nummer = checkOutside(number.pattern, form.nummer ?? "")
    if (await ctx.table.get(takenKey(nummer), Taken))
      throw new AppError("conflict", "number.taken", `Die Nummer ${nummer} ist bereits vergeben.`)
    return { nummer, writes: [take(nummer)] }
  }
  if (root.original !== undefined) {
    const nummer = await numberOfFamily(ctx, root.original, number.pattern, root.supplement)
    return { nummer, writes: [take(nummer)] }
  }
  const first = form.beratungsfolge[0]
  const words = {
    year: Number(dayOf(at).slice(0, 4)),
    type: number.type,
    term: number.term,
    body: tenant.gremien.find((g) => g.id === first?.gremiumId)?.short ?? "",
  }
  const key = `number/${artId}/${scope(number.pattern, words)}`
  const counter = await ctx.table.get(key, Counter)
  // A number that came from outside earlier is stepped over: no number twice, whatever its source.
  for (let seq = (counter?.value.seq ?? 0) + 1; ; seq++) {
    const nummer = format(number.pattern, { ...words, seq, version: root.supplement })
    if (await ctx.table.get(takenKey(nummer), Taken)) continue
    return {
      nummer,
      writes: [{ put: key, value: { version: 1, seq }, rev: counter?.rev ?? "new" }, take(nummer, { ...words, seq })],
    }
  }
}

/** The original's number with the part for supplements; a pattern that has none gets "-1", "-2" ... */
async function numberOfFamily(ctx: Ctx, original: string, pattern: string, no: number): Promise<string> {
  const { nummer = "" } = (await load(ctx, original)).root.value
  const parts = (await ctx.table.get(takenKey(nummer), Taken))?.value.parts
  const own = pattern.includes("{version}") && parts ? format(pattern, { ...parts, version: no }) : `${nummer}-${no}`
  if (await ctx.table.get(takenKey(own), Taken))
    throw new AppError("conflict", "number.taken", `Die Nummer ${own} ist bereits vergeben.`)
  return own
}

const OPINION = {
  agreed: "mitgezeichnet",
  remarked: "mit Hinweis mitgezeichnet",
  objected: "widersprochen",
  open: "",
  pending: "",
  skipped: "",
} as const satisfies Record<Party["status"], string>

/** Words in place of a signature that is carried over: never anything that looks like one. */
export function carriedText(steps: readonly Step[], texts: ReadonlyMap<string, Text>): Record<string, string> {
  const words: Record<string, string> = {}
  const label = {
    kopf: "Kopfangaben",
    finanzen: "finanzielle Auswirkungen",
    beschlussvorschlag: "Beschlussvorschlag",
    erlaeuterungen: "Erläuterungen",
    anlagen: "Anlagen",
    programm: "Programm",
  } as const
  for (const step of steps) {
    if (!step.carried) continue
    const { fassung, given, changes } = step.carried
    const said = (what: string, { at, as, textId, paper }: Given): string => {
      const name = textId === undefined ? undefined : texts.get(textId)?.name
      const who = [SUFFIX[as], name].filter((x) => x).join(" ")
      const on = germanDay(paper?.signedOn ?? dayOf(new Date(at)))
      return `${what}${paper ? " (auf Papier)" : ""} auf Fassung ${fassung} am ${on}${who ? ` (${who})` : ""}`
    }
    const since = changes.length === 0 ? "unverändert" : `seither geändert: ${changes.map((c) => label[c]).join(", ")}`
    const lines =
      step.kind === "cosign"
        ? step.parties.flatMap((p) => (p.given ? [said(`${p.label} ${OPINION[p.status]}`, p.given)] : []))
        : [said(step.kind === "sign" ? "gezeichnet" : "Stellung genommen", given)]
    words[step.id] = `${lines.join("; ")}, ${since}`
  }
  return words
}
