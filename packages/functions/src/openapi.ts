/** Description of the API (OpenAPI 3.1), made from the routes and from the same zod schemas the verbs check with. */
import { Condition } from "@beschlussweg/core/chain"
import { Block } from "@beschlussweg/core/content"
import { STATUS } from "@beschlussweg/core/error"
import { Finance } from "@beschlussweg/core/paper"
import { MAY, ROLE_LABEL, Role } from "@beschlussweg/core/role"
import { Form } from "@beschlussweg/core/vorlage"
import type { Hono } from "hono"
import { z } from "zod"
import { EXAMPLES } from "./api/example.ts"
import { REFUSAL, RESPONSES } from "./api/refusal.ts"
import { type Env, type Route, routesOf } from "./api/route.ts"
import { COOKIE } from "./session.ts"

/** JSON Schema as it is written out. */
export type Schema = { [keyword: string]: unknown }
export interface Parameter {
  readonly name: string
  readonly in: "path" | "query"
  readonly required: boolean
  readonly description: string
  readonly schema: Schema
}
export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: { readonly [type: string]: { readonly schema: Schema; readonly examples?: Schema } }
  }
  readonly responses: { readonly [status: string]: Schema }
}
export interface Description {
  readonly openapi: "3.1.1"
  readonly info: Schema
  readonly servers: readonly Schema[]
  readonly security: readonly Schema[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly components: Schema
}

/** First segment below the tenant: what stands there, in the order of the page. */
const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: "haus", description: "Das Haus: Ämter, Gremien, Vorlagenarten und Zeichnungsweg." },
  { name: "personen", description: "Personen des Hauses, ihre Funktionen und Vertretungen." },
  { name: "ich", description: "Was jede Person für sich selbst tut: Abwesenheit und Vertretung." },
  { name: "vertretungen", description: "Vertretungen, die die Mandantenadministration gibt und beendet." },
  { name: "schluessel", description: "Schlüssel von Programmen: je Haus, mit Funktion, Rechten und Ende." },
  { name: "programme", description: "Programme (AMP, AIP, Lokales Planungsdokument): Arbeitstext und Stände." },
  { name: "abschnitte", description: "Ihre Abschnitte in allen Programmen, nach Termin." },
  { name: "uploads", description: "Dateien: werden angenommen, im Hintergrund geprüft und danach verwendbar." },
  {
    name: "vorlagen",
    description: "Beschlussvorlagen: Entwurf, Einreichung, Zeichnung, Beratung, Dokumente und Verlauf.",
  },
  { name: "gremien", description: "Gremien: ihre Mitglieder und was auf sie wartet." },
  { name: "sitzungen", description: "Sitzungen: Kalender, Tagesordnung, Einladung, Nachtrag, Durchführung." },
  { name: "aufgaben", description: "Was auf Sie wartet." },
  { name: "nummern", description: "Vergebene Vorlagennummern." },
  {
    name: "ergebnisse",
    description: "Ergebnisse einer ganzen Sitzung auf einmal, auch aus dem Ratsinformationssystem.",
  },
  { name: "beschlusskontrolle", description: "Wer führt einen Beschluss bis wann aus, und was daraus wurde." },
  { name: "suche", description: "Suche in Programmen, Vorlagen und Beschlüssen, soweit Sie sie sehen dürfen." },
  { name: "veroeffentlichungen", description: "Was von diesem Haus öffentlich ist oder werden soll." },
  { name: "protokoll", description: "Protokoll des Hauses für die Revision: alle Einträge, Kopien und Anker." },
]

