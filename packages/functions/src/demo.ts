/** One whole procedure with real documents, for `cli demo`, the seeded page of `start`, and the tests. */
import type { Chain, Votes } from "@beschlussweg/core/chain"
import type { Actor, Ctx } from "@beschlussweg/core/context"
import { addDays, dayOf } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import type { Fact } from "@beschlussweg/core/fact"
import * as Member from "@beschlussweg/core/member"
import * as Operator from "@beschlussweg/core/operator"
import * as Programme from "@beschlussweg/core/programme"
import * as Publication from "@beschlussweg/core/publication"
import type { Role } from "@beschlussweg/core/role"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { LADUNG, meetingDays, PLACE } from "./demo/calendar.ts"
import { AULENFELD, BRENNHAUSEN, type DemoHouse, type Person } from "./demo/house.ts"
import { beratungsstelle, beschlussvorschlag, erlaeuterungen, fahrtkosten, finance } from "./demo/text.ts"
import type { World } from "./wire.ts"
import type { Running } from "./worker.ts"

/** A clock that a demo can put back, so that the weeks of a procedure end today. */
export interface DemoClock {
  readonly now: () => Date
  /** lets days and hours pass */
  pass(days: number, hours?: number): void
  /** from here on the real time */
  real(): void
}

/** `start` days before today, 09:00 UTC; runs on in real seconds from there. */
export function demoClock(start: number): DemoClock {
  const today = new Date()
  let shift =
    Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - start, 8, 0, 0) - today.getTime()
  return {
    now: () => new Date(Date.now() + shift),
    pass: (days, hours = 0) => {
      // The last step must not lead into the future: signatures there would be no signatures.
      shift = Math.min(0, shift + (days * 24 + hours) * 3_600_000)
    },
    real: () => {
      shift = 0
    },
  }
}

export interface DemoOptions {
  readonly weg: "T1" | "T5"
  readonly finanzen: boolean
  readonly programme?: { readonly fileName: string; readonly bytes: Uint8Array } | undefined
  readonly clock: DemoClock
  /** where the houses are reached: mails and codes on paper lead there; the invented address when absent */
  readonly baseUrl?: string | undefined
  /** told what happens, one German line each */
  readonly say?: (line: string) => void
}
export interface DemoDocument {
  readonly fassung: number
  readonly kind: Vorlage.DocumentKind
  readonly fileName: string
  readonly sha256: string
  readonly pages: number | null
  readonly bytes: Uint8Array
}
export interface DemoResult {
  readonly tenantId: string
  readonly house: string
  readonly accounts: readonly {
    readonly personId: string
    readonly name: string
    readonly title: string
    readonly roles: readonly Role[]
  }[]
  readonly vorlageId: string
  readonly nummer: string
  readonly documents: readonly DemoDocument[]
  readonly facts: readonly Fact[]
  readonly chain: Chain
}

/** Days that the demo's weeks need before today. */
export const DEMO_DAYS = 56

export async function runDemo(world: World, running: Running, options: DemoOptions): Promise<DemoResult> {
  const house = options.weg === "T1" ? AULENFELD : BRENNHAUSEN
  const stage = new Stage(world, running, house, options)
  await stage.found()
  const { vorlageId, form } = await stage.draft()
  await stage.submit(vorlageId, 1)
  if (options.weg === "T1") await stage.throughKreis(vorlageId, form)
  else await stage.throughEinrichtung(vorlageId)
  return stage.result(vorlageId)
}

/**
 * What lies before the Sitzungsdienst of a demo house after its first procedure: calendars of all bodies, and where the house
 * publishes, the finished procedure as a public page, another Vorlage on the agendas to come, and one that waits for a signature.
 */
export async function furnish(world: World, running: Running, options: DemoOptions, vorlageId: string): Promise<void> {
  const house = options.weg === "T1" ? AULENFELD : BRENNHAUSEN
  const stage = new Stage(world, running, house, options)
  await stage.furnish(vorlageId)
}

/** The people of one house acting one after the other, each with only their own rights. */
class Stage {
  private readonly world: World
  private readonly running: Running
  private readonly house: DemoHouse
  private readonly options: DemoOptions
  private readonly year: number

  constructor(world: World, running: Running, house: DemoHouse, options: DemoOptions) {
    this.world = world
    this.running = running
    this.house = house
    this.options = options
    this.year = options.clock.now().getFullYear() + 1
  }

  private say(line: string): void {
    this.options.say?.(line)
  }

