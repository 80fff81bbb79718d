import { describe, expect, test } from "vitest"
import { blocksOf, h1, paragraph, read, reasons, words } from "./fixture/read.ts"
import { field, p, run, tbl, tc, tr } from "./fixture.ts"

describe("runs", () => {
  test("keep their marks and lose needless borders between runs", async () => {
    const [block] = await blocksOf(
      p(
        run("Ein ") +
          run("fet", { bold: true }) +
          run("tes", { style: "Fett" }) +
          run(" und ") +
          run("schräges", { italic: true, underline: true }) +
          run(" Wort mit CO") +
          run("2", { superscript: true }),
      ),
    )
    expect(block).toEqual({
      type: "paragraph",
      content: [
        { type: "text", text: "Ein " },
        { type: "text", text: "fettes", marks: ["bold"] },
        { type: "text", text: " und " },
        { type: "text", text: "schräges", marks: ["italic", "underline"] },
        { type: "text", text: " Wort mit CO" },
        { type: "text", text: "2", marks: ["superscript"] },
      ],
    })
  })

  test("turn tabs, hyphens, breaks and symbols into characters that the counter sees too", async () => {
    const { content, report } = await read({
      body:
        h1("Kapitel") +
        p(
          `${run("Ja")}<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FE"/><w:br/></w:r>${run("zweite Zeile")}<w:r><w:br w:type="page"/></w:r>`,
        ),
    })
    expect(content.sections[0]?.blocks).toEqual([
      {
        type: "paragraph",
        content: [
          { type: "text", text: "Ja\t\u2011\u00ad☑" },
          { type: "break" },
          { type: "text", text: "zweite Zeile" },
        ],
      },
    ])
    expect(report.counts.characters.inXml).toBe("Kapitel".length + "Ja".length + 4 + "zweite Zeile".length)
  })

  test("lose the signs that turn the direction: a screen would show 12.664 where the paper says 12.466", async () => {
    const { content, report } = await read({
      body:
        p(run("Mit\u200etel"), { style: "berschrift1" }) +
        p(run("Es sind \u202e664.21\u202c T€, \u2067wirklich\u2069.")),
    })
    expect(content.sections.map((s) => s.title)).toEqual([[{ type: "text", text: "Mittel" }]])
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["Es sind 664.21 T€, wirklich."])
    expect(reasons(report)).toEqual(["text.direction"])
    expect(report.counts.characters.setAside).toBe(5)
  })

  test("report an unknown symbol and show a box in its place", async () => {
    const { content, report } = await read({
      body: h1("K") + p(`<w:r><w:sym w:font="Wingdings 3" w:char="F011"/></w:r>${run(" Ziel")}`),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["□ Ziel"])
    expect(reasons(report)).toContain("symbol.unknown")
  })

  test("that are hidden are set aside with their text", async () => {
    const { content, report } = await read({
      body: h1("K") + p(run("Sichtbar.") + run(" Geheim.", { props: "<w:vanish/>" })),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["Sichtbar."])
    expect(report.setAside).toContainEqual({ kind: "hidden", place: "Abschnitt 1 „K“", text: "Geheim." })
  })

  test("of a formula stay as text", async () => {
    const { content, report } = await read({
      body:
        h1("K") +
        p(
          `${run("Quote = ")}<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>`,
        ),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["Quote = ab"])
    expect(reasons(report)).toContain("formula.as_text")
  })
})

describe("links and fields", () => {
  test("keep web and mail addresses and turn others into text", async () => {
    const link = (id: string, text: string) => `<w:hyperlink r:id="${id}">${run(text)}</w:hyperlink>`
    const { content, report } = await read({
      body:
        h1("K") +
        p(
          link("rWeb", "Seite") +
            run(" ") +
            link("rMail", "Post") +
            run(" ") +
            link("rFile", "Datei") +
            run(" ") +
            link("rJs", "Skript"),
        ),
      relations: [
        ["rWeb", "hyperlink", "HTTPS://kreis-aulenfeld.example/a b", true],
        ["rMail", "hyperlink", "mailto:amt@kreis-aulenfeld.example", true],
        ["rFile", "hyperlink", "file:///C:/geheim.xlsx", true],
        ["rJs", "hyperlink", "javascript:alert(1)", true],
      ],
    })
    const block = content.sections[0]?.blocks[0]
    expect(block?.type === "paragraph" ? block.content : []).toEqual([
      { type: "text", text: "Seite " },
      { type: "text", text: "Post", href: "mailto:amt@kreis-aulenfeld.example" },
      { type: "text", text: " Datei Skript" },
    ])
    expect(reasons(report).filter((r) => r === "link.not_taken")).toHaveLength(3)
  })

  test("keep the result and drop the code, simple, complex and nested", async () => {
    const blocks = await blocksOf(
      p(
        `<w:fldSimple w:instr=" SEQ Abbildung ">${run("7")}</w:fldSimple>${run(" von ")}${field(`REF x ${"\\"}h`, run("Tabelle 3"))}${run(" auf ")}${field('HYPERLINK "https://kreis-aulenfeld.example/x"', run("dieser Seite"))}`,
      ),
    )
    expect(blocks).toEqual([
      {
        type: "paragraph",
        content: [
          { type: "text", text: "7 von Tabelle 3 auf " },
          { type: "text", text: "dieser Seite", href: "https://kreis-aulenfeld.example/x" },
        ],
      },
    ])
  })

  test("show old form boxes and report placeholders of content controls", async () => {
    const box = `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
    const control = `<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>${p("Bitte Text eingeben")}</w:sdtContent></w:sdt>`
    const { content, report } = await read({ body: h1("K") + p(`${box}${run(" ja")}`) + control })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["☒ ja", "Bitte Text eingeben"])
    expect(reasons(report)).toContain("control.placeholder")
  })
})

describe("tracked changes and comments", () => {
  test("take what was inserted, leave what was deleted, and say so with the text", async () => {
    const change = `w:id="1" w:author="x"`
    const { content, report } = await read({
      body:
        h1("Kapitel") +
        p(
          `${run("Es sind ")}<w:del ${change}><w:r><w:delText>zehn</w:delText></w:r></w:del><w:ins ${change}>${run("zwölf")}</w:ins>${run(" Plätze.")}`,
        ) +
        `<w:p><w:pPr><w:rPr><w:del ${change}/></w:rPr></w:pPr>${run("Erster Teil,")}</w:p>` +
        p(run(" zweiter Teil.")) +
        tbl([tr([tc("bleibt"), tc("1")]), tr([tc("geht"), tc("2")], false, `<w:del ${change}/>`)]),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual([
      "Es sind zwölf Plätze.",
      "Erster Teil, zweiter Teil.",
      "bleibt",
      "1",
    ])
    expect(report.setAside.filter((s) => s.kind === "deleted").map((s) => s.text)).toEqual(["zehn", "geht  2"])
    expect(report.counts.rows).toEqual({ inXml: 2, takenOver: 1, setAside: 1 })
    expect(reasons(report)).toContain("change.accepted")
  })

  test("a file with deletions only says so, too", async () => {
    const { report } = await read({
      body:
        h1("Kapitel") +
        p(`${run("Es sind")}<w:del w:id="1" w:author="x"><w:r><w:delText> zehn</w:delText></w:r></w:del>`),
    })
    expect(reasons(report)).toEqual(["change.accepted"])
  })

  test("a heading whose words were deleted leaves no empty item behind", async () => {
    const { content } = await read({
      body:
        h1("Kapitel") +
        p("Davor.") +
        p(`<w:del w:id="1" w:author="x"><w:r><w:delText>Mittel</w:delText></w:r></w:del>`, { style: "berschrift1" }) +
        p("Danach."),
    })
    expect(content.sections[0]?.blocks).toEqual([paragraph("Davor."), paragraph("Danach.")])
  })

  test("comments are reported where they stand and do not enter the text", async () => {
    const { content, report } = await read({
      body: h1("Kapitel") + p(`${run("Ein Satz.")}<w:r><w:commentReference w:id="3"/></w:r>`),
      comments: `<w:comment w:id="3" w:author="Kim Adler">${p("Stimmt die Zahl?")}</w:comment>`,
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["Ein Satz."])
    expect(report.findings).toContainEqual({
      reason: "comment.set_aside",
      place: "Abschnitt 1 „Kapitel“",
      message: "Ein Kommentar wurde nicht übernommen: „Stimmt die Zahl?“.",
    })
  })
})
