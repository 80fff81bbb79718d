/** Vorlagen: from the draft over every decision to the papers and the record. */
import { notFound } from "@beschlussweg/core/error"
import * as Handover from "@beschlussweg/core/handover"
import * as Plan from "@beschlussweg/core/plan"
import * as Publication from "@beschlussweg/core/publication"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Context, Hono } from "hono"
import type { z } from "zod"
import { limited } from "../limit.ts"
import { umsetzung } from "./control.ts"
import { disposition } from "./disposition.ts"
import { type Answer, type Asks, asks, describe, does, type Env, pathNames, query } from "./route.ts"
import { vorlageFile, vorlageSynopse } from "./synopse.ts"

/** A document as a file: its rights are checked anew each time, its name speaks. `?download` saves instead of showing. */
const file = describe(
  async (c: Context<Env>) => {
    const { fileName, mediaType, own, bytes } = await Vorlage.file(c.var.ctx, named(c))
    const how = own && c.req.query("download") === undefined ? "inline" : "attachment"
    // A PDF of our own making: a viewer of the browser must be allowed to show it, in our own pages, too. A scan is saved, never shown.
    if (own) {
      c.header("Content-Security-Policy", "frame-ancestors 'self'")
      c.header("X-Frame-Options", "SAMEORIGIN")
    }
    c.header("Content-Type", mediaType)
    c.header("Content-Disposition", disposition(how, fileName))
    return c.body(new Uint8Array(bytes))
  },
  { verb: Vorlage.file, takes: "query", gives: "file", status: 200 },
)

/** The preview of a form: shown in our own pages, never kept by anybody on the way. */
const vorschau = describe(
  async (c: Context<Env>) => {
    const { vorlageId = "", outputId = "" } = pathNames(c)
    const { fileName, mediaType, bytes } = await Vorlage.previewFile(c.var.ctx, { vorlageId, outputId })
    c.header("Content-Security-Policy", "frame-ancestors 'self'")
    c.header("X-Frame-Options", "SAMEORIGIN")
    c.header("Content-Type", mediaType)
    c.header("Content-Disposition", disposition("inline", fileName))
    return c.body(new Uint8Array(bytes))
  },
  { verb: Vorlage.previewFile, takes: "query", gives: "file", status: 200 },
)

/** An uploaded Anlage is saved, never shown: its bytes are not ours. */
const anlage = describe(
  async (c: Context<Env>) => {
    const { fileName, mediaType, bytes } = await Vorlage.anlage(c.var.ctx, named(c))
    c.header("Content-Type", mediaType)
    c.header("Content-Disposition", disposition("attachment", fileName))
    return c.body(new Uint8Array(bytes))
  },
  { verb: Vorlage.anlage, takes: "query", gives: "file", status: 200 },
)

/** The package for the council information system; a large one by an address of a minute. */
const paket = describe(
  async (c: Context<Env>) => {
    const { vorlageId = "", packageId = "" } = pathNames(c)
    const { fileName, mediaType, ...made } = await Handover.packaged(c.var.ctx, { vorlageId, packageId })
    c.header("Cache-Control", "no-store")
    if ("address" in made) return c.redirect(made.address, 302)
    c.header("Content-Type", mediaType)
    c.header("Content-Disposition", disposition("attachment", fileName))
    return c.body(new Uint8Array(made.bytes))
  },
  { verb: Handover.packaged, takes: "query", gives: "file", mediaType: Handover.MEDIA_TYPE, status: 200 },
)

function named(c: Context<Env>): { vorlageId: string; fassung: number; sha256: string } {
  const { vorlageId = "", fassung = "", sha256 = "" } = pathNames(c)
  if (!/^[1-9]\d{0,3}$/.test(fassung)) throw notFound()
  return { vorlageId, fassung: Number(fassung), sha256 }
}