  private ctx(personId: string): Ctx {
    const person = this.house.people.find((p) => p.personId === personId)
    if (!person) throw new Error(`nobody called ${personId}`)
    return this.world.ctx(this.house.tenant.id, actor(person), "cli")
  }

  private one(role: Role, gremiumId?: string): string {
    const found = this.house.people.find((p) =>
      p.functions.some(
        (f) => f.role === role && f.as === "selbst" && (gremiumId === undefined || f.gremiumId === gremiumId),
      ),
    )
    if (!found) throw new Error(`nobody is ${role}`)
    return found.personId
  }

  async found(): Promise<void> {
    const operator = this.world.ctx(
      this.house.tenant.id,
      { personId: "betrieb", name: "Betrieb", functions: [] },
      "cli",
    )
    await Operator.enrol(this.world.operator(Operator.LOCAL_OPERATOR), this.house.tenant)
    const { baseUrl = this.house.tenant.baseUrl } = this.options
    await Tenant.found(operator, { ...this.house.tenant, baseUrl })
    for (const person of this.house.people)
      await Member.write(operator, { ...person, mail: `${person.personId}@${this.house.tenant.id}.example` })
    this.say(`${this.house.tenant.house.name}: Haus mit ${this.house.people.length} Personen eingerichtet`)
  }

  /** Word file, programme and form, as the author makes them. */
  async draft(): Promise<{ vorlageId: string; form: Vorlage.Form }> {
    const author = this.ctx(this.one("verfasser"))
    const title = this.house.programmeTitle(this.year)
    const { id: programmeId } = await Programme.create(author, {
      kind: "AMP",
      title,
      year: this.year,
      amtId: "jobcenter",
    })
    const word = this.options.programme ?? { fileName: "Programm.docx", bytes: programmeDocx({}) }
    const { id: uploadId } = await Upload.receive(author, {
      purpose: "programme",
      fileName: word.fileName,
      mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      data: word.bytes,
      programme: { kind: "AMP", year: this.year },
    })
    await this.until(async () => (await Upload.read(author, { uploadId })).state !== "checking")
    const upload = await Upload.read(author, { uploadId })
    if (upload.state === "refused")
      throw new AppError("refused", "upload.refused", upload.findings.map((f) => f.message).join(" "), upload.findings)
    await Programme.take(author, { programmeId, uploadId })
    this.say(`Entwurf aus ${word.fileName} eingelesen (${upload.findings.length} Hinweise)`)
    await this.later(1)

    const { advisory, deciding } = this.house.bodies
    const today = dayOf(this.world.now())
    const effects = this.options.finanzen
    const form: Vorlage.Form = {
      artId: "beschluss",
      public: true,
      amtId: "jobcenter",
      betreff: `${title} für das ${this.house.tenant.house.name}`,
      beratungsfolge: [
        ...(advisory === undefined
          ? []
          : [
              {
                gremiumId: advisory,
                termin: addDays(today, 40),
                berichterstattung: ["Kim Adler", "Dr. Jona Weidner"],
                zustaendigkeit: "Vorberatung" as const,
              },
            ]),
        {
          gremiumId: deciding,
          termin: addDays(today, 54),
          berichterstattung: [advisory === undefined ? "Hanno Reuß" : "Dr. Selma Brandauer"],
          zustaendigkeit: "Entscheidung",
        },
      ],
      finance: finance(effects),
      beschlussvorschlag: beschlussvorschlag(title, this.house.tenant.house.name, false),
      erlaeuterungen: erlaeuterungen(this.year, false),
      anlagen: [{ kind: "programme", id: "programm", title, public: true, programmeId }],
    }
    const { id: vorlageId } = await Vorlage.create(author, { form })
    return { vorlageId, form }
  }

  async submit(vorlageId: string, rev: number): Promise<void> {
    const author = this.ctx(this.one("verfasser"))
    const { nummer, fassung, warnings } = await Vorlage.submit(author, { vorlageId, rev })
    await this.settled(vorlageId)
    const chain = await this.chain(vorlageId)
    if (chain.state === "failed") throw new Error("the demo's Fassung could not be made")
    this.say(
      `Vorlage ${nummer}, Fassung ${fassung} eingereicht und gesiegelt${warnings.length > 0 ? `, ${warnings.length} Warnungen` : ""}`,
    )
  }

  /** Days pass only between two works: what is begun on a day ends on it, as in life. */
  async later(days: number, hours = 0): Promise<void> {
    await this.running.idle()
    this.options.clock.pass(days, hours)
  }