const PATH: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>> = {
  tenant: {
    description: "Kennung des Hauses, zum Beispiel kreis-aulenfeld.",
    schema: { type: "string", pattern: "^[a-z0-9-]{2,40}$" },
  },
  vorlageId: { description: "Kennung der Vorlage.", schema: id() },
  programmeId: { description: "Kennung des Programms.", schema: id() },
  uploadId: { description: "Kennung der hochgeladenen Datei.", schema: id() },
  personId: { description: "Kennung der Person.", schema: id() },
  sectionId: { description: "Kennung des Abschnitts im Programm.", schema: id() },
  offerId: { description: "Kennung eines aufgehobenen Textes.", schema: id() },
  commentId: { description: "Kennung der Anmerkung.", schema: id() },
  comparisonId: { description: "Kennung des Vergleichs.", schema: id() },
  packageId: { description: "Kennung des angeforderten Übergabepakets.", schema: id() },
  outputId: { description: "Kennung der angeforderten Datei.", schema: id() },
  controlId: { description: "Kennung der Aufgabe der Beschlusskontrolle.", schema: id() },
  sitzungId: { description: "Kennung der Sitzung.", schema: id() },
  gremiumId: { description: "Kennung des Gremiums in den Einstellungen des Hauses.", schema: id() },
  memberId: { description: "Kennung der Mitgliedschaft.", schema: id() },
  keyId: { description: "Kennung des Schlüssels.", schema: id() },
  log: { description: "Name des Protokolls: Kennung der Vorlage, des Programms, der Datei, oder house.", schema: id() },
  fassung: { description: "Nummer der Fassung.", schema: { type: "integer", minimum: 1 } },
  sha256: { description: "Prüfsumme des Dokuments (SHA-256).", schema: { type: "string", pattern: "^[0-9a-f]{64}$" } },
}
const QUERY: Readonly<Record<string, string>> = {
  cursor: "Seitenmarke der vorigen Antwort.",
  year: "Jahr; ohne Angabe das laufende.",
  gremiumId: "Nur Sitzungen dieses Gremiums.",
  on: "Tag; ohne Angabe heute.",
  issue: "Nummer der Einladung oder des Nachtrags; ohne Angabe die neueste.",
  form: "full für Mitglieder, public für die Öffentlichkeit.",
  stand: "Nummer des Standes, oder draft für den Arbeitstext.",
}

function id(): Schema {
  return { type: "string", pattern: "^[A-Za-z0-9_-]{1,80}$" }
}

export function openapi(app: Hono<Env>, version: string): Description {
  const routes = routesOf(app)
  const { inputs, shared } = schemas(routes)
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:([A-Za-z0-9]+)/g, "{$1}")
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, inputs[route.verb.name] ?? {}) }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Beschlussweg",
      version,
      description: "Vom Entwurf des Arbeitsmarktprogramms über die gezeichnete Beschlussvorlage bis zum Beschluss.",
      license: { name: "EUPL-1.2", identifier: "EUPL-1.2" },
    },
    servers: [{ url: "/" }],
    security: [{ session: [] }, { key: [] }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: COOKIE, description: "Sitzung eines Menschen im Browser." },
        key: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "bw_<Haus>_<Kennung>_<Geheimnis>",
          description: "Schlüssel einer Maschine.",
        },
      },
      schemas: { ...shared, Fehler: REFUSAL },
      responses: RESPONSES,
    },
  }
}

/** Input schemas by verb; texts, forms and conditions are written once and referred to. */
function schemas(routes: readonly Route[]): { inputs: Record<string, Schema>; shared: Record<string, Schema> } {
  const registry = z.registry<{ id: string }>()
  const parts = { Block, Condition, Finance, Form }
  for (const [name, schema] of Object.entries(parts)) registry.add(schema, { id: name })
  for (const { verb } of routes) registry.add(verb.input, { id: verb.name })
  const all = z.toJSONSchema(registry, {
    io: "input",
    // File bytes are no JSON; that route describes itself.
    unrepresentable: "any",
    uri: (name) => `#/components/schemas/${name}`,
  }).schemas
  const inputs: Record<string, Schema> = {}
  const shared: Record<string, Schema> = {}
  for (const [name, { $schema: _, $id: __, ...schema }] of Object.entries(all))
    (Object.hasOwn(parts, name) ? shared : inputs)[name] = schema
  return { inputs, shared }
}

function operation(route: Route, input: Schema): Operation {
  const { verb } = route
  const inPath = [...route.path.matchAll(/:([A-Za-z0-9]+)/g)].map((m) => m[1] ?? "")
  const rest = without(input, inPath)
  const parameters = inPath.map((name): Parameter => {
    const known = PATH[name]
    if (!known) throw new Error(`${route.path}: ${name} is not described`)
    return { name, in: "path", required: true, ...known }
  })
  if (route.takes === "query") parameters.push(...inQuery(rest))
  if (route.gives === "file")
    parameters.push({
      name: "download",
      in: "query",
      required: false,
      description: "Wenn angegeben: zum Speichern statt zum Anzeigen.",
      schema: { type: "string" },
    })
  if (route.takes === "bytes") parameters.push(...UPLOAD.filter((p) => purposes(route) || !OF_PURPOSE.includes(p.name)))
  return {
    operationId: verb.name,
    tags: [route.path.split("/")[3] ?? ""],
    summary: verb.summary,
    description: `Es dürfen: ${entitled(verb.may).join(", ")}.`,
    parameters,
    ...body(route, rest),
    responses: {
      ...success(route),
      ...Object.fromEntries(refusals(route).map((code) => [String(code), { $ref: `#/components/responses/${code}` }])),
    },
  }
}

/** Files of several purposes come in at one address; a scan or a signed file has its own. */
const purposes = (route: Route): boolean => route.verb.name === "upload.receive"

