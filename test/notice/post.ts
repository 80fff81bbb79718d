/** Fixture: a house whose people have addresses, the real worker, and a real SMTP server whose mails are read again. */
import { join } from "node:path"
import * as Member from "@beschlussweg/core/member"
import { all, type Letter } from "@beschlussweg/functions/post"
import { worldOf } from "@beschlussweg/functions/wire"
import { openWorkshop, start, type Workshop } from "@beschlussweg/functions/worker"
import { type Catcher, type Moment, type Mood, startCatcher } from "@beschlussweg/store/catcher"
import { smtpMail } from "@beschlussweg/store/smtp"
import type { House, World } from "../house.ts"

export interface Post {
  /** what the worker of this fixture works with */
  readonly workshop: Workshop
  /** lets the worker do everything that is due, mails included */
  settle(): Promise<void>
  /** the server's mood from now on */
  mood(next: (moment: Moment, address: string) => Mood): void
  /** the server goes down, and comes back on the same port */
  down(): Promise<void>
  up(): Promise<void>
  /** every mail that the server has accepted */
  letters(): Promise<Letter[]>
  /** mails of a house that came since the last look: "person: subject", sorted */
  news(tenantId: string): Promise<string[]>
  /** one sweep of what is due, without waiting for what follows from it */
  sweep(): Promise<number>
  stop(): Promise<void>
}

const ADDRESS = (tenantId: string) => `@${tenantId}.example`
export const addressOf = (house: House, personId: string): string => personId + ADDRESS(house.tenantId)

/** Gives everybody of a house an address, as its administration enters it. */
export async function addresses(house: House): Promise<void> {
  for (const { personId } of house.people()) {
    const stored = await house.workCtx().table.get(Member.memberKey(personId), Member.Member)
    const { name, title, phone, functions } = stored?.value ?? { name: personId, functions: [] }
    await Member.write(house.workCtx(), { personId, name, title, phone, functions, mail: addressOf(house, personId) })
  }
}

export async function openPost(world: World): Promise<Post> {
  const { client, streams, tableName, cursorKey } = world.store
  const { dir, clock } = world
  const office = worldOf({ client, streams, tableName, cursorKey, dir, now: clock.now, close: async () => {} })
  let mood: (moment: Moment, address: string) => Mood = () => undefined
  const folder = join(dir, "post")
  const open = (port: number) => startCatcher({ dir: folder, port, mood: (moment, address) => mood(moment, address) })
  let catcher: Catcher = await open(0)
  const { port, url } = catcher
  const timeouts = { connect: 20_000, greeting: 20_000, silence: 20_000 }
  const mail = smtpMail({ url, from: "beschlussweg@betrieb.example", timeouts, atOnce: 16 })
  const workshop = await openWorkshop(office, { documents: "off", tsa: "none", mail })
  const running = await start(office, workshop, { stream: false, sweepMs: 86_400_000 })
  let seen = 0
  return {
    workshop,
    async settle() {
      for (let i = 0; i < 50; i++) {
        const found = await running.sweep()
        await running.idle()
        if (found === 0) return
      }
      throw new Error("there is always something due")
    },
    sweep: async () => {
      const found = await running.sweep()
      await running.idle()
      return found
    },
    mood: (next) => {
      mood = next
    },
    down: () => catcher.stop(),
    async up() {
      catcher = await open(port)
    },
    letters: async () => (await all(catcher)).reverse(),
    async news(tenantId) {
      const every = (await all(catcher)).reverse()
      const fresh = every.slice(seen)
      seen = every.length
      const own = fresh.filter((l) => l.to.endsWith(ADDRESS(tenantId)))
      return own.map((l) => `${l.to.split("@")[0]}: ${l.subject}`).sort()
    },
    async stop() {
      await running.stop()
      await catcher.stop().catch(() => undefined)
    },
  }
}
