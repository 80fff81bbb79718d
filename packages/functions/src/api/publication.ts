/** Veröffentlichungen: what of the house is public, what is to be. */
import * as Publication from "@beschlussweg/core/publication"
import { Hono } from "hono"
import { asks, type Env } from "./route.ts"

export const veroeffentlichungen = new Hono<Env>().get("/", asks(Publication.list))
