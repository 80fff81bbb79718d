/**
 * One walk through the running service, as people make it: sign-in, invitation, absence, a deputy's signature, a signature
 * on paper, the record taken out and judged. `pnpm start` is a process of its own; everything goes over HTTP and the command line.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { addDays, dayOf } from "@beschlussweg/core/day"
import { type Browser, browser } from "@beschlussweg/functions/browser.fixture"
import { paper as scanOf } from "@beschlussweg/pdf/sign.fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { folder, structure, tool } from "./tool.ts"

const HOUSE = "kreis-aulenfeld"
const functionsDir = join(import.meta.dirname, "..", "packages", "functions", "src")
const place = folder()
let dir: string
let service: ChildProcess
let base = ""
const today = (): string => dayOf(new Date())

const environment = () => ({
  ...process.env,
  DYNAMODB_ENDPOINT: "",
  BESCHLUSSWEG_STATE: dir,
  STAGE: "local",
  PORT: "0",
})
const script = (name: string, ...args: readonly string[]) => ["--import", "tsx", join(functionsDir, name), ...args]
/** A command of the command line, beside the running service. */
function cli(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, script("cli.ts", ...args), {
    env: environment(),
    encoding: "utf8",
  })
  return { status, stdout, stderr }
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-walk-"))
  service = spawn(process.execPath, script("local.ts"), { env: environment(), stdio: ["ignore", "pipe", "pipe"] })
  let out = ""
  base = await new Promise<string>((done, failed) => {
    service.stderr?.on("data", (c) => process.stderr.write(String(c)))
    service.stdout?.on("data", (chunk) => {
      out += chunk
      const found = /http:\/\/localhost:\d+/.exec(out)?.[0]
      if (found) done(found)
    })
    service.once("close", () => failed(new Error(`ended before it was ready: ${out}`)))
  })
}, 240_000)
afterAll(async () => {
  const ended = new Promise((done) => service.once("close", done))
  service.kill("SIGTERM")
  await ended
  await rm(dir, { recursive: true, force: true })
})

