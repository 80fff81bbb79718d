/** Large answers: a Lambda answers with 6 MB at most, base64 included; a file that is larger is given as a link to where it lies. */
import { AsyncLocalStorage } from "node:async_hooks"
import { hash } from "node:crypto"
import type { Ctx, Files } from "@beschlussweg/core/context"
import type { AuthDeps } from "../auth.ts"
import { log } from "../log.ts"

/** Bytes of a body that still fit: 6 MB as base64, with room for headers. */
export const MAX_ANSWER = 4_300_000
const SECONDS = 60

interface Read {
  readonly files: Files
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

export interface Large {
  /** contexts whose large files are remembered while a request is answered */
  ctx(open: AuthDeps["ctx"]): AuthDeps["ctx"]
  /** the answer, or a redirect to the file that it holds: the request has been let in, and has read it */
  within(answer: () => Response | Promise<Response>): Promise<Response>
}

export function large(): Large {
  const reads = new AsyncLocalStorage<Read[]>()
  const watched = (files: Files): Files => ({
    ...files,
    async get(path) {
      const found = await files.get(path)
      if (found && found.byteLength > MAX_ANSWER)
        reads.getStore()?.push({ files, path, bytes: found.byteLength, sha256: hash("sha256", found, "hex") })
      return found
    },
  })
  return {
    ctx:
      (open) =>
      (...given): Ctx => {
        const ctx = open(...given)
        return { ...ctx, papers: watched(ctx.papers), drafts: watched(ctx.drafts) }
      },
    within: (answer) =>
      reads.run([], async () => {
        const response = await answer()
        const read = reads.getStore() ?? []
        if (response.status !== 200 || (read.length === 0 && !tooLong(response))) return response
        const bytes = new Uint8Array(await response.clone().arrayBuffer())
        if (bytes.byteLength <= MAX_ANSWER) return response
        const sha256 = hash("sha256", bytes, "hex")
        const file = read.find((one) => one.bytes === bytes.byteLength && one.sha256 === sha256)
        if (!file) {
          log("answer.failed", { requestId: response.headers.get("x-request-id"), reason: "answer.too_large" })
          return new Response(null, { status: 500, headers: { "Cache-Control": "no-store" } })
        }
        return redirected(response, file)
      }),
  }
}

const tooLong = (response: Response): boolean => Number(response.headers.get("content-length") ?? 0) > MAX_ANSWER

async function redirected(response: Response, { files, path }: Read): Promise<Response> {
  const said = response.headers.get("content-disposition") ?? ""
  const Location = await files.link(path, {
    seconds: SECONDS,
    fileName: decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(said)?.[1] ?? path.split("/").at(-1) ?? ""),
    mediaType: response.headers.get("content-type") ?? "application/octet-stream",
    disposition: said.startsWith("inline") ? "inline" : "attachment",
    purpose: "answer",
  })
  const headers = new Headers({ Location, "Cache-Control": "no-store" })
  for (const cookie of response.headers.getSetCookie()) headers.append("Set-Cookie", cookie)
  const id = response.headers.get("x-request-id")
  if (id !== null) headers.set("X-Request-Id", id)
  return new Response(null, { status: 303, headers })
}
