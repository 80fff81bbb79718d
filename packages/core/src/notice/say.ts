/** What a mail says, from the state of the moment of sending; nothing where its reason is gone. */
import { type Calendar, workingDay } from "../calendar/index.ts"
import { addDays, dayOf, germanDay } from "../day.ts"
import { asActor, type Member } from "../member/item.ts"
import type { Day } from "../paper.ts"
import { type Assignment, holding, ROLE_LABEL } from "../role.ts"
import { SITZUNG_STATE, type Sitzung } from "../sitzung/item.ts"
import type { Tenant } from "../tenant/settings.ts"
import type { Task, Whole } from "../vorlage/item.ts"
import { visible } from "../vorlage/visible.ts"
import type { Mail, Place, Reason } from "./item.ts"
import { REMINDERS, type Reminders, stages } from "./setting.ts"
import { behind, tasksOf } from "./who.ts"
import type { Entry } from "./words.ts"

/** Everything a mail can be about, read just now; what is not asked for is absent. */
export interface Now {
  readonly tenantId: string
  readonly tenant: Tenant
  readonly calendar: Calendar
  readonly members: readonly Member[]
  readonly at: Date
  readonly whole?: Whole | undefined
  readonly sitzung?: Sitzung | undefined
}

export const remindersOf = (tenant: Pick<Tenant, "reminders">): Reminders => tenant.reminders ?? REMINDERS

/** What is to be done, by kind of task. */
const DO: Readonly<Record<string, string>> = {
  sign: "zeichnen",
  cosign: "mitzeichnen",
  state: "Stellung nehmen",
  release: "freigeben",
  record: "Ergebnis eintragen",
  resubmit: "überarbeiten und neu einreichen",
  amend: "Endfassung anpassen",
  confirm: "Endfassung bestätigen",
  auszug: "Beschlussauszug unterzeichnen",
  handover: "nach außen übergeben",
  appoint: "Vertretung für einen Schritt bestimmen",
  urgent: "Dringlichkeitsentscheidung zeichnen",
  correction: "Berichtigung bestätigen",
  publish: "Veröffentlichung prüfen",
  implement: "Beschluss umsetzen",
}
export const toDo = (kind: string): string => DO[kind] ?? "bearbeiten"

export const tasksAddress = ({ tenantId, tenant }: Pick<Now, "tenantId" | "tenant">): string =>
  `${tenant.baseUrl.replace(/\/+$/, "")}/app/${tenantId}`

/**
 * @param member who gets it, active
 * @returns undefined: there is nothing to say any more
 */
export function say(mail: Mail, member: Member, now: Now): Entry | undefined {
  if (mail.log.startsWith("vl_")) return now.whole && ofVorlage(mail, member, now, now.whole)
  if (mail.log.startsWith("si_")) return now.sitzung && ofSitzung(mail, now, now.sitzung)
  return ofPerson(mail, member, now)
}

/** What has happened stays true, however late the mail goes out. */
const HAPPENED: Readonly<Partial<Record<Reason, { readonly short: string; readonly line: (day: string) => string }>>> =
  {
    returned: {
      short: "zurückgegeben",
      line: (day) => `Die Vorlage wurde am ${day} zurückgegeben. Die Begründung steht bei der Vorlage.`,
    },
    objected: {
      short: "Widerspruch in der Mitzeichnung",
      line: (day) =>
        `Der Vorlage wurde am ${day} in der Mitzeichnung widersprochen. Die Begründung steht bei der Vorlage.`,
    },
    withdrawn: { short: "zurückgezogen", line: (day) => `Die Vorlage wurde am ${day} zurückgezogen.` },
    stopped: { short: "eingestellt", line: (day) => `Das Verfahren wurde am ${day} eingestellt.` },
    result: {
      short: "Ergebnis eines Gremiums",
      line: (day) => `Am ${day} wurde das Ergebnis eines Gremiums eingetragen. Es steht bei der Vorlage.`,
    },
    publication: {
      short: "Veröffentlichung",
      line: (day) => `Am ${day} hat sich an der Veröffentlichung etwas geändert. Näheres steht bei der Vorlage.`,
    },
    rescheduled: {
      short: "Sitzungstermin geändert",
      line: (day) =>
        `Am ${day} wurde ein Sitzungstermin dieser Vorlage geändert. Damit können sich Fristen verschieben.`,
    },
  }

