/** Planung: backward from the meetings to the latest day of every step, and where every Vorlage lies. */
export * from "./compute.ts"
export { Durations, USUAL } from "./durations.ts"
export { follow, meetingsFrom, refresh } from "./follow.ts"
export { Planned, planIndex, planKey, termineOf, untilOf } from "./item.ts"
export * from "./overview.ts"
export { type Course, type Station, stations } from "./station.ts"
export { basisOf, planned } from "./stored.ts"
export * from "./verb.ts"
