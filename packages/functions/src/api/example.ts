/** Examples of request bodies for the description; a test checks each against its verb. */
import { T1, withFolge } from "@beschlussweg/core/chain"
import type { Settings } from "@beschlussweg/core/tenant"
import type { Form } from "@beschlussweg/core/vorlage"

interface Example {
  readonly summary: string
  readonly value: Readonly<Record<string, unknown>>
}

const FASSUNG = "5d3f0c8a".repeat(8)
const PDF = "e1b49a27".repeat(8)
const seen = { fassungSha256: FASSUNG, pdfSha256: PDF }
const text = (words: string) => [{ type: "paragraph" as const, content: [{ type: "text" as const, text: words }] }]
const none = { totalCent: null, thirdPartyCent: null, ownCent: null }

const form: Form = {
  artId: "beschluss",
  public: true,
  amtId: "jobcenter",
  betreff: "Arbeitsmarkt- und Integrationsprogramm 2028",
  beratungsfolge: [
    {
      gremiumId: "kreisausschuss",
      termin: "2028-02-18",
      berichterstattung: ["Kim Adler"],
      zustaendigkeit: "Entscheidung",
    },
  ],
  finance: {
    effects: true,
    inBudget: true,
    products: [{ number: "050501", name: "Grundsicherung für Arbeitsuchende" }],
    positions: [],
    plannedCent: 480_000_00,
    requiredCent: 480_000_00,
    once: none,
    yearly: { totalCent: 480_000_00, thirdPartyCent: 400_000_00, ownCent: 80_000_00 },
    seeErlaeuterungen: false,
  },
  beschlussvorschlag: text("Der Kreisausschuss beschließt das Programm in der vorgelegten Fassung."),
  erlaeuterungen: text("Das Programm legt die Schwerpunkte der Eingliederung für das kommende Jahr fest."),
  anlagen: [
    {
      kind: "programme",
      id: "programm",
      title: "Arbeitsmarkt- und Integrationsprogramm 2028",
      public: true,
      programmeId: "pr_01J0000000000000000000EXAM",
    },
  ],
}

const house: Omit<Settings, "id"> & { rev: number } = {
  rev: 1,
  house: {
    name: "Jobcenter Kreis Aulenfeld",
    traeger: "Kreis Aulenfeld",
    kind: "zkT",
    address: ["Lindenallee 4", "59999 Aulenfeld"],
    ownShareLabel: "Belastung Kreis Aulenfeld",
  },
  land: "Nordrhein-Westfalen",
  aemter: [
    { id: "jobcenter", name: "Jobcenter" },
    { id: "rechtsamt", name: "Rechtsamt" },
  ],
  gremien: [
    {
      id: "kreisausschuss",
      name: "Kreisausschuss",
      short: "KA",
      kind: "kreisausschuss",
      mitglieder: 15,
      tie: "rejected",
    },
  ],
  arten: [
    {
      id: "beschluss",
      label: "Beschlussvorlage",
      number: { source: "own", pattern: "{seq:000}/{yyyy}", type: "V", term: "" },
      decides: true,
    },
  ],
  labels: { programme: "Arbeitsmarkt- und Integrationsprogramm", roles: {} },
  template: withFolge(T1, [{ gremiumId: "kreisausschuss", zustaendigkeit: "Entscheidung", optional: false }]),
  baseUrl: "https://beschlussweg.example",
}