/** Wo ist die Vorlage: page by page as data, or all of it as a table for a spreadsheet (`?format=csv`). */
const whereItLies: Asks<typeof Plan.overview.input, Awaited<ReturnType<typeof Plan.overview>>> = async (c) => {
  const { format, ...asked } = query(c)
  const input = asked as z.input<typeof Plan.overview.input>
  const given: Response = format === "csv" ? await table(c, input) : c.json(await Plan.overview(c.var.ctx, input))
  return given as Answer<Awaited<ReturnType<typeof Plan.overview>>>
}
async function table(c: Context<Env>, input: z.input<typeof Plan.overview.input>): Promise<Response> {
  const rows: Plan.Found[] = []
  let { cursor } = input
  do {
    const page = await Plan.overview(c.var.ctx, { ...input, cursor })
    rows.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  c.header("Content-Type", "text/csv; charset=utf-8")
  c.header("Content-Disposition", disposition("attachment", "standort.csv"))
  return c.body(Plan.overviewCsv(rows))
}
const overview = describe(whereItLies, { verb: Plan.overview, takes: "query", gives: "json", status: 200 })

export const vorlagen = new Hono<Env>()
  .get("/", asks(Vorlage.list))
  .post("/", does(Vorlage.create, 201))
  .get("/standort", overview)
  .get("/uebersicht", asks(Plan.figures))
  .get("/:vorlageId", asks(Vorlage.read))
  .get("/:vorlageId/plan", asks(Plan.vorlagePlan))
  .post("/:vorlageId/plan/probe", does(Plan.whatIf))
  .put("/:vorlageId/formular", does(Vorlage.save))
  .get("/:vorlageId/pruefung", asks(Vorlage.check))
  .post("/:vorlageId/vorschau", does(Vorlage.preview, 201))
  .get("/:vorlageId/vorschau/:outputId", asks(Vorlage.previewed))
  .get("/:vorlageId/vorschau/:outputId/datei", vorschau)
  .post("/:vorlageId/einreichung", does(Vorlage.submit, 201))
  .post("/:vorlageId/entscheidung", limited("decision"), does(Vorlage.decide))
  .post("/:vorlageId/papierzeichnung", limited("decision"), does(Vorlage.confirmPaper))
  .post("/:vorlageId/externe-zeichnung", limited("decision"), does(Vorlage.signOutside))
  .post("/:vorlageId/vertretung", does(Vorlage.appoint))
  .post("/:vorlageId/uebergabe", does(Vorlage.handOver))
  .post("/:vorlageId/ruecknahme", does(Vorlage.withdraw))
  .post("/:vorlageId/ergaenzung", does(Vorlage.supplement, 201))
  .post("/:vorlageId/einstellung", does(Vorlage.stop))
  .post("/:vorlageId/freigabe", does(Vorlage.release))
  .post("/:vorlageId/ergebnis", does(Vorlage.record))
  .post("/:vorlageId/berichtigung", does(Vorlage.correct))
  .post("/:vorlageId/berichtigung/bestaetigung", does(Vorlage.confirmCorrection))
  .post("/:vorlageId/dringlichkeit", does(Vorlage.urgent))
  .post("/:vorlageId/dringlichkeit/zeichnung", limited("decision"), does(Vorlage.signUrgent))
  .post("/:vorlageId/dringlichkeit/ruecknahme", does(Vorlage.dropUrgent))
  .route("/:vorlageId/beschlusskontrolle", umsetzung)
  .post("/:vorlageId/endfassung", does(Vorlage.Endfassung.propose, 201))
  .get("/:vorlageId/endfassung/vergleich", asks(Vorlage.Endfassung.compare))
  .post("/:vorlageId/endfassung/bestaetigung", does(Vorlage.Endfassung.confirm))
  .get("/:vorlageId/verlauf", asks(Vorlage.log))
  .post("/:vorlageId/umlaufprotokoll", does(Vorlage.protocol))
  .get("/:vorlageId/synopse", vorlageSynopse)
  .post("/:vorlageId/synopse/druck", does(Vorlage.printSynopse))
  .get("/:vorlageId/synopse/druck/:comparisonId", vorlageFile)
  .get("/:vorlageId/ausstehend", asks(Vorlage.owed))
  .get("/:vorlageId/veroeffentlichung", asks(Publication.read))
  .post("/:vorlageId/veroeffentlichung/vorschau", does(Publication.preview))
  .post("/:vorlageId/veroeffentlichung/freigabe", does(Publication.release, 201))
  .post("/:vorlageId/veroeffentlichung/ruecknahme", does(Publication.withdraw))
  .post("/:vorlageId/veroeffentlichung/ausfertigung", does(Publication.twin))
  .post("/:vorlageId/paket", does(Handover.ask))
  .get("/:vorlageId/paket/:packageId", paket)
  .get("/:vorlageId/dokumente/:fassung/:sha256", file)
  .get("/:vorlageId/anlagen/:fassung/:sha256", anlage)
