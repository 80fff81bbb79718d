/** The state of a Vorlage as people read it (interface words). */
import * as Chain from "../chain/index.ts"

/** @param control how far the Beschlusskontrolle is: with it a decision that was carried out reads so */
export function status(
  chain: Chain.Chain | undefined,
  control?: { readonly open: number; readonly done: number },
): string {
  if (!chain) return "Entwurf"
  switch (chain.state) {
    case "issuing":
      return "wird erstellt"
    case "failed":
      return "nicht erstellbar"
    case "returned":
      return "zurückgegeben"
    case "withdrawn":
      return "zurückgezogen"
    case "stopped":
      return "eingestellt"
    case "completed":
      if (chain.steps.some(Chain.awaitsBody)) return "dringlich entschieden"
      if (control && control.open === 0 && control.done > 0 && Chain.ADOPTED.includes(chain.outcome ?? "rejected"))
        return "umgesetzt"
      return OUTCOME[chain.outcome ?? "noted"] ?? "zur Kenntnis genommen"
    case "running":
      return running(chain)
  }
}
const OUTCOME: Partial<Record<Chain.ResultCode, string>> = {
  accepted: "beschlossen",
  approved_urgent: "beschlossen",
  accepted_amended: "geändert beschlossen",
  rejected: "abgelehnt",
  noted: "zur Kenntnis genommen",
}

const PLACE = {
  coming: "freigegeben",
  planned: "eingeplant",
  invited: "eingeladen",
  held: "in Beratung",
} as const satisfies Record<Chain.Place["state"], string>

/** Between two bodies a Vorlage is already in Beratung, whether or not the next agenda has it. */
function placeOf(chain: Chain.Chain, open: Chain.StepOf<"body">): Chain.Place["state"] {
  const { state } = open.place ?? { state: "held" as const }
  const begun = chain.steps.some((s) => s.kind === "body" && s.result !== undefined)
  return state === "coming" && begun ? "held" : state
}

function running(chain: Chain.Chain): string {
  const open = chain.steps.find((s) => s.status === "open")
  switch (open?.kind) {
    case "participation":
      return "in Beteiligung"
    case "cosign":
      return "in Mitzeichnung"
    case "sign": {
      const signs = chain.steps.filter((s) => s.kind === "sign" && s.status !== "skipped")
      return `in Zeichnung (${signs.filter(Chain.complete).length} von ${signs.length})`
    }
    case "release":
      return "in Freigabe"
    case "body":
      return open.termin === null ? "vertagt" : PLACE[placeOf(chain, open)]
    case "external":
    case undefined:
      return "in Beratung"
  }
}
