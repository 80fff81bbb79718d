/** Aufgaben: what waits for the one who asks, and what will. */
import * as Vorlage from "@beschlussweg/core/vorlage"
import { Hono } from "hono"
import { asks, type Env } from "./route.ts"

export const aufgaben = new Hono<Env>().get("/", asks(Vorlage.tasks)).get("/kommend", asks(Vorlage.coming))
