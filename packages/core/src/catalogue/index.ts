/** Catalogues (Kataloge) of the field by state of the law: Kennzahlen, instruments, norms, words. */
export * from "./instrument.ts"
export * from "./kennzahl.ts"
export * from "./law.ts"
export * from "./norm.ts"
export * from "./term.ts"
