/** Logo of the house: on covers as a figure with its words, at the head of pages as decoration. */
import type { House, Images } from "@beschlussweg/core/paper"
import { createElement as h, type ReactElement } from "react"
import { Box } from "./box.tsx"
import { drawPicture, type Pictures } from "./image.ts"

type Logo = NonNullable<House["logo"]>

/** Size in points that fits into a box, never larger than one pixel per 1/96 inch. */
function fit(logo: Logo, wide: number, high: number): { w: number; h: number } {
  const scale = Math.min(0.75, wide / logo.width, high / logo.height)
  return { w: logo.width * scale, h: logo.height * scale }
}

/** What stands at the head of every page. */
export interface Head {
  readonly sha256: string
  readonly w: number
  readonly h: number
}
export const headOf = ({ logo }: House): Head | undefined => logo && { sha256: logo.sha256, ...fit(logo, 110, 24) }

/** The pictures of a paper with the logo of its house. */
export function withLogo(pictures: Pictures, { logo }: House, images: Images | undefined): Pictures {
  if (!logo || !images || pictures.has(logo.sha256)) return pictures
  return new Map([...pictures, [logo.sha256, () => images(logo.sha256)]])
}

/** The logo on a cover. */
export function logoFigure(logo: Logo): ReactElement {
  const { w, h: high } = fit(logo, 180, 70)
  return h(Box, {
    tag: "Figure",
    alt: logo.alt,
    plot: (kit, pw, ph) => drawPicture(kit, logo.sha256, pw, ph),
    style: { width: w, height: high, marginBottom: 6 },
  })
}
