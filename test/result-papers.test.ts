/** Papers of results by the real press: the corrected Auszug beside the first one, the Dringlichkeitsentscheidung. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { reader } from "@beschlussweg/functions/reader"
import { check } from "@beschlussweg/pdf/check"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { afterAll, beforeAll, expect, test } from "vitest"
import {
  type Answer,
  FINANCE_NEIN,
  givenVorlageInBeratung,
  type House,
  mending,
  openWorld,
  type Paper,
  paragraph,
  result,
  type World,
} from "./house.ts"
import { stages } from "./stages.ts"
import { folder, tool } from "./tool.ts"

let world: World
let house: House
let ca = ""
const place = folder()
type Final = Extract<Answer, { readonly sitzungOn: string }>
const reason = "Frau Holt war befangen; ihre Stimme wurde mitgezählt."

beforeAll(async () => {
  world = await openWorld("2026-02-02T08:00:00Z", "off")
  const keys = await openKeyRing(join(place.path, "keys"), "Betrieb", world.clock.now())
  ca = keys.ca
  world.workshop = {
    press: press({ ca }),
    issuer: await keys.issuer("kreis-aulenfeld", "Jobcenter Kreis Aulenfeld", world.clock.now()),
    timestamp: localTimestamp(await keys.timestampAuthority(world.clock.now()), world.clock.now),
    reader,
    documents: "on",
  }
  house = await world.house("T1")
  await house.put({ personId: "vorsitz", functions: [{ role: "vorsitz", as: "selbst", gremiumId: "ka" }] })
})
afterAll(async () => {
  await world.stop()
  place.remove()
})

const text = async (document: Vorlage.Document): Promise<string> => {
  const bytes = await house.workCtx().papers.get(document.path)
  if (!bytes) throw new Error("no such document")
  const path = join(place.path, `${document.sha256}.pdf`)
  await writeFile(path, bytes)
  expect(await check(bytes)).toEqual([])
  if (process.env.KEEP) await writeFile(join(process.env.KEEP, document.fileName), bytes)
  return tool("pdftotext", ["-layout", path, "-"]).replace(/\s+/g, " ")
}
const ofKind = async (paper: Paper, kind: Vorlage.DocumentKind): Promise<Vorlage.Document[]> =>
  (await paper.whole()).fassungen.flatMap((f) => f.value.documents.filter((d) => d.kind === kind))

test("a corrected result has an Auszug of its own that names what it replaces; nothing signed is touched", {
  timeout: 120_000,
}, async () => {
  const paper = await givenVorlageInBeratung(house, house.form({ finance: FINANCE_NEIN }))
  await paper.record("ausschuss", result(house, "recommended"))
  await paper.record("kreisausschuss", result(house, "accepted"))
  const files = (await paper.whole()).fassungen[0]?.value.documents ?? []
  const votes = { ja: 2, nein: 1, enthaltung: 0, ungueltig: 0, befangen: 1, anwesend: 3, mitglieder: 13 }
  const wish: Final = {
    ...(result(house, "accepted_amended", { votes, form: "namentlich" }) as Final),
    beschlusstext: paragraph("Dem Arbeitsmarktprogramm wird mit Maßgaben zugestimmt."),
    befangene: [{ name: "Dana Holt" }],
    stimmen: [
      { name: "Ali Kern", stimme: "ja" },
      { name: "Bo Lind", stimme: "ja" },
      { name: "Cem Mohr", stimme: "nein" },
    ],
  }
  await Vorlage.correct(house.as("kreisausschuss"), { ...(await paper.seen()), stepId: "gremium-2", reason, ...wish })
  await paper.work()
  const now = (await paper.whole()).fassungen[0]?.value
  if (!now) throw new Error("no Fassung")
  expect(now.documents.slice(0, files.length)).toEqual(files)
  expect(await stages(house, now, ca)).toEqual([])
  const [, first, second] = await ofKind(paper, "auszug")
  if (!first || !second) throw new Error("no Auszug")
  expect(await text(first)).not.toContain("Berichtigung")
  const said = await text(second)
  expect(said).toContain("Berichtigung: Dieser Auszug ersetzt Auszug 2 vom 02.02.2026.")
  for (const word of ["Auszug 3", "mit Maßgaben", "Wegen Befangenheit nicht mitgewirkt: Dana Holt.", "Cem Mohr"])
    expect(said).toContain(word)
  expect(await mending(house, paper.id)).toEqual([])
})

test("a Dringlichkeitsentscheidung is sealed with both hashes, the reason and who signed", {
  timeout: 120_000,
}, async () => {
  const paper = await givenVorlageInBeratung(house, house.form({ finance: FINANCE_NEIN }))
  const at = { ...(await paper.seen()), stepId: "gremium-2" }
  const why = "Die Mittel verfallen am Monatsende.\nDas Gremium kann nicht mehr rechtzeitig geladen werden."
  await Vorlage.urgent(house.as("landrat"), { ...at, reason: why })
  await Vorlage.signUrgent(house.as("landrat"), { ...at, placeId: "zeichnung-1" })
  await Vorlage.signUrgent(house.as("vorsitz"), { ...at, placeId: "zeichnung-2" })
  await paper.work()
  const [document] = await ofKind(paper, "urgent")
  if (!document) throw new Error("no paper")
  const said = await text(document)
  for (const word of [
    "Anstelle von: Kreisausschuss",
    "Dem Arbeitsmarktprogramm wird zugestimmt.",
    "Die Mittel verfallen am Monatsende.",
    "Kreisausschuss entscheidet in seiner Sitzung am 14.03.2026 über die Genehmigung.",
    "gez. Greta Hollen",
    "gez. Person vorsitz",
    "§ 50 Abs. 3 KrO NRW",
    at.fassungSha256.slice(0, 8),
    at.pdfSha256.slice(0, 8),
  ])
    expect(said).toContain(word)
  const fassung = (await paper.whole()).fassungen[0]?.value
  if (!fassung) throw new Error("no Fassung")
  expect(await stages(house, fassung, ca)).toEqual([])
  // The body's own answer comes into the field that was kept for it.
  await paper.record("ausschuss", result(house, "recommended"))
  await Vorlage.record(house.as("kreisausschuss"), { ...at, ...result(house, "approved_urgent") })
  await paper.work()
  const after = (await paper.whole()).fassungen[0]?.value
  if (!after) throw new Error("no Fassung")
  expect(after.documents.filter((d) => d.kind === "result").map((d) => d.stepId)).toEqual(["gremium-1", "gremium-2"])
  expect(await stages(house, after, ca)).toEqual([])
  expect(after.owed).toEqual([])
})
