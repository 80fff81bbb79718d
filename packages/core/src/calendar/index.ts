/** Kalender: holidays of the Länder, working days, Fristen backwards from a meeting. Pure. */
export * from "./deadline.ts"
export { easter, exists, holidays, weekday } from "./holiday.ts"
export { OwnDays, REGIONAL } from "./own.ts"
