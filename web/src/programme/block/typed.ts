/** A field whose words are read as something: what is wrong stays in the field and goes no further. */
import { useState } from "react"

/** What is typed stays in the field while it is wrong; only what is right goes on. */
export function useTyped<T>(
  value: T | undefined,
  say: (value: T | undefined) => string,
  read: (text: string) => T | undefined,
  onChange: (value: T | undefined) => void,
): { readonly text: string; readonly wrong: boolean; readonly set: (text: string) => void } {
  const [typed, setTyped] = useState<{ readonly text: string; readonly of: T | undefined }>()
  // What was typed holds as long as the value is the one it gave.
  const text = typed !== undefined && typed.of === value ? typed.text : say(value)
  const wrong = text.trim() !== "" && read(text) === undefined
  return {
    text,
    wrong,
    set: (next) => {
      const found = next.trim() === "" ? undefined : read(next)
      const kept = next.trim() !== "" && found === undefined ? value : found
      setTyped({ text: next, of: kept })
      if (kept !== value) onChange(kept)
    },
  }
}
