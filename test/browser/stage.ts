/** A real browser before the real application: the built pages, the API on a real store, the worker; one window per person. */

import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import type { SignIn } from "@beschlussweg/core/tenant"
import { openApp, served, type TestApp } from "@beschlussweg/functions/fixture"
import { logTo } from "@beschlussweg/functions/log"
import { COOKIE } from "@beschlussweg/functions/session"
import { application } from "@beschlussweg/functions/static"
import { openWorkshop, type Running, start } from "@beschlussweg/functions/worker"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { expect } from "vitest"
import { built } from "../../web/build.ts"

export interface Look {
  readonly width?: number
  readonly height?: number
  readonly scheme?: "light" | "dark"
  /** the window of a person of the operator, by the name of his account */
  readonly operator?: true
}
export interface Stage {
  readonly origin: string
  readonly app: TestApp
  readonly running: Running
  /** a window in which this person is signed in; what its pages complain about fails the test that asks `quiet` */
  window(personId: string, look?: Look): Promise<Window>
  stop(): Promise<void>
}
export interface Window {
  readonly page: Page
  open(path: string): Promise<void>
  /** automatic check of the page as it stands: no finding of WCAG 2.2 A and AA */
  accessible(what: string): Promise<void>
  /** nothing was said on the console and nothing was thrown; the browser says every refusal, so those meant are named */
  quiet(...refusals: readonly number[]): void
  close(): Promise<void>
}

// Nothing of the browser's own reaches out: the machine of the tests is nobody's home.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]
const EXECUTABLES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

async function launch(): Promise<Browser> {
  const failures: string[] = []
  for (const executablePath of EXECUTABLES)
    try {
      return await chromium.launch({ executablePath, args: FLAGS })
    } catch (error) {
      failures.push(String(error).slice(0, 200))
    }
  throw new Error(`no browser could be started:\n${failures.join("\n")}`)
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/**
 * @param options `documents: "off"` where a test is about many procedures and not about their papers; `operator`: sign-in
 * of the operator's people, for the screens that are theirs
 */
export async function openStage(
  options: { readonly documents?: "on" | "off"; readonly operator?: SignIn } = {},
): Promise<Stage> {
  logTo(() => undefined)
  const web = application(await built())
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const { operator, ...papers } = options
  const app = await openApp({ origin, web, operator })
  const workshop = await openWorkshop(app.world, papers)
  const running = await start(app.world, workshop, { sweepMs: 1_000 })
  const ended = served(app.app, port)
  const browser = await launch()
  const windows: BrowserContext[] = []
  return {
    origin,
    app,
    running,
    async window(personId, { width = 1280, height = 900, scheme = "light", operator } = {}) {
      const context = await browser.newContext({ locale: "de-DE", viewport: { width, height }, colorScheme: scheme })
      windows.push(context)
      const held = operator ? app.operatorCookie(personId) : app.cookie(personId)
      const value = (await held).slice(COOKIE.length + 1)
      await context.addCookies([
        { name: COOKIE, value, url: origin.replace("http:", "https:"), secure: true, httpOnly: true, sameSite: "Lax" },
      ])
      const page = await context.newPage()
      const said: string[] = []
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") said.push(message.text())
      })
      page.on("pageerror", (error) => said.push(error.message))
      page.on("request", (request) => {
        if (!request.url().startsWith(origin) && !/^(data|blob|chrome|chrome-extension):/.test(request.url()))
          said.push(`request to ${request.url()}`)
      })
      return {
        page,
        async open(path) {
          await page.goto(`${origin}${path}`)
        },
        async accessible(what) {
          await page.evaluate(AXE)
          const found = await page.evaluate(async (rules) => {
            const { violations } = await (
              window as unknown as {
                axe: {
                  run(
                    context: object,
                    options: object,
                  ): Promise<{
                    violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[]
                  }>
                }
              }
            ).axe.run({ exclude: [["iframe"]] }, { runOnly: { type: "tag", values: rules } })
            return violations.map((v) => ({
              id: v.id,
              help: v.help,
              at: v.nodes.map((n) => `${n.html}\n${n.failureSummary}`),
            }))
          }, RULES)
          expect(found, what).toEqual([])
        },
        quiet(...refusals) {
          const meant = (words: string) => refusals.some((status) => words.includes(`status of ${status} `))
          expect(said.filter((words) => !meant(words))).toEqual([])
        },
        close: () => context.close(),
      }
    },
    async stop() {
      for (const context of windows) await context.close()
      await browser.close()
      await running.stop()
      await ended()
      await app.stop()
    },
  }
}
