/** Nummern: every number that was taken and what became of it. */
import * as Vorlage from "@beschlussweg/core/vorlage"
import { Hono } from "hono"
import { asks, type Env } from "./route.ts"

export const nummern = new Hono<Env>().get("/", asks(Vorlage.numbers))
