/** Whether there is room for two columns; follows the window. */
import { useSyncExternalStore } from "react"

const room = window.matchMedia("(min-width: 60rem)")
const subscribe = (changed: () => void): (() => void) => {
  room.addEventListener("change", changed)
  return () => room.removeEventListener("change", changed)
}
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => room.matches)
