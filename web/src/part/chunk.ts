/** Parts of the application that are loaded when they are needed; after a deployment those of the old one are gone. */
import { Problem } from "../api.ts"
import { reach } from "../reach.ts"

/** The part that was asked for belongs to a Fassung of the application that the service no longer has. */
export class StaleBuild extends Error {
  constructor() {
    super("this build of the application is gone")
    this.name = "StaleBuild"
  }
}

/** @throws StaleBuild; Problem where the service cannot be reached at all */
export const chunk =
  <T>(load: () => Promise<T>): (() => Promise<T>) =>
  async () => {
    try {
      return await load()
    } catch {
      if (await answers()) throw new StaleBuild()
      reach.lost()
      throw new Problem(0, {
        code: "offline",
        reason: "offline",
        message: "Dieser Teil der Anwendung konnte nicht geladen werden: Der Dienst ist gerade nicht erreichbar.",
      })
    }
  }

async function answers(): Promise<boolean> {
  try {
    return (await fetch("/app/", { method: "HEAD", cache: "no-store" })).ok
  } catch {
    return false
  }
}
