/** Look of the plain pages: one calm style sheet, light and dark, and an icon; nothing from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1b2330; --paper: #fff; --soft: #f2f4f7; --line: #c3c9d4; --link: #0b4a8f; --note: #fff4d6; --note-line: #8a5a00; --gone: #8f1d1d; --come: #0f5132;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8ebf0; --paper: #14181f; --soft: #1f2530; --line: #48515f; --link: #9cc8ff; --note: #33290f; --note-line: #e0b04a; --gone: #ffb3ad; --come: #9be3b8;
  }
}
* { box-sizing: border-box; }
html { font: 1.0625rem/1.6 system-ui, "Noto Sans", sans-serif; color: var(--ink); background: var(--paper); }
body { margin: 0; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, button:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.5rem 1rem; background: var(--paper); z-index: 1; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: baseline; padding-top: 1.25rem; padding-bottom: 0.75rem; border-bottom: 1px solid var(--line); }
header .name { font-weight: 650; margin-right: auto; color: inherit; text-decoration: none; }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 2rem; border-top: 1px solid var(--line); font-size: 0.9375rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1.75rem 0 0.75rem; }
h2 { font-size: 1.3125rem; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1.0625rem; margin: 1.75rem 0 0.25rem; }
h4 { font-size: 1rem; margin: 1rem 0 0.25rem; }
p, ul, ol { max-width: 46rem; }
.note { background: var(--note); border-left: 4px solid var(--note-line); padding: 0.75rem 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0.75rem 0; font-size: 0.9688rem; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); }
th[scope="row"] { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
code, pre { font-family: ui-monospace, "Noto Sans Mono", monospace; font-size: 0.9em; }
pre { background: var(--soft); padding: 0.75rem 1rem; overflow-x: auto; }
.words { white-space: pre-wrap; overflow-wrap: anywhere; }
.path { overflow-wrap: anywhere; }
button { font: inherit; padding: 0.3rem 0.9rem; border: 1px solid var(--link); border-radius: 0.25rem; background: var(--paper); color: var(--link); cursor: pointer; min-height: 2.75rem; }
button:hover { background: var(--soft); }
form.inline { display: inline; }
del { color: var(--gone); text-decoration: line-through; }
ins { color: var(--come); text-decoration: underline; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sides th, .sides td { width: 50%; }
`

/** A sheet with a tick. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#0b4a8f" d="M6 2h14l6 6v22H6z"/><path fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="m11 18 4 4 7-9"/></svg>`
