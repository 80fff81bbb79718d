/** Sign-in and sign-out of people: the pages and redirects between the browser, the house's provider and our session. */
import { membership } from "@beschlussweg/core/account"
import type { Actor, Ctx } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import * as Member from "@beschlussweg/core/member"
import type { SignIn } from "@beschlussweg/core/tenant"
import { type Context, Hono } from "hono"
import { deleteCookie, setCookie } from "hono/cookie"
import { bounded, mediaType } from "./api/body.ts"
import type { Env } from "./api/route.ts"
import {
  type AuthDeps,
  COOKIE_OPTIONS,
  NOBODY,
  OPERATOR,
  onlyCookie,
  placesNow,
  remember,
  requireOwnOrigin,
  sessionOf,
} from "./auth.ts"
import { requireBelow, take } from "./limit.ts"
import { log } from "./log.ts"
import type { Identity } from "./oidc.ts"
import { housePage, housesPage, invitationPage, onPage } from "./page/signin.ts"
import { COOKIE, type Session } from "./session.ts"
import { TRANSACTION_COOKIE, TRANSACTION_SECONDS, type Transaction } from "./transaction.ts"
import { unfitting } from "./unfitting.ts"

/** @param offered houses that the page of local work offers; in production nobody is told which there are */
export function signIn(deps: AuthDeps, offered: readonly { readonly id: string; readonly name: string }[]): Hono<Env> {
  const { door, origins } = deps
  const stranger = (tenantId: string): Ctx => deps.ctx(tenantId, STRANGER, "api", NOBODY)

  /** The settings with which people of this house sign in. A house without them and no house look the same. */
  const settingsOf = async (tenantId: string): Promise<SignIn> => {
    const found = tenantId === OPERATOR ? door.operator : (await door.accounts.house(tenantId))?.signIn
    if (!found || deps.closed(tenantId)) throw noSignIn()
    return found
  }

  /** Sends somebody off, and keeps in his browser what must come back. */
  const leave = async (
    c: Context<Env>,
    tenantId: string,
    more: { readonly fresh?: boolean; readonly onwards: string; readonly code?: string },
  ): Promise<string> => {
    const at = await settingsOf(tenantId)
    // One address per house: what comes back for another house is not taken for this one (mix-up).
    const redirectUri = `${ownOrigin(c, origins)}/anmelden/rueckkehr/${tenantId}`
    const { fresh = false, onwards, code } = more
    const again = fresh ? await sessionOf(c, door).catch(() => undefined) : undefined
    const { url, checks } = await door.party.begin(at, redirectUri, fresh)
    const transaction: Transaction = {
      tenantId,
      issuer: at.issuer,
      clientId: at.clientId,
      redirectUri,
      ...checks,
      onwards,
      ...(again === undefined ? {} : { again: again.accountId }),
      ...(code === undefined ? {} : { code }),
    }
    setCookie(c, TRANSACTION_COOKIE, await door.transactions.seal(transaction), {
      ...COOKIE_OPTIONS,
      maxAge: TRANSACTION_SECONDS,
    })
    return url
  }

  /** What this browser set out with. It is used once, whatever comes of it. */
  const begun = async (c: Context<Env>, tenantId: string): Promise<Transaction> => {
    const cookie = onlyCookie(c, TRANSACTION_COOKIE)
    deleteCookie(c, TRANSACTION_COOKIE, { path: "/", secure: true })
    const transaction = cookie === undefined ? undefined : await door.transactions.open(cookie)
    if (!transaction)
      throw new AppError(
        "unauthenticated",
        "signIn.expired",
        "Diese Anmeldung hat zu lange gedauert, wurde schon beendet oder in einem anderen Fenster begonnen. Bitte beginnen Sie sie noch einmal.",
      )
    if (transaction.tenantId !== tenantId) throw unfitting("signIn.house")
    return transaction
  }

  /** The person of the house that this account is, with what an invitation and the provider's claims bring. */
  const arrive = async (tenantId: string, at: SignIn, identity: Identity, code: string | undefined): Promise<void> => {
    const { accountId, claims } = identity
    const ctx = stranger(tenantId)
    if (code !== undefined) await Member.accept(ctx, { code, accountId, label: labelOf(claims) })
    const personId = await door.accounts.person(tenantId, accountId)
    const found = personId === undefined ? undefined : await membership(ctx.table, personId)
    if (personId === undefined || !found) throw unknownAccount()
    await take(ctx.table, personId, "signIn", door.now())
    await Member.sync(ctx, personId, Member.fromClaims(at.roleMapping, claims))
  }

  const returned = async (c: Context<Env>, tenantId: string): Promise<Response> => {
    const transaction = await begun(c, tenantId)
    const at = await settingsOf(tenantId)
    // The settings may have changed while somebody was away; the answer is judged by what holds now.
    if (at.issuer !== transaction.issuer || at.clientId !== transaction.clientId) throw unfitting("signIn.issuer")
    const answered = new URL(transaction.redirectUri)
    answered.search = new URL(c.req.url).search
    const identity = await door.party.finish(at, answered, transaction)
    if (transaction.again !== undefined && transaction.again !== identity.accountId)
      throw new AppError(
        "unauthenticated",
        "signIn.other",
        "Sie haben sich mit einem anderen Konto angemeldet als zuvor. Bitte melden Sie sich mit demselben Konto noch einmal an oder melden Sie sich zuerst ab.",
      )
    const { accountId, signedInAt } = identity
    const begunSession = {
      accountId,
      sid: crypto.randomUUID(),
      issuer: at.issuer,
      clientId: at.clientId,
      signedInAt,
      since: door.now(),
    }
    if (tenantId !== OPERATOR) {
      await arrive(tenantId, at, identity, transaction.code)
      await door.accounts.unsafeJoin(accountId, tenantId)
    }
    const { tenants } = await door.accounts.unsafeKnown(accountId)
    // The house of this sign-in first: it must not fall to the limit of houses per session.
    const ordered = [tenantId, ...tenants.filter((t) => t !== tenantId)].filter((t) => tenants.includes(t))
    const houses: Session["houses"] = await door.accounts.unsafePlaces(accountId, ordered, at)
    await remember(c, door, { ...begunSession, houses })
    return c.redirect(transaction.onwards, 303)
  }

  /** The houses of the account that is signed in; what changed since the sign-in shows at once. */
  const housesOf = async (c: Context<Env>) => {
    const session = await sessionOf(c, door)
    const { tenants } = await door.accounts.unsafeKnown(session.accountId)
    const places = await placesNow(door, session)
    // The registry remembers where somebody was once; a house that he has left, or that is closed, is none of his.
    const here = await Promise.all(
      tenants.map(async (id) => {
        const belongs = !deps.closed(id) && (await door.accounts.person(id, session.accountId)) !== undefined
        return belongs ? door.accounts.house(id) : undefined
      }),
    )
    // A house joined meanwhile is open without another sign-in.
    await remember(c, door, { ...session, houses: places })
    return here.flatMap((h) => (h ? [{ id: h.tenantId, name: h.name, open: places.has(h.tenantId) }] : []))
  }

  return new Hono<Env>()
    .get("/anmelden", async (c) => {
      const onwards = own(c.req.query("weiter"))
      const haus = c.req.query("haus")
      if (haus === undefined) return c.html(housePage(offered, onwards))
      if (!/^[a-z0-9-]{2,40}$/.test(haus)) throw noSignIn()
      const href = `/anmelden/${haus}${onwards === "/" ? "" : `?weiter=${encodeURIComponent(onwards)}`}`
      return onward(c, "Anmelden", "Sie werden zum Anmeldedienst Ihres Hauses geleitet.", {
        href,
        label: "Weiter zur Anmeldung",
      })
    })
    .get("/anmelden/jwks.json", (c) => c.json(door.jwks))
    .get("/anmelden/:tenant", async (c) =>
      c.redirect(
        await leave(c, c.req.param("tenant"), {
          fresh: c.req.query("frisch") === "1",
          onwards: own(c.req.query("weiter")),
        }),
        303,
      ),
    )
    .get("/anmelden/rueckkehr/:tenant", async (c) => {
      const tenantId = c.req.param("tenant")
      const who = door.source(c)
      // Only houses that exist count anything: nobody fills the table by inventing some.
      await settingsOf(tenantId)
      const counted = tenantId === OPERATOR ? undefined : stranger(tenantId).table
      if (counted) await requireBelow(counted, who, "failure", door.now())
      try {
        return await returned(c, tenantId)
      } catch (error) {
        if (!(error instanceof AppError) || error.code === "limit") throw error
        log("signIn.refused", { tenantId, reason: error.reason })
        if (counted && FAILURES.has(error.reason)) await take(counted, who, "failure", door.now())
        throw error
      }
    })
    .post("/abmelden", async (c) => {
      requireOwnOrigin(c, origins)
      const session = await sessionOf(c, door).catch(refusedOnly)
      deleteCookie(c, COOKIE, { path: "/", secure: true })
      // Who is not known any more cannot be ended elsewhere; nobody should think it was.
      if (!session)
        return c.html(
          onPage(
            "Abgemeldet",
            "Ihre Anmeldung in diesem Browser war schon beendet. Auf anderen Geräten gilt sie noch, solange dort jemand arbeitet: Melden Sie sich an und dann überall ab, wenn Sie auch diese beenden möchten.",
            { href: "/anmelden", label: "Neu anmelden" },
          ),
        )
      // Another machine's clock may have begun this session a moment ahead of ours.
      const now = new Date(Math.max(door.now().getTime(), session.since.getTime()))
      await door.accounts.unsafeEnd(session.accountId, now)
      const at = await signedInAt(deps, session)
      const farewell = at && (await door.party.farewell(at, `${ownOrigin(c, origins)}/`))
      const text = "Sie sind in allen Häusern und auf allen Geräten abgemeldet."
      return farewell === undefined
        ? c.html(onPage("Abgemeldet", text, { href: "/", label: "Zur Startseite" }))
        : onward(c, "Abgemeldet", `${text} Sie werden noch zur Abmeldung beim Anmeldedienst Ihres Hauses geleitet.`, {
            href: farewell,
            label: "Weiter zur Abmeldung beim Anmeldedienst",
          })
    })
    .get("/haeuser", async (c) => c.html(housesPage(await housesOf(c))))
    .get("/api/konto", async (c) => c.json({ houses: await housesOf(c) }))
    .get("/einladung/:tenant", async (c) => {
      const tenantId = c.req.param("tenant")
      if (tenantId === OPERATOR) throw noSignIn()
      await settingsOf(tenantId)
      return c.html(invitationPage(tenantId))
    })
    .post("/einladung/:tenant", async (c) => {
      requireOwnOrigin(c, origins)
      const tenantId = c.req.param("tenant")
      if (tenantId === OPERATOR) throw noSignIn()
      const code = (await form(c)).get("code")?.trim() ?? ""
      if (code === "" || code.length > 200)
        throw new AppError("input", "invitation.code", "Bitte geben Sie den Code aus Ihrer Einladung ein.")
      return onward(c, "Weiter zur Anmeldung", "Sie werden zum Anmeldedienst Ihres Hauses geleitet.", {
        href: await leave(c, tenantId, { onwards: "/haeuser", code }),
        label: "Weiter zur Anmeldung",
      })
    })
}

