/** Look of the public pages: calm, in the colour of the house, light and dark, narrow and on paper; nothing from elsewhere. */

/** @param accent colour of the house, dark enough on white; ours when absent */
export const publicStyle = (
  accent = "#0b4a8f",
): string => `:root{color-scheme:light dark;--accent:${accent};--on:#fff;--ink:#1b2330;--quiet:#4a5566;--paper:#fff;--soft:#f3f5f8;--line:#c6ccd6;--link:${accent};--good:#0f5132;--good-soft:#e5f3ea;--wait:#7a4b00;--wait-soft:#fff4d9;--bad:#8f1d1d;--bad-soft:#fdeaea}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--quiet:#b3bcc9;--paper:#14181f;--soft:#1e242e;--line:#475060;--link:#9cc8ff;--good:#9be3b8;--good-soft:#14301f;--wait:#f0c265;--wait-soft:#33290f;--bad:#ffb3ad;--bad-soft:#3a1717}}
*{box-sizing:border-box}
html{font:1.0625rem/1.6 system-ui,"Segoe UI","Noto Sans",Arial,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:break-word}
body{margin:0}
a{color:var(--link);text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
main:focus{outline:none}
.skip{position:absolute;left:-100vw;background:var(--paper);padding:.5rem 1rem;z-index:1}
.skip:focus{left:1rem;top:.5rem}
.wide{max-width:66rem;margin:0 auto;padding:0 1.25rem}
.top{border-top:6px solid var(--accent);border-bottom:1px solid var(--line)}
.top .wide{display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:center;padding-top:1rem;padding-bottom:1rem}
.brand{display:flex;gap:.9rem;align-items:center;margin-right:auto;color:inherit;text-decoration:none}
.brand img{max-height:3.25rem;width:auto;background:#fff;padding:.15rem}
.brand b{display:block;font-size:1.125rem;line-height:1.3}
.brand span span{color:var(--quiet);font-size:.9375rem}
.top nav a{display:inline-block;padding:.6rem 0;margin-left:1.25rem}
.top nav a:first-child{margin-left:0}
.top nav a[aria-current]{font-weight:650;text-decoration:none;border-bottom:3px solid var(--link)}
.crumbs{font-size:.9375rem;margin:1.25rem 0 0;color:var(--quiet)}
h1{font-size:1.9rem;line-height:1.22;margin:1.25rem 0 .5rem;max-width:48rem;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;margin:2.5rem 0 .6rem}
h3{font-size:1.0625rem;margin:1.5rem 0 .3rem}
h4,h5,h6{font-size:1rem;margin:1.25rem 0 .25rem}
p,ul,ol,dl{max-width:48rem}
.lead{color:var(--quiet);margin:.25rem 0 1rem}
.state{display:inline-block;border-radius:1rem;padding:.1rem .8rem;font-size:.9375rem;font-weight:600;background:var(--wait-soft);color:var(--wait)}
.state.good{background:var(--good-soft);color:var(--good)}
.state.bad{background:var(--bad-soft);color:var(--bad)}
form.search{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:1rem;margin:1.25rem 0}
form.search div{flex:1 1 18rem}
label{display:block;font-weight:600;margin-bottom:.25rem}
input[type=search],input[type=text]{font:inherit;width:100%;padding:.55rem .7rem;border:1px solid var(--quiet);border-radius:.3rem;background:var(--paper);color:inherit;min-height:2.75rem}
button,.button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.2rem;border:0;border-radius:.3rem;background:var(--accent);color:var(--on);cursor:pointer;text-decoration:none;display:inline-block}
@media (prefers-color-scheme:dark){button,.button{background:var(--link);color:#10141a}}
.results{list-style:none;padding:0;margin:0;max-width:none}
.results>li{border-top:1px solid var(--line);padding:1.1rem 0}
.results>li:last-child{border-bottom:1px solid var(--line)}
.results h2{font-size:1.125rem;margin:0 0 .3rem;max-width:48rem}
.results p{margin:0;color:var(--quiet);font-size:.9375rem}
.results .state{margin-top:.5rem}
.pages{display:flex;flex-wrap:wrap;gap:1rem;margin:1.5rem 0}
dl.facts{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:0;margin:1.25rem 0;border-top:1px solid var(--line)}
dl.facts dt,dl.facts dd{padding:.4rem 0;border-bottom:1px solid var(--line);margin:0}
dl.facts dt{color:var(--quiet);padding-right:1.5rem}
.files{list-style:none;padding:0;margin:0;max-width:none}
.files li{display:flex;flex-wrap:wrap;gap:.35rem 1.5rem;align-items:baseline;border:1px solid var(--line);border-radius:.4rem;padding:.8rem 1rem;margin:0 0 .6rem;background:var(--soft)}
.files .what{flex:1 1 22rem}
.files .what a{font-weight:600}
.files small{display:block;color:var(--quiet);font-size:.9375rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem;font-size:.9844rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--quiet);font-weight:600;white-space:nowrap}
tbody th{font-weight:600}
.right{text-align:right}.center{text-align:center}
.note{background:var(--soft);border-left:4px solid var(--accent);padding:.75rem 1rem;margin:1rem 0;max-width:48rem}
.note.good{background:var(--good-soft);border-color:var(--good)}
.note.bad{background:var(--bad-soft);border-color:var(--bad)}
.note h2{margin:0 0 .25rem}
.note p{margin:.25rem 0}
figure{margin:1rem 0}figure img{max-width:100%;height:auto;background:#fff}
code{font-family:ui-monospace,"Noto Sans Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
.drop{border:2px dashed var(--quiet);border-radius:.5rem;padding:1.5rem;margin:1rem 0;max-width:48rem;background:var(--soft)}
.drop.over{border-color:var(--link);border-style:solid}
.drop input[type=file]{font:inherit;max-width:100%;min-height:2.75rem}
progress{width:100%;max-width:30rem;height:1rem}
.foot{margin-top:3.5rem;border-top:1px solid var(--line);background:var(--soft);font-size:.9375rem}
.foot .wide{padding-top:1.25rem;padding-bottom:2rem}
.foot ul{list-style:none;padding:0;margin:0 0 .75rem;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;max-width:none}
.foot a{display:inline-block;padding:.25rem 0}
.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:40rem){h1{font-size:1.5rem}dl.facts{grid-template-columns:1fr}dl.facts dt{border-bottom:0;padding-bottom:0}dl.facts dd{padding-top:0}
table.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.stack tr{display:block;border-bottom:1px solid var(--line);padding:.6rem 0}table.stack th,table.stack td{display:block;border:0;padding:.1rem 0}
table.stack td::before{content:attr(data-label) ": ";color:var(--quiet)}table.stack td:empty{display:none}}
@media (forced-colors:active){.state,.files li,.note{border:1px solid}}
@media print{.top nav,form.search,.pages,.skip,.foot ul,.drop{display:none}.wide{max-width:none;padding:0}body{font-size:10pt}a{color:inherit}.files li{break-inside:avoid}}
`
