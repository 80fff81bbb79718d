/** Fixture of the Sitzungsdienst's browser tests: a house whose bodies have calendars, and Vorlagen that wait for a meeting. */
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { formOf, HERE } from "@beschlussweg/functions/fixture"
import { LADUNG } from "../sitzung.ts"
import { PUBLICATION } from "../square.ts"
import type { Stage } from "./stage.ts"

/** As short as a way can be: one Zeichnung, the release, the bodies. */
const WAY: Tenant.Tenant["template"] = {
  id: "kurz",
  version: 1,
  name: "Kurzer Weg",
  steps: [
    { kind: "sign", id: "amtsleitung", label: "Amtsleitung", role: "amtsleitung", level: "system" },
    { kind: "release", id: "freigabe", label: "Freigabe" },
    { kind: "bodies", id: "gremien" },
  ],
  authorMaySign: { first: true, later: true },
  samePersonTwice: true,
  auszugSignatures: [],
}

export async function as(stage: Stage, personId: string) {
  const { world } = stage.app
  const bare = world.ctx(HERE, { personId, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, personId)
  if (!member) throw new Error(`nobody is called ${personId}`)
  return world.ctx(HERE, Member.asActor(member), "test")
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await holds()) return
    await new Promise((wake) => setTimeout(wake, 50))
  }
  throw new Error(`it did not come to pass within 30 s: ${what}`)
}

/** The house with calendars for all bodies, the short way, and public pages. */
export async function calendars(stage: Stage): Promise<void> {
  const admin = await as(stage, "bela-gruenwald")
  const { id: _, version: __, ...settings } = await Tenant.read(admin, {})
  await Tenant.change(admin, {
    ...settings,
    template: WAY,
    gremien: settings.gremien.map((g) => ({ ...g, ladung: LADUNG })),
    publication: PUBLICATION,
    supervisor: { name: "Landesbeauftragte für Datenschutz", address: ["Kavalleriestraße 2", "40213 Düsseldorf"] },
  })
}

/** A day of the coming weeks that is neither a weekend nor likely a holiday: a Thursday. */
export function thursday(stage: Stage, weeks: number): string {
  const today = dayOf(stage.app.world.now())
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  return addDays(today, weeks * 7 + ((4 - weekday + 7) % 7))
}

/** A meeting of the Kreisausschuss. @returns its id */
export async function planned(stage: Stage, on: string): Promise<string> {
  const { sitzungen } = await Sitzung.plan(await as(stage, "ruth-sandmann"), {
    sitzungen: [{ gremiumId: "kreisausschuss", on, start: "17:00", ort: "Kreishaus, Saal 1", confirmed: true }],
  })
  return sitzungen[0]?.id ?? ""
}

/** A Vorlage for a day, submitted, signed, and released if so wished. @returns its id */
export async function vorlage(
  stage: Stage,
  betreff: string,
  termin: string,
  how: { readonly release?: boolean; readonly public?: boolean } = {},
): Promise<string> {
  const author = await as(stage, "mira-holtkamp")
  const base = formOf(stage.app.world.now())
  const form: Vorlage.Form = {
    ...base,
    betreff,
    public: how.public ?? true,
    beratungsfolge: base.beratungsfolge.map((r) => ({ ...r, termin })),
  }
  const { id: vorlageId, rev } = await Vorlage.create(author, { form })
  await Vorlage.submit(author, { vorlageId, rev })
  const read = () => Vorlage.read(author, { vorlageId })
  await until(`${betreff} is sealed`, async () => (await read()).chain?.state === "running")
  const seen = async (stepId: string) => {
    const { chain } = await read()
    return { vorlageId, stepId, fassungSha256: chain?.sha256 ?? "", pdfSha256: chain?.pdfSha256 ?? "" }
  }
  await Vorlage.decide(await as(stage, "jona-weidner"), { kind: "sign", ...(await seen("amtsleitung")) })
  if (how.release !== false)
    await Vorlage.release(await as(stage, "ruth-sandmann"), { kind: "release", ...(await seen("freigabe")) })
  return vorlageId
}

/** Waits until so many Vorlagen stand on the agenda. */
export async function placed(stage: Stage, sitzungId: string, count: number): Promise<void> {
  const office = await as(stage, "ruth-sandmann")
  await until(`${count} Vorlagen on the agenda`, async () => {
    const { tops } = await Sitzung.read(office, { sitzungId })
    return tops.filter((t) => "vorlageId" in t && t.vorlageId !== undefined).length >= count
  })
}
