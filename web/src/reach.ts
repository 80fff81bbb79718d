/** Whether the service can be reached: noticed by every call, asked again until it answers. */
import { useSyncExternalStore } from "react"

export type Reach = "there" | "lost"
/** Often enough to be felt as at once, seldom enough for a thousand windows after a restart. */
const AGAIN = 4_000

let state: Reach = "there"
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function become(next: Reach): void {
  if (state === next) return
  state = next
  for (const listener of listeners) listener()
}

async function ask(): Promise<void> {
  timer = undefined
  try {
    if ((await fetch("/api/health", { cache: "no-store" })).ok) return become("there")
  } catch {
    // Still away.
  }
  later()
}
function later(): void {
  if (state === "lost") timer ??= setTimeout(() => void ask(), AGAIN)
}

export const reach = {
  lost(): void {
    become("lost")
    later()
  },
  found(): void {
    clearTimeout(timer)
    timer = undefined
    become("there")
  },
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  const offline = () => reach.lost()
  const online = () => void ask()
  window.addEventListener("offline", offline)
  window.addEventListener("online", online)
  return () => {
    listeners.delete(listener)
    window.removeEventListener("offline", offline)
    window.removeEventListener("online", online)
  }
}
export const useReach = (): Reach => useSyncExternalStore(subscribe, () => state)
