import { describe, expect, test } from "vitest"
import { namesakes } from "./namesake.ts"

const cn = (name: string) => ({ name, givenName: "", surname: "" })
const full = (name: string, givenName: string, surname: string) => ({ name, givenName, surname })

describe("the same person", () => {
  test.each([
    [cn("Mara Lindt"), "Mara Lindt"],
    [cn("LINDT, MARA"), "Mara Lindt"],
    [cn("Dr. Jona Weidner"), "Jona Weidner"],
    [cn("Jona Weidner"), "Prof. Dr. rer. nat. Jona Weidner"],
    [cn("Dipl.-Ing. Kim Adler"), "Kim Adler, M.A."],
    [cn("Joerg Mueller-Straßer"), "Jörg Müller-Strasser"],
    [cn("Anna Lena Öztürk"), "Anna-Lena Oeztuerk"],
    [cn("Mara Henrike Lindt"), "Mara Lindt"],
    [cn("Kim von der Heide"), "Kim von der Heide"],
    [full("Mara Lindt", "Mara Henrike", "Lindt"), "Mara Lindt"],
    [full("Kim Heide", "Kim", "von der Heide"), "Kim von der Heide"],
    [full("Lindt Mara", "", "Lindt"), "Mara Lindt"],
    [full("Dr. Weidner", "Jona", "Weidner"), "Dr. Jona Weidner"],
    [cn("Łukasz Żak"), "Lukasz Zak"],
    [cn("Li Ma"), "Li Ma"],
  ])("%j is %s", (certified, member) => {
    expect(namesakes(certified, member)).toBe(true)
  })
})

describe("somebody else, or nobody who can be told", () => {
  test.each([
    [cn("Mara Lindner"), "Mara Lindt"],
    [cn("Tomas Lindt"), "Mara Lindt"],
    [cn("Lindt"), "Mara Lindt"],
    [cn("M. Lindt"), "Mara Lindt"],
    [cn("Mara Lindt-Weber"), "Mara Lindt"],
    [cn("Mara Weber"), "Mara Lindt-Weber"],
    [cn("Kim Heide"), "Kim von der Heide"],
    [cn("Muller Jorg"), "Jörg Müller"],
    [cn("Jorg Muller"), "Jörg Müller"],
    [full("Mara Lindt", "Tomas", "Rehm"), "Mara Lindt"],
    [full("Lindt", "", "Lindt"), "Mara Lindt"],
    [full("Mara Lindt", "Dr.", "Lindt"), "Tomas Lindt"],
    [cn(""), "Mara Lindt"],
    [cn("Mara Lindt"), ""],
    [cn("Dr. Prof."), "Dr. Prof."],
    [cn("Mara Tomas Lindt"), "Mara Greta Lindt"],
  ])("%j is not %s", (certified, member) => {
    expect(namesakes(certified, member)).toBe(false)
  })
})
