/** Programme: drafts, Stände, and taking over what was read from Word. */
import * as Programme from "@beschlussweg/core/programme"
import { Hono } from "hono"
import { asks, does, type Env } from "./route.ts"

export const programme = new Hono<Env>()
  .get("/", asks(Programme.list))
  .post("/", does(Programme.create, 201))
  .get("/:programmeId", asks(Programme.read))
  .put("/:programmeId/text", does(Programme.save))
  .post("/:programmeId/staende", does(Programme.stand, 201))
  .post("/:programmeId/uebernahme", does(Programme.take, 201))
