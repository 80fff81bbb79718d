/** How refusals look in the description: their one schema and what each status means. */
import { STATUS } from "@beschlussweg/core/error"
import type { Schema } from "../openapi.ts"

export const REFUSAL: Schema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "reason", "message", "findings", "requestId"],
      properties: {
        code: { enum: [...Object.keys(STATUS), "internal"] },
        reason: { type: "string", description: "Fester Grund für Programme, zum Beispiel draft.stale." },
        message: { type: "string", description: "Ein Satz für Menschen: was ist und was zu tun ist." },
        findings: {
          type: "array",
          description: "Einzelne Stellen, wo es mehrere gibt.",
          items: {
            type: "object",
            required: ["reason", "place", "message"],
            properties: { reason: { type: "string" }, place: { type: "string" }, message: { type: "string" } },
          },
        },
        requestId: { type: "string", format: "uuid" },
      },
    },
  },
}

const REFUSED: Readonly<Record<number, string>> = {
  400: "Angaben fehlen oder haben nicht die erwartete Form.",
  401: "Nicht angemeldet, oder die Anmeldung ist abgelaufen.",
  403: "Dafür fehlt das Recht; die Meldung nennt, wer es hat.",
  404: "Das gibt es hier nicht. Fremdes wird genauso beantwortet.",
  409: "Der Stand hat sich geändert, oder jemand war schneller.",
  413: "Der Inhalt ist zu groß.",
  422: "Verstanden, aber so nicht möglich; die Meldung sagt, warum.",
  429: "Eine Grenze ist erreicht.",
  500: "Ein Fehler bei uns; die Antwort nennt nur die Kennung der Anfrage.",
}
export const RESPONSES: Schema = Object.fromEntries(
  Object.entries(REFUSED).map(([code, description]) => [
    code,
    { description, content: { "application/json": { schema: { $ref: "#/components/schemas/Fehler" } } } },
  ]),
)
