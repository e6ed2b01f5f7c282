"""The one style sheet of every page: a doorway in a quiet hall, by day and by night.

Colours meet WCAG 2.2 AA on the surfaces they are used on. Nothing is fetched: system fonts, and
arches made of shadows.
"""

from typing import Final

DAY: Final = (
    "--hall:#d5dedb;--near:#eff3f2;--middle:#e6ecea;--far:#dde5e2;--door:#fff;--ink:#16211f;"
    "--soft:#4f5f5c;--line:#c3cecb;--wash:#f2f6f5;--accent:#0c5a57;--press:#08403e;"
    "--on-accent:#fff;--fill:#0c5a57;--focus:#0c5a57;"
)
NIGHT: Final = (
    "--hall:#080d0c;--near:#151e1d;--middle:#101817;--far:#0c1312;--door:#1b2625;--ink:#e9efed;"
    "--soft:#a9b8b4;--line:#3d4d4a;--wash:#223030;--accent:#8fd6cf;--press:#b3e6e1;"
    "--on-accent:#05201e;--fill:#8fd6cf;--focus:#8fd6cf;"
)
_SHEET: Final = """
*{box-sizing:border-box;margin:0;padding:0}
:root{color-scheme:light dark;@LIGHT@
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){:root{@DARK@}}
body{min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--hall);
color:var(--ink);overflow-x:hidden;overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
.door{flex:1;width:100%;display:flex;flex-direction:column;margin-top:2rem;
padding:2.25rem 1.25rem 1.25rem;background:var(--door);
border-radius:50% 50% 0 0/5.5rem 5.5rem 0 0;
box-shadow:0 0 0 .625rem var(--near),0 0 0 1.25rem var(--middle),0 0 0 2rem var(--far)}
.house{display:flex;flex-direction:column;align-items:center;gap:.375rem;margin-bottom:1.75rem;
color:var(--accent);font-weight:600;text-align:center;padding:0 12%}
.vestibule{width:2.75rem;height:2.75rem}
.crest{display:block;max-width:100%;height:4rem;object-fit:contain;padding:.625rem .875rem;
border-radius:.75rem;background:#fff}
main{display:flex;flex-direction:column;gap:1rem}
h1{font-size:1.625rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;text-align:center;
text-wrap:balance}
.lead{text-align:center;color:var(--soft);margin-bottom:.5rem;text-wrap:balance}
.lead .name{color:var(--ink);font-weight:600}
.logo{display:block;margin:0 auto .75rem;width:3.5rem;height:3.5rem;object-fit:contain;
padding:.375rem;border-radius:.75rem;
background:#fff;border:1px solid var(--line)}
.lead+.now{margin-top:-.75rem}
.now,.person,.quietly,.notice{text-align:center;text-wrap:balance}
.person .name{font-weight:600}
.quietly,.person{font-size:.9375rem;color:var(--soft)}
.person .name{color:var(--ink)}
.notice{padding:1rem;border-radius:.75rem;background:var(--wash)}
ul{list-style:none}
.choices{display:flex;flex-direction:column;gap:.75rem}
form{display:flex;flex-wrap:wrap;gap:.75rem}
form>button{flex:1 1 8rem}
.choice,.main,.other,.quiet{display:flex;align-items:center;justify-content:center;gap:.75rem;
width:100%;min-height:3.25rem;padding:.625rem 1rem;border-radius:.75rem;
border:1px solid transparent;font:inherit;font-weight:550;
line-height:1.3;text-decoration:none;text-align:center;cursor:pointer;
color:var(--ink);background:transparent;transition:background-color .15s,border-color .15s}
.choice{justify-content:flex-start;text-align:start;border-color:var(--line)}
.other{border-color:var(--line)}
.choice:hover,.other:hover{background:var(--wash);border-color:var(--accent)}
.main{background:var(--fill);border-color:var(--accent);color:var(--on-accent)}
.main:hover{background:var(--press)}
.quiet{color:var(--soft);font-weight:500;min-height:2.75rem}
.quiet:hover{color:var(--ink);text-decoration:underline}
.mark{flex:none;width:1.5rem;height:1.5rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:3px;border-radius:.75rem}
.scopes{display:flex;flex-direction:column;border:1px solid var(--line);border-radius:.75rem}
.scopes li{display:flex;gap:.75rem;padding:.625rem 1rem;text-wrap:pretty}
.scopes li+li{border-top:1px solid var(--line)}
.scopes code{display:block;color:var(--soft)}
.tick{flex:none;width:1.25rem;height:1.25rem;margin-top:.125rem;color:var(--accent)}
code{font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.details{margin-top:.5rem;padding:1rem;border-radius:.75rem;background:var(--wash);font-size:.9375rem}
h2{font-size:.8125rem;font-weight:600;color:var(--soft);margin-bottom:.5rem}
dl{display:flex;flex-direction:column;gap:.5rem}
dt{font-size:.8125rem;color:var(--soft)}
section{display:flex;flex-direction:column;gap:.75rem;margin-top:1rem}
section>h2{font-size:1.125rem;color:var(--ink);margin:0}
.cards{display:flex;flex-direction:column;gap:.75rem}
.card{display:flex;flex-direction:column;gap:.625rem;padding:1rem;border:1px solid var(--line);
border-radius:.75rem}
h3{font-size:1rem;font-weight:600;line-height:1.3}
.here{align-self:flex-start;padding:.0625rem .625rem;border-radius:1rem;background:var(--wash);
color:var(--accent);font-size:.8125rem;font-weight:600}
.facts{gap:.25rem;font-size:.9375rem}
.facts div{display:flex;flex-wrap:wrap;gap:0 .75rem}
.facts dt{flex:none;width:5rem;line-height:1.5rem}
.facts dd{flex:1 1 9rem}
.exactly{display:inline-block;font-size:.8125rem;color:var(--soft)}
.card button{min-height:2.75rem;padding:.375rem 1rem}
summary{cursor:pointer;padding:.25rem 0;font-size:.9375rem}
summary:hover{color:var(--accent)}
details[open] summary{margin-bottom:.5rem}
.legal ul{display:flex;flex-wrap:wrap;justify-content:center;gap:.25rem 1.25rem;font-size:.875rem}
.legal a{color:var(--soft);display:inline-block;padding:.25rem 0}
.legal a:hover{color:var(--ink)}
footer{margin-top:auto;padding-top:1.75rem;text-align:center;font-size:.8125rem;color:var(--soft)}
footer nav{margin-bottom:.5rem}
footer strong{font-weight:600}
@media (min-width:30rem) and (min-height:34rem){
body{align-items:center}
.door{width:27rem;margin-top:clamp(6rem,15vh,11rem);padding:2.75rem 2.25rem 1.5rem;
border-radius:50% 50% 0 0/7rem 7rem 0 0;
box-shadow:0 0 0 1.25rem var(--near),0 0 0 3rem var(--middle),0 0 0 5.5rem var(--far)}
}
@media (prefers-reduced-motion:reduce){*{transition:none}}
@media (forced-colors:active){.door,.main{border:1px solid}}
"""
CSS: Final = "".join(_SHEET.replace("@LIGHT@", DAY).replace("@DARK@", NIGHT).splitlines())