  async throughKreis(vorlageId: string, form: Vorlage.Form): Promise<void> {
    await this.later(2)
    await this.opinions(vorlageId)
    await this.later(2)
    await this.sign(vorlageId, this.one("amtsleitung"))
    await this.later(1)
    await this.give(vorlageId, this.one("dezernent"), (seen) => ({
      kind: "return",
      ...seen,
      target: "author",
      reason: "Bitte ergänzen, wann und wem über die Umsetzung berichtet wird.",
    }))
    this.say("Vom Dezernat mit Begründung zurückgegeben")
    await this.later(2)
    const author = this.ctx(this.one("verfasser"))
    const { rev } = await Vorlage.save(author, {
      vorlageId,
      rev: 1,
      form: {
        ...form,
        beschlussvorschlag: beschlussvorschlag(
          this.house.programmeTitle(this.year),
          this.house.tenant.house.name,
          true,
        ),
        erlaeuterungen: erlaeuterungen(this.year, true),
      },
    })
    await this.submit(vorlageId, rev)
    await this.later(2)
    await this.opinions(vorlageId)
    await this.later(2)
    await this.sign(vorlageId, this.one("amtsleitung"))
    await this.later(3, 1)
    // Deputy of the Dezernat: both names stand on paper and in the certificate.
    await this.sign(vorlageId, "luca-sommerfeld")
    await this.later(2)
    if (this.options.finanzen) {
      await this.sign(vorlageId, this.one("kaemmerer"), "Die Mittel sind im Haushaltsplan veranschlagt.")
      await this.later(1)
    }
    await this.sign(vorlageId, this.one("landrat"))
    await this.later(2)
    const sitzungsdienst = this.ctx(this.one("sitzungsdienst"))
    await Vorlage.release(sitzungsdienst, { kind: "release", ...(await this.seen(vorlageId)) })
    this.say("Vom Sitzungsdienst freigegeben")
    await this.body(vorlageId, {
      code: "recommended",
      top: "Ö 4",
      votes: { ja: 11, nein: 2, enthaltung: 1, ungueltig: 0, befangen: 0, anwesend: 14, mitglieder: 15 },
      vorsitz: "Almut Reinders",
      schriftfuehrung: "Ole Petersen-Krug",
    })
    await this.body(vorlageId, {
      code: "accepted",
      top: "Ö 7",
      votes: { ja: 12, nein: 1, enthaltung: 0, ungueltig: 0, befangen: 1, anwesend: 13, mitglieder: 15 },
      vorsitz: "Dr. Selma Brandauer",
      schriftfuehrung: "Ida Marquardt",
    })
  }

  async furnish(vorlageId: string): Promise<void> {
    const admin = this.ctx(this.one("administration"))
    const { id: _, version: __, ...settings } = await Tenant.read(admin, {})
    const { publication } = this.house
    await Tenant.change(admin, {
      ...settings,
      gremien: settings.gremien.map((g) => ({ ...g, ladung: LADUNG })),
      ...(publication ?? {}),
    })
    const sitzungsdienst = this.ctx(this.one("sitzungsdienst"))
    const days = meetingDays(this.house.tenant, dayOf(this.world.now()))
    await Sitzung.plan(sitzungsdienst, {
      sitzungen: days.map(({ gremiumId, on }) => ({ gremiumId, on, start: "17:00", end: "20:00", ort: PLACE })),
    })
    this.say(`${days.length} Sitzungen geplant`)
    if (!publication) return
    const publisher = this.ctx(this.one("veroeffentlichung"))
    const { sha256, findings } = await Publication.preview(publisher, { vorlageId })
    if (findings.length > 0)
      throw new Error(`the demo cannot be published: ${findings.map((f) => f.reason).join(", ")}`)
    await Publication.release(publisher, { vorlageId, sha256 })
    await this.until(async () => (await Publication.read(publisher, { vorlageId })).state === "public")
    this.say("Vorlage veröffentlicht")
    const second = await this.second(days)
    const first = days[0]
    await this.until(async () => {
      const { sitzungen } = await this.view(second, this.one("sitzungsdienst"))
      return sitzungen.some((s) => s.top !== undefined && s.on === first?.on)
    })
    this.say("Zweite Vorlage auf der Tagesordnung")
    const third = await this.submitted(days, "Fahrtkosten zu Maßnahmen pauschal erstatten", fahrtkosten)
    await this.sign(third, this.one("amtsleitung"))
    this.say("Dritte Vorlage liegt beim Dezernat")
  }

