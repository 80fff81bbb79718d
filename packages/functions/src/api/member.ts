/** Personen: members of the house, their functions, invitations, Abwesenheit and Vertretung. */
import * as Feed from "@beschlussweg/core/feed"
import * as Member from "@beschlussweg/core/member"
import * as Notice from "@beschlussweg/core/notice/own"
import { Hono } from "hono"
import { asks, does, type Env } from "./route.ts"

/** What the Mandantenadministration does for others. */
export const personen = new Hono<Env>()
  .get("/", asks(Member.list))
  .post("/", does(Member.invite, 201))
  .put("/:personId", does(Member.put))
  .post("/:personId/einladung", does(Member.reinvite, 201))
  .post("/:personId/einladung/widerruf", does(Member.revoke))
  .post("/:personId/bestaetigung", does(Member.confirm))
  .post("/:personId/ablehnung", does(Member.reject))
  .post("/:personId/ende", does(Member.end))
  .post("/:personId/abwesenheit", does(Member.enterAbsence))
  .post("/:personId/abwesenheit/aufhebung", does(Member.removeAbsence))
  .post("/:personId/benachrichtigungen", does(Notice.retry))

/** Vertretungen that the Mandantenadministration gives and ends. */
export const vertretungen = new Hono<Env>()
  .post("/", does(Member.assignDeputy))
  .post("/ende", does(Member.removeDeputy))

/** What everybody does for himself. */
export const ich = new Hono<Env>()
  .get("/", asks(Member.me))
  .post("/kalender", does(Feed.address, 201))
  .post("/abwesenheit", does(Member.putAbsence))
  .post("/abwesenheit/aufhebung", does(Member.dropAbsence))
  .post("/vertretung", does(Member.appointDeputy))
  .post("/vertretung/ende", does(Member.endDeputy))
  .get("/benachrichtigungen", asks(Notice.mine))
  .post("/benachrichtigungen", does(Notice.settings))
  .post("/benachrichtigungen/bestaetigung", does(Notice.confirm))
