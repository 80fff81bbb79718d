/** Object identifiers of certificates. */
export const OID = {
  commonName: "2.5.4.3",
  surname: "2.5.4.4",
  country: "2.5.4.6",
  organisation: "2.5.4.10",
  title: "2.5.4.12",
  description: "2.5.4.13",
  givenName: "2.5.4.42",
  pseudonym: "2.5.4.65",
  ecPublicKey: "1.2.840.10045.2.1",
  prime256v1: "1.2.840.10045.3.1.7",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  crlNumber: "2.5.29.20",
  policies: "2.5.29.32",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  /** qualified certificates (ETSI EN 319 412-5) */
  qcStatements: "1.3.6.1.5.5.7.1.3",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  userNotice: "1.3.6.1.5.5.7.2.2",
} as const

export const EKU_TIME_STAMPING = OID.timeStamping
