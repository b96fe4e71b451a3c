/** How the parts of an explorer stand to each other, and what all of them share. */
export const frameStyle = `
:host{display:grid;grid-template:minmax(0,1fr)/minmax(0,1fr);height:100%;max-height:100vh;max-height:100dvh;min-height:26rem;container-type:inline-size;
color:var(--ink);background:var(--paper);font:14px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;-webkit-text-size-adjust:100%}
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
.explorer{position:relative;display:grid;grid-template:auto minmax(0,1fr) auto/minmax(0,1fr);min-height:0}
.main{display:grid;grid-template:minmax(0,1fr)/minmax(0,1.25fr) minmax(20rem,1fr);min-height:0}
.stage{position:relative;overflow:auto;min-height:0;min-width:0;background:var(--paper)}
.beside{display:grid;grid-template:auto minmax(0,1fr) auto/minmax(0,1fr);min-height:0;border-left:1px solid var(--rule);background:var(--ground)}
.foot{display:flex;gap:12px;align-items:center;min-height:38px;padding:6px 16px;border-top:1px solid var(--rule)}
h1,h2,h3,p,figure,dl,dd,pre{margin:0}
code,pre,kbd{font-family:ui-monospace,"SFMono-Regular",Menlo,"DejaVu Sans Mono",monospace}
button,select,input{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.hint{color:var(--soft-ink)}
.problem{color:var(--alarm);font-weight:600}
.icon{display:block;flex:none}
.notice{position:absolute;left:50%;bottom:56px;transform:translateX(-50%);padding:6px 14px;border-radius:99px;background:var(--ink);color:var(--paper);
font-size:13px;opacity:0;pointer-events:none;transition:opacity .15s;z-index:9}
.notice[data-shown=true]{opacity:1}
.on-paper{display:none}
dialog{border:1px solid var(--rule);border-radius:14px;padding:0;background:var(--paper);color:var(--ink);max-width:min(34rem,calc(100vw - 2rem));max-height:min(44rem,calc(100dvh - 2rem));
box-shadow:0 20px 60px #0004}
dialog::backdrop{background:#0006}
dialog form{padding:18px 22px 20px}
dialog header{display:flex;justify-content:space-between;align-items:center;margin-bottom:8px}
dialog h2{font-size:16px}
dialog p{color:var(--soft-ink);margin-bottom:12px}
dialog table{border-collapse:collapse;width:100%;font-size:13px}
dialog th{text-align:left;font-weight:400;white-space:nowrap;padding:2px 14px 2px 0;vertical-align:top}
dialog td{padding:3px 0}
dialog tr+tr>*{border-top:1px solid var(--rule)}
kbd{display:inline-block;min-width:1.6em;padding:1px 5px;margin-right:4px;text-align:center;border:1px solid var(--rule);border-bottom-width:2px;border-radius:5px;background:var(--ground);font-size:12px}
.check{display:inline-flex;gap:6px;align-items:center;margin-top:12px}
@media(prefers-reduced-motion:reduce){*,*::before,*::after{transition:none!important;animation:none!important;scroll-behavior:auto!important}}
@media screen and (max-width:760px){:host{min-height:40rem}}
@container(max-width:760px){
.main{grid-template:46vh minmax(0,1fr)/minmax(0,1fr)}
.beside{border-left:0;border-top:1px solid var(--rule);grid-template-rows:auto minmax(0,1fr)}
.beside:not([data-pane=value])>.value,.beside[data-pane=value]>.panes{display:none}
${["formula", "code", "graph", "numpy", "time", "compare", "changes"].map((name) => `.beside[data-pane=${name}] .panes>.pane:not(.${name}){display:none}`).join("\n")}
}
`;
