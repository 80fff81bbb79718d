/** Sitzungsdienst in a real browser: planning, agenda, invitation, a meeting of thirty points by keyboard, publication. */
import { addDays, germanDay } from "@beschlussweg/core/day"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { ALL_HERE, HERE } from "@beschlussweg/functions/fixture"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { as, calendars, placed, planned, thursday, until, vorlage } from "./sitzung.fixture.ts"
import { openStage, type Stage, type Window } from "./stage.ts"

const LONG = { timeout: 180_000 }

/** Lets the service and this window believe in the evening of a day. */
async function evening(stage: Stage, day: string): Promise<void> {
  stage.app.ahead(Date.parse(`${day}T20:00:00Z`) - Date.now())
}

/** What is typed is counted. */
function keys({ page }: Window) {
  let count = 0
  return {
    async press(...names: readonly string[]) {
      for (const name of names) {
        await page.keyboard.press(name)
        count++
      }
    },
    async type(words: string) {
      await page.keyboard.type(words)
      count += words.length
    },
    count: () => count,
  }
}

const focused = ({ page }: Window): Promise<string> => page.evaluate(() => document.activeElement?.id ?? "")

describe("a meeting of thirty points", () => {
  const POINTS = 30
  let stage: Stage
  let sitzungId: string
  let on: string
  beforeAll(async () => {
    stage = await openStage({ documents: "off" })
    await calendars(stage)
    on = thursday(stage, 6)
    sitzungId = await planned(stage, on)
    for (let i = 0; i < POINTS; i += 5)
      await Promise.all(
        Array.from({ length: 5 }, (_, k) => vorlage(stage, `Maßnahme ${String(i + k + 1).padStart(2, "0")}`, on)),
      )
    await placed(stage, sitzungId, POINTS)
    const office = await as(stage, "ruth-sandmann")
    const { rev } = await Sitzung.read(office, { sitzungId })
    await Sitzung.invite(office, { sitzungId, rev })
    await evening(stage, on)
  }, 240_000)
  afterAll(() => stage.stop())

  test("is entered with the keyboard alone, in fewer keys than six a point", LONG, async () => {
    const office = await stage.window("ida-marquardt")
    const { page } = office
    await office.open(`/app/${HERE}/sitzung/${sitzungId}/ergebnisse`)
    await page.getByText(`${POINTS} von ${POINTS} Punkten sind noch ohne Ergebnis.`).waitFor()
    await office.accessible("Ergebnisse vor der Eingabe")
    const typed = keys(office)
    // The head, once: chair, keeper of the minutes, those present.
    for (let i = 0; i < 40 && (await focused(office)) !== "vorsitz"; i++) await page.keyboard.press("Tab")
    await typed.type("Anke Stolp")
    await typed.press("Tab")
    await typed.type("Ida Marquardt")
    await typed.press("Tab", "1", "3")
    for (let i = 0; i < 20 && !(await focused(office)).endsWith("-ergebnis"); i++) await typed.press("Tab")
    for (let point = 0; point < POINTS; point++) {
      const here = await focused(office)
      if (point % 10 === 3) await typed.press("b", "Tab", "9", "Tab", "3", "Tab", "1", "Enter")
      else if (point % 10 === 6) await typed.press("a", "Tab", "4", "Tab", "9", "Enter")
      else if (point % 10 === 9) {
        await typed.press("v", "Enter")
        // The reason is asked for where it is missing.
        await page.locator(`[id="${here.replace("-ergebnis", "-grund")}"]:focus`).waitFor()
        await typed.type("Beratung fehlt")
        await typed.press("Enter")
      } else await typed.press("e", "Enter")
      await page.waitForFunction((id) => document.activeElement?.id !== id, here)
      if (point < POINTS - 1) await until("the next line", async () => (await focused(office)).endsWith("-ergebnis"))
    }
    await page.getByText("Alle Punkte haben ein Ergebnis.").waitFor({ timeout: 60_000 })
    await office.accessible("Ergebnisse nach der Eingabe")
    const seen = await Sitzung.read(await as(stage, "ida-marquardt"), { sitzungId })
    expect(seen.tops.filter((t) => "vorlageId" in t && t.vorlageId !== undefined && t.answered)).toHaveLength(POINTS)
    const found = await Promise.all(
      seen.tops.flatMap((t) => ("vorlageId" in t && t.vorlageId !== undefined ? [t.vorlageId] : [])).map(resultOf),
    )
    expect(Object.entries(Object.groupBy(found, (r) => r)).map(([r, all]) => `${all?.length} ${r}`)).toEqual([
      "21 einstimmig beschlossen 13:0:0",
      "3 mehrheitlich beschlossen 9:3:1",
      "3 mehrheitlich abgelehnt 4:9:0",
      "3 vertagt",
    ])
    // Head, thirty points, three reasons of fourteen letters: what docs/handbuch/sitzungsdienst.md says.
    expect(typed.count()).toBeLessThanOrEqual(POINTS * 6)
    process.stdout.write(`keys for a meeting of ${POINTS} points: ${typed.count()}\n`)
    office.quiet()
    await office.close()
  })

  async function resultOf(vorlageId: string): Promise<string> {
    const { chain, results } = await Vorlage.read(await as(stage, "mira-holtkamp"), { vorlageId })
    const step = chain?.steps.find((s) => s.kind === "body")
    if (step?.kind !== "body" || !step.result) return "vertagt"
    const { votes } = step.result
    return `${results[0]?.label} ${votes?.ja}:${votes?.nein}:${votes?.enthaltung}`
  }
})

