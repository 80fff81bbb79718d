/** Synopse over HTTP: as data, as a page, as a paper that is asked for and then loaded. */
import * as Versions from "@beschlussweg/core/versions"
import * as Vorlage from "@beschlussweg/core/vorlage"
import type { Context } from "hono"
import { accepts } from "hono/accepts"
import type { z } from "zod"
import { synopsePage } from "../page/synopse.ts"
import { disposition } from "./disposition.ts"
import { type Answer, type Asks, describe, type Env, pathNames, query } from "./route.ts"

/** Names in the path and the query; the verb parses them. */
const input = <I extends z.ZodType>(c: Context<Env>, _: { readonly input: I }): z.input<I> =>
  ({ ...query(c), ...pathNames(c) }) as z.input<I>

/** Data for programs, a page for whoever opens the address in a browser. */
const answer = async <O extends Parameters<typeof synopsePage>[0]>(c: Context<Env>, found: O): Promise<Answer<O>> => {
  c.header("Vary", "Accept")
  const wanted = accepts(c, {
    header: "Accept",
    supports: ["application/json", "text/html"],
    default: "application/json",
  })
  // A program that asks for JSON is what the type speaks of.
  const given: Response = wanted === "text/html" ? await c.html(synopsePage(found)) : c.json(found)
  return given as Answer<O>
}
const ofProgramme: Asks<typeof Versions.compare.input, Versions.Compared> = async (c) =>
  answer(c, await Versions.compare(c.var.ctx, input(c, Versions.compare)))
export const programmeSynopse = describe(ofProgramme, {
  verb: Versions.compare,
  takes: "query",
  gives: "json",
  status: 200,
})
const ofVorlage: Asks<typeof Vorlage.synopse.input, Vorlage.Changed> = async (c) =>
  answer(c, await Vorlage.synopse(c.var.ctx, input(c, Vorlage.synopse)))
export const vorlageSynopse = describe(ofVorlage, { verb: Vorlage.synopse, takes: "query", gives: "json", status: 200 })

function pdf(c: Context<Env>, { fileName, mediaType, bytes }: Awaited<ReturnType<typeof Versions.bytesOf>>): Response {
  c.header("Content-Security-Policy", "frame-ancestors 'none'")
  c.header("Content-Type", mediaType)
  c.header("Content-Disposition", disposition("inline", fileName))
  return c.body(new Uint8Array(bytes))
}
export const programmeFile = describe(
  async (c: Context<Env>) => pdf(c, await Versions.file(c.var.ctx, input(c, Versions.file))),
  { verb: Versions.file, takes: "query", gives: "file", status: 200 },
)
export const vorlageFile = describe(
  async (c: Context<Env>) => pdf(c, await Vorlage.synopseFile(c.var.ctx, input(c, Vorlage.synopseFile))),
  { verb: Vorlage.synopseFile, takes: "query", gives: "file", status: 200 },
)
