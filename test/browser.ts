/** The browser of the tests: the chromium of this machine, driven from outside. */
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** @throws Error where there is none: a test that needs a browser must not pass without one */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path))
  if (executablePath === undefined) throw new Error("no chromium here: apt-get install chromium, or set CHROMIUM")
  return chromium.launch({ executablePath, args: ["--no-sandbox"] })
}
