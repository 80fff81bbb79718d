/** OParl 1.1: the machine-readable interface of a house, as objects of its own that follow what is public. */
export { follow, work } from "./follow.ts"
export { HOUSE, ObjectId, State, secondOf, stateKey, Type } from "./item.ts"
export { type Filter, type Found, given, list, object, type Place, placeOf, SCHEMA, schemaOf } from "./read.ts"
export { asked, clockOn, told, toldSecond } from "./when.ts"
