/** Zeichnungsweg: the pure state machine of a Vorlage's way through the house and its bodies. */
export * from "./apply.ts"
export * from "./decide.ts"
export * from "./resolve.ts"
export * from "./schema.ts"
export * from "./template.ts"
export * from "./unattended.ts"
export * from "./waiting.ts"