  /** Another Vorlage of this year, signed and released, before the bodies' next meetings. @returns its id */
  private async second(days: readonly { readonly gremiumId: string; readonly on: string }[]): Promise<string> {
    const vorlageId = await this.submitted(
      days,
      "Neue Beratungsstelle für Jugendliche am Bahnhof Aulenfeld",
      beratungsstelle,
    )
    for (const role of ["amtsleitung", "dezernent", "landrat"] as const) await this.sign(vorlageId, this.one(role))
    const seen = await this.seen(vorlageId)
    await Vorlage.release(this.ctx(this.one("sitzungsdienst")), { kind: "release", ...seen })
    return vorlageId
  }

  /** A Vorlage without a programme, submitted for the next meetings; Stellungnahme and Mitzeichnung are there. @returns its id */
  private async submitted(
    days: readonly { readonly gremiumId: string; readonly on: string }[],
    betreff: string,
    text: Pick<Vorlage.Form, "beschlussvorschlag" | "erlaeuterungen">,
  ): Promise<string> {
    const author = this.ctx(this.one("verfasser"))
    const { advisory, deciding } = this.house.bodies
    const row = (gremiumId: string, zustaendigkeit: "Vorberatung" | "Entscheidung") => ({
      gremiumId,
      termin: days.find((d) => d.gremiumId === gremiumId)?.on ?? "",
      berichterstattung: ["Dr. Jona Weidner"],
      zustaendigkeit,
    })
    const form: Vorlage.Form = {
      artId: "beschluss",
      public: true,
      amtId: "jobcenter",
      betreff,
      beratungsfolge: [...(advisory ? [row(advisory, "Vorberatung")] : []), row(deciding, "Entscheidung")],
      finance: finance(false),
      beschlussvorschlag: text.beschlussvorschlag,
      erlaeuterungen: text.erlaeuterungen,
      anlagen: [],
    }
    const { id: vorlageId, rev } = await Vorlage.create(author, { form })
    await this.submit(vorlageId, rev)
    await this.opinions(vorlageId)
    return vorlageId
  }

  async throughEinrichtung(vorlageId: string): Promise<void> {
    await this.later(3)
    await this.state(
      vorlageId,
      this.one("bca"),
      "Die Förderung von Frauen und Alleinerziehenden ist angemessen berücksichtigt.",
    )
    await this.later(3)
    await this.sign(vorlageId, this.one("geschaeftsfuehrung"))
    await this.later(6)
    await this.state(
      vorlageId,
      this.one("beirat"),
      "Der Beirat begrüßt den Schwerpunkt Ausbildung und regt einen Zwischenbericht an.",
    )
    await this.body(vorlageId, {
      code: "accepted",
      top: "3",
      votes: { ja: 3, nein: 3, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 },
      chairVote: "ja",
      vorsitz: "Arvid Nordmann",
      schriftfuehrung: "Greta Voßberg",
    })
    for (const role of ["schriftfuehrung", "vorsitz"] as const) {
      const person = this.one(role)
      const waiting = (await this.view(vorlageId, person)).mine.find((m) => m.kind === "auszug")
      if (!waiting) throw new Error("nobody asks for the signature of the Auszug")
      const { stepId } = waiting
      const auszug = Vorlage.auszugOf(await Vorlage.load(this.ctx(person), vorlageId), stepId)
      if (!auszug) throw new Error("the Auszug is missing")
      await this.give(vorlageId, person, (seen) => ({
        kind: "auszug",
        ...seen,
        stepId,
        auszugSha256: auszug.sha256,
      }))
      this.say(`Beschlussauszug unterzeichnet: ${this.nameOf(person)}`)
    }
  }

  private async opinions(vorlageId: string): Promise<void> {
    await this.state(vorlageId, this.one("bca"), "Die Belange der Chancengleichheit sind berücksichtigt.")
    await this.give(vorlageId, this.one("mitzeichnung"), (seen) => ({
      kind: "cosign",
      ...seen,
      partyId: "rechtsamt",
      outcome: "remarked",
      text: "Keine rechtlichen Bedenken; die Berichtspflicht sollte im Beschluss stehen.",
    }))
    this.say("Stellungnahme der BCA und Mitzeichnung des Rechtsamtes liegen vor")
  }

  private async state(vorlageId: string, person: string, text: string): Promise<void> {
    await this.give(vorlageId, person, (seen) => ({ kind: "state", ...seen, text }))
  }

  private async sign(vorlageId: string, person: string, remark?: string): Promise<void> {
    await this.give(vorlageId, person, (seen) => ({ kind: "sign", ...seen, remark }))
    await this.settled(vorlageId)
    this.say(`Gezeichnet: ${this.nameOf(person)}`)
  }

