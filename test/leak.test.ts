/** Nothing that is not public stands in any byte that the public gets, in any hit, or in any line of the log: markers in every field. */
import { addDays, atHour, dayOf } from "@beschlussweg/core/day"
import * as Gremium from "@beschlussweg/core/gremium/verb"
import * as Publication from "@beschlussweg/core/publication"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { paper as taggedPdf } from "@beschlussweg/pdf/sign.fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crawl } from "./oparl/crawl.ts"
import { openSquare, PUBLICATION, type Square, type SquareHouse, until, words } from "./square.ts"
import { folder, tool } from "./tool.ts"

const LADUNG = {
  regular: { days: 1, count: "calendar" as const },
  urgent: null,
  nachtrag: { days: 0, count: "working" as const },
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 0, count: "calendar" as const },
}
/** Begins every marker; what follows says where it was planted. */
const SECRET = "Zwiebelfisch"
const marks = (text: string): string[] => [
  ...(text.replaceAll("\0", "").match(/zwiebelfisch\w*/gi) ?? []),
  ...(text.includes(UTF16) ? ["in UTF-16"] : []),
]
/** As strings of a PDF may have it. */
const UTF16 = Buffer.from(SECRET, "utf16le").swap16().toString("hex")

let square: Square
let house: SquareHouse
let first: string
const dir = folder()
const log: string[] = []
const noon = (n: number) => square.ahead(atHour(addDays(first, n), 12).getTime() - Date.now())

beforeAll(async () => {
  logTo((line) => log.push(line))
  square = await openSquare()
  first = addDays(dayOf(new Date()), 1)
  noon(0)
  house = await square.house("kreis-aulenfeld", (s) => ({
    ...s,
    gremien: s.gremien.map((g) => ({ ...g, ladung: LADUNG })),
    publication: { ...PUBLICATION, oparl: true, from: "invited" as const },
  }))
})
afterAll(async () => {
  await square.stop()
  dir.remove()
})

const office = () => house.as("sitzungsdienst")
const settled = async () => {
  await square.running.sweep()
  await square.running.idle()
}
const rev = async (sitzungId: string) => (await Sitzung.load(office().table, sitzungId)).rev
const reason = (where: string) => `${SECRET}${where}: aus internem Anlass.`

/** Text and every stream of a PDF, attachments included. */
function inside(bytes: Uint8Array, name: string): string {
  const file = dir.write(name, bytes)
  const plain = `${dir.path}/${name}.qdf`
  tool("qpdf", ["--qdf", "--object-streams=disable", "--decode-level=all", file, plain])
  const text = tool("pdftotext", [file, "-"])
  return `${text}\n${tool("cat", [plain])}\n${tool("pdfdetach", ["-list", file])}`
}

/** Everything that a release of this Vorlage shows, as one text; PDFs unpacked. */
async function shownOf(vorlageId: string): Promise<string> {
  const { page, files } = await house.addresses(vorlageId)
  const parts = [await (await fetch(`${square.origin}${page}`)).text()]
  for (const [kind, address] of Object.entries(files)) {
    const answer = await fetch(`${square.origin}${address}`)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    parts.push([...answer.headers].join("\n"), kind, answer.url)
    parts.push(inside(bytes, `${vorlageId}-${kind.replace(/\W+/g, "-")}.pdf`))
  }
  return parts.join("\n")
}

async function record(vorlageId: string, body: "soz" | "ka", change: object): Promise<void> {
  await Vorlage.record(house.as(body), {
    code: "accepted",
    ...(await house.seen(vorlageId)),
    stepId: body === "soz" ? "gremium-1" : "gremium-2",
    sitzungOn: dayOf(square.world.now()),
    vorsitz: "Anke Stolp",
    schriftfuehrung: "Fritz Lauen",
    votes: { ja: 11, nein: 0, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 15 },
    form: "offen",
    ...change,
  })
  await settled()
}

