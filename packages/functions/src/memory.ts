/** Memory of the embedded provider: what it keeps between two requests, forgotten when it ends. */

interface Kept {
  readonly payload: Record<string, unknown>
  /** milliseconds */
  readonly until: number
}

/** Kinds that end with the grant they came from. */
const GRANTED = new Set(["AccessToken", "AuthorizationCode", "RefreshToken"])

/** One memory per provider: two of them in one process know nothing of each other. */
export function memory() {
  const kept = new Map<string, Kept>()
  const alive = (key: string): Record<string, unknown> | undefined => {
    const found = kept.get(key)
    if (found && found.until > Date.now()) return found.payload
    kept.delete(key)
    return undefined
  }
  /** What the library calls an adapter, for one kind of its things. */
  return class Adapter {
    readonly kind: string
    constructor(kind: string) {
      this.kind = kind
    }
    async upsert(id: string, payload: Record<string, unknown>, seconds?: number): Promise<void> {
      for (const [key, { until }] of kept) if (until <= Date.now()) kept.delete(key)
      kept.set(`${this.kind}:${id}`, { payload, until: seconds === undefined ? Infinity : Date.now() + seconds * 1000 })
    }
    async find(id: string): Promise<Record<string, unknown> | undefined> {
      return alive(`${this.kind}:${id}`)
    }
    async findByUid(uid: string): Promise<Record<string, unknown> | undefined> {
      for (const key of kept.keys()) if (key.startsWith(`${this.kind}:`) && alive(key)?.uid === uid) return alive(key)
      return undefined
    }
    async findByUserCode(): Promise<undefined> {
      return undefined
    }
    async consume(id: string): Promise<void> {
      const found = kept.get(`${this.kind}:${id}`)
      if (found) found.payload.consumed = Math.floor(Date.now() / 1000)
    }
    async destroy(id: string): Promise<void> {
      kept.delete(`${this.kind}:${id}`)
    }
    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of kept)
        if (payload.grantId === grantId && GRANTED.has(key.slice(0, key.indexOf(":")))) kept.delete(key)
    }
  }
}
