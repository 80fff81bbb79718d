/** A browser for tests of the sign-in: keeps cookies per origin, follows redirects between the app and real providers. */
import { ORIGIN } from "./fixture.ts"

interface App {
  request(path: string, init: RequestInit): Response | Promise<Response>
}

export interface Seen {
  /** where the browser stands after all redirects */
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly text: string
}
export interface Browser {
  /** cookies by origin and name */
  readonly jar: Map<string, Map<string, string>>
  open(url: string): Promise<Seen>
  /** one step, without following */
  step(url: string, init?: { readonly form?: Readonly<Record<string, string>> }): Promise<Response>
  submit(url: string, form: Readonly<Record<string, string>>): Promise<Seen>
  /** whole sign-in as one of the demo accounts of an embedded provider, from our address to where it ends */
  signIn(address: string, account: string): Promise<Seen>
  /** goes as far as the provider's page and chooses; gives the address that would lead back to us */
  answerOf(address: string, account: string): Promise<string>
  cookie(name: string): string | undefined
}

const REDIRECTS = 12

function formOf(text: string): { action: string; fields: Record<string, string> } {
  const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? ""
  const inputs = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  return { action, fields: Object.fromEntries(inputs.map(([, name = "", value = ""]) => [name, value])) }
}

/** @param app what answers at `origin`: the app itself, or a served one behind fetch */
export function browser(app: App, origin = ORIGIN): Browser {
  const jar: Browser["jar"] = new Map()
  const step: Browser["step"] = async (url, { form } = {}) => {
    const target = new URL(url, origin)
    const cookies = jar.get(target.origin) ?? new Map<string, string>()
    const init = {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual" as const,
      headers: {
        Accept: "text/html",
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(form === undefined
          ? {}
          : {
              "Content-Type": "application/x-www-form-urlencoded",
              Origin: target.origin,
              "Sec-Fetch-Site": "same-origin",
            }),
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    }
    const response =
      target.origin === origin ? await app.request(target.pathname + target.search, init) : await fetch(target, init)
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim())
      const name = pair.slice(0, pair.indexOf("="))
      const gone = attributes.some((a) => /^max-age=0$/i.test(a) || /^expires=Thu, 01 Jan 1970/i.test(a))
      // As browsers do: such a name needs these attributes.
      if (name.startsWith("__Host-") && !(attributes.includes("Secure") && attributes.includes("Path=/"))) continue
      if (gone) cookies.delete(name)
      else cookies.set(name, pair.slice(name.length + 1))
    }
    jar.set(target.origin, cookies)
    return response
  }
  /** The next address that a browser would go to by itself. */
  const onwards = (response: Response): string | undefined =>
    response.status >= 300 && response.status < 400
      ? (response.headers.get("location") ?? undefined)
      : /^0; url=(.+)$/.exec(response.headers.get("refresh") ?? "")?.[1]
  const follow = async (url: string, first: Response, until?: (next: URL) => boolean): Promise<Seen> => {
    let at = new URL(url, origin)
    let response = first
    let text = ""
    for (let n = 0; n < REDIRECTS; n++) {
      const next = onwards(response)
      text = next === undefined ? await response.text() : ""
      // The provider's page between two accounts sends its form by itself.
      const form = text.includes("document.forms[0].submit()") ? formOf(text) : undefined
      if (next === undefined && form === undefined) break
      at = new URL(next ?? form?.action ?? "", at)
      if (until?.(at)) break
      response = await step(at.href, form && { form: form.fields })
    }
    return { url: at, status: response.status, headers: response.headers, text }
  }
  const open = async (url: string, until?: (next: URL) => boolean) => follow(url, await step(url), until)
  const submit = async (url: string, form: Readonly<Record<string, string>>, until?: (next: URL) => boolean) =>
    follow(url, await step(url, { form }), until)
  const choose = async (address: string, account: string, until?: (next: URL) => boolean): Promise<Seen> => {
    const page = await open(address)
    const action = /action="(\/konto\/[^"]+)"/.exec(page.text)?.[1]
    if (action === undefined) throw new Error(`no page of the provider at ${page.url.href}: ${page.text.slice(0, 500)}`)
    return submit(new URL(action, page.url).href, { konto: account }, until)
  }
  return {
    jar,
    step,
    open,
    submit,
    signIn: choose,
    async answerOf(address, account) {
      const seen = await choose(address, account, (next) => next.origin === origin)
      return seen.url.href
    },
    cookie: (name) => jar.get(origin)?.get(name),
  }
}
