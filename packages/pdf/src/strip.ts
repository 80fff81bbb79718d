/** The style every strip starts from. */
import { COLOR, FAMILY, LEADING, SIZE } from "./theme.ts"

export const STRIP = { fontFamily: FAMILY, fontSize: SIZE.body, lineHeight: LEADING, color: COLOR.ink } as const
