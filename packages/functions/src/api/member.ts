/** Personen: members of the house and their functions. */
import * as Member from "@beschlussweg/core/member"
import { Hono } from "hono"
import { asks, does, type Env } from "./route.ts"

export const personen = new Hono<Env>().get("/", asks(Member.list)).put("/:personId", does(Member.put))