test("of a whole procedure with every kind of secret the public gets none", async () => {
  const plan = async (gremiumId: string, day: number) => {
    const wish = { gremiumId, on: addDays(first, day), start: "17:00", ort: "Kreishaus", confirmed: true }
    return (await Sitzung.plan(office(), { sitzungen: [wish] })).sitzungen[0]?.id ?? ""
  }
  const soz = await plan("soz", 5)
  const ka = await plan("ka", 9)
  await Gremium.putMember(office(), {
    gremiumId: "soz",
    name: `${SECRET}Mitglied`,
    note: `${SECRET}Vermerk`,
    voting: true,
    from: first,
    forIds: [],
  })
  const rows = house.form().beratungsfolge.map((r, i) => ({ ...r, termin: addDays(first, i === 0 ? 5 : 9) }))
  const hidden = await house.upload(`${SECRET}Datei.pdf`, "application/pdf", await taggedPdf(1, [`${SECRET}Anlage`]))
  const map = await house.upload("karte.pdf", "application/pdf", await taggedPdf(1, ["Karte"]))

  // A public one, returned once, with a non-public Anlage, remarks and a correction.
  const anlagen = [
    { kind: "upload" as const, id: "karte", title: "Karte", public: true, uploadId: map },
    { kind: "upload" as const, id: "intern", title: `${SECRET}Titel`, public: false, uploadId: hidden },
  ]
  const open = await house.vorlage("sealed", {
    beratungsfolge: rows,
    betreff: `${SECRET}Entwurf der Öffnungszeiten`,
    anlagen,
  })
  const sign = async () => ({ ...(await house.seen(open)), stepId: "amtsleitung" })
  await Vorlage.decide(house.as("amtsleitung"), {
    kind: "return",
    ...(await sign()),
    target: "author",
    reason: reason("Rueckgabe"),
  })
  const draft = await Vorlage.save(house.as("verfasser"), {
    vorlageId: open,
    rev: (await Vorlage.read(house.as("verfasser"), { vorlageId: open })).draft?.rev ?? 0,
    form: house.form({ beratungsfolge: rows, betreff: "Öffnungszeiten", anlagen }),
  })
  await Vorlage.submit(house.as("verfasser"), { vorlageId: open, rev: draft.rev })
  await until(async () => (await house.whole(open)).chain?.value.state === "running")
  await settled()
  await Vorlage.decide(house.as("amtsleitung"), {
    kind: "sign",
    ...(await sign()),
    remark: `${SECRET}Bemerkung zur Zeichnung`,
  })
  await settled()
  await house.carry(open, "body")

  // A non-public one on the same agenda, and one that is dealt with behind closed doors.
  const closed = await house.vorlage("body", {
    public: false,
    betreff: `${SECRET}Betreff`,
    beschlussvorschlag: words(`${SECRET}Vorschlag`),
    beratungsfolge: rows,
  })
  const behind = await house.vorlage("body", { betreff: "Miete der Räume", beratungsfolge: rows })
  await settled()
  const change = { sitzungId: soz, public: false, title: `${SECRET}Punkt` }
  await Sitzung.agenda(office(), { change: "add", ...change, rev: await rev(soz) })
  const point = (await Sitzung.read(office(), { sitzungId: soz })).tops.find(
    (t) => "vorlageId" in t && t.vorlageId === behind,
  )
  if (!point || !("id" in point)) throw new Error("not on the agenda")
  await Sitzung.agenda(office(), {
    change: "word",
    sitzungId: soz,
    rev: await rev(soz),
    topId: point.id,
    public: false,
    publicTitle: "Mietangelegenheit",
  })
  await Sitzung.invite(office(), { sitzungId: soz, rev: await rev(soz) })
  await settled()
  for (const id of [open, behind]) {
    await until(async () => {
      const { findings } = await house.preview(id)
      if (findings.some((f) => f.reason.startsWith("twin.")))
        await Publication.twin(house.as("veroeffentlichung"), { vorlageId: id }).catch(() => {})
      await settled()
      return findings.length === 0
    })
    await house.release(id)
  }
  await settled()

  noon(5)
  await record(open, "soz", { code: "recommended" })
  await record(closed, "soz", {
    code: "accepted_amended",
    beschlusstext: words(`${SECRET}Wortlaut`),
    vorsitz: `${SECRET}Vorsitz`,
  })
  await record(behind, "soz", { code: "accepted_amended", beschlusstext: words(`${SECRET}Geschlossen`) })
  await Sitzung.invite(office(), { sitzungId: ka, rev: await rev(ka) })
  await settled()
  noon(9)
  await record(open, "ka", {})
  const at = { ...(await house.seen(open)), stepId: "gremium-2" }
  const corrected = await Vorlage.correct(house.as("ka"), {
    ...at,
    code: "accepted",
    reason: reason("Berichtigung"),
    sitzungOn: dayOf(square.world.now()),
    vorsitz: "Anke Stolp",
    schriftfuehrung: "Fritz Lauen",
    votes: { ja: 10, nein: 1, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 15 },
    form: "offen",
  })
  if (corrected.proposed) await Vorlage.confirmCorrection(office(), { ...at, correctionId: corrected.correctionId })
  await settled()
  await record(behind, "ka", {
    sitzungPublic: false,
    beschlusstext: words(`${SECRET}Entscheidung`),
    code: "accepted_amended",
  })
  for (const id of [open, behind]) {
    await until(async () => {
      await settled()
      const { findings } = await house.preview(id)
      if (findings.some((f) => f.reason.startsWith("twin.")))
        await Publication.twin(house.as("veroeffentlichung"), { vorlageId: id }).catch(() => {})
      return findings.length === 0
    })
    await house.release(id)
  }
  await settled()

  const found: Record<string, string[]> = {}
  const look = (where: string, text: string) => {
    if (marks(text).length > 0) found[where] = marks(text)
  }
  for (const id of [open, behind]) look(`shown ${id === open ? "open" : "behind"}`, await shownOf(id))
  // The same eyes see what is public, and what is not in a paper of the house.
  expect(await shownOf(open)).toContain("Öffnungszeiten")
  const sealed = (await house.whole(open)).fassungen.at(-1)?.value.documents[0]
  const bytes = sealed && (await office().papers.get(sealed.path))
  expect(bytes && marks(inside(bytes, "gesiegelt.pdf"))).not.toEqual([])
  look("list", await (await fetch(`${square.origin}${house.home}`)).text())
  const { objects, wrong } = await crawl(`${square.origin}/oparl/${house.publicId}`, {
    ask: (url, headers = {}) => fetch(url, { headers }),
    secrets: [SECRET],
  })
  expect(wrong).toEqual([])
  expect(objects.size).toBeGreaterThan(10)
  look("oparl", JSON.stringify([...objects.values()]))
  for (const where of ["", "Betreff", "Wortlaut", "Geschlossen", "Titel", "Entwurf", "Punkt"]) {
    const page = await (await fetch(`${square.origin}${house.home}?suche=${SECRET}${where}`)).text()
    expect(page, where).toContain("Dazu wurde nichts gefunden")
  }
  const one = await (await fetch(`${square.origin}${house.home}?suche=${encodeURIComponent("Öffnungszeiten")}`)).text()
  expect(one).toContain("Öffnungszeiten")
  // Whoever holds a paper that is not public is told that it is genuine, and nothing of what it says.
  for (const id of [open, closed, behind])
    for (const fassung of (await house.whole(id)).fassungen)
      for (const d of fassung.value.documents)
        look(
          `pruefen ${d.kind}`,
          await (await fetch(`${square.origin}/pruefen?haus=${house.tenantId}&sha256=${d.sha256}`)).text(),
        )
  look("log", log.join("\n"))
  expect(found).toEqual({})
}, 240_000)