describe("from the calendar to the public page", () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    await calendars(stage)
  }, 120_000)
  afterAll(() => stage.stop())

  test(
    "a series is planned, a holiday named, a meeting moved and cancelled with what follows said before",
    LONG,
    async () => {
      const window = await stage.window("ruth-sandmann")
      const { page } = window
      await window.open(`/app/${HERE}/gremien`)
      await page.getByRole("link", { name: "Kreistag" }).waitFor()
      await window.accessible("Gremien")
      await page.getByRole("link", { name: "Kreistag" }).click()
      await page.getByText("Es sind keine Mitglieder eingetragen").waitFor()
      await page.getByRole("button", { name: "Mitglied eintragen" }).click()
      await window.accessible("Mitglied eintragen")
      const member = page.getByRole("dialog")
      await member.getByRole("textbox", { name: "Name" }).fill("Hedda Quist")
      await member.getByLabel("Vorsitz", { exact: true }).selectOption("vorsitz")
      await member.getByRole("button", { name: "Speichern" }).click()
      await page.getByText("Hedda Quist ist eingetragen.").waitFor()
      await window.accessible("Gremium mit Mitglied")

      const first = thursday(stage, 10)
      await page.getByRole("link", { name: "Sitzungen dieses Gremiums" }).click()
      await page.getByText("Für diese Auswahl ist keine Sitzung geplant.").waitFor()
      await window.accessible("leerer Kalender")
      await page.getByRole("button", { name: "Sitzungen planen" }).click()
      const plan = page.getByRole("dialog")
      await plan.getByLabel("Tag", { exact: true }).fill(first)
      await plan.getByLabel("Wiederholung").selectOption("28")
      await plan.getByLabel("Letzter Tag").fill(addDays(first, 84))
      await plan.getByLabel("Ort").fill("Kreishaus")
      await window.accessible("Sitzungen planen")
      const button = plan.getByRole("button", { name: /Sitzungen planen$/ })
      const count = Number(/\d+/.exec((await button.textContent()) ?? "")?.[0])
      expect(count).toBeGreaterThanOrEqual(2)
      await button.click()
      await page.getByText(`${count} Sitzungen sind geplant.`).waitFor()
      const all = await Promise.all(
        [first.slice(0, 4), addDays(first, 84).slice(0, 4)].map(async (year) =>
          Sitzung.list(await as(stage, "ruth-sandmann"), { year: Number(year), gremiumId: "kreistag" }),
        ),
      )
      const meetings = [...new Map(all.flatMap((a) => a.items).map((s) => [s.id, s])).values()]
      expect(meetings).toHaveLength(count)
      const [one, two] = meetings
      if (!one || !two) throw new Error("two meetings were planned")

      await window.open(`/app/${HERE}/sitzungen?jahr=${one.on.slice(0, 4)}`)
      await page
        .getByText(`Sitzungskalender ${one.on.slice(0, 4)}`)
        .first()
        .waitFor()
      await window.accessible("Kalender")
      await window.open(`/app/${HERE}/sitzung/${one.id}`)
      await page.getByRole("button", { name: "Verlegen" }).click()
      const move = page.getByRole("dialog")
      await move.getByLabel("Neuer Tag").fill(addDays(one.on, 5))
      await move.getByText(/Einladen müssen Sie bis/).waitFor()
      await move.getByRole("button", { name: "Verlegen" }).click()
      await move.getByText(/kurze Begründung|ungewöhnlichen Tag/).waitFor()
      const odd = move.getByLabel(/Die Sitzung soll an diesem Tag/)
      if (await odd.isVisible()) await odd.check()
      await move.getByLabel("Begründung").fill("Der Saal ist belegt.")
      await window.accessible("Verlegen")
      await move.getByRole("button", { name: "Verlegen" }).click()
      await page.getByText(`Verlegt auf ${germanDay(addDays(one.on, 5))}`).waitFor()
      await window.open(`/app/${HERE}/sitzung/${two.id}`)
      await page.getByRole("button", { name: "Absagen" }).click()
      await page.getByRole("dialog").getByLabel("Begründung").fill("Es liegt nichts vor.")
      await page.getByRole("dialog").getByRole("button", { name: "Absagen" }).click()
      await page.getByText("Die Sitzung ist abgesagt.").waitFor()
      await window.accessible("abgesagte Sitzung")
      window.quiet()
      await window.close()
    },
  )

  test("a Vorlage goes on the agenda, is invited to, decided, corrected, carried out and published", {
    timeout: 240_000,
  }, async () => {
    const on = thursday(stage, 7)
    const sitzungId = await planned(stage, on)
    const first = await vorlage(stage, "Öffnungszeiten im Süden", on)
    const secret = await vorlage(stage, "Vergabe der Reinigung", on, { public: false })
    await placed(stage, sitzungId, 2)
    const clerk = await stage.window("ruth-sandmann")
    const { page } = clerk
    await clerk.open(`/app/${HERE}/sitzung/${sitzungId}`)
    await page.getByRole("link", { name: "Öffnungszeiten im Süden" }).waitFor()
    await clerk.accessible("Tagesordnung")
    // A point of its own, and the order by keyboard: it goes before the Vorlage, and the focus goes along.
    await page.getByRole("button", { name: "Punkt ohne Vorlage aufnehmen" }).click()
    await page.getByRole("dialog").getByLabel("Überschrift", { exact: true }).fill("Bericht der Verwaltung")
    await page.getByRole("dialog").getByRole("button", { name: "Aufnehmen" }).click()
    await page.getByText("Der Punkt ist aufgenommen.").waitFor()
    const up = page.getByRole("button", { name: "Bericht der Verwaltung nach oben" })
    await up.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.getByText(/Bericht der Verwaltung steht jetzt an Stelle/).waitFor()
    const order = async () =>
      (await Sitzung.read(await as(stage, "ruth-sandmann"), { sitzungId })).tops.map((t) => t.title)
    await until("the order is stored", async () => {
      const now = await order()
      return now.indexOf("Bericht der Verwaltung") < now.indexOf("Öffnungszeiten im Süden")
    })
    expect(await up.evaluate((b) => b === document.activeElement)).toBe(true)
    // Taken off, and put on again from what is ready.
    await page.getByRole("button", { name: /Absetzen.*Öffnungszeiten im Süden/ }).click()
    await page.getByText(/bleibt für den .* vorgesehen/).waitFor()
    await page.getByRole("button", { name: /Aufnehmen.*Öffnungszeiten im Süden/ }).click()
    await page.getByText("Die Vorlage steht auf der Tagesordnung.").waitFor()

    await page.getByRole("button", { name: "Einladen" }).click()
    const invite = page.getByRole("dialog")
    await invite.getByText(/gewahrt, eingeladen werden kann bis/).waitFor()
    await clerk.accessible("Einladen")
    await invite.getByRole("button", { name: "Einladen" }).click()
    await page.getByText(/Eingeladen\. Die PDF/).waitFor()
    const pdf = page.getByRole("link", { name: /PDF für die Öffentlichkeit/ })
    await pdf.waitFor({ timeout: 30_000 })
    const kind = (href: string) => fetch(href).then((r) => `${r.status} ${r.headers.get("content-type")}`)
    expect(await page.evaluate(kind, (await pdf.getAttribute("href")) ?? "")).toBe("200 application/pdf")
    await clerk.accessible("eingeladene Sitzung")
    await page.getByRole("button", { name: "Nachtrag aufnehmen" }).click()
    await page.getByRole("dialog").getByLabel("Überschrift", { exact: true }).fill("Anfrage zur Barrierefreiheit")
    await clerk.accessible("Nachtrag")
    await page.getByRole("dialog").getByRole("button", { name: "Aufnehmen" }).click()
    await page.getByText(/Aufgenommen als TOP Ö/).waitFor()

    await evening(stage, on)
    await clerk.close()
    const office = await stage.window("ida-marquardt")
    const entering = office.page
    await office.open(`/app/${HERE}/sitzung/${sitzungId}/ergebnisse`)
    const line = entering.getByRole("group", { name: /Öffnungszeiten im Süden/ })
    await entering.getByLabel("Anwesend mit Stimmrecht").fill("13")
    await line.getByRole("combobox").fill("b")
    await line.getByRole("combobox").press("Tab")
    await line.getByLabel("Ja-Stimmen").fill("4")
    await line.getByLabel("Nein-Stimmen").fill("9")
    await line.getByText(/passt nicht zu „beschlossen“/).waitFor()
    await office.accessible("Warnung in der Zeile")
    // An amended wording shows what is new against the Beschlussvorschlag.
    await line.getByRole("combobox").fill("eg")
    await line.getByRole("combobox").press("Tab")
    const wording = line.getByRole("textbox", { name: "Beschlossener Wortlaut" })
    await wording.click()
    await entering.keyboard.press("Control+End")
    await entering.keyboard.type(" Nach einem Jahr wird berichtet.")
    await line.locator("ins").getByText("Nach einem Jahr wird berichtet.").waitFor()
    await office.accessible("geänderter Wortlaut")
    // Without the head nothing is entered: it is asked for where it stands.
    await line.getByRole("button", { name: /Eintragen/ }).click()
    await entering.getByText("er steht auf jedem Beschlussauszug").first().waitFor()
    await entering.getByLabel("Vorsitz", { exact: true }).fill("Anke Stolp")
    await entering.getByLabel("Schriftführung").fill("Ida Marquardt")
    const other = entering.getByRole("group", { name: /Vergabe der Reinigung/ })
    await other.getByRole("combobox").fill("e")
    await other.getByRole("combobox").press("Tab")
    // A reload loses nothing.
    await entering.reload()
    await entering.getByText(/2 Zeilen sind ausgefüllt/).waitFor()
    await entering.getByRole("button", { name: "Alle eintragen und Auszüge erstellen" }).click()
    await entering.getByText("2 von 2 Auszügen sind erstellt.").waitFor({ timeout: 60_000 })
    await office.accessible("Auszüge")
    const made = await Vorlage.read(await as(stage, "mira-holtkamp"), { vorlageId: first })
    expect(made.status).toBe("geändert beschlossen")
    expect(made.results[0]?.difference.length).toBeGreaterThan(0)

    // A correction in the same line; nothing has followed from this one, so it holds at once.
    const corrected = entering.getByRole("listitem").filter({ hasText: "Vergabe der Reinigung" }).first()
    await corrected.getByRole("button", { name: /Berichtigen/ }).click()
    await corrected.getByLabel("Begründung der Berichtigung").fill("Eine Enthaltung war nicht gezählt.")
    await corrected.getByLabel("Ja-Stimmen").fill("12")
    await corrected.getByLabel("Enthaltungen").fill("1")
    await office.accessible("Berichtigung")
    await corrected.getByRole("button", { name: /^Berichtigen/ }).click()
    await corrected.getByText(/Ein neuer Beschlussauszug wird erstellt/).waitFor()
    const { chain } = await Vorlage.read(await as(stage, "mira-holtkamp"), { vorlageId: secret })
    const step = chain?.steps.find((s) => s.kind === "body")
    expect(step?.kind === "body" && step.result?.votes).toMatchObject({ ja: 12, enthaltung: 1 })
    office.quiet()
    await office.close()

    const desk = await stage.window("ruth-sandmann")
    await desk.open(`/app/${HERE}/vorlage/${first}`)
    await desk.page.getByRole("button", { name: "Aufgabe anlegen" }).click()
    const task = desk.page.getByRole("dialog")
    await task.getByLabel("Was ist umzusetzen?").fill("Aushang erneuern")
    await task.getByLabel("Zuständig").selectOption({ label: "Amtsleitung" })
    await task.getByLabel("Frist").fill(addDays(on, 30))
    await task.getByRole("button", { name: "Anlegen" }).click()
    await desk.page.getByText(/Die Aufgabe ist angelegt/).waitFor()
    await desk.page.getByRole("button", { name: "Übergabepaket erstellen" }).click()
    const zip = desk.page.getByRole("link", { name: /\.zip laden/ })
    await zip.waitFor({ timeout: 60_000 })
    const begins = (href: string) =>
      fetch(href).then(async (r) => String.fromCharCode(...new Uint8Array(await r.arrayBuffer()).slice(0, 2)))
    expect(await desk.page.evaluate(begins, (await zip.getAttribute("href")) ?? "")).toBe("PK")
    await desk.accessible("Vorlage mit Übergabepaket")
    await desk.open(`/app/${HERE}/beschlusskontrolle`)
    await desk.page.getByRole("heading", { name: "Aushang erneuern" }).waitFor()
    await desk.accessible("Beschlusskontrolle")
    await desk.page.getByRole("button", { name: /Berichten/ }).click()
    await desk.page.getByRole("dialog").getByLabel("Bericht", { exact: true }).fill("Der Aushang hängt.")
    await desk.page.getByRole("dialog").getByLabel("Stand").selectOption("erledigt")
    await desk.page.getByRole("dialog").getByRole("button", { name: "Berichten" }).click()
    await desk.page.getByText("Es ist nichts umzusetzen.").waitFor()
    desk.quiet()
    await desk.close()

    const publisher = await stage.window(ALL_HERE)
    const open = publisher.page
    await publisher.open(`/app/${HERE}/vorlage/${first}`)
    await open.getByRole("button", { name: "Was die Öffentlichkeit sehen wird" }).click()
    await open.getByRole("heading", { name: "Was die Öffentlichkeit sehen wird" }).waitFor()
    await publisher.accessible("Vorschau der Veröffentlichung")
    await open.getByRole("button", { name: "Zur Veröffentlichung freigeben" }).click()
    await publisher.accessible("Freigabe")
    await open.getByRole("dialog").getByRole("button", { name: "Jetzt veröffentlichen" }).click()
    const shown = open.getByRole("link", { name: "Öffentliche Seite ansehen" })
    await shown.waitFor({ timeout: 30_000 })
    const address = (await shown.getAttribute("href")) ?? ""
    expect((await fetch(`${stage.origin}${address}`)).status).toBe(200)
    await open.getByRole("button", { name: "Veröffentlichung zurücknehmen" }).click()
    await open.getByRole("dialog").getByLabel("Begründung").fill("Ein Name war zu viel.")
    await open.getByRole("dialog").getByRole("button", { name: "Zurücknehmen" }).click()
    await open.getByText(/Zurückgenommen\. Die Adressen antworten/).waitFor()
    expect((await fetch(`${stage.origin}${address}`)).status).toBe(410)
    publisher.quiet()
    await publisher.close()
  })

  const LOOKS = {
    "desktop, dark": { scheme: "dark" as const },
    phone: { width: 390, height: 844 },
    // 1280 pixels at 400 %
    "400 %": { width: 320, height: 256 },
  }
  let invited = ""
  test.each(Object.entries(LOOKS))("%s: nothing is cut off, nothing is found", LONG, async (_, look) => {
    if (invited === "") {
      const on = thursday(stage, 5)
      invited = await planned(stage, on)
      await vorlage(stage, "Programm in jeder Gestalt", on)
      await placed(stage, invited, 1)
      const clerk = await as(stage, "ruth-sandmann")
      const { rev } = await Sitzung.read(clerk, { sitzungId: invited })
      await Sitzung.invite(clerk, { sitzungId: invited, rev })
      await evening(stage, on)
    }
    const window = await stage.window(ALL_HERE, look)
    const paths = [
      "/gremien",
      "/gremien/kreistag",
      "/sitzungen",
      `/sitzung/${invited}`,
      `/sitzung/${invited}/ergebnisse`,
    ]
    for (const path of paths) {
      await window.open(`/app/${HERE}${path}`)
      await window.page.locator("h1").waitFor()
      await window.page.waitForLoadState("networkidle")
      await window.accessible(path)
      const wider = await window.page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth)
      expect(wider, path).toBeLessThanOrEqual(0)
    }
    window.quiet()
    await window.close()
  })
})
