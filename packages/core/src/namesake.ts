/** Whether two spellings name the same person: a certificate's subject and a member of the house. */

/** Common name, and given and family name where a certificate states them apart ("" otherwise). */
export interface CertifiedName {
  readonly name: string
  readonly givenName: string
  readonly surname: string
}

/** Degrees written with points or as one word; "Ma" and "Pol" are names as well, so the short ones need their points. */
const DEGREE = /\b(?:[MB]\.\s?(?:A|Sc|Ed|Eng)|LL\.?\s?[MB]|Ph\.?\s?D|h\.\s?c)(?:\.|\b)/gi
const TITLE = /^(dr|dres|prof|professor|professorin|dipl|msc|bsc|mba|llm|phd|habil)$/
/** "Dr. rer. nat.", "Dipl.-Ing.": part of a title only behind one */
const BEHIND = /^(ing|jur|med|rer|nat|pol|phil|soc|oec|publ|päd|paed|theol|kfm|verww|inf)$/
const PARTICLE = /^(von|vom|van|de|del|della|di|da|du|le|la|zu|zum|zur|der|den|dem|ter|ten|und|of|af|al|el|bin|ibn)$/
const UMLAUT: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "oe", œ: "oe" }

/**
 * The rule: case, umlaut spelling (ü, ue), other accents and academic titles do not matter; "Lindt, Mara" is "Mara Lindt".
 * The family name, with its particles ("von der Heide") and both halves of a double name, must be equal; of the given
 * names all words of one side must be among those of the other, and each side needs at least one.
 */
export function namesakes(certified: CertifiedName, member: string): boolean {
  const own = split(member)
  const stated = words(certified.surname)
  const theirs = stated.length > 0 ? parted(certified, stated) : split(certified.name)
  if (!own || !theirs || own.family.join(" ") !== theirs.family.join(" ")) return false
  const [less, more] = own.given.length < theirs.given.length ? [own.given, theirs.given] : [theirs.given, own.given]
  return less.length > 0 && less.every((word) => more.includes(word))
}

interface Parts {
  readonly given: readonly string[]
  readonly family: readonly string[]
}

/** Family name as the certificate states it; given names from there, too, else what the common name has besides. */
function parted({ name, givenName }: CertifiedName, family: readonly string[]): Parts {
  const given = givenNames(words(givenName))
  if (given.length > 0) return { given, family }
  const rest = words(name.replace(",", " ")).filter((word) => !family.includes(word))
  return { given: givenNames(rest), family }
}

/** Family name: the last word with the particles before it; "Lindt, Mara" names it first. */
function split(text: string): Parts | undefined {
  const [first = "", second] = text.split(",")
  // "Mara Lindt, M.A." has a title behind its comma
  if (second !== undefined && words(second).length > 0)
    return { family: words(first), given: givenNames(words(second)) }
  const all = words(first)
  if (all.length < 2) return undefined
  let at = all.length - 1
  while (at > 1 && PARTICLE.test(all[at - 1] ?? "")) at--
  return { given: givenNames(all.slice(0, at)), family: all.slice(at) }
}

const givenNames = (list: readonly string[]): string[] =>
  list.flatMap((word) => word.split("-")).filter((w) => w !== "")

function words(text: string): string[] {
  const all = text
    .normalize("NFC")
    .replace(DEGREE, " ")
    .toLowerCase()
    .replace(/[äöüßæøœ]/g, (letter) => UMLAUT[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/ł/g, "l")
    .replace(/đ/g, "d")
    .split(/[\s.]+/)
    .map((word) =>
      word
        .replace(/[^\p{L}\p{N}'’-]/gu, "")
        .replace(/’/g, "'")
        .replace(/^-+|-+$/g, ""),
    )
    .filter((word) => word !== "")
  let titled = false
  return all.filter((word) => {
    titled = TITLE.test(word) || (titled && BEHIND.test(word))
    return !titled
  })
}