const OF_PURPOSE: readonly string[] = ["purpose", "kind", "year"]

/** Roles that hold an action, in words. */
export function entitled(action: Route["verb"]["may"]): string[] {
  return Role.options
    .filter((role) => (MAY[role] as readonly string[]).includes(action))
    .map((role) => ROLE_LABEL[role])
}

/** The schema of an object, or of each alternative, without some properties. */
function without(schema: Schema, names: readonly string[]): Schema {
  const alternatives = schema.oneOf
  if (Array.isArray(alternatives)) return { ...schema, oneOf: alternatives.map((s: Schema) => without(s, names)) }
  const {
    properties = {},
    required = [],
    ...more
  } = schema as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  const left = required.filter((name) => !names.includes(name))
  return {
    ...more,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name))),
    ...(left.length > 0 ? { required: left } : {}),
  }
}

function inQuery(schema: Schema): Parameter[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Schema>; required?: string[] }
  return Object.entries(properties).map(([name, s]) => ({
    name,
    in: "query",
    required: required.includes(name),
    description: QUERY[name] ?? name,
    schema: s,
  }))
}

const UPLOAD: readonly Parameter[] = [
  {
    name: "purpose",
    in: "query",
    required: false,
    description: "Wofür die Datei ist: Word-Datei eines Programms, Anlage oder Bild. Im Formular auch als Feld.",
    schema: { enum: ["programme", "anlage", "image"] },
  },
  {
    name: "fileName",
    in: "query",
    required: false,
    description: "Name der Datei; im Formular steht er bei der Datei.",
    schema: { type: "string", minLength: 1, maxLength: 200 },
  },
  {
    name: "bytes",
    in: "query",
    required: false,
    description:
      "Statt eines Inhalts, zusammen mit checksum: Größe einer Datei, die angekündigt wird. Die Antwort nennt eine Adresse und Kopfzeilen; dorthin wird die Datei binnen 60 Sekunden mit PUT gesendet. Über 4,5 MB ist das der einzige Weg.",
    schema: { type: "integer", minimum: 1 },
  },
  {
    name: "checksum",
    in: "query",
    required: false,
    description: "Zu bytes: SHA-256 der Datei in Base64.",
    schema: { type: "string" },
  },
  {
    name: "uploadId",
    in: "query",
    required: false,
    description:
      "Statt eines Inhalts: Kennung aus der Ankündigung, wenn die Datei dort liegt. Damit wird sie übernommen.",
    schema: id(),
  },
  {
    name: "kind",
    in: "query",
    required: false,
    description: "Bei einem Programm: seine Art.",
    schema: { enum: ["AMP", "AIP", "LPD"] },
  },
  {
    name: "year",
    in: "query",
    required: false,
    description: "Bei einem Programm: sein Jahr.",
    schema: { type: "integer", minimum: 2000, maximum: 2100 },
  },
]

function body(route: Route, schema: Schema): Pick<Operation, "requestBody"> {
  if (route.takes === "query") return {}
  if (route.takes === "bytes")
    return {
      requestBody: {
        required: true,
        content: {
          "application/octet-stream": { schema: {} },
          "multipart/form-data": {
            schema: purposes(route)
              ? {
                  type: "object",
                  properties: { file: {}, purpose: { enum: ["programme", "anlage", "image"] } },
                  required: ["file", "purpose"],
                }
              : { type: "object", properties: { file: {} }, required: ["file"] },
          },
        },
      },
    }
  const examples = EXAMPLES[route.verb.name]
  const required = Array.isArray(schema.oneOf) || Array.isArray(schema.required)
  return {
    requestBody: { required, content: { "application/json": { schema, ...(examples ? { examples } : {}) } } },
  }
}

function success(route: Route): Record<string, Schema> {
  if (route.gives === "file")
    return {
      200: { description: "Das Dokument.", content: { [route.mediaType ?? "application/pdf"]: { schema: {} } } },
    }
  const done = {
    description: route.status === 202 ? "Angenommen; die Prüfung läuft." : "Erledigt.",
    content: { "application/json": { schema: {} } },
  }
  return NOTHING.has(route.verb.name) ? { 204: { description: "Erledigt." } } : { [route.status]: done }
}
/** Verbs that answer with nothing. */
const NOTHING = new Set(["key.revoke", "endfassung.confirm"])

function refusals(route: Route): number[] {
  const read = route.takes === "query"
  const { input, unauthenticated, forbidden, not_found, conflict, refused, limit } = STATUS
  return [input, unauthenticated, forbidden, not_found, ...(read ? [] : [conflict, 413]), refused, limit, 500]
}
