/** Fictional Word files for demo, tests and bench. */
export * from "./fixture/docx.ts"
export { png } from "./fixture/png.ts"
export { programmeDocx } from "./fixture/programme.ts"