function ofVorlage(mail: Mail, member: Member, now: Now, whole: Whole): Entry | undefined {
  const { value: root } = whole.root
  const sees = visible({ actor: asActor(member), now: () => now.at }, whole)
  const day = germanDay(dayOf(new Date(mail.at)))
  const short: string[] = []
  const lines: string[] = []
  for (const reason of mail.reasons) {
    const happened = HAPPENED[reason]
    if (!happened) continue
    short.push(happened.short)
    lines.push(happened.line(day))
  }
  const mine = mail.places.flatMap((p) => open(p, whole)).filter((t) => lies(t, member, now, whole))
  if (mail.reasons.includes("task"))
    for (const task of mine) {
      short.push(`bitte ${toDo(task.kind)}`)
      lines.push(waiting(task))
    }
  if (mail.reasons.includes("reminder"))
    for (const task of mine) {
      const near = nearness(task, now)
      if (!near) continue
      short.push(near.short)
      lines.push(near.line, waiting(task))
    }
  if (mail.reasons.includes("escalation"))
    for (const task of mail.places.flatMap((p) => open(p, whole))) {
      if (task.until === undefined || task.until >= dayOf(now.at)) continue
      short.push("Frist überschritten")
      lines.push(
        `Eine Aufgabe, die nicht bei Ihnen liegt, ist seit dem ${germanDay(task.until)} überfällig: ${toDo(task.kind)}. Bitte sorgen Sie dafür, dass es weitergeht.`,
      )
    }
  if (mail.reasons.includes("appointment") && whole.tasks.some((t) => t.value.kind === "appoint")) {
    short.push("zweite Person nötig")
    lines.push(
      "Für einen Schritt wurde eine Vertretung vorgeschlagen. Eine zweite Person der Administration bestätigt sie.",
    )
  }
  if (short.length === 0) return undefined
  const number = root.nummer === undefined ? "Vorlage" : `Vorlage ${root.nummer}`
  // What is public may be named, to whoever may see it here; everything else is the number and nothing more.
  const subject = root.public && sees && whole.chain ? [`„${root.betreff}“`] : []
  return {
    title: `${number}: ${[...new Set(short)].join(", ")}`,
    lines: [...subject, ...new Set(lines)],
    link: sees
      ? { label: "Vorlage öffnen", href: `${tasksAddress(now)}/vorlage/${root.id}` }
      : { label: "Meine Aufgaben öffnen", href: tasksAddress(now) },
  }
}

/** The task item of a place, while it is still the same opening of it. */
const open = (place: Place, whole: Whole): Task[] =>
  tasksOf(whole).filter(
    (t) =>
      t.stepId === place.stepId &&
      t.partyId === place.partyId &&
      t.since === place.since &&
      (t.kind === place.kind || t.kind === "appoint" || place.kind === "appoint"),
  )

function lies(task: Task, member: Member, now: Now, whole: Whole): boolean {
  const chain = whole.chain?.value
  return chain !== undefined && behind(task, chain, now.members, now.at).some((m) => m.personId === member.personId)
}

/** "Zu tun: zeichnen, bis 03.02.2027. Wartet seit 20.01.2027." */
export function waiting(task: Pick<Task, "kind" | "since" | "until">): string {
  const until = task.until === undefined ? "" : `, bis ${germanDay(task.until)}`
  return `Zu tun: ${toDo(task.kind)}${until}. Wartet seit ${germanDay(dayOf(new Date(task.since)))}.`
}

/** How near the last day is, said as it is now; nothing when it has moved so far that nobody is to be reminded yet. */
function nearness(task: Task, now: Now): { short: string; line: string } | undefined {
  const { until } = task
  if (until === undefined) return undefined
  const today = dayOf(now.at)
  const [first] = stages(until, remindersOf(now.tenant), now.calendar)
  if (!first || first.at > now.at) return undefined
  if (until < today)
    return { short: "Frist überschritten", line: `Die Frist war der ${germanDay(until)}. Bitte holen Sie es nach.` }
  if (until === today) return { short: "heute letzter Tag", line: "Heute ist der letzte Tag." }
  const left = daysOfWork(today, until, now.calendar)
  const day = germanDay(until)
  const line =
    left === 0
      ? `Der letzte Tag ist der ${day}; bis dahin ist kein Arbeitstag mehr.`
      : left === 1
        ? `Bis zum ${day} ist noch ein Arbeitstag Zeit.`
        : `Bis zum ${day} sind noch ${left} Arbeitstage Zeit.`
  return { short: `Erinnerung, bis ${day}`, line }
}

function daysOfWork(from: Day, to: Day, calendar: Calendar): number {
  let count = 0
  for (let day = addDays(from, 1), i = 0; day <= to && i < 400; day = addDays(day, 1), i++)
    if (workingDay(day, calendar)) count++
  return count
}

