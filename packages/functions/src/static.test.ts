import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Hono } from "hono"
import { expect, test } from "vitest"
import { headers } from "./api/header.ts"
import { application } from "./static.ts"

test("the CDN's headers are those that the application's own server sets", async () => {
  const dist = mkdtempSync(join(tmpdir(), "beschlussweg-app-"))
  try {
    writeFileSync(join(dist, "index.html"), "<!doctype html><title>x</title>")
    const app = new Hono().use(headers("production")).route("/", application(dist))
    const answer = await app.request("/app/")
    const source = readFileSync(join(import.meta.dirname, "../../../infra/header.ts"), "utf8")
    for (const name of ["Content-Security-Policy", "Permissions-Policy"])
      expect(source, name).toContain(`"${answer.headers.get(name)}"`)
    for (const name of ["Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"])
      expect(source).toContain(`"${name}": "${answer.headers.get(name)}"`)
    expect(source).toContain(`frameOption: "${answer.headers.get("X-Frame-Options")}"`)
    expect(source).toContain(`referrerPolicy: "${answer.headers.get("Referrer-Policy")}"`)
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff")
    expect(answer.headers.get("Strict-Transport-Security")).toBe("max-age=63072000; includeSubDomains")
    expect(source).toContain("accessControlMaxAgeSec: 63_072_000, includeSubdomains: true")
  } finally {
    rmSync(dist, { recursive: true })
  }
})
