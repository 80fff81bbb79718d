/** Suche: an index per house in files, split by who may read what. */
export { type Entry, Kind } from "./entry.ts"
export { excerpt, type Part } from "./excerpt.ts"
export { find, type Hit, type Hits, PER_PAGE, type PublicHits, publicFind } from "./find.ts"
export { CURRENT, Current, Manifest, open } from "./manifest.ts"
export { LOG, MARKS, Mark, mark, textDuty } from "./owe.ts"
export { closeness, LONGEST_QUERY, parseQuery } from "./query.ts"
export { fold, term, termsOf } from "./word.ts"
export { follow, leavePublic, rebuild, updatesOf, work } from "./work.ts"
