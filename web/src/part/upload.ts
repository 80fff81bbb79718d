/** Sending a file with its progress: the one thing that needs XMLHttpRequest. */
import { Problem } from "../api.ts"

/**
 * @param onPart share that has been sent, 0 to 1
 * @param to "signiert" and "scan" have a place of their own
 * @returns id of the upload @throws Problem
 */
export function send(
  haus: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  onPart: (part: number) => void,
  signal?: AbortSignal,
  to?: "signiert" | "scan" | "logo",
): Promise<string> {
  const query = new URLSearchParams({ ...fields, fileName: file.name.slice(-200) })
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", `/api/${encodeURIComponent(haus)}/uploads${to ? `/${to}` : ""}?${query}`)
    request.setRequestHeader("Accept", "application/json")
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream")
    request.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total)
    request.onload = () => {
      const said = parsed(request.responseText)
      if (request.status < 300 && typeof said.id === "string") return resolve(said.id)
      const { error } = said as { error?: { message?: string } }
      reject(
        new Problem(request.status, {
          ...error,
          message: error?.message ?? "Die Datei konnte nicht übertragen werden. Bitte versuchen Sie es noch einmal.",
        }),
      )
    }
    request.onerror = () =>
      reject(
        new Problem(0, {
          code: "offline",
          message:
            "Die Übertragung ist abgebrochen. Bitte prüfen Sie Ihre Verbindung und wählen Sie die Datei noch einmal.",
        }),
      )
    request.onabort = () => reject(new Problem(0, { code: "aborted", message: "Die Übertragung wurde abgebrochen." }))
    signal?.addEventListener("abort", () => request.abort())
    request.send(file)
  })
}

function parsed(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
