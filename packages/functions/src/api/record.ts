/** Protokoll: what the Revision reads of the record of the whole house. */
import * as Record from "@beschlussweg/core/record"
import { Hono } from "hono"
import { asks, type Env } from "./route.ts"

export const protokoll = new Hono<Env>()
  .get("/", asks(Record.logs))
  .get("/:log", asks(Record.read))
  .get("/:log/pruefung", asks(Record.verify))
