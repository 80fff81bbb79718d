/** Betrieb (operator): registry of tenants, founding, closing, deletion by two; never a tenant's content. */
export * from "./deletion.ts"
export * from "./erased.ts"
export * from "./health.ts"
export * from "./houses.ts"
export * from "./item.ts"
export * from "./people.ts"
export * from "./tenant.ts"
export * from "./verb.ts"
