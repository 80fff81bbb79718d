/** The task of the publishers: something public is no longer what would be public, or a decided release did not happen. */
import type { Write } from "../context.ts"
import type { Task, Whole } from "../vorlage/item.ts"
import { pool } from "../vorlage/move.ts"

/** Not one of the chain's tasks: it follows from the publication. */
export const reviewKey = (vorlageId: string): string => `vorlage/${vorlageId}/review`

/** Puts the task with the publishers unless it stands already. */
export function askReview(whole: Whole, label: string, at: string): Write[] {
  if (whole.review) return []
  const { id, nummer = "", betreff, public: open, fassung } = whole.root.value
  const task: Task = {
    version: 1,
    vorlageId: id,
    nummer,
    betreff,
    public: open,
    fassung,
    stepId: "publication",
    label,
    kind: "publish",
    role: "veroeffentlichung",
    since: at,
  }
  return [{ put: reviewKey(id), value: task, rev: "new", index: `${pool(task)}/${at}` }]
}

export const dropReview = (whole: Whole): Write[] =>
  whole.review ? [{ drop: whole.review.key, rev: whole.review.rev }] : []