const Anything = z.looseObject({})
interface Person {
  readonly browser: Browser
  get(path: string): Promise<z.infer<typeof Anything>>
  list(path: string): Promise<z.infer<typeof Anything>[]>
  send(path: string, body: object, method?: "POST" | "PUT"): Promise<{ status: number; body: Record<string, unknown> }>
  file(path: string): Promise<Uint8Array>
}
/** A person with a browser of his own. */
function visitor(): Person {
  const b = browser({ request: (path, init) => fetch(base + path, init) }, base)
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${base}/api/${HOUSE}${path}`, {
      ...init,
      headers: {
        Cookie: [...(b.jar.get(base) ?? [])].map(([name, value]) => `${name}=${value}`).join("; "),
        Origin: base,
        "Sec-Fetch-Site": "same-origin",
        ...init.headers,
      },
    })
  const read = async (path: string): Promise<unknown> => {
    const response = await ask(path)
    const body: unknown = await response.json()
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`)
    return body
  }
  return {
    browser: b,
    get: async (path) => Anything.parse(await read(path)),
    list: async (path) => z.array(Anything).parse(await read(path)),
    async send(path, body, method = "POST") {
      const init = { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }
      const response = await ask(path, init)
      const text = await response.text()
      return { status: response.status, body: text === "" ? {} : Anything.parse(JSON.parse(text)) }
    },
    async file(path) {
      const response = await fetch(`${base}${path}`, {
        headers: { Cookie: [...(b.jar.get(base) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ") },
      })
      expect(response.status, path).toBe(200)
      return new Uint8Array(await response.arrayBuffer())
    },
  }
}
async function signedIn(account: string): Promise<Person> {
  const person = visitor()
  const seen = await person.browser.signIn(`/anmelden/${HOUSE}?weiter=%2Fhaeuser`, account)
  expect(seen.url.pathname, account).toBe("/haeuser")
  return person
}
async function ok(
  answer: Promise<{ status: number; body: Record<string, unknown> }>,
): Promise<Record<string, unknown>> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

const Step = z.looseObject({ id: z.string(), status: z.string() })
const Paper = z.looseObject({
  status: z.string(),
  chain: z.looseObject({ sha256: z.string(), pdfSha256: z.string().nullable(), steps: z.array(Step) }).optional(),
  fassungen: z.array(
    z.looseObject({
      n: z.number(),
      documents: z.array(z.looseObject({ kind: z.string(), stepId: z.string().optional(), sha256: z.string() })),
    }),
  ),
})

test("invitation, absence, deputy, paper, and the record at the end", { timeout: 300_000 }, async () => {
  // Two administrators: one proposes a function that signs, the other confirms it; neither can do it alone.
  const bela = await signedIn("bela-gruenwald")
  const svea = await signedIn("svea-brockmann")
  const invited = await ok(
    bela.send("/personen", { name: "Jannis Overbeck", functions: [{ role: "verfasser", as: "selbst" }] }),
  )
  const jannis = visitor()
  const login = await jannis.browser.submit(`/einladung/${HOUSE}`, { code: String(invited.code) })
  const action = /action="(\/konto\/[^"]+)"/.exec(login.text)?.[1] ?? ""
  const taken = await jannis.browser.submit(new URL(action, login.url).href, { konto: "jannis-overbeck" })
  expect([taken.url.pathname, taken.status]).toEqual(["/haeuser", 200])
  const wish = { name: "Nadja Körber", functions: [{ role: "kaemmerer", as: "selbst" }] }
  const proposed = z
    .looseObject({ proposal: z.looseObject({ id: z.string() }) })
    .parse(await ok(bela.send("/personen/nadja-koerber", wish, "PUT"))).proposal
  const confirmation = { proposalId: proposed.id }
  expect((await bela.send("/personen/nadja-koerber/bestaetigung", confirmation)).status).toBe(403)
  await ok(svea.send("/personen/nadja-koerber/bestaetigung", confirmation))

  // From now on the Landrat signs on paper.
  const { id: _, version: __, ...house } = await bela.get("/haus")
  const template = z.looseObject({ steps: z.array(z.looseObject({ id: z.string() })) }).parse(house.template)
  const steps = template.steps.map((s) => (s.id === "landrat" ? { ...s, level: "paper" } : s))
  await ok(bela.send("/haus", { ...house, template: { ...template, steps } }, "PUT"))

  // The invited person writes and hands in.
  const p = (text: string) => [{ type: "paragraph", content: [{ type: "text", text }] }]
  // The body has a calendar: the Vorlage goes to one of its meetings.
  const meetings = z.looseObject({ on: z.string(), gremiumId: z.string() })
  const found = await Promise.all(
    [0, 1].map(async (years) =>
      z
        .looseObject({ items: z.array(meetings) })
        .parse(await jannis.get(`/sitzungen?year=${Number(today().slice(0, 4)) + years}`)),
    ),
  )
  const termin = found.flatMap((f) => f.items).findLast((s) => s.gremiumId === "kreisausschuss")?.on ?? ""
  const amounts = { totalCent: null, thirdPartyCent: null, ownCent: null }
  const form = {
    artId: "beschluss",
    public: true,
    amtId: "jobcenter",
    betreff: "Arbeitsmarktprogramm des Jobcenters",
    beratungsfolge: [
      {
        gremiumId: "kreisausschuss",
        termin,
        berichterstattung: ["Dezernat"],
        zustaendigkeit: "Entscheidung",
      },
    ],
    finance: {
      effects: false,
      inBudget: null,
      products: [],
      positions: [],
      plannedCent: null,
      requiredCent: null,
      once: amounts,
      yearly: amounts,
      seeErlaeuterungen: false,
    },
    beschlussvorschlag: p("Dem Arbeitsmarktprogramm wird zugestimmt."),
    erlaeuterungen: p("Das Programm setzt die Schwerpunkte der Eingliederung."),
    anlagen: [],
  }
  const { id: vorlageId, rev } = await ok(jannis.send("/vorlagen", { form }))
  const at = `/vorlagen/${vorlageId}`
  await ok(jannis.send(`${at}/einreichung`, { rev }))
  const seen = async () => Paper.parse(await jannis.get(at))
  const until = async (what: string, done: (v: z.infer<typeof Paper>) => boolean) => {
    for (let i = 0; i < 600; i++) {
      const now = await seen()
      if (done(now)) return now
      await new Promise((next) => setTimeout(next, 100))
    }
    throw new Error(`waited in vain: ${what}`)
  }
  const open = (id: string) => until(`${id} is open`, (v) => v.chain?.steps.find((s) => s.id === id)?.status === "open")
  const hashes = async () => {
    const { chain } = await seen()
    return { fassungSha256: chain?.sha256 ?? "", pdfSha256: chain?.pdfSha256 ?? "" }
  }
  const decide = async (who: Person, body: object) =>
    ok(who.send(`${at}/entscheidung`, { ...(await hashes()), ...body }))

  await open("bca")
  await decide(await signedIn("pia-wollgast"), { kind: "state", stepId: "bca", text: "Keine Bedenken." })
  await decide(await signedIn("enno-falkenrath"), {
    kind: "cosign",
    stepId: "mitzeichnung",
    partyId: "rechtsamt",
    outcome: "agreed",
  })
  await decide(await signedIn("jona-weidner"), { kind: "sign", stepId: "amtsleitung" })

  // The Dezernentin is away and says who acts for her; the author sees it, the deputy signs in her place.
  const kim = await signedIn("kim-adler")
  const period = { from: today(), to: addDays(today(), 10) }
  await ok(kim.send("/ich/abwesenheit", period))
  const handed = { role: "dezernent", deputyId: "thore-lindqvist", as: "IV", ...period }
  await ok(kim.send("/ich/vertretung", handed))
  expect(JSON.stringify(await jannis.get(at))).toContain("kim-adler")
  const thore = await signedIn("thore-lindqvist")
  expect((await thore.list("/aufgaben")).some((t) => t.vorlageId === vorlageId)).toBe(true)
  await decide(thore, { kind: "sign", stepId: "dezernent" })

  // The Landrätin signs the sheet; the Sitzungsdienst files the scan and confirms.
  const withSheet = await until("sheet", (v) => v.fassungen.some((f) => f.documents.some((d) => d.kind === "sheet")))
  const sheet = withSheet.fassungen.flatMap((f) => f.documents).find((d) => d.kind === "sheet")
  const selma = await signedIn("selma-brandauer")
  const sheetFile = place.write("blatt.pdf", await selma.file(`/api/${HOUSE}${at}/dokumente/1/${sheet?.sha256}`))
  structure(sheetFile)
  expect(
    (await selma.send(`${at}/entscheidung`, { ...(await hashes()), kind: "sign", stepId: "landrat" })).status,
  ).toBe(422)
  const ruth = await signedIn("ruth-sandmann")
  const upload = await fetch(`${base}/api/${HOUSE}/uploads/scan?fileName=zeichnungsblatt.pdf`, {
    method: "POST",
    body: new Uint8Array(await scanOf(1, [])),
    headers: {
      "Content-Type": "application/pdf",
      Origin: base,
      "Sec-Fetch-Site": "same-origin",
      Cookie: [...(ruth.browser.jar.get(base) ?? [])].map(([name, value]) => `${name}=${value}`).join("; "),
    },
  })
  const { id: uploadId } = z.looseObject({ id: z.string() }).parse(await upload.json())
  for (let i = 0; (await ruth.get(`/uploads/${uploadId}`)).state !== "usable" && i < 100; i++)
    await new Promise((next) => setTimeout(next, 100))
  const confirmed = { ...(await hashes()), stepId: "landrat", uploadId, personId: "selma-brandauer", signedOn: today() }
  await ok(ruth.send(`${at}/papierzeichnung`, confirmed))
  const done = await until("all signatures", (v) =>
    v.fassungen.some((f) => f.documents.some((d) => d.kind === "finish")),
  )
  const last = done.fassungen.flatMap((f) => f.documents).findLast((d) => d.kind === "finish")
  const file = place.write("fertig.pdf", await jannis.file(`/api/${HOUSE}${at}/dokumente/1/${last?.sha256}`))
  structure(file)
  const words = tool("pdftotext", ["-layout", file, "-"])
  expect(words).toContain("gez. i. V. Thore Lindqvist")
  expect(words).toContain("für Kim Adler")
  expect(words.replace(/\s+/g, " ")).toMatch(/auf Papier gezeichnet: Dr\. Selma Brandauer/)
  const ca = place.write("ca.pem", new Uint8Array(await (await fetch(`${base}/musterverfahren/ca.pem`)).arrayBuffer()))
  const judged = cli("verify", file, "--ca", ca)
  expect(judged.status, judged.stdout).toBe(0)

  // The Revision takes the record out and has it judged from the files alone.
  const out = join(place.path, "protokoll")
  const exported = cli("audit", "export", "--tenant", HOUSE, "--out", out)
  expect(exported.status, exported.stderr).toBe(0)
  expect((await readdir(out)).length).toBeGreaterThan(3)
  const verified = cli("audit", "verify", out)
  expect([0, 2], verified.stdout).toContain(verified.status)
  const record = await readFile(join(out, "logs", `${vorlageId}.jsonl`), "utf8")
  expect(record).not.toContain("Brandauer")
  expect(record).toContain('"level":"paper"')
  expect(record).toContain('"as":"IV"')

  // Who has left is out at once, also with an open session.
  await ok(svea.send("/personen/ruth-sandmann/ende", { reason: "Wechsel in ein anderes Amt." }))
  expect((await ruth.send("/aufgaben", {})).status).toBe(404)
})
