/** Beschlussvorlage: the paper a programme travels with. */
export * from "./decide.ts"
export * from "./draft.ts"
export * as Endfassung from "./endfassung.ts"
export * from "./form.ts"
export * from "./item.ts"
export * from "./read.ts"
export * from "./submit.ts"
export { visible } from "./visible.ts"
