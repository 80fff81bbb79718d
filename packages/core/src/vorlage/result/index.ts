/** Ergebnisse of the bodies: recorded, corrected, taken over from a whole meeting, decided in a hurry. */
export * from "./record.ts"
