/** The account in which a stage stands. */
import { REGION } from "./stage.ts"

export const REGION_ARN = REGION

export interface Account {
  /** twelve digits */
  readonly id: $util.Output<string>
  /** everybody to whom the account itself gives rights */
  readonly root: $util.Output<string>
}

export function account(): Account {
  const { accountId } = aws.getCallerIdentityOutput({})
  return { id: accountId, root: $interpolate`arn:aws:iam::${accountId}:root` }
}
