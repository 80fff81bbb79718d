/** Suche over everything that the asking person may read. */
import * as Search from "@beschlussweg/core/search"
import { Hono } from "hono"
import { asks, type Env } from "./route.ts"

export const suche = new Hono<Env>().get("/", asks(Search.find))