  private nameOf(person: string): string {
    return this.house.people.find((p) => p.personId === person)?.name ?? person
  }

  private async give(
    vorlageId: string,
    person: string,
    decision: (seen: {
      vorlageId: string
      stepId: string
      fassungSha256: string
      pdfSha256: string
    }) => Parameters<typeof Vorlage.decide>[1],
  ): Promise<void> {
    await Vorlage.decide(this.ctx(person), decision(await this.seen(vorlageId)))
  }

  /** What the acting person has before the eyes: both hashes and the open step. */
  private async seen(vorlageId: string) {
    const chain = await this.chain(vorlageId)
    const open = chain.steps.find((s) => s.status === "open")
    return { vorlageId, stepId: open?.id ?? "", fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 ?? "" }
  }

  private async body(
    vorlageId: string,
    entry: {
      code: "recommended" | "accepted"
      top: string
      votes: Votes
      chairVote?: "ja" | "nein"
      vorsitz: string
      schriftfuehrung: string
    },
  ): Promise<void> {
    const chain = await this.chain(vorlageId)
    const step = chain.steps.find((s) => s.kind === "body" && s.status === "open")
    if (step?.kind !== "body" || step.termin === null) throw new Error("no body is open")
    const { clock } = this.options
    while (dayOf(clock.now()) < step.termin && clock.now().getTime() < Date.now()) await this.later(1)
    const office = this.ctx(this.one("geschaeftsstelle", step.gremiumId))
    await Vorlage.record(office, {
      ...(await this.seen(vorlageId)),
      ...entry,
      sitzungOn: [dayOf(clock.now()), step.termin].sort()[0] ?? step.termin,
      sitzungPublic: this.house.tenant.house.kind === "zkT",
      form: "offen",
      ort: this.house.tenant.house.kind === "zkT" ? "Kreishaus, Sitzungssaal 1" : "Jobcenter, Sitzungsraum 1",
    })
    await this.settled(vorlageId)
    this.say(`Ergebnis eingetragen und gesiegelt: ${step.label}`)
  }

  private async chain(vorlageId: string): Promise<Chain> {
    const whole = await Vorlage.load(this.ctx(this.one("verfasser")), vorlageId)
    if (!whole.chain) throw new Error("no chain")
    return whole.chain.value
  }

  private view(vorlageId: string, person: string) {
    return Vorlage.read(this.ctx(person), { vorlageId })
  }

  /** Waits until the worker has made everything that is owed. */
  private async settled(vorlageId: string): Promise<void> {
    const author = this.ctx(this.one("verfasser"))
    await this.until(async () => (await Vorlage.owed(author, { vorlageId })).waiting.length === 0)
  }

  private async until(done: () => Promise<boolean>): Promise<void> {
    const limit = Date.now() + 120_000
    for (let round = 1; !(await done()); round++) {
      if (Date.now() > limit) throw new Error("the worker does not come to an end")
      await new Promise((resolve) => setTimeout(resolve, 10))
      // A record of the stream may be lost: then the sweep takes the duty.
      if (round % 100 === 0) await this.running.sweep()
    }
  }

  async result(vorlageId: string): Promise<DemoResult> {
    await this.settled(vorlageId)
    const author = this.ctx(this.one("verfasser"))
    const whole = await Vorlage.load(author, vorlageId)
    if (!whole.chain) throw new Error("no chain")
    const documents: DemoDocument[] = []
    for (const { value: fassung } of whole.fassungen)
      for (const d of fassung.documents) {
        const { bytes } = await Vorlage.file(author, { vorlageId, fassung: fassung.n, sha256: d.sha256 })
        documents.push({
          fassung: fassung.n,
          kind: d.kind,
          fileName: d.fileName,
          sha256: d.sha256,
          pages: d.pages,
          bytes,
        })
      }
    return {
      tenantId: this.house.tenant.id,
      house: this.house.tenant.house.name,
      accounts: this.house.people.map((p) => ({
        personId: p.personId,
        name: p.name,
        title: p.title ?? "",
        roles: p.functions.map((f) => f.role),
      })),
      vorlageId,
      nummer: whole.root.value.nummer ?? "",
      documents,
      facts: await Vorlage.factsOf(author, vorlageId),
      chain: whole.chain.value,
    }
  }
}

const actor = (p: Person): Actor => ({ personId: p.personId, name: p.name, functions: p.functions })
