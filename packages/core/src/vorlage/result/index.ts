/** Ergebnisse of the bodies: recorded, corrected, taken over from a whole meeting, decided in a hurry. */
export * from "./correct.ts"
export * from "./list.ts"
export { record } from "./record.ts"
export * from "./urgent.ts"