/** By verb and name; without the names that stand in the path. */
export const EXAMPLES: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  "tenant.logo": {
    wappen: {
      summary: "Ein geprüftes Bild als Logo übernehmen",
      value: { uploadId: "up_01J0000000000000000000EXAM", alt: "Wappen des Kreises Aulenfeld", rev: 3 },
    },
  },
  "vorlage.whatIf": {
    "andere-sitzungen": {
      summary: "Was wäre, wenn die Vorlage erst in die April-Sitzung ginge?",
      value: {
        beratungsfolge: [{ gremiumId: "kreisausschuss", termin: "2028-04-20", zustaendigkeit: "Entscheidung" }],
      },
    },
  },
  "sitzung.plan": {
    jahr: {
      summary: "Zwei Sitzungen des Kreisausschusses planen",
      value: {
        sitzungen: [
          { gremiumId: "kreisausschuss", on: "2028-02-17", start: "17:00", ort: "Kreishaus, Sitzungssaal" },
          { gremiumId: "kreisausschuss", on: "2028-04-20", start: "17:00", end: "19:30", ort: "Kreishaus" },
        ],
      },
    },
  },
  "sitzung.move": {
    verlegen: {
      summary: "Um eine Woche verlegen, die Vorlagen gehen mit",
      value: { rev: 3, on: "2028-02-24", reason: "Der Saal ist am 17.02. nicht frei.", vorlagen: "with" },
    },
  },
  "sitzung.cancel": {
    absagen: {
      summary: "Absagen; die Vorlagen warten ohne Termin",
      value: { rev: 3, reason: "Es liegt keine Beratung an.", toSitzungId: null },
    },
  },
  "sitzung.agenda": {
    punkt: {
      summary: "Einen Punkt ohne Vorlage aufnehmen",
      value: { change: "add", rev: 2, public: true, title: "Bericht des Jobcenters zur Lage am Arbeitsmarkt" },
    },
    vorlage: {
      summary: "Eine wartende Vorlage aufnehmen",
      value: { change: "place", rev: 2, vorlageId: "vl_01J0000000000000000000EXAM" },
    },
    formalien: { summary: "Formalien der letzten Sitzung übernehmen", value: { change: "formalities", rev: 2 } },
  },
  "sitzung.invite": {
    fristgerecht: { summary: "Mit der üblichen Ladungsfrist einladen", value: { rev: 4 } },
    dringlich: {
      summary: "Mit verkürzter Ladungsfrist einladen",
      value: { rev: 4, urgent: true, reason: "Der Bescheid des Ministeriums ist erst gestern eingegangen." },
    },
  },
  "sitzung.supplement": {
    nachtrag: {
      summary: "Eine Vorlage nach der Einladung aufnehmen",
      value: { rev: 5, kind: "nachtrag", vorlageId: "vl_01J0000000000000000000EXAM" },
    },
  },
  "sitzung.hold": { durchgefuehrt: { summary: "Sitzung als durchgeführt festhalten", value: { rev: 6 } } },
  "sitzung.reopen": {
    oeffnen: { summary: "Wieder öffnen", value: { rev: 7, reason: "Die Sitzung wurde nur unterbrochen." } },
  },
  "gremium.putMember": {
    mitglied: {
      summary: "Ein stimmberechtigtes Mitglied eintragen",
      value: { name: "Dr. Jona Weidner", note: "Fraktion Bürgerliste", voting: true, from: "2028-01-01" },
    },
  },
  "vorlage.supplement": { ergaenzung: { summary: "Ergänzungsvorlage anlegen", value: {} } },
  "tenant.preview": {
    "mit-finanzen": {
      summary: "Welche Schritte nimmt eine öffentliche Vorlage mit finanziellen Auswirkungen?",
      value: {
        template: house.template,
        finance: { effects: true, amountCent: 1_250_000_00 },
        public: true,
        programme: true,
      },
    },
  },
  "tenant.change": { haus: { summary: "Ein Haus mit einem Gremium und dem Zeichnungsweg T1", value: house } },
  "notice.settings": {
    taeglich: {
      summary: "Eine tägliche Übersicht an eine eigene Adresse, die noch bestätigt wird",
      value: { mode: "daily", address: "kim.adler@jobcenter-aulenfeld.example" },
    },
  },
  "notice.confirm": { code: { summary: "Der Code aus der Bestätigungsmail", value: { code: "K7WM-Q3RT" } } },
  "member.put": {
    funktion: {
      summary: "Eine Leserin wird Verfasserin",
      value: {
        name: "Luca Sommerfeld",
        title: "Leitung des Sozialamtes",
        functions: [{ role: "verfasser", as: "selbst" }],
      },
    },
  },
  "member.invite": {
    einladung: {
      summary: "Die Kämmerin einladen; ihre Funktion bestätigt danach eine zweite Administration",
      value: {
        name: "Thea Lindqvist",
        title: "Kämmerin",
        mail: "thea.lindqvist@aulenfeld.example",
        functions: [{ role: "kaemmerer", as: "selbst" }],
      },
    },
  },
  "member.confirm": {
    bestaetigung: { summary: "Einen Vorschlag bestätigen", value: { proposalId: "pp_01J0000000000000000000EXAM" } },
  },
  "member.reject": {
    ablehnung: { summary: "Einen Vorschlag ablehnen", value: { proposalId: "pp_01J0000000000000000000EXAM" } },
  },
  "member.end": {
    ausscheiden: { summary: "Ausscheiden zum Monatsende", value: { on: "2028-03-31", reason: "Ruhestand" } },
  },
  "absence.put": { urlaub: { summary: "Zwei Wochen abwesend", value: { from: "2028-01-10", to: "2028-01-21" } } },
  "absence.enter": { urlaub: { summary: "Zwei Wochen abwesend", value: { from: "2028-01-10", to: "2028-01-21" } } },
  "absence.drop": { streichen: { summary: "Doch anwesend", value: { absenceId: "ab_01J0000000000000000000EXAM" } } },
  "absence.remove": { streichen: { summary: "Doch anwesend", value: { absenceId: "ab_01J0000000000000000000EXAM" } } },
  "deputy.appoint": {
    vertretung: {
      summary: "Eine Vertretung für zwei Wochen",
      value: { role: "dezernent", deputyId: "luca-sommerfeld", as: "IV", from: "2028-01-10", to: "2028-01-21" },
    },
  },
  "deputy.assign": {
    vertretung: {
      summary: "Eine Vertretung für jemanden, der selbst keine bestimmen kann",
      value: {
        role: "dezernent",
        forId: "kim-adler",
        deputyId: "luca-sommerfeld",
        as: "IV",
        from: "2028-01-10",
        to: "2028-01-21",
      },
    },
  },
  "deputy.end": {
    ende: { summary: "Früher zurück", value: { role: "dezernent", forId: "kim-adler", deputyId: "luca-sommerfeld" } },
  },
  "deputy.remove": {
    ende: {
      summary: "Vertretung beenden",
      value: { role: "dezernent", forId: "kim-adler", deputyId: "luca-sommerfeld" },
    },
  },
  "key.create": {
    lesen: {
      summary: "Ein Ratsinformationssystem liest Vorlagen",
      value: {
        name: "Ratsinformationssystem",
        role: "lesend",
        scopes: ["house.read", "vorlage.read"],
        expiresOn: "2028-12-31",
      },
    },
  },
  "programme.create": {
    programm: {
      summary: "Ein Programm für das kommende Jahr",
      value: { kind: "AMP", title: "Arbeitsmarkt- und Integrationsprogramm 2028", year: 2028, amtId: "jobcenter" },
    },
  },
  "programme.save": {
    text: {
      summary: "Arbeitstext mit einem Abschnitt",
      value: {
        rev: 0,
        content: {
          version: 1,
          kind: "AMP",
          title: "Arbeitsmarkt- und Integrationsprogramm 2028",
          year: 2028,
          sections: [
            {
              id: "ziele",
              level: 1,
              title: [{ type: "text", text: "Ziele" }],
              numbering: "auto",
              blocks: text("Mehr Menschen finden dauerhaft Arbeit."),
            },
          ],
          footnotes: [],
        },
      },
    },
  },
  "programme.rollOver": { fortschreiben: { summary: "Für das Jahr 2029 fortschreiben", value: { year: 2029 } } },
  "programme.confirm": {
    bestaetigen: { summary: "Eine Passage gilt weiter", value: { marks: ["0".repeat(64)] } },
  },
  "programme.print": {
    staende: { summary: "Zwei Stände vergleichen", value: { from: 2, to: 3 } },
    vorjahr: { summary: "Den Arbeitstext mit dem Vorjahr vergleichen", value: { from: "previous-year", to: "draft" } },
  },
  "vorlage.preview": { vorschau: { summary: "Das gespeicherte Formular ansehen", value: {} } },
  "vorlage.print": { zeichnung: { summary: "Seit meiner letzten Zeichnung", value: { against: "signed" } } },
  "programme.acknowledge": {
    begruenden: {
      summary: "Eine Warnung zur Kenntnis nehmen",
      value: {
        key: "C12-4f0c1a2b3d4e5f60718293a4b5c6d7e8",
        reason: "Die Daten für September liegen noch nicht vor.",
      },
    },
  },
  "participation.put": {
    bca: {
      summary: "Stellungnahme der Beauftragten für Chancengleichheit",
      value: {
        kind: "bca",
        on: "2026-10-12",
        title: "Stellungnahme zum Entwurf",
        statement: "Die Angebote in Teilzeit sollten auch am Nachmittag liegen.",
        considered: "Zwei Maßnahmen beginnen künftig um 13 Uhr.",
      },
    },
  },
  "section.save": {
    speichern: {
      summary: "Einen Abschnitt speichern, der zuletzt so geöffnet wurde",
      value: {
        base: "0".repeat(64),
        section: {
          id: "ziele",
          level: 1,
          title: [{ type: "text", text: "Ziele" }],
          numbering: "auto",
          blocks: text("Mehr Menschen finden dauerhaft Arbeit, auch in Teilzeit."),
        },
      },
    },
  },
  "section.discard": { verwerfen: { summary: "Den aufgehobenen Text verwerfen", value: {} } },
  "section.assign": {
    zustaendig: { summary: "Einer Person geben", value: { personId: "mira-holtkamp", due: "2027-11-30" } },
  },
  "section.progress": { fertig: { summary: "Der Abschnitt ist fertig", value: { progress: "fertig" } } },
  "section.release": { aufheben: { summary: "Niemandem mehr zugeordnet", value: {} } },
  "comment.add": {
    anmerkung: { summary: "Eine Frage zum Abschnitt", value: { sectionId: "ziele", text: "Von wann ist diese Zahl?" } },
  },
  "comment.reply": { antwort: { summary: "Antworten", value: { text: "Datenstand September." } } },
  "comment.done": { erledigt: { summary: "Als erledigt kennzeichnen", value: { done: true } } },
  "comment.remove": { loeschen: { summary: "Die eigene Anmerkung löschen", value: {} } },
  "programme.export": {
    entwurf: { summary: "Den Arbeitstext als Word-Datei", value: { stand: "draft", format: "docx" } },
    stand: { summary: "Stand 3 als Word-Datei", value: { stand: 3, format: "docx" } },
    pdf: { summary: "Den Arbeitstext als PDF zum Lesen", value: { stand: "draft", format: "pdf" } },
  },
  "programme.stand": { stand: { summary: "Einen Stand festhalten", value: { note: "nach der Fachrunde" } } },
  "programme.take": {
    uebernahme: { summary: "Eingelesene Datei übernehmen", value: { uploadId: "up_01J0000000000000000000EXAM" } },
    schlicht: {
      summary: "Tabellen so übernehmen, wie sie sind",
      value: { uploadId: "up_01J0000000000000000000EXAM", tables: "plain" },
    },
  },
  "programme.type": {
    zahlen: { summary: "Die dritte Stelle des Abschnitts", value: { base: "0".repeat(64), block: 2 } },
  },
  "programme.untype": {
    aufloesung: { summary: "Wieder eine gewöhnliche Tabelle", value: { base: "0".repeat(64), blockId: "tab1" } },
  },
  "relation.propose": {
    suche: { summary: "Noch einmal nach Summen und Anteilen suchen", value: { base: "0".repeat(64), blockId: "tab1" } },
  },
  "relation.decide": {
    entscheidung: {
      summary: "Eine Summe bestätigen, einen Anteil verwerfen",
      value: {
        decisions: [
          { blockId: "tab1", relationId: "b1", state: "confirmed", base: "0".repeat(64) },
          { blockId: "tab1", relationId: "b5", state: "rejected", base: "0".repeat(64) },
        ],
      },
    },
  },
  "number.name": {
    zelle: {
      summary: "Eine Zelle als Betrag der Vorlage",
      value: { id: "bedarf", label: "Eingliederungsbudget", ref: "budget/egt/plan", finance: "required" },
    },
    zahl: {
      summary: "Eine Zahl, die in keiner Tabelle steht",
      value: { id: "schulen", label: "Schulen", num: { value: "20", decimals: 0, qualifier: "über" } },
    },
  },
  "number.forget": { loeschung: { summary: "Der Name wird nicht mehr gebraucht", value: { id: "bedarf" } } },
  "number.bind": {
    verknuepfung: {
      summary: "Eine wiederholte Zahl verknüpfen",
      value: {
        places: [
          {
            sectionId: "ziele",
            base: "0".repeat(64),
            block: 0,
            line: 0,
            run: 0,
            start: 12,
            end: 21,
            ref: "zahl/bedarf",
          },
        ],
      },
    },
  },
  "vorlage.create": { entwurf: { summary: "Ein Entwurf mit Beträgen", value: { form } } },
  "vorlage.save": { formular: { summary: "Das Formular speichern", value: { rev: 1, form } } },
  "vorlage.submit": { einreichung: { summary: "Einreichen, was man gesehen hat", value: { rev: 2 } } },
  "vorlage.decide": {
    zeichnen: { summary: "Zeichnen", value: { kind: "sign", ...seen, stepId: "amtsleitung" } },
    zurueckgeben: {
      summary: "Zurückgeben",
      value: {
        kind: "return",
        ...seen,
        stepId: "dezernent",
        target: "author",
        reason: "Bitte ergänzen, wann berichtet wird.",
      },
    },
    mitzeichnen: {
      summary: "Mitzeichnen mit Hinweis",
      value: {
        kind: "cosign",
        ...seen,
        stepId: "mitzeichnung",
        partyId: "rechtsamt",
        outcome: "remarked",
        text: "Die Berichtspflicht sollte im Beschluss stehen.",
      },
    },
    stellungnahme: {
      summary: "Stellung nehmen",
      value: { kind: "state", ...seen, stepId: "bca", text: "Die Belange der Chancengleichheit sind berücksichtigt." },
    },
  },
  "vorlage.appoint": {
    vertretung: { summary: "Eine Vertretung bestimmen", value: { stepId: "dezernent", to: "luca-sommerfeld" } },
  },
  "vorlage.withdraw": {
    zuruecknahme: { summary: "Zurückziehen", value: { reason: "Die Zahlen werden noch einmal geprüft." } },
  },
  "vorlage.stop": {
    einstellung: { summary: "Einstellen", value: { reason: "Das Vorhaben wird nicht weiterverfolgt." } },
  },
  "vorlage.release": {
    freigabe: { summary: "Für die Gremien freigeben", value: { kind: "release", ...seen, stepId: "freigabe" } },
  },
  "vorlage.confirmPaper": {
    papier: {
      summary: "Der Landrat hat das Zeichnungsblatt unterschrieben",
      value: {
        ...seen,
        stepId: "landrat",
        uploadId: "up_01J0000000000000000000EXAM",
        personId: "toni-brueckner",
        signedOn: "2028-01-14",
      },
    },
  },
  "vorlage.signOutside": {
    signiert: {
      summary: "Die heruntergeladene Stufe, mit eigenem Zertifikat signiert",
      value: { ...seen, stepId: "dezernent", uploadId: "up_01J0000000000000000000EXAM" },
    },
  },
  "vorlage.handOver": {
    land: {
      summary: "Dem Land übergeben, mit dessen Zeichen",
      value: { ...seen, stepId: "uebergabe", on: "2028-03-01", reference: "Az. II 4 - 2028" },
    },
  },
  "vorlage.correct": {
    stimmen: {
      summary: "Eine Stimme wurde falsch gezählt",
      value: {
        ...seen,
        stepId: "gremium-2",
        reason: "Eine Gegenstimme wurde als Enthaltung gezählt.",
        code: "accepted",
        sitzungOn: "2027-02-19",
        top: "Ö 5",
        sitzungPublic: true,
        vorsitz: "Anke Stolp",
        schriftfuehrung: "Fritz Lauen",
        votes: { ja: 9, nein: 3, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 12, mitglieder: 13 },
        form: "offen",
      },
    },
  },
  "vorlage.confirmCorrection": {
    bestaetigung: {
      summary: "Als zweite Person bestätigen",
      value: { ...seen, stepId: "gremium-2", correctionId: "tx_01J00000000000000000000000" },
    },
  },
  "vorlage.urgent": {
    vorlage: {
      summary: "Zur dringlichen Entscheidung vorlegen",
      value: { ...seen, stepId: "gremium-2", reason: "Die Mittel verfallen vor der nächsten Sitzung." },
    },
  },
  "vorlage.signUrgent": {
    zeichnung: { summary: "Zeichnen", value: { ...seen, stepId: "gremium-2", placeId: "zeichnung-1" } },
  },
  "vorlage.dropUrgent": {
    ruecknahme: {
      summary: "Zurücknehmen",
      value: { ...seen, stepId: "gremium-2", reason: "Das Gremium tritt nun doch rechtzeitig zusammen." },
    },
  },
  "sitzung.results": {
    sitzung: {
      summary: "Zwei Tagesordnungspunkte einer Sitzung",
      value: {
        gremiumId: "kreisausschuss",
        sitzungOn: "2027-02-19",
        sitzungPublic: true,
        vorsitz: "Anke Stolp",
        schriftfuehrung: "Fritz Lauen",
        results: [
          {
            nummer: "047/2027",
            fassung: 2,
            top: "Ö 5",
            code: "accepted",
            votes: { ja: 9, nein: 2, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 13 },
            form: "offen",
          },
          { nummer: "049/2027", fassung: 1, top: "Ö 6", code: "postponed", reason: "Beratungsbedarf.", termin: null },
        ],
      },
    },
  },
  "control.open": {
    aufgabe: {
      summary: "Wer was bis wann umsetzt",
      value: { what: "Bericht über die ersten Eintritte vorlegen", role: "amtsleitung", due: "2027-06-30" },
    },
  },
  "control.put": {
    frist: {
      summary: "Die Frist verlängern",
      value: { rev: 1, due: "2027-09-30", reason: "Die Zahlen kommen später." },
    },
  },
  "control.report": {
    bericht: { summary: "Berichten", value: { text: "Die Auswertung liegt im Entwurf vor.", state: "in Arbeit" } },
  },
  "control.close": {
    abschluss: { summary: "Abschließen", value: { rev: 2, state: "erledigt", reason: "Der Bericht liegt vor." } },
  },
  "vorlage.record": {
    beschluss: {
      summary: "Mehrheitlich beschlossen",
      value: {
        code: "accepted",
        ...seen,
        stepId: "gremium-1",
        sitzungOn: "2028-02-18",
        top: "Ö 7",
        sitzungPublic: true,
        vorsitz: "Dr. Selma Brandauer",
        schriftfuehrung: "Ida Marquardt",
        votes: { ja: 12, nein: 1, enthaltung: 0, ungueltig: 0, befangen: 1, anwesend: 13, mitglieder: 15 },
        form: "offen",
      },
    },
    vertagt: {
      summary: "Vertagt",
      value: {
        code: "postponed",
        ...seen,
        stepId: "gremium-1",
        reason: "Es fehlt noch eine Auskunft.",
        termin: "2028-03-03",
      },
    },
  },
  "publication.preview": { vorschau: { summary: "Ohne Ersatztexte", value: {} } },
  "publication.release": {
    sofort: { summary: "Sofort, so wie in der Vorschau", value: { sha256: FASSUNG } },
    zeitpunkt: {
      summary: "Am Morgen nach der Sitzung, mit barrierefreiem Text zu einer Anlage",
      value: {
        sha256: FASSUNG,
        at: "2028-02-19T06:00:00Z",
        equivalents: [
          { anlageId: "karte", text: text("Die Karte zeigt die vier Geschäftsstellen und ihre Buslinien.") },
        ],
      },
    },
  },
  "publication.withdraw": {
    ruecknahme: { summary: "Mit Begründung", value: { reason: "Eine Anlage enthielt einen überholten Plan." } },
  },
  "endfassung.confirm": {
    bestaetigung: { summary: "Die vorgelegte Endfassung bestätigen", value: { sha256: FASSUNG } },
  },
}
