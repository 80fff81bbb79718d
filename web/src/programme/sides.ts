/** Which of the two sides is open: remembered in this browser; on a narrow screen both begin closed. */
import { useState } from "react"

const NAME = "programm-seiten"
interface Open {
  readonly left: boolean
  readonly right: boolean
}

function begun(): Open {
  const wide = window.matchMedia("(min-width: 60rem)").matches
  // A side that fills a small screen is opened when it is wanted.
  if (!wide) return { left: false, right: false }
  try {
    const said: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}")
    const of = (side: string) => !(typeof said === "object" && said !== null && Reflect.get(said, side) === false)
    return { left: of("left"), right: of("right") }
  } catch {
    return { left: true, right: true }
  }
}

export function useSides() {
  const [open, setOpen] = useState(begun)
  const set = (next: Open) => {
    setOpen(next)
    try {
      if (window.matchMedia("(min-width: 60rem)").matches) localStorage.setItem(NAME, JSON.stringify(next))
    } catch {
      // Not remembered, then.
    }
  }
  return {
    ...open,
    toggleLeft: () => set({ ...open, left: !open.left }),
    toggleRight: () => set({ ...open, right: !open.right }),
  }
}
