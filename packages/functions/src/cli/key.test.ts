/** The operator reads nothing: on no stage but the local one does the command line make a key for a house. */
import { afterEach, expect, test, vi } from "vitest"
import { key } from "./key.ts"

afterEach(() => {
  vi.unstubAllEnvs()
})

test("a key for a house is made here for local work only", async () => {
  vi.stubEnv("STAGE", "production")
  await expect(
    key.run(["create", "--tenant", "kreis-aulenfeld", "--name", "Probe", "--rolle", "lesend"]),
  ).rejects.toMatchObject({ code: "forbidden", reason: "cli.stage" })
})
