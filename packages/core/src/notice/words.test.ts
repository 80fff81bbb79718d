import { expect, test } from "vitest"
import { digest, type Frame, single } from "./words.ts"

const frame: Frame = {
  house: "Jobcenter Kreis Aulenfeld",
  tasks: "https://beschlussweg.example/app/kreis",
  daily: false,
}
const entry = {
  title: "Vorlage 047/2027: bitte zeichnen",
  lines: ["Zu tun: zeichnen, bis 03.02.2027. Wartet seit 20.01.2027."],
  link: { label: "Vorlage öffnen", href: "https://beschlussweg.example/app/kreis/vorlage/vl_1" },
}
const bare = (html: string): string =>
  html
    .replace(/<title>.*<\/title>/, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")

test("text and HTML say the same, and the address can be read in both", () => {
  const { subject, text, html } = single(entry, frame)
  expect(subject).toBe(entry.title)
  for (const words of [entry.title, ...entry.lines, entry.link.href, frame.house, frame.tasks]) {
    expect(text).toContain(words)
    expect(bare(html)).toContain(words)
  }
  expect(text.split("\n").at(-2)).toBe("Diese Nachricht wurde selbsttätig verschickt. Antworten werden nicht gelesen.")
})

test("the page has a language, a title, one heading, and loads nothing from anywhere", () => {
  const { html } = single(entry, frame)
  expect(html).toMatch(/^<!doctype html>\n<html lang="de">/)
  expect(html).toContain("<title>Vorlage 047/2027: bitte zeichnen</title>")
  expect(html.match(/<h1/g)).toHaveLength(1)
  expect(html).not.toMatch(/<(img|link|script|iframe|object|style)\b|url\(|src=|@import|background=/i)
  const links = [...html.matchAll(/href="([^"]+)"/g)].map((m) => m[1])
  expect(links).toEqual([entry.link.href])
})

test("words of the house and of a Vorlage stay words", () => {
  const evil = {
    title: 'Vorlage 1: <script>alert(1)</script>\r\nBcc: x@y.example" onload="x',
    lines: ["<img src=x onerror=alert(1)>", "a\u202egnp.exe", "", "\u0000\u0007"],
  }
  const { subject, text, html } = single(evil, { ...frame, house: "<b>Haus</b>" })
  expect(subject).not.toMatch(/[\r\n]/)
  expect(html).not.toMatch(/<(script|img|b)\b/)
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;")
  for (const part of [text, html]) expect(part).not.toMatch(/[\u0000\u0007\u202e]/)
  expect(single({ title: "x".repeat(5000), lines: [] }, frame).subject.length).toBeLessThanOrEqual(180)
})

test("the daily one lists what is new before what is open, and leaves out what is empty", () => {
  const open = { title: "Vorlage 048/2027: mitzeichnen", lines: [] }
  const sections = [
    { title: "Neu", entries: [entry] },
    { title: "Offene Aufgaben", entries: [open] },
  ]
  const { text, html } = digest("Übersicht vom 03.02.2027: 1 Nachricht, 1 offene Aufgabe", sections, {
    ...frame,
    daily: true,
  })
  expect(text.indexOf("NEU")).toBeGreaterThan(0)
  expect(text.indexOf("NEU")).toBeLessThan(text.indexOf("OFFENE AUFGABEN"))
  expect(html.match(/<h2/g)).toHaveLength(2)
  expect(text).toContain("Lieber einzelne Mails: https://beschlussweg.example/app/kreis/profil")
  expect(digest("Übersicht", [{ title: "Neu", entries: [] }], frame).html).not.toContain("<h2")
})
