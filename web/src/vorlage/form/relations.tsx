/** Beziehungen that the import proposes: confirmed or rejected one by one, by table, or all that hold at once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import { body, client, Problem } from "../../api.ts"
import { Badge, Button, Loading, Refusal } from "../../part/ui.tsx"

const listOf = (haus: string, programmeId: string) =>
  body(client.programme[":programmeId"].beziehungen.$get({ param: { tenant: haus, programmeId }, query: {} }))
type Tables = Awaited<ReturnType<typeof listOf>>["tables"]
type Said = Tables[number]["said"][number]
interface Decision {
  readonly blockId: string
  readonly relationId: string
  readonly base: string
  readonly state: "confirmed" | "rejected"
}
const VERDICT = {
  holds: ["success", "stimmt"],
  fails: ["warning", "stimmt nicht"],
} as const
const AT_ONCE = 500

export function Relations({ haus, programmeId }: { readonly haus: string; readonly programmeId: string }) {
  const queries = useQueryClient()
  const key = ["haus", haus, "programm", programmeId, "beziehungen"]
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: () => listOf(haus, programmeId) })
  const [said, setSaid] = useState("")
  const head = useRef<HTMLHeadingElement>(null)
  const [moved, setMoved] = useState(0)
  const decide = useMutation({
    mutationFn: async (decisions: readonly Decision[]) => {
      for (let i = 0; i < decisions.length; i += AT_ONCE)
        await body(
          client.programme[":programmeId"].beziehungen.$post({
            param: { tenant: haus, programmeId },
            json: { decisions: decisions.slice(i, i + AT_ONCE) },
          }),
        )
      return decisions
    },
    onSuccess: (decisions) => {
      const yes = decisions.filter((d) => d.state === "confirmed").length
      setSaid(`${yes} bestätigt, ${decisions.length - yes} verworfen.`)
      setMoved((n) => n + 1)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["haus", haus, "programm", programmeId] }),
  })
  useEffect(() => {
    if (moved > 0) head.current?.focus()
  }, [moved])
  if (error instanceof Problem && !data) return <Refusal problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Die Beziehungen werden geladen." />
  const open = data.tables.map((t) => ({
    ...t,
    said: t.said.filter((s) => s.cases.some((c) => c.state === "proposed")),
  }))
  const tables = open.filter((t) => t.said.length > 0)
  const of = (
    table: { readonly blockId: string; readonly base: string },
    sayings: readonly Said[],
    state: Decision["state"],
    only: (verdict: string) => boolean = () => true,
  ): Decision[] =>
    sayings.flatMap((s) =>
      s.cases
        .filter((c) => c.state === "proposed" && only(c.verdict))
        .map((c) => ({ blockId: table.blockId, base: table.base, relationId: c.relationId, state })),
    )
  const holding = tables.flatMap((t) => of(t, t.said, "confirmed", (v) => v === "holds"))
  return (
    <section aria-labelledby="beziehungen">
      <h2 className="kern-heading-medium" id="beziehungen" tabIndex={-1} ref={head}>
        Beziehungen zwischen Zahlen ({data.counts.proposed} vorgeschlagen)
      </h2>
      <p className="kern-sr-only" role="status">
        {said}
      </p>
      {tables.length === 0 ? (
        <p className="kern-body">
          {data.counts.confirmed + data.counts.rejected > 0
            ? `Über alle Vorschläge ist entschieden: ${data.counts.confirmed} bestätigt, ${data.counts.rejected} verworfen.`
            : "Der Import hat keine Beziehungen gefunden."}
        </p>
      ) : (
        <>
          <p className="kern-body">
            Bestätigte Beziehungen werden von nun an geprüft: Wer eine Zahl ändert, erfährt, was nicht mehr stimmt.
          </p>
          {holding.length > 0 && (
            <div className="knoepfe">
              <Button busy={decide.isPending} onClick={() => decide.mutate(holding)}>
                Alle bestätigen, die stimmen ({holding.length})
              </Button>
            </div>
          )}
          {decide.error instanceof Problem && <Refusal problem={decide.error} />}
          {tables.map((t) => (
            <section key={t.blockId} aria-label={`${t.place} ${t.caption}`}>
              <h3 className="kern-title">
                {t.place}
                {t.caption ? ` – ${t.caption}` : ""}
              </h3>
              <ul className="beziehungen">
                {t.said.map((s) => {
                  const first = s.cases.find((c) => c.state === "proposed")
                  const [tone, word] =
                    VERDICT[first?.verdict as keyof typeof VERDICT] ?? (["info", "nicht zu prüfen"] as const)
                  return (
                    <li key={first?.relationId}>
                      <div>
                        <p className="kern-body">
                          {s.sentence} <Badge tone={tone}>{word}</Badge>
                        </p>
                        {first?.sentence && <p className="kern-body kern-body--small">{first.sentence}</p>}
                      </div>
                      <div className="beziehungen__knoepfe">
                        <Button
                          kind="secondary"
                          busy={decide.isPending}
                          aria-label={`Bestätigen: ${s.sentence}`}
                          onClick={() => decide.mutate(of(t, [s], "confirmed"))}
                        >
                          Bestätigen
                        </Button>
                        <Button
                          kind="tertiary"
                          busy={decide.isPending}
                          aria-label={`Verwerfen: ${s.sentence}`}
                          onClick={() => decide.mutate(of(t, [s], "rejected"))}
                        >
                          Verwerfen
                        </Button>
                      </div>
                    </li>
                  )
                })}
              </ul>
            </section>
          ))}
        </>
      )}
    </section>
  )
}
