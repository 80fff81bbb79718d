/** The record of a house (Protokoll): register of logs, write-once copies, daily anchors, and what the Revision reads. */
export * from "./anchor.ts"
export * from "./check.ts"
export * from "./copy.ts"
export * from "./duty.ts"
export * from "./log.ts"
export * from "./read.ts"
export * from "./word.ts"
