/** Names of files and folders that people and every operating system can read. */

const LETTERS: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", Ä: "Ae", Ö: "Oe", Ü: "Ue", ß: "ss" }

/** "047/2021" becomes "047-2021": letters, digits and inner hyphens, at most 80 characters. */
export function slug(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(/[äöüÄÖÜß]/g, (c) => LETTERS[c] ?? c)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
  return (
    plain
      .replace(/[^A-Za-z0-9]+/g, "-")
      .slice(0, 80)
      .replace(/^-+|-+$/g, "") || "ohne-Namen"
  )
}

/** The same for a file: its ending is kept. */
export function fileName(name: string): string {
  const dot = name.lastIndexOf(".")
  const ending = dot > 0 ? name.slice(dot + 1) : ""
  if (!/^[A-Za-z0-9]{1,8}$/.test(ending)) return slug(name)
  return `${slug(name.slice(0, dot))}.${ending.toLowerCase()}`
}

/** Gives each path once: a second file of the same name gets a number, also where only the case differs. */
export function unique(): (path: string) => string {
  const taken = new Set<string>()
  return (path) => {
    const dot = path.lastIndexOf(".")
    const cut = dot > path.lastIndexOf("/") ? dot : path.length
    let free = path
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${path.slice(0, cut)}-${n}${path.slice(cut)}`
    taken.add(free.toLowerCase())
    return free
  }
}
