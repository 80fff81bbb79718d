/** The part of oidc-provider that the embedded provider of local work uses; the package brings no types. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http"

  interface Ctx {
    type: string
    status: number
    body: string
    set(name: string, value: string): void
    readonly oidc: {
      readonly client: { readonly clientId: string }
      readonly session: { readonly accountId: string }
      readonly result?: { readonly login?: object }
    }
  }
  interface Interaction {
    readonly uid: string
    readonly prompt: { readonly name: string }
    readonly params: Readonly<Record<string, unknown>>
  }
  export class Provider {
    constructor(issuer: string, configuration: object)
    readonly Grant: new (of: {
      clientId: string
      accountId: string
    }) => { addOIDCScope(scope: string): void; save(): Promise<string> }
    readonly Client: { readonly prototype: { redirectUriAllowed(uri: string): boolean } }
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>
    interactionFinished(
      req: IncomingMessage,
      res: ServerResponse,
      result: object,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<void>
    on(event: string, listener: (...args: readonly unknown[]) => void): void
  }
  export namespace interactionPolicy {
    class Check {
      constructor(reason: string, description: string, check: (ctx: Ctx) => boolean)
    }
    function base(): { get(name: string): { readonly checks: { add(check: Check): void } } }
  }
  export type KoaContext = Ctx
}
