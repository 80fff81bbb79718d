/** Public addresses below the service; opaque ids only, so that they can stay for ever. */

/** Page of a Vorlage. */
export const pageOf = (house: string, publicId: string): string => `/oeffentlich/${house}/vorlagen/${publicId}`
/** One of its files; asked for again and again, it leads to a fresh link. */
export const fileOf = (house: string, publicId: string, fileId: string): string =>
  `${pageOf(house, publicId)}/dateien/${fileId}`
