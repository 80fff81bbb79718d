/** Programme: drafts, Stände, and taking over what was read from Word. */
import * as Acknowledgement from "@beschlussweg/core/acknowledgement"
import * as Assignment from "@beschlussweg/core/assignment"
import * as Comment from "@beschlussweg/core/comment"
import * as Digest from "@beschlussweg/core/digest"
import * as Named from "@beschlussweg/core/named"
import * as Output from "@beschlussweg/core/output"
import * as Participation from "@beschlussweg/core/participation"
import * as Programme from "@beschlussweg/core/programme"
import * as Relation from "@beschlussweg/core/relation"
import * as Retype from "@beschlussweg/core/retype"
import * as RollOver from "@beschlussweg/core/rollover"
import * as Section from "@beschlussweg/core/section"
import * as Versions from "@beschlussweg/core/versions"
import { Hono } from "hono"
import { outputFile, outputJson, outputPage } from "./output.ts"
import { asks, does, type Env } from "./route.ts"
import { programmeFile, programmeSynopse } from "./synopse.ts"

export const programme = new Hono<Env>()
  .get("/", asks(Programme.list))
  .post("/", does(Programme.create, 201))
  .get("/gliederungen", asks(Programme.outlines))
  .get("/:programmeId", asks(Programme.read))
  .put("/:programmeId/text", does(Programme.save))
  .post("/:programmeId/staende", does(Programme.stand, 201))
  .post("/:programmeId/uebernahme", does(Programme.take, 201))
  .post("/:programmeId/fortschreibung", does(RollOver.rollOver, 201))
  .get("/:programmeId/unveraendert", asks(RollOver.unchanged))
  .post("/:programmeId/unveraendert", does(RollOver.confirm))
  .get("/:programmeId/befunde", asks(Acknowledgement.list))
  .post("/:programmeId/kenntnisnahmen", does(Acknowledgement.acknowledge, 201))
  .get("/:programmeId/beziehungen", asks(Relation.list))
  .post("/:programmeId/beziehungen", does(Relation.decide))
  .get("/:programmeId/zahlen", asks(Named.bindings))
  .post("/:programmeId/zahlen", does(Named.name))
  .post("/:programmeId/zahlen/loeschung", does(Named.forget))
  .get("/:programmeId/zahlen/wiederholungen", asks(Named.suggest))
  .post("/:programmeId/zahlen/verknuepfung", does(Named.replace))
  .post("/:programmeId/abschnitte/:sectionId/tabellen", does(Retype.type))
  .post("/:programmeId/abschnitte/:sectionId/tabellen/aufloesung", does(Retype.untype))
  .post("/:programmeId/abschnitte/:sectionId/tabellen/beziehungen", does(Retype.search))
  .get("/:programmeId/eckpunkte", asks(Digest.compose))
  .get("/:programmeId/vergleich", programmeSynopse)
  .post("/:programmeId/vergleich/druck", does(Versions.print))
  .get("/:programmeId/vergleich/druck/:comparisonId", programmeFile)
  .get("/:programmeId/ausgabe.html", outputPage)
  .get("/:programmeId/ausgabe.json", outputJson)
  .post("/:programmeId/ausgaben", does(Output.exported, 201))
  .get("/:programmeId/ausgaben/:outputId", asks(Output.output))
  .get("/:programmeId/ausgaben/:outputId/datei", outputFile)
  .get("/:programmeId/beteiligung", asks(Participation.list))
  .post("/:programmeId/beteiligung", does(Participation.put, 201))
  .get("/:programmeId/abschnitte/:sectionId", asks(Section.read))
  .put("/:programmeId/abschnitte/:sectionId", does(Section.save))
  .put("/:programmeId/abschnitte/:sectionId/zustaendig", does(Assignment.assign))
  .post("/:programmeId/abschnitte/:sectionId/fortschritt", does(Assignment.progress))
  .post("/:programmeId/abschnitte/:sectionId/zustaendig/aufhebung", does(Assignment.release))
  .get("/:programmeId/zustaendig", asks(Assignment.list))
  .get("/:programmeId/angebote/:offerId", asks(Section.compare))
  .post("/:programmeId/angebote/:offerId/verwerfung", does(Section.discard))
  .get("/:programmeId/anmerkungen", asks(Comment.list))
  .post("/:programmeId/anmerkungen", does(Comment.add, 201))
  .post("/:programmeId/anmerkungen/:commentId/loeschung", does(Comment.remove))
  .post("/:programmeId/anmerkungen/:commentId/antworten", does(Comment.reply, 201))
  .post("/:programmeId/anmerkungen/:commentId/erledigt", does(Comment.done))

/** Sections that are mine, over all programmes. */
export const abschnitte = new Hono<Env>().get("/", asks(Assignment.mine))
