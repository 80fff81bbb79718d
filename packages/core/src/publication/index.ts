/** Veröffentlichung (publication): what of a Vorlage the public sees, who released it, since when. */
export * from "./address.ts"
export * from "./item.ts"
export * from "./read.ts"
export * from "./release.ts"
export { decisionWords, look, type Seen, shown, slot, View, type ViewFile, type ViewRow } from "./view.ts"
export { follow, liveView, work } from "./work.ts"
