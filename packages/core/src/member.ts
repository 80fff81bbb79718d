/** People of a house; see member/. */
export * from "./member/index.ts"
