/** What is pasted loses everything active and every look, and keeps what means something. */
import { expect, test } from "vitest"
import { clean, pictures } from "./paste.ts"

test("scripts, handlers, frames, styles and comments go", () => {
  const dirty = `<html><head><style>p{color:red}</style><meta charset=utf-8><link rel=stylesheet href=x></head>
<!--[if gte mso 9]><xml><o:x/></xml><![endif]--><body onload="alert(1)">
<p class=MsoNormal onclick='alert(2)' style='color:red'>Eins<script>alert(3)</script><o:p></o:p></p>
<iframe srcdoc="<script>alert(4)</script>"></iframe><svg onload=alert(5)><path/></svg><img src=x onerror=alert(6)>`
  const out = clean(dirty)
  expect(out).not.toMatch(/script|alert|style|onload|onclick|onerror|iframe|svg|<img|o:p|xml|meta|link/i)
  expect(out).toContain("<p class=MsoNormal>Eins</p>")
})

test("a script that is not closed, or hidden in another, does not come back", () => {
  expect(clean("<p>a</p><script>alert(1)")).not.toMatch(/<script/i)
  expect(clean("<scr<script></script>ipt>alert(1)</scr<script></script>ipt>")).not.toMatch(/<script/i)
})

test("looks that mean something become attributes, others go", () => {
  expect(clean(`<span style="font-weight:700;color:red">a</span>`)).toBe('<span data-fett="">a</span>')
  expect(clean(`<b style="font-weight:normal" id=x>a</b>`)).toBe('<b data-normal="" id=x>a</b>')
  expect(clean(`<td style='text-align:right;mso-x:"y"'>1</td>`)).toBe('<td data-align="right">1</td>')
  expect(clean(`<p style='margin-left:36pt;mso-list:l0 level2 lfo1'>a</p>`)).toBe(
    '<p data-liste="0" data-stufe="2">a</p>',
  )
  expect(clean(`<span style='mso-list:Ignore'>1.</span>`)).toBe('<span data-zeichen="">1.</span>')
})

test("pictures are counted, so that somebody can be told", () => {
  expect(pictures(`<img src="file:///a.png"><p>x</p><v:imagedata src="b"/>`)).toBe(2)
  expect(pictures("<p>Abbildung</p>")).toBe(0)
})
