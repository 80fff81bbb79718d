/** Rules of OParl 1.1 for one object: required and known properties, forms of addresses and dates, nothing empty, nothing unknown. */

export type Json = Readonly<Record<string, unknown>>
export const SCHEMA = "https://schema.oparl.org/1.1/"

/** What a property holds: form of a text, reference(s) to objects, lists, objects inside. */
type Kind =
  | "text"
  | "boolean"
  | "integer"
  | "date"
  | "instant"
  | "url"
  | "mail"
  | `ref:${string}`
  | `refs:${string}`
  | `list:${string}`
  | `in:${string}`
  | `ins:${string}`

interface Rules {
  readonly required: readonly string[]
  readonly known: Readonly<Record<string, Kind>>
  /** back reference that an object inside of another one leaves out, by the type it is inside of */
  readonly back: Readonly<Record<string, string>>
}

const COMMON: Readonly<Record<string, Kind>> = { created: "instant", modified: "instant", web: "url", license: "url" }

/** Written from the list of property names of the specification; types without a way into the product are listed all the same. */
export const RULES: Readonly<Record<string, Rules>> = {
  System: {
    required: ["oparlVersion", "body"],
    known: {
      oparlVersion: "url",
      body: "list:Body",
      name: "text",
      contactEmail: "mail",
      contactName: "text",
      website: "url",
      vendor: "url",
      product: "url",
    },
    back: {},
  },
  Body: {
    required: [
      ...["name", "organization", "person", "meeting", "paper", "legislativeTerm"],
      ...["agendaItem", "consultation", "file", "locationList", "legislativeTermList", "membership"],
    ],
    known: {
      system: "ref:System",
      name: "text",
      shortName: "text",
      website: "url",
      ags: "text",
      rgs: "text",
      contactEmail: "mail",
      contactName: "text",
      classification: "text",
      organization: "list:Organization",
      person: "list:Person",
      meeting: "list:Meeting",
      paper: "list:Paper",
      agendaItem: "list:AgendaItem",
      consultation: "list:Consultation",
      file: "list:File",
      locationList: "list:Location",
      legislativeTermList: "list:LegislativeTerm",
      membership: "list:Membership",
      legislativeTerm: "ins:LegislativeTerm",
      location: "in:Location",
    },
    back: {},
  },
  Organization: {
    required: [],
    known: {
      body: "ref:Body",
      name: "text",
      shortName: "text",
      organizationType: "text",
      classification: "text",
      meeting: "list:Meeting",
      membership: "refs:Membership",
      subOrganizationOf: "ref:Organization",
      startDate: "date",
      endDate: "date",
      website: "url",
      location: "in:Location",
    },
    back: {},
  },
  Person: { required: [], known: { body: "ref:Body", name: "text" }, back: {} },
  Membership: {
    required: [],
    known: { organization: "ref:Organization", person: "ref:Person" },
    back: { Person: "person" },
  },
  Meeting: {
    required: [],
    known: {
      name: "text",
      meetingState: "text",
      cancelled: "boolean",
      start: "instant",
      end: "instant",
      location: "in:Location",
      organization: "refs:Organization",
      participant: "refs:Person",
      invitation: "in:File",
      resultsProtocol: "in:File",
      verbatimProtocol: "in:File",
      auxiliaryFile: "ins:File",
      agendaItem: "ins:AgendaItem",
    },
    back: {},
  },
  AgendaItem: {
    required: ["order"],
    known: {
      meeting: "ref:Meeting",
      number: "text",
      order: "integer",
      name: "text",
      public: "boolean",
      consultation: "ref:Consultation",
      result: "text",
      resolutionText: "text",
      resolutionFile: "in:File",
      auxiliaryFile: "ins:File",
      start: "instant",
      end: "instant",
    },
    back: { Meeting: "meeting" },
  },
  Consultation: {
    required: [],
    known: {
      paper: "ref:Paper",
      agendaItem: "ref:AgendaItem",
      meeting: "ref:Meeting",
      organization: "refs:Organization",
      authoritative: "boolean",
      role: "text",
    },
    back: { Paper: "paper" },
  },
  Paper: {
    required: [],
    known: {
      body: "ref:Body",
      name: "text",
      reference: "text",
      date: "date",
      paperType: "text",
      relatedPaper: "refs:Paper",
      superordinatedPaper: "refs:Paper",
      subordinatedPaper: "refs:Paper",
      mainFile: "in:File",
      auxiliaryFile: "ins:File",
      location: "ins:Location",
      originatorOrganization: "refs:Organization",
      originatorPerson: "refs:Person",
      underDirectionOf: "refs:Organization",
      consultation: "ins:Consultation",
    },
    back: {},
  },
  File: {
    required: ["accessUrl"],
    known: {
      name: "text",
      fileName: "text",
      mimeType: "text",
      date: "date",
      size: "integer",
      sha512Checksum: "text",
      text: "text",
      accessUrl: "url",
      downloadUrl: "url",
      paper: "refs:Paper",
      meeting: "refs:Meeting",
      agendaItem: "refs:AgendaItem",
      masterFile: "ref:File",
      derivativeFile: "refs:File",
      fileLicense: "url",
    },
    back: { Paper: "paper", AgendaItem: "agendaItem", Meeting: "meeting" },
  },
  Location: {
    required: [],
    known: {
      description: "text",
      streetAddress: "text",
      room: "text",
      postalCode: "text",
      subLocality: "text",
      locality: "text",
      bodies: "refs:Body",
      organizations: "refs:Organization",
      meetings: "refs:Meeting",
    },
    back: { Body: "bodies", Organization: "organizations", Meeting: "meetings" },
  },
  LegislativeTerm: {
    required: [],
    known: { body: "ref:Body", name: "text", startDate: "date", endDate: "date" },
    back: { Body: "body" },
  },
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  "Meeting.meetingState": ["terminiert", "eingeladen", "durchgeführt"],
  "Consultation.role": ["Anhörung", "Entscheidung", "Kenntnisnahme", "Vorberatung"],
  "Organization.organizationType": [
    ...["Gremium", "Partei", "Fraktion", "Verwaltungsbereich", "externes Gremium", "Institution", "Sonstiges"],
  ],
}

