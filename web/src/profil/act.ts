/** An act on one's own profile: sends, then looks at the house anew. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"

export function useAct<T>(haus: string, run: (input: T) => Promise<unknown>, done: string) {
  const queries = useQueryClient()
  const [said, setSaid] = useState<string>()
  const act = useMutation({
    mutationFn: run,
    onMutate: () => setSaid(undefined),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      setSaid(done)
    },
  })
  return { ...act, said }
}
