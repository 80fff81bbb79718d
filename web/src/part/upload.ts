/** Sending a file with its progress: the one thing that needs XMLHttpRequest. A large file goes to where the service says. */
import { Problem } from "../api.ts"

/** Bytes that the service still takes itself; a function of the cloud is given 6 MB with everything around it. */
const AT_ONCE = 4_000_000

/** Share of the way that is sent, 0 to 1. */
type OnPart = (part: number) => void

/**
 * @param onPart share that has been sent, 0 to 1
 * @param to "signiert" and "scan" have a place of their own
 * @returns id of the upload @throws Problem
 */
export async function send(
  haus: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  onPart: OnPart,
  signal?: AbortSignal,
  to?: "signiert" | "scan" | "logo",
): Promise<string> {
  const address = (more: Readonly<Record<string, string>> = {}) =>
    `/api/${encodeURIComponent(haus)}/uploads${to ? `/${to}` : ""}?${new URLSearchParams({
      ...fields,
      fileName: file.name.slice(-200),
      ...more,
    })}`
  const type = file.type || "application/octet-stream"
  const headers = { Accept: "application/json", "Content-Type": type }
  if (file.size <= AT_ONCE || to === "logo")
    return idOf(await request({ method: "POST", url: address(), headers, body: file, onPart, signal }))
  const bytes = await whole(file)
  const checksum = base64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)))
  const announced = await request({
    method: "POST",
    url: address({ bytes: String(bytes.byteLength), checksum }),
    headers,
    signal,
  })
  const uploadId = idOf(announced)
  const place = placeOf(announced)
  await request({ method: "PUT", ...place, body: new Blob([bytes]), onPart, signal })
  return idOf(await request({ method: "POST", url: address({ uploadId }), headers, signal }))
}

interface Sending {
  readonly method: "POST" | "PUT"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Blob
  readonly onPart?: OnPart
  readonly signal: AbortSignal | undefined
}

/** @throws Problem with the service's own words, where it said some */
function request({ method, url, headers, body, onPart, signal }: Sending): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new Problem(0, { code: "aborted", message: "Die Übertragung wurde abgebrochen." }))
    if (signal?.aborted) return aborted()
    const asked = new XMLHttpRequest()
    asked.open(method, url)
    for (const [name, value] of Object.entries(headers)) asked.setRequestHeader(name, value)
    asked.upload.onprogress = (event) => event.lengthComputable && onPart?.(event.loaded / event.total)
    asked.onload = () => {
      const said = parsed(asked.responseText)
      if (asked.status >= 200 && asked.status < 300) return resolve(said)
      const { error } = said as { error?: { message?: string } }
      reject(refused(asked.status, error))
    }
    asked.onerror = () =>
      reject(
        new Problem(0, {
          code: "offline",
          message:
            "Die Übertragung ist abgebrochen. Bitte prüfen Sie Ihre Verbindung und wählen Sie die Datei noch einmal.",
        }),
      )
    asked.onabort = aborted
    signal?.addEventListener("abort", () => asked.abort())
    asked.send(body)
  })
}

const refused = (status: number, error?: { message?: string }): Problem =>
  new Problem(status, {
    ...error,
    message: error?.message ?? "Die Datei konnte nicht übertragen werden. Bitte versuchen Sie es noch einmal.",
  })

function idOf({ id }: Record<string, unknown>): string {
  if (typeof id !== "string") throw refused(0)
  return id
}

function placeOf({ to }: Record<string, unknown>): Pick<Sending, "url" | "headers"> {
  const { url, headers } = (to ?? {}) as Partial<Pick<Sending, "url" | "headers">>
  if (url === undefined || headers === undefined) throw refused(0)
  return { url, headers }
}

/** The file as it is now: what is announced is what is sent, even if it is saved again meanwhile. */
async function whole(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer()
  } catch {
    throw new Problem(0, {
      code: "unreadable",
      message: "Die Datei konnte nicht gelesen werden. Bitte wählen Sie sie noch einmal.",
    })
  }
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

function parsed(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