const DATE = /^\d{4}-\d\d-\d\d$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/
const LOCAL = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//

/** What was found wrong, and what the object leads to. */
export interface Looked {
  readonly wrong: string[]
  /** references to objects, by the type they must have */
  readonly refs: { readonly url: string; readonly type: string; readonly from: string }[]
  readonly lists: { readonly url: string; readonly type: string }[]
  /** objects inside, each with the object it is inside of */
  readonly inside: { readonly object: Json; readonly type: string; readonly parent: string }[]
}

/** @param parent type of the object that this one is given out inside of */
export function look(object: Json, type: string, parent?: string): Looked {
  const wrong: string[] = []
  const found: Looked = { wrong, refs: [], lists: [], inside: [] }
  const name = `${type} ${String(object.id)}`
  const fail = (what: string) => wrong.push(`${name}: ${what}`)
  const rules = RULES[type]
  if (!rules) {
    fail("unknown type")
    return found
  }
  if (object.type !== `${SCHEMA}${type}`) fail(`type is ${String(object.type)}`)
  if (!isUrl(object.id)) fail("id is no address")
  for (const time of ["created", "modified"]) if (!isInstant(object[time])) fail(`${time} is ${String(object[time])}`)
  if (isInstant(object.created) && isInstant(object.modified))
    if (Date.parse(String(object.created)) > Date.parse(String(object.modified))) fail("modified before it was created")
  if (object.deleted !== undefined) {
    if (object.deleted !== true) fail("deleted is not true")
    if (parent !== undefined) fail("deleted inside of another object")
    for (const key of Object.keys(object))
      if (!["id", "type", "created", "modified", "deleted"].includes(key)) fail(`a stub has ${key}`)
    return found
  }
  for (const key of rules.required) if (object[key] === undefined) fail(`${key} is missing`)
  const back = parent === undefined ? undefined : rules.back[parent]
  if (back !== undefined && object[back] !== undefined) fail(`${back} inside of ${parent}`)
  for (const [key, value] of Object.entries(object)) {
    if (key === "id" || key === "type" || /^[a-zA-Z0-9-]+:/.test(key)) continue
    const kind = rules.known[key] ?? COMMON[key]
    if (kind === undefined) fail(`unknown property ${key}`)
    else if (empty(value) && !rules.required.includes(key)) fail(`${key} is empty`)
    else member(found, { type, key, kind, value, name, fail })
  }
  return found
}

const empty = (value: unknown): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0)

interface Member {
  readonly type: string
  readonly key: string
  readonly kind: Kind
  readonly value: unknown
  readonly name: string
  fail(what: string): void
}

function member(found: Looked, { type, key, kind, value, name, fail }: Member): void {
  const [what, other = ""] = kind.split(":")
  const wrong = () => fail(`${key} is ${JSON.stringify(value)?.slice(0, 80)}, not ${kind}`)
  const each = (act: (v: unknown) => void) => (Array.isArray(value) ? value.forEach(act) : wrong())
  const refer = (url: unknown) => (isUrl(url) ? found.refs.push({ url, type: other, from: `${name} ${key}` }) : wrong())
  const inner = (v: unknown) => (isObject(v) ? found.inside.push({ object: v, type: other, parent: type }) : wrong())
  if (what === "text" && (typeof value !== "string" || value !== value.trim())) wrong()
  if (what === "text" && WORDS[`${type}.${key}`] && !WORDS[`${type}.${key}`]?.includes(String(value))) wrong()
  if (key === "ags" && !/^\d{8}$/.test(String(value))) wrong()
  if (key === "sha512Checksum" && !/^[0-9a-f]{128}$/.test(String(value))) wrong()
  if (key === "oparlVersion" && value !== SCHEMA) wrong()
  if (what === "boolean" && typeof value !== "boolean") wrong()
  if (what === "integer" && (!Number.isInteger(value) || Number(value) < 0)) wrong()
  if (what === "date" && !(typeof value === "string" && DATE.test(value) && isDay(value))) wrong()
  if (what === "instant" && !isInstant(value)) wrong()
  if (what === "url" && !isUrl(value)) wrong()
  if (what === "mail" && !/^\S+@\S+$/.test(String(value))) wrong()
  if (what === "ref") refer(value)
  if (what === "refs") each(refer)
  if (what === "list") isUrl(value) ? found.lists.push({ url: value, type: other }) : wrong()
  if (what === "in") inner(value)
  if (what === "ins") each(inner)
}

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** HTTPS, or a machine's own address in tests; no white space, nothing that would have to be encoded. */
export const isUrl = (value: unknown): value is string =>
  typeof value === "string" &&
  (value.startsWith("https://") || LOCAL.test(value)) &&
  /^[\x21-\x7e]+$/.test(value) &&
  URL.canParse(value) &&
  !value.includes("#")

export function isInstant(value: unknown): boolean {
  if (typeof value !== "string" || !INSTANT.test(value)) return false
  return isDay(value.slice(0, 10)) && !Number.isNaN(Date.parse(value))
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day
}
