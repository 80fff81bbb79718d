/** The report of an import (Importbericht): what the file holds, what was taken over, what was set aside and why. */
import type { Finding } from "@beschlussweg/core/error"

/** What is counted in the XML and again in the finished tree. */
export const COUNTED = [
  /** non-empty runs of text (w:t, w:delText, m:t, a:t of diagrams) */
  "textRuns",
  /** UTF-16 code units of these, and one for each tab, special hyphen and symbol */
  "characters",
  "rows",
  "cells",
  /** footnotes and endnotes */
  "notes",
  "pictures",
  "charts",
  /** values of drawn charts */
  "chartPoints",
] as const
export type Counted = (typeof COUNTED)[number]
export type Tally = Record<Counted, number>

export interface Count {
  readonly inXml: number
  readonly takenOver: number
  readonly setAside: number
}

export type SetAsideKind =
  | "toc"
  | "deleted"
  | "hidden"
  | "header"
  | "comment"
  | "number"
  | "whitespace"
  | "title"
  | "picture"
  | "note"
  | "covered"
  | "chart"
  | "field"
  | "drawing"

/** One thing that stands in the file and not in the tree. */
export interface SetAside {
  readonly kind: SetAsideKind
  readonly place: string
  /** its text, whole */
  readonly text: string
}

/** a type, not an interface: it is stored where any record may stand */
export type ImportReport = {
  readonly fileName: string
  readonly counts: Readonly<Record<Counted, Count>>
  /** inXml = takenOver + setAside for every kind; an import that is not balanced throws instead */
  readonly balanced: boolean
  readonly setAside: readonly SetAside[]
  readonly findings: readonly Finding[]
}

export function emptyTally(): Tally {
  return { textRuns: 0, characters: 0, rows: 0, cells: 0, notes: 0, pictures: 0, charts: 0, chartPoints: 0 }
}
export function increase(tally: Tally, by: Partial<Tally>): void {
  for (const kind of COUNTED) tally[kind] += by[kind] ?? 0
}

/** Where something stands: index of the top-level block of the body, or a place of its own ("Fußnote 3"). */
export interface Spot {
  readonly at?: number | undefined
  readonly place?: string | undefined
}
interface Draft extends Spot {
  readonly reason: string
  readonly message: string
}

/** The book that the import keeps while it reads; places are filled in when the sections are known. */
export interface Ledger {
  readonly setAside: Tally
  /** what the import itself wrote into the tree (padding cells, titles of its own) */
  readonly added: Tally
  readonly takenRuns: { count: number }
  shelve(kind: SetAsideKind, spot: Spot, tally: Partial<Tally>, text: string): void
  finding(reason: string, spot: Spot, message: string): void
  /** the same, but each reason and message only once in a file */
  once(reason: string, spot: Spot, message: string): void
  close(placeOf: (at: number | undefined) => string): { setAside: SetAside[]; findings: Finding[] }
}

/** said once of a file with tracked changes, be they insertions or only deletions */
export const CHANGES =
  "Die Datei enthält nachverfolgte Änderungen. Übernommen ist der Stand mit allen Einfügungen und ohne das Gelöschte."

export function openLedger(): Ledger {
  const setAside = emptyTally()
  const shelved: (Spot & { kind: SetAsideKind; text: string })[] = []
  const drafts: Draft[] = []
  const seen = new Set<string>()
  const once = (reason: string, spot: Spot, message: string) => {
    const key = `${reason}\n${message}`
    if (!seen.has(key)) drafts.push({ ...spot, reason, message })
    seen.add(key)
  }
  return {
    setAside,
    added: emptyTally(),
    takenRuns: { count: 0 },
    shelve(kind, spot, tally, text) {
      increase(setAside, tally)
      if (kind === "deleted") once("change.accepted", {}, CHANGES)
      if (kind !== "whitespace") shelved.push({ ...spot, kind, text })
    },
    finding(reason, spot, message) {
      drafts.push({ ...spot, reason, message })
    },
    once,
    close(placeOf) {
      const place = (spot: Spot) => {
        const section = spot.at === undefined ? "" : placeOf(spot.at)
        return [section, spot.place ?? ""].filter((p) => p !== "").join(", ") || "Dokument"
      }
      return {
        setAside: shelved.map((s) => ({ kind: s.kind, place: place(s), text: s.text })),
        findings: drafts.map((d) => ({ reason: d.reason, place: place(d), message: d.message })),
      }
    },
  }
}

/** A short quotation for messages. */
export function quote(text: string, length = 120): string {
  // quotation marks within quotation marks are single ones
  const flat = text.replace(/\s+/g, " ").trim().replace(/„/g, "‚").replace(/[“”]/g, "‘")
  return `„${flat.length > length ? `${flat.slice(0, length - 1).trimEnd()}…` : flat}“`
}
