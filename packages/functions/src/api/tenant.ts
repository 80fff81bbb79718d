/** Haus: the tenant's own settings. */
import * as Logo from "@beschlussweg/core/logo"
import * as Tenant from "@beschlussweg/core/tenant"
import { Hono } from "hono"
import { asks, does, type Env } from "./route.ts"

export const haus = new Hono<Env>()
  .get("/", asks(Tenant.read))
  .put("/", does(Tenant.change))
  .put("/logo", does(Logo.setLogo))
  .get("/wege", asks(Tenant.templates))
  .post("/wege/probe", does(Tenant.preview))
