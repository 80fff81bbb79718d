/** An act on one's own profile: sends, looks at the house anew, and says what was done in the one line of its part. */
import { useMutation, useQueryClient } from "@tanstack/react-query"

export function useAct<T>(
  haus: string,
  run: (input: T) => Promise<unknown>,
  done: string,
  say: (words: string | undefined) => void,
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: run,
    onMutate: () => say(undefined),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      say(done)
    },
  })
}
