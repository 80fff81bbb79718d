/** Until when a paper is locked: by the class that its house gave to what it belongs to. */
import type { Table } from "@beschlussweg/core/context"
import { RETENTION, TENANT, Tenant } from "@beschlussweg/core/tenant"

type Retention = Tenant["retention"]

/** Years that stand for "for ever": the most that an object lock takes. */
const FOR_EVER = 100
/** How long the classes of a house are believed, in ms. */
const KEPT_MS = 10 * 60_000

/** Texts and pictures of programmes; what belongs to no Vorlage (record, anchors, settings) is kept as long as the longer of both. */
const PROGRAMME = /^(?:content|image)\//
const SHARED = /^(?:record|anchor|house|trust)\//

/**
 * Last moment of the lock: the end of the year in which the years of its class end, counted from the year in which it is
 * filed. The procedure may end later; then the lock is shorter than the retention, and nothing else deletes papers.
 */
export function retainedUntil(path: string, { classes, vorlage, programme }: Retention, at: Date): Date {
  const years = (id: string): number => {
    const found = classes.find((c) => c.id === id)
    return found === undefined || found.years === null ? FOR_EVER : found.years
  }
  const own = SHARED.test(path)
    ? Math.max(years(vorlage), years(programme))
    : years(PROGRAMME.test(path) ? programme : vorlage)
  return new Date(Date.UTC(at.getUTCFullYear() + Math.min(own, FOR_EVER - 1) + 1, 0, 1))
}

/** The same for a tenant whose settings are read now and then; a house that is being founded has the usual classes. */
export function retention(
  tableOf: (tenantId: string) => Table,
  now: () => Date,
): (tenantId: string) => (path: string) => Promise<Date> {
  const kept = new Map<string, { readonly until: number; readonly classes: Promise<Retention> }>()
  return (tenantId) => async (path) => {
    const at = now()
    let known = kept.get(tenantId)
    if (!known || known.until < at.getTime()) {
      const classes = tableOf(tenantId)
        .get(TENANT, Tenant)
        .then((found) => found?.value.retention ?? RETENTION)
      known = { until: at.getTime() + KEPT_MS, classes }
      kept.set(tenantId, known)
      classes.catch(() => kept.delete(tenantId))
    }
    return retainedUntil(path, await known.classes, at)
  }
}
