/** What was written and has not reached the service yet, kept on this device per house, person and object. */

export interface Owner {
  readonly haus: string
  /** nobody is offered what somebody else wrote at the same machine */
  readonly personId: string
}

export interface Keeping<T> {
  read(owner: Owner, id: string): T | undefined
  /** @returns whether it could be kept: full, or forbidden, is the page's to say */
  write(owner: Owner, id: string, value: T): boolean
  drop(owner: Owner, id: string): void
}

/** @param fits what an earlier release kept in another shape is not offered */
export function keeping<T>(noun: string, fits: (value: object) => boolean): Keeping<T> {
  const name = ({ haus, personId }: Owner, id: string): string => `${noun}/${haus}/${personId}/${id}`
  return {
    read(owner, id) {
      try {
        const value: unknown = JSON.parse(localStorage.getItem(name(owner, id)) ?? "null")
        return typeof value === "object" && value !== null && fits(value) ? (value as T) : undefined
      } catch {
        return undefined
      }
    },
    write(owner, id, value) {
      try {
        localStorage.setItem(name(owner, id), JSON.stringify(value))
        return true
      } catch {
        return false
      }
    },
    drop(owner, id) {
      try {
        localStorage.removeItem(name(owner, id))
      } catch {
        // Nothing was kept.
      }
    },
  }
}
