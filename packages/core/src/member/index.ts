/** People of a house (Mitglieder): functions given and taken, invitations, Vertretung, Abwesenheit, the end of a membership. */
export * from "./absence.ts"
export { OF_BODIES } from "./check.ts"
export * from "./deputy.ts"
export { end } from "./end.ts"
export { fromClaims, sync } from "./idp.ts"
export { accept, enrol, invite, reinvite, revoke } from "./invitation.ts"
export {
  Absence,
  all,
  asActor,
  Invitation,
  load,
  Member,
  memberKey,
  Proposal,
  proposalKey,
  proposals,
  state,
} from "./item.ts"
export { list, me } from "./list.ts"
export { confirm, reject, sort } from "./proposal.ts"
export { Person, put, write } from "./put.ts"
