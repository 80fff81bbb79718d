/** A chart as it will be printed: the same shapes as on paper, as SVG, on white. */
import {
  fitted,
  heightOf,
  legendHeight,
  legendOf,
  MARKER,
  type Measure,
  type Shape,
  shapes,
} from "@beschlussweg/core/chart/draw"
import { type Chart, drawnAs } from "@beschlussweg/core/chart/scale"
import { useEffect, useId, useRef, useState } from "react"

/** Size of the letters in points, as on paper. */
const SMALL = 7.5
const WIDEST = 470
const NARROWEST = 220
/** Pixels that a point has on the screen, so that small letters can be read. */
const SCALE = 1.6

let pen: CanvasRenderingContext2D | null | undefined
const measure: Measure = (text) => {
  pen ??= document.createElement("canvas").getContext("2d")
  if (!pen) return text.length * 4
  pen.font = `${SMALL}px "Fira Sans", sans-serif`
  return pen.measureText(text).width
}

export function Drawing({ chart }: { readonly chart: Chart }) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(WIDEST)
  useEffect(() => {
    const at = box.current
    if (!at) return
    const look = () => setWidth(Math.max(NARROWEST, Math.min(WIDEST, Math.floor(at.clientWidth / SCALE))))
    look()
    const watch = new ResizeObserver(look)
    watch.observe(at)
    return () => watch.disconnect()
  }, [])
  const drawing = drawnAs(chart)
  const entries = legendOf(drawing, width, measure)
  const height = heightOf(drawing) + legendHeight(entries)
  const title = `${chart.title}${chart.unit ? ` (${chart.unit})` : ""}`
  return (
    <div className="diagramm" ref={box}>
      <p className="diagramm__titel">{fitted(title || "Diagramm ohne Titel", 2000, (t) => t.length)}</p>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={chart.alt.trim() || title || "Diagramm ohne Beschreibung"}
      >
        <defs>
          {[
            "M-1 1 1-1M0 4.5 4.5 0M3.5 5.5 5.5 3.5",
            "M-1 3.5 1 5.5M0 0 4.5 4.5M3.5-1 5.5 1",
            "M0 4.5 4.5 0M0 0 4.5 4.5",
          ].map((d, i) => (
            <pattern key={d} id={`${id}-${i + 1}`} width="4.5" height="4.5" patternUnits="userSpaceOnUse">
              <path d={d} className="diagramm__schraffur" />
            </pattern>
          ))}
        </defs>
        {shapes(drawing, entries, width, height, measure).map((shape, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no name, and are drawn anew together
          <One key={i} shape={shape} id={id} />
        ))}
      </svg>
    </div>
  )
}

const COLOURS = 6
const colour = (series: number): string => `diagramm__f${series % COLOURS}`
const DASH = [undefined, "5 2.5", "1.6 2"] as const

function One({ shape, id }: { readonly shape: Shape; readonly id: string }) {
  switch (shape.type) {
    case "rule":
      return (
        <line
          className={shape.zero ? "diagramm__null" : "diagramm__linie"}
          x1={shape.x1}
          x2={shape.x2}
          y1={shape.y}
          y2={shape.y}
        />
      )
    case "bar": {
      const place = { x: shape.x, y: shape.y, width: shape.w, height: shape.h }
      const hatch = shape.series % 4
      return (
        <>
          <rect className={`${colour(shape.series)} diagramm__rand`} {...place} />
          {hatch > 0 && <rect fill={`url(#${id}-${hatch})`} {...place} />}
        </>
      )
    }
    case "part": {
      const hatch = shape.series % 4
      return (
        <>
          <path className={`${colour(shape.series)} diagramm__rand`} d={shape.d} />
          {hatch > 0 && <path fill={`url(#${id}-${hatch})`} d={shape.d} />}
        </>
      )
    }
    case "curve":
      return (
        <path
          className={`${colour(shape.series)} diagramm__kurve`}
          strokeDasharray={DASH[shape.series % 3]}
          d={shape.pieces.map((piece) => piece.map(([x, y], n) => `${n === 0 ? "M" : "L"}${x} ${y}`).join("")).join("")}
        />
      )
    case "marker": {
      const { x, y, series } = shape
      const r = MARKER
      if (series % 3 === 0) return <circle className={colour(series)} cx={x} cy={y} r={r} />
      if (series % 3 === 1) return <rect className={colour(series)} x={x - r} y={y - r} width={2 * r} height={2 * r} />
      return <path className={colour(series)} d={`M${x} ${y - r}L${x + r} ${y + r}L${x - r} ${y + r}Z`} />
    }
    case "words":
      return (
        <text
          x={shape.x}
          y={shape.y + SMALL}
          fontSize={SMALL}
          textAnchor={shape.align === "left" ? "start" : shape.align === "right" ? "end" : "middle"}
        >
          {shape.text}
        </text>
      )
  }
}
