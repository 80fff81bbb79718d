/** The look of a programme as a page: light, dark, narrow and on paper. Colours have a contrast of at least 4.5 to 1. */

/** Colours of series, light and dark. */
const SERIES = [
  ["#1f4e79", "#8ab8e6"],
  ["#b3470a", "#f2a56f"],
  ["#3d6b24", "#9ccf7c"],
  ["#7030a0", "#cda4ee"],
  ["#6b5a00", "#e0cd62"],
  ["#1d6f76", "#7fd3da"],
  ["#a61c3c", "#f59ab0"],
  ["#595959", "#c4c4c4"],
] as const
export const SERIES_COUNT = SERIES.length

const variables = (at: 0 | 1): string => SERIES.map((pair, i) => `--s${i}:${pair[at]}`).join(";")
const LIGHT = `--ink:#1b1b1b;--quiet:#555;--paper:#fff;--soft:#f3f5f8;--line:#b8bec6;--link:#0b4f9e;${variables(0)}`
const DARK = `--ink:#ececec;--quiet:#b5b5b5;--paper:#16181b;--soft:#22262b;--line:#4d545c;--link:#8fc1ff;${variables(1)}`

export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,"Segoe UI","Noto Sans",Arial,sans-serif;overflow-wrap:break-word;hyphens:auto}
header,nav,main,footer{max-width:50rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem;padding-bottom:1rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:2em 0 .6em;hyphens:manual}
h1{font-size:2rem;margin:.2em 0}h2{font-size:1.55rem;border-bottom:1px solid var(--line);padding-bottom:.2em}h3{font-size:1.25rem}h4{font-size:1.1rem}h5,h6{font-size:1rem}
p{margin:0 0 .9em}.house,.sub{color:var(--quiet);margin:0}.sub{font-size:1.2rem}
.no{margin-right:.6em;font-variant-numeric:tabular-nums}
a{color:var(--link)}a:focus-visible,.scroll:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999rem;background:var(--paper);padding:.75rem 1.25rem;z-index:1}.skip:focus{left:0;top:0}
nav{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:1rem 1.25rem}
nav h2{font-size:1.15rem;margin:0 0 .5rem;border:0}nav ul{list-style:none;margin:0;padding-left:1.25rem}nav>ul{padding-left:0}nav li{margin:.2rem 0}
.scroll{overflow-x:auto;margin:1.25rem 0}
table{border-collapse:collapse;width:100%;font-size:.95rem;hyphens:manual}
caption,figcaption{text-align:left;font-weight:600;margin-bottom:.4rem;padding:0}
th,td{border:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th{background:var(--soft)}td p,th p,li>p{margin:0 0 .35em}td p:last-child,th p:last-child,li>p:last-child{margin-bottom:0}
.right{text-align:right;font-variant-numeric:tabular-nums}.center{text-align:center}
figure{margin:1.5rem 0}img{max-width:100%;height:auto;background:#fff}figure.picture figcaption{font-weight:400;color:var(--quiet);margin-top:.4rem}
svg{display:block;width:100%;height:auto;font:13px system-ui,"Segoe UI",Arial,sans-serif}svg text{fill:var(--ink)}svg .axis{stroke:var(--line)}svg .zero{stroke:var(--ink)}
${SERIES.map((_, i) => `.f${i}{fill:var(--s${i})}.l${i}{stroke:var(--s${i});fill:none;stroke-width:2.5}`).join("")}
svg .hatch{stroke:var(--paper);stroke-width:2}svg .part{stroke:var(--paper);stroke-width:1.5}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--link)}
.source{font-size:.9rem;color:var(--quiet)}
.note{border-left:.3rem solid var(--line);background:var(--soft);padding:.75rem 1rem;margin:1.25rem 0}.note>p:first-child{color:var(--quiet);font-size:.9rem}
sup{line-height:0}sup a{padding:0 .15em}
.notes{border-top:1px solid var(--line);margin-top:3rem;font-size:.95rem}.notes li:target,h2:target,h3:target,h4:target,h5:target,h6:target{background:var(--soft)}
footer{color:var(--quiet);font-size:.9rem;padding-top:2rem;padding-bottom:3rem}
@media (max-width:36rem){body{font-size:1rem}h1{font-size:1.6rem}th,td{padding:.3rem .4rem}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{:root{${LIGHT}}body{font-size:10.5pt}.skip{display:none}header,nav,main,footer{max-width:none;padding-left:0;padding-right:0}nav{background:none;break-after:page}h2,h3,h4,h5,h6,figcaption,caption{break-after:avoid}tr,figure svg,img{break-inside:avoid}thead{display:table-header-group}.scroll{overflow:visible}a{color:inherit;text-decoration:none}main a[href^="http"]::after{content:" (" attr(href) ")";font-size:.85em}}
`
