/** House style: colour and logo in the settings, on what is submitted from then on, and nowhere else. */
import * as Logo from "@beschlussweg/core/logo"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { reader } from "@beschlussweg/functions/reader"
import { png } from "@beschlussweg/pdf/fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type House, openWorld, type World } from "./house.ts"

let world: World
let kreis: House
beforeAll(async () => {
  world = await openWorld()
  kreis = await world.house("T1")
})
afterAll(() => world.stop())

const admin = () => kreis.as("administration")
async function settings() {
  const { id: _, version: __, ...now } = await Tenant.read(admin(), {})
  return now
}
async function uploaded(data: Uint8Array, mediaType = "image/png"): Promise<string> {
  const { id } = await Upload.logo(admin(), { fileName: "wappen.png", mediaType, data })
  await Upload.work({ ...kreis.workCtx(), reader }, id)
  return id
}
const frozenHouse = async () => {
  const vorlage = await kreis.draft()
  await vorlage.submit()
  const { fassungSha256 } = await vorlage.seen()
  return (await Vorlage.frozenOf(kreis.workCtx(), fassungSha256)).house
}

test("a colour too light to read is refused, with the nearest that is not", async () => {
  const now = await settings()
  const light = { ...now, house: { ...now.house, accent: "#f2c14e" } }
  const refusal = await Tenant.change(admin(), light).catch((e: unknown) => e)
  expect(refusal).toMatchObject({ code: "refused", findings: [{ reason: "tenant.accent" }] })
  const offered = /Möglich ist (#[0-9a-f]{6})/.exec(String((refusal as Error).message))?.[1] ?? ""
  await Tenant.change(admin(), { ...now, house: { ...now.house, accent: offered } })
  expect((await frozenHouse()).accent).toBe(offered)
})

test("a logo is checked, taken over, and stands on what is submitted from then on", async () => {
  const before = await frozenHouse()
  expect(before.logo).toBeUndefined()
  const uploadId = await uploaded(png(120, 40))
  const { rev } = await settings()
  await Logo.setLogo(admin(), { uploadId, alt: "Wappen des Kreises Aulenfeld", rev })
  expect((await frozenHouse()).logo).toMatchObject({ width: 120, height: 40, alt: "Wappen des Kreises Aulenfeld" })
  await expect(Logo.setLogo(admin(), { uploadId, alt: "Wappen", rev })).rejects.toMatchObject({ code: "conflict" })
})

test("settings keep a logo or leave it out, but enter none", async () => {
  const now = await settings()
  const forged = {
    ...now,
    logo: { sha256: "a".repeat(64), mediaType: "image/png" as const, width: 9, height: 9, alt: "x" },
  }
  await expect(Tenant.change(admin(), forged)).rejects.toMatchObject({ reason: "tenant.logo" })
  await Tenant.change(admin(), now)
  expect((await settings()).logo).toEqual(now.logo)
  const { logo: _, ...without } = await settings()
  await Tenant.change(admin(), without)
  expect((await settings()).logo).toBeUndefined()
})

test.each([
  ["no picture", new TextEncoder().encode("%PDF-1.7 nichts"), "image/png"],
  ["more than 4000 pixels", png(4001, 2), "image/png"],
])("%s is refused", async (_, data, mediaType) => {
  const uploadId = await uploaded(data, mediaType)
  const { rev } = await settings()
  await expect(Logo.setLogo(admin(), { uploadId, alt: "Wappen", rev })).rejects.toMatchObject({
    reason: "upload.refused",
  })
})

test("more than 1 MB, somebody else's right, and a picture uploaded for a text are refused", async () => {
  const big = { fileName: "a.png", mediaType: "image/png", data: new Uint8Array(1024 * 1024 + 1) }
  await expect(Upload.logo(admin(), big)).rejects.toMatchObject({ code: "limit" })
  await expect(Upload.logo(kreis.as("verfasser"), { ...big, data: png(4, 4) })).rejects.toMatchObject({
    code: "forbidden",
  })
  const image = { purpose: "image" as const, fileName: "a.png", mediaType: "image/png", data: png(8, 8) }
  const { id: uploadId } = await Upload.receive(kreis.as("verfasser"), image)
  await Upload.work({ ...kreis.workCtx(), reader }, uploadId)
  const { rev } = await settings()
  await expect(Logo.setLogo(admin(), { uploadId, alt: "Wappen", rev })).rejects.toMatchObject({
    reason: "logo.purpose",
  })
})
