/** Holidays that hold only in parts of a Land; apart from the stored settings, so that a browser needs no schema for them. */

/** Holidays by law in parts of a Land only: where the house lies, it switches them on. */
export const REGIONAL = {
  /** parts of Sachsen and Thüringen */
  fronleichnam: "Fronleichnam",
  /** communities of Bayern with mostly Catholic inhabitants */
  "mariae-himmelfahrt": "Mariä Himmelfahrt",
  /** town of Augsburg */
  augsburg: "Augsburger Hohes Friedensfest",
} as const
