/** Schlüssel: service accounts of machines. */
import * as Key from "@beschlussweg/core/key"
import { Hono } from "hono"
import { asks, does, type Env } from "./route.ts"

export const schluessel = new Hono<Env>()
  .get("/", asks(Key.list))
  .post("/", does(Key.create, 201))
  .post("/:keyId/widerruf", does(Key.revoke))
