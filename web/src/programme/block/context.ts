/** What every form of a block is handed, and what it asks the service for. */
import type { ProgrammeContent, SectionBlock } from "@beschlussweg/core/content"
import { queryOptions } from "@tanstack/react-query"
import { body, client } from "../../api.ts"

export interface BlockContext {
  readonly haus: string
  readonly programmeId: string
  readonly sectionId: string
}

export interface BlockFinding {
  readonly place: string
  readonly message: string
  readonly severity: string
  /** of the checks ("C01") */
  readonly rule?: string | undefined
  /** cell of a table that it speaks of */
  readonly cell?: { readonly row: string; readonly column: string } | undefined
}

export interface FormProps<B extends SectionBlock> {
  readonly block: B
  /** @param about what was changed: typing on in one field is one step of undoing */
  readonly change: (block: B, about?: string) => void
  readonly readOnly: boolean
  readonly generation: number
  readonly context: BlockContext
  readonly findings: readonly BlockFinding[]
}
export type Of<T extends SectionBlock["type"]> = Extract<SectionBlock, { type: T }>

const programmeOf = async (haus: string, programmeId: string) => {
  const read = await body(client.programme[":programmeId"].$get({ param: { tenant: haus, programmeId }, query: {} }))
  // The types of JSON do not know that the tree is one: a list in a list is lost on them.
  return { ...read, content: read.content as unknown as ProgrammeContent | undefined }
}

/** The programme as it was saved last, for catalogues, references and numbers. */
export const programmeQuery = ({ haus, programmeId }: Pick<BlockContext, "haus" | "programmeId">) =>
  queryOptions({
    queryKey: ["haus", haus, "programm", programmeId, "bausteine"],
    queryFn: () => programmeOf(haus, programmeId),
    staleTime: 30_000,
  })

export const numbersQuery = ({ haus, programmeId }: Pick<BlockContext, "haus" | "programmeId">) =>
  queryOptions({
    queryKey: ["haus", haus, "programm", programmeId, "zahlen"],
    queryFn: () =>
      body(client.programme[":programmeId"].zahlen.$get({ param: { tenant: haus, programmeId }, query: {} })),
  })
