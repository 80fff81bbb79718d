/** What a Lambda cannot answer is led to where it lies: exactly the file that the request was let read, and nothing else. */
import type { Ctx, Files, LinkOptions } from "@beschlussweg/core/context"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { AuthDeps } from "../auth.ts"
import { logTo } from "../log.ts"
import { large, MAX_ANSWER } from "./large.ts"

const lines: string[] = []
beforeAll(() => logTo((line) => lines.push(line)))
afterAll(() => logTo((line) => process.stderr.write(`${line}\n`)))

const big = (fill: number) => new Uint8Array(MAX_ANSWER + 1).fill(fill)
const FILES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "a.pdf": big(1),
  "b.pdf": big(2),
  "c.pdf": new Uint8Array(9),
}

function ground() {
  const links: (LinkOptions & { readonly path: string })[] = []
  const files = {
    get: async (path: string) => FILES[path],
    link: async (path: string, how: LinkOptions) => {
      links.push({ path, ...how })
      return `https://papers.example/${path}?signed`
    },
  } as unknown as Files
  const answers = large()
  const open = answers.ctx((() => ({ papers: files, drafts: files }) as unknown as Ctx) as AuthDeps["ctx"])
  const ctx = open("kreis-aulenfeld", { personId: "p_1", name: "Kim Adler", functions: [] }, "api", undefined as never)
  return { answers, ctx, links }
}
const paper = (bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  new Response(bytes, { headers: { "Content-Type": "application/pdf", ...headers } })

test("a file that fits is answered as it is", async () => {
  const { answers, ctx, links } = ground()
  const answer = await answers.within(async () => paper(new Uint8Array((await ctx.papers.get("c.pdf")) ?? [])))
  expect([answer.status, (await answer.arrayBuffer()).byteLength, links]).toEqual([200, 9, []])
})

test("a larger one becomes a link of a minute, under the name, the kind and the cookies of the answer", async () => {
  const { answers, ctx, links } = ground()
  const answer = await answers.within(async () => {
    await ctx.papers.get("b.pdf")
    const bytes = new Uint8Array((await ctx.papers.get("a.pdf")) ?? [])
    const response = paper(bytes, {
      "Content-Disposition": "inline; filename=\"x\"; filename*=UTF-8''Vorlage%20%C3%9C.pdf",
      "X-Request-Id": "r-1",
    })
    response.headers.append("Set-Cookie", "a=1; Path=/")
    response.headers.append("Set-Cookie", "b=2; Path=/")
    return response
  })
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "https://papers.example/a.pdf?signed"])
  expect(answer.headers.get("cache-control")).toBe("no-store")
  expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; Path=/"])
  expect(answer.headers.get("x-request-id")).toBe("r-1")
  expect((await answer.arrayBuffer()).byteLength).toBe(0)
  expect(links).toEqual([
    {
      path: "a.pdf",
      seconds: 60,
      fileName: "Vorlage Ü.pdf",
      mediaType: "application/pdf",
      disposition: "inline",
      purpose: "answer",
    },
  ])
})

test("what was read by one request is not given to another that answers the same bytes", async () => {
  const { answers, ctx, links } = ground()
  const first = answers.within(async () => {
    await ctx.papers.get("a.pdf")
    return paper(new Uint8Array(1))
  })
  const second = answers.within(() => paper(big(1), { "Content-Length": String(MAX_ANSWER + 1) }))
  expect([(await first).status, (await second).status, links]).toEqual([200, 500, []])
  expect(lines.some((line) => line.includes("answer.too_large"))).toBe(true)
})

test("a refusal is a refusal, whatever was read for it", async () => {
  const { answers, ctx, links } = ground()
  const answer = await answers.within(async () => {
    await ctx.papers.get("a.pdf")
    return new Response("nein", { status: 404 })
  })
  expect([answer.status, links]).toEqual([404, []])
})