const STRANGER: Actor = { personId: "anmeldung", name: "", functions: [] }

/** Only these say that somebody tries; a slow or unreachable provider is nobody's attempt. */
const FAILURES = new Set([
  "signIn.state",
  "signIn.response",
  "signIn.issuer",
  "signIn.house",
  "signIn.used",
  "signIn.clock",
  "signIn.stale",
  "signIn.unknown",
  "signIn.other",
  "invitation.invalid",
])

const noSignIn = () =>
  new AppError(
    "not_found",
    "signIn.none",
    "Für diese Kennung ist keine Anmeldung eingerichtet. Bitte prüfen Sie die Kennung Ihres Hauses oder fragen Sie Ihre Mandantenadministration.",
  )
const unknownAccount = () =>
  new AppError(
    "forbidden",
    "signIn.unknown",
    "Mit diesem Konto sind Sie in diesem Haus nicht bekannt. Wenn Sie eine Einladung haben, öffnen Sie bitte die Adresse, die darin steht; sonst hilft Ihnen Ihre Mandantenadministration.",
  )

function refusedOnly(error: unknown): undefined {
  if (!(error instanceof AppError)) throw error
}

/** The sign-in settings under which a session began, from one of its houses. */
async function signedInAt({ door }: AuthDeps, session: Session): Promise<SignIn | undefined> {
  const same = (s: SignIn | null | undefined) => s?.issuer === session.issuer && s.clientId === session.clientId
  if (door.operator && same(door.operator)) return door.operator
  for (const id of session.houses.keys()) {
    const found = (await door.accounts.house(id))?.signIn
    if (found && same(found)) return found
  }
  return undefined
}

