/** What I can do here now: zeichnen, zurückgeben, weitergeben; mitzeichnen; Stellung nehmen; freigeben. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../api.ts"
import type { Vorlage } from "../data.ts"
import { Alert, Button, Refusal } from "../part/ui.tsx"
import { type Act, actsOf, signedHere } from "./act.ts"
import { Confirm } from "./confirm.tsx"
import { Done, type DoneAct } from "./done.tsx"
import { Neighbours } from "./neighbours.tsx"
import { SignOutside } from "./outside.tsx"
import type { Mine } from "./step.ts"
import { words as kept } from "./words.ts"

export function Zeichnung({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const { tun } = useSearch({ from: "/$haus/vorlage/$vorlageId" })
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [done, setDone] = useState<DoneAct>()
  const places = vorlage.mine
    .filter((m) => HERE.includes(m.kind))
    .map((mine) => ({ mine, acts: actsOf(haus, vorlage, mine) }))
  // What stands in the address and cannot be done any more opens nothing.
  const asked = places.flatMap(({ mine, acts }) => acts.map((act) => ({ mine, act }))).find((a) => a.act.key === tun)
  const go = (next: string | undefined, replace: boolean) =>
    void navigate({
      to: "/$haus/vorlage/$vorlageId",
      params: { haus, vorlageId: vorlage.id },
      search: next === undefined ? {} : { tun: next },
      replace,
      resetScroll: false,
    })
  // Here, not in the dialog: whoever closes it while it is sent still learns what became of it.
  const send = useMutation({
    mutationFn: ({ act, words, picked }: { act: Act; mine: Mine; words: string; picked: string }) =>
      act.send(words, picked),
    onSuccess: async (_, { act, mine }) => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      kept.write(`${haus}/${vorlage.id}/${vorlage.chain?.fassung ?? 0}/${act.key}`, "")
      setDone({ title: act.done, stepId: mine.stepId, kind: mine.kind })
      go(undefined, true)
    },
  })
  const problem = send.error instanceof Problem ? send.error : undefined
  return (
    <>
      {done && <Done haus={haus} vorlage={vorlage} done={done} />}
      {send.isPending && !asked && (
        <Alert tone="info" title={`„${send.variables.act.button}“ wird gerade gesendet.`} live />
      )}
      {problem && !asked && <Refusal problem={problem} />}
      {places.map(({ mine, acts }) => (
        <Place
          key={`${mine.stepId}|${mine.partyId ?? ""}|${mine.kind}`}
          haus={haus}
          vorlage={vorlage}
          mine={mine}
          acts={acts}
          onAct={(act) => {
            setDone(undefined)
            send.reset()
            go(act.key, false)
          }}
        />
      ))}
      {asked && !asked.mine.barred && (
        <Confirm
          key={asked.act.key}
          haus={haus}
          vorlage={vorlage}
          act={asked.act}
          stepId={asked.mine.stepId}
          busy={send.isPending}
          problem={problem}
          onSend={(words, picked) => send.mutate({ ...asked, words, picked })}
          onClose={() => {
            if (!send.isPending) send.reset()
            go(undefined, true)
          }}
        />
      )}
    </>
  )
}
const HERE: readonly string[] = ["sign", "cosign", "state", "release", "auszug"]

function Place({
  haus,
  vorlage,
  mine,
  acts,
  onAct,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly mine: Mine
  readonly acts: readonly Act[]
  readonly onAct: (act: Act) => void
}) {
  const id = `meins-${mine.stepId}-${mine.partyId ?? mine.kind}`
  const here = mine.kind !== "sign" || signedHere(vorlage, mine)
  return (
    <section className="meins" aria-labelledby={id}>
      <h2 className="kern-title" id={id}>
        {mine.label}
      </h2>
      {mine.barred ? (
        <p className="kern-body">{mine.barred}</p>
      ) : (
        <>
          <p className="kern-body">{here ? (HINT[mine.kind] ?? "") : ""}</p>
          {!here && <SignOutside haus={haus} vorlage={vorlage} stepId={mine.stepId} />}
          <div className="knoepfe">
            {acts.map((a, i) => (
              <Button key={a.key} kind={i === 0 && here ? "primary" : "secondary"} onClick={() => onAct(a)}>
                {a.button}
              </Button>
            ))}
          </div>
          <Neighbours haus={haus} vorlage={vorlage} stepId={mine.stepId} />
        </>
      )}
    </section>
  )
}
const HINT: Partial<Record<Mine["kind"], string>> = {
  sign: "Bitte lesen Sie das Dokument. Gezeichnet wird genau diese Datei.",
  cosign: "Bitte lesen Sie das Dokument und sagen Sie, ob Sie mitzeichnen.",
  state: "Bitte geben Sie Ihre Stellungnahme ab. Sie steht danach bei der Vorlage.",
  release: "Bitte prüfen Sie, ob die Vorlage vollständig ist und in die Gremien gehen kann.",
  auszug: "Bitte prüfen Sie den Beschlussauszug und zeichnen Sie ihn.",
}
