/** Beschlusskontrolle over all Vorlagen, and the results of whole meetings. */
import * as Control from "@beschlussweg/core/control"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Context, Hono } from "hono"
import { disposition } from "./disposition.ts"
import { type Answer, type Asks, describe, does, type Env, query } from "./route.ts"

/** Page by page as data, or all of it as a table for a spreadsheet (`?format=csv`). */
type Page = Awaited<ReturnType<typeof Control.list>>
const list: Asks<typeof Control.list.input, Page> = describe(
  async (c: Context<Env>) => {
    const { format, ...asked } = query(c)
    if (format !== "csv") {
      const page: Response = c.json(await Control.list(c.var.ctx, format === undefined ? asked : query(c)))
      return page as Answer<Page>
    }
    const items = []
    let { cursor } = asked
    do {
      const page = await Control.list(c.var.ctx, { cursor })
      items.push(...page.items)
      cursor = page.cursor
    } while (cursor)
    c.header("Content-Type", "text/csv; charset=utf-8")
    c.header("Content-Disposition", disposition("attachment", "beschlusskontrolle.csv"))
    const table: Response = c.body(Control.table(items))
    // For a spreadsheet; who asks for data gets a page.
    return table as Answer<Page>
  },
  { verb: Control.list, takes: "query", gives: "json", status: 200 },
)

export const beschlusskontrolle = new Hono<Env>().get("/", list)
export const ergebnisse = new Hono<Env>().post("/", does(Vorlage.results))

/** Below a Vorlage. */
export const umsetzung = new Hono<Env>()
  .post("/", does(Control.open, 201))
  .put("/:controlId", does(Control.put))
  .post("/:controlId/bericht", does(Control.report))
  .post("/:controlId/abschluss", does(Control.close))