/** How the provider calls somebody: shown to the administrator who confirms what an invitation gives. */
function labelOf(claims: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of ["email", "preferred_username", "name"]) {
    const said = claims[name]
    if (typeof said === "string" && said.trim() !== "") return said.trim().slice(0, 200)
  }
  return undefined
}

/** The one of our origins that this browser uses; whatever else it names itself, the first one. */
function ownOrigin(c: Context, origins: readonly string[]): string {
  const host = c.req.header("host")
  const found = origins.find((o) => new URL(o).host === host) ?? origins[0]
  if (found === undefined) throw new Error("no own origin is configured")
  return found
}

/** A page that goes on by itself: a redirect after a form could not leave our own origin (form-action). */
function onward(
  c: Context<Env>,
  title: string,
  text: string,
  link: { readonly href: string; readonly label: string },
): Response | Promise<Response> {
  c.header("Refresh", `0; url=${link.href}`)
  return c.html(onPage(title, text, link))
}

async function form(c: Context<Env>): Promise<URLSearchParams> {
  if (mediaType(c.req.raw) !== "application/x-www-form-urlencoded")
    throw new AppError("input", "body.type", "Bitte senden Sie das Formular der Seite.")
  return new URLSearchParams(new TextDecoder().decode(await bounded(c.req.raw, 8192)))
}

/** Only a path of this service; anything else leads to the start page. */
export function own(path: string | undefined): string {
  if (path === undefined || path.length > 1000) return "/"
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes("\\") ? path : "/"
}