function ofSitzung(mail: Mail, now: Now, sitzung: Sitzung): Entry | undefined {
  const gone = sitzung.on < dayOf(now.at)
  const told = mail.reasons.find((r) => r === "invited" || r === "supplemented" || r === "moved" || r === "cancelled")
  // What was held, or is over, needs nobody any more.
  if (!told || gone || sitzung.state === "held") return undefined
  // Cancelled or moved meanwhile: that has a mail of its own, and nobody is invited to a day that needs a new invitation.
  if (sitzung.state === "cancelled" && told !== "cancelled") return undefined
  if (sitzung.state === "planned" && told !== "moved") return undefined
  const name = now.tenant.gremien.find((g) => g.id === sitzung.gremiumId)?.name
  const what = sitzung.public && name !== undefined ? name : "Sitzung Ihres Gremiums"
  const when = `${germanDay(sitzung.on)}, ${sitzung.start} Uhr`
  const word = {
    invited: "Einladung",
    supplemented: "Nachtrag zur Tagesordnung",
    moved: "Sitzung verlegt",
    cancelled: "Sitzung abgesagt",
  }[told]
  return {
    title: `${word}: ${what}, ${germanDay(sitzung.on)}`,
    lines: [
      sitzung.state === "cancelled" ? `Die Sitzung am ${when} ist abgesagt.` : `Beginn: ${when}.`,
      ...(sitzung.state === "cancelled"
        ? []
        : [`Stand: ${SITZUNG_STATE[sitzung.state]}. Die Tagesordnung steht in der Anwendung.`]),
    ],
    link: { label: "Öffnen", href: tasksAddress(now) },
  }
}

function ofPerson(mail: Mail, member: Member, now: Now): Entry | undefined {
  const link = { label: "Meine Aufgaben öffnen", href: tasksAddress(now) }
  const today = dayOf(now.at)
  const word = (f: Assignment): string => now.tenant.labels.roles[f.role] ?? ROLE_LABEL[f.role]
  const span = (f: Assignment): string =>
    [f.from === undefined || f.from <= today ? undefined : `ab ${germanDay(f.from)}`, f.to && `bis ${germanDay(f.to)}`]
      .filter((x) => x !== undefined)
      .join(" ")
  const listed = (functions: readonly Assignment[]) =>
    functions.map((f) => [word(f), span(f)].filter((x) => x !== "").join(", "))
  const lasting = member.functions.filter((f) => f.to === undefined || f.to >= today)
  const [reason] = mail.reasons
  if (reason === "functions") {
    const own = holding(member.functions, today).filter((f) => f.as === "selbst")
    return {
      title: "Ihre Funktionen wurden geändert",
      lines: own.length === 0 ? ["Sie haben zurzeit keine Funktion."] : ["Sie haben jetzt:", ...listed(own)],
      link,
    }
  }
  if (reason === "deputy") {
    // The one who is represented hears of it as well as the one who represents.
    if (mail.log === `member-${member.personId}`) {
      const mine = lasting.filter((f) => f.as !== "selbst")
      return mine.length === 0
        ? { title: "Eine Vertretung ist beendet", lines: ["Sie vertreten zurzeit niemanden."], link }
        : { title: "Sie vertreten jemanden", lines: ["Ihre Vertretungen:", ...listed(mine)], link }
    }
    return {
      title: "Ihre Vertretung wurde geändert",
      lines: ["Wer Sie vertritt, und bis wann, steht in Ihren Einstellungen."],
      link,
    }
  }
  if (reason === "absence") {
    const who = now.members.find((m) => mail.log === `member-${m.personId}`)
    const away = who?.absences.filter((a) => a.to >= today).sort((a, b) => (a.from < b.from ? -1 : 1))[0]
    const mine = lasting.filter((f) => f.forId === who?.personId)
    if (!away || mine.length === 0) return undefined
    return {
      title: "Vertretung während einer Abwesenheit",
      lines: [
        `Abwesenheit vom ${germanDay(away.from)} bis ${germanDay(away.to)}. Sie vertreten in dieser Funktion:`,
        ...listed(mine),
      ],
      link,
    }
  }
  if (reason === "proposal")
    return {
      title: "Funktionen warten auf Ihre Bestätigung",
      lines: [
        "Eine Person der Administration hat Funktionen vorgeschlagen. Eine zweite Person bestätigt sie oder lehnt sie ab.",
      ],
      link,
    }
  return undefined
}
