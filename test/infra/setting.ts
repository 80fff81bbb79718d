/** What the operator of each stage has set, with invented names. */
const every = { BESCHLUSSWEG_MAIL_FROM: "post@beschlussweg.example.org", BESCHLUSSWEG_TSA: "https://tsa.example.org" }

export const SETTINGS = {
  test: every,
  production: {
    ...every,
    BESCHLUSSWEG_HOST: "beschlussweg.example.org",
    BESCHLUSSWEG_ZONE: "Z0123456789",
    BESCHLUSSWEG_ALARM_MAIL: "alarm@example.org",
    BESCHLUSSWEG_OPERATORS: "arn:aws:iam::123456789012:user/kim.adler,arn:aws:iam::123456789012:user/jona.weidner",
  },
} as const

/** Stages with a switch turned, and somebody's own. */
export const SWITCHED = {
  own: { stage: "kim", environment: SETTINGS.test },
  deletion: { stage: "production", environment: { ...SETTINGS.production, BESCHLUSSWEG_LOESCHUNG: "an" } },
  bound: { stage: "production", environment: { ...SETTINGS.production, BESCHLUSSWEG_MANDANTENRECHTE: "an" } },
} as const
