/** The package as data: OParl Paper, Consultation and File (OParl 1.1), and what comes back to us as results. */
import { isBody, type Plan, type Source } from "./plan.ts"

const TYPE = "https://schema.oparl.org/1.1/"
const urn = (plan: Plan, ...path: string[]): string => ["urn:beschlussweg", plan.tenantId, ...path].join(":")
/** OParl wants an offset and no "Z". */
const instant = (at: string): string => at.replace(/\.\d+Z$|Z$/, "+00:00")

/** A file of the package as it was written. */
export interface Written {
  readonly source: Source
  readonly sha256: string
  readonly sha512: string
  readonly bytes: number
}

function fileOf(plan: Plan, id: string, { source, sha512, bytes }: Written) {
  const at = instant(source.at || plan.at)
  return {
    id: urn(plan, "file", plan.vorlageId, id),
    type: `${TYPE}File`,
    name: source.title,
    fileName: source.name.slice(source.name.lastIndexOf("/") + 1),
    mimeType: source.mediaType,
    date: at.slice(0, 10),
    size: bytes,
    sha512Checksum: sha512,
    accessUrl: source.name.split("/").map(encodeURIComponent).join("/"),
    created: at,
    modified: at,
    "beschlussweg:public": source.public,
    "beschlussweg:path": source.name,
  }
}

/** Paper with its files and its Beratungsfolge; ids are names (URN), addresses are relative to the package. */
export function paperOf(plan: Plan, main: Written | undefined, anlagen: readonly Written[]) {
  const { frozen, chain, fassung, state, nonPublic, vorlageId } = plan
  const { form } = frozen
  const created = instant(frozen.at)
  const modified = instant(plan.at)
  return {
    id: urn(plan, "paper", vorlageId),
    type: `${TYPE}Paper`,
    name: form.betreff,
    reference: frozen.nummer,
    date: frozen.on,
    paperType: frozen.artLabel,
    ...(main ? { mainFile: fileOf(plan, "main", main) } : {}),
    ...(anlagen.length > 0 ? { auxiliaryFile: anlagen.map((a, i) => fileOf(plan, `anlage-${i + 1}`, a)) } : {}),
    consultation: chain.steps.filter(isBody).map((s) => ({
      id: urn(plan, "consultation", vorlageId, s.id),
      type: `${TYPE}Consultation`,
      organization: [urn(plan, "organization", s.gremiumId)],
      authoritative: s.zustaendigkeit === "Entscheidung",
      role: s.zustaendigkeit,
      created,
      modified,
      "beschlussweg:gremium": s.label,
      ...(s.termin === null ? {} : { "beschlussweg:termin": s.termin }),
      ...(s.result
        ? {
            "beschlussweg:result": {
              code: s.result.code,
              label: plan.texts.get(s.result.textId)?.result?.label ?? s.result.code,
              on: s.result.sitzungOn,
              top: s.result.top,
              ...(s.result.votes ? { votes: s.result.votes } : {}),
            },
          }
        : {}),
    })),
    created,
    modified,
    "beschlussweg:fassung": fassung.n,
    "beschlussweg:fassungSha256": fassung.sha256,
    "beschlussweg:state": state,
    "beschlussweg:public": form.public,
    "beschlussweg:nonPublicParts": nonPublic,
    "beschlussweg:amt": frozen.amtLabel,
  }
}

/** Bodies whose answer is still to come, each with a list that `sitzung.results` takes once it is filled in. */
export function returnsOf({ chain, frozen }: Plan) {
  return chain.steps
    .filter(isBody)
    .filter((s) => s.result === undefined && s.status !== "skipped")
    .map((s) => ({
      stepId: s.id,
      gremium: s.label,
      form: {
        gremiumId: s.gremiumId,
        sitzungOn: s.termin,
        sitzungPublic: frozen.form.public,
        vorsitz: "",
        schriftfuehrung: "",
        results: [
          {
            nummer: frozen.nummer,
            fassung: frozen.fassung,
            stepId: s.id,
            top: "",
            code: "",
            votes: { ja: 0, nein: 0, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 0, mitglieder: 0 },
            form: "offen",
          },
        ],
      },
    }))
}
