/** Duties: what is owed from a change, written in the same transaction, removed by the commit that fulfils it. */
import { z } from "zod"

export const DutyKind = z.enum([
  /** a Fassung, signature, result or finish of this Vorlage is owed on paper */
  "paper",
  /** an upload is to be checked, or a Word file to be read */
  "upload",
  /** an externally signed file is to be checked and taken as a stage of the Vorlage */
  "external",
  /** somebody's membership or functions changed: open tasks that lay with him return to the function's pool */
  "people",
  /** the daily anchor over all logs of the house, with the copies that are still missing */
  "anchor",
  /** a comparison of two versions of a programme is to become a paper */
  "synopse",
  /** a programme is to be written as a file */
  "output",
  /** an invitation or a supplement to an agenda is to become a paper */
  "agenda",
  /** what follows from new facts of a log outside of it: who is told, deadlines, search, what is public */
  "notice",
  /** a mail, or the daily one, is to be sent to a person */
  "mail",
  /** a day on which somebody is reminded of a Vorlage, or its plan is looked at anew */
  "frist",
  /** something becomes public, or ceases to be, at a set time */
  "publication",
  /** every source of the machine-readable interface (OParl) is looked through, because what is shown has changed */
  "oparl",
  /** segments of the search index are to be written anew */
  "search",
  /** the package for the council information system is to be made */
  "handover",
  /** of the registry: a founded house needs its issuing authority */
  "founding",
  /** of the registry: a tenant whose deletion two operators decided is to be deleted */
  "deletion",
])
export type DutyKind = z.infer<typeof DutyKind>

export const Duty = z.strictObject({
  id: z.string(),
  /** log (Vorlage, programme) it belongs to */
  log: z.string(),
  kind: DutyKind,
  /** UTC instant from which the sweep takes it */
  dueAt: z.iso.datetime(),
  attempts: z.int().min(0),
  /** the instant it is about, where a failed attempt must not move that with `dueAt` */
  about: z.iso.datetime().optional(),
  lastError: z.string().optional(),
  /** id of the request it follows from, also through other duties; absent where a clock or a command line is the cause */
  trace: z.string().max(80).optional(),
})
export type Duty = z.infer<typeof Duty>

export const dutyKey = (duty: { readonly log: string; readonly id: string }): string => `duty/${duty.log}/${duty.id}`

/** Pauses after failed attempts: 5 s, 10 s, 20 s ... at most one hour. */
export function nextDue(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(3_600_000, 5_000 * 2 ** Math.min(attempts, 20)))
}
