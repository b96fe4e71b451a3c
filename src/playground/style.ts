import { colorVariables } from "../page/style.ts";

/** The style of what a playground begins with, inside its shadow root; that of what it loads later: later-style.ts. */
export const playgroundStyle = `${colorVariables(":host")}
:host{display:block;color:var(--ink);background:var(--ground);font:14px/1.45 system-ui,sans-serif;min-height:100%}
*{box-sizing:border-box}
h1,h2,p,dl,dd,figure,ol{margin:0}
h1{font-size:15px;letter-spacing:-.01em}
h2{font-size:13px;font-weight:650}
.soft,.legend{color:var(--soft-ink)}
button,select,input{font:inherit;color:inherit}
button,select,input[type=number]{background:var(--paper);border:1px solid var(--rule);border-radius:8px;min-height:34px;padding:4px 10px}
button{cursor:pointer}
button:hover:not(:disabled),select:hover{border-color:var(--edge)}
button:disabled{color:var(--soft-ink);opacity:.6;cursor:default}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
input[type=range]{accent-color:var(--accent);width:100%;margin:0;height:22px}
input[type=checkbox]{accent-color:var(--accent)}
header{position:sticky;top:0;z-index:5;display:flex;flex-wrap:wrap;align-items:center;gap:8px 16px;padding:10px 18px;background:var(--paper);border-bottom:1px solid var(--rule)}
.brand{display:flex;align-items:center;gap:8px}
.logo{display:grid;place-items:center;width:26px;height:26px;border-radius:8px;background:var(--accent-fill);color:var(--accent);font-weight:700}
.run,.tools{display:flex;gap:6px;flex-wrap:wrap}
.tools{margin-left:auto;min-height:34px}
.tools select{max-width:210px}
.go{min-width:98px;font-weight:650;background:#0858B8;color:#fff;border-color:transparent}
.go:hover{background:#064a9c}
.icon{min-width:34px;padding:4px 8px}
.progress{display:flex;gap:10px;font-variant-numeric:tabular-nums}
.alarm{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;justify-content:space-between;margin:14px 18px 0;padding:10px 14px;border:1px solid var(--alarm);border-left-width:5px;border-radius:10px;background:var(--paper);overflow-wrap:anywhere}
.note-bar{flex-wrap:nowrap}.note-bar.done{border-left-color:#1a7f37;background:var(--function-fill)}
.note-bar{border-color:var(--rule);border-left-color:var(--accent)}
main{display:grid;grid-template-columns:248px minmax(0,1fr) 372px;gap:14px;padding:14px 18px;max-width:1760px;margin:0 auto}
.side{display:grid;align-content:start;gap:14px;grid-row:span 2}
.card{background:var(--paper);border:1px solid var(--rule);border-radius:12px;padding:12px 14px;min-width:0}
.card-head{display:flex;flex-wrap:wrap;align-items:center;gap:2px 12px;margin-bottom:10px}
.card-head h2{margin-right:auto}.legend{font-size:12px}
.card>*+*{margin-top:8px}
.field{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:8px;align-items:center;font-size:13px}
.field input,.field select{width:100%;min-height:30px;padding:2px 8px}
.scroll{overflow-x:auto;margin-inline:-6px;padding-inline:6px}
.chips{display:grid;gap:0}
.chip{position:relative;display:flex;flex-direction:column;align-items:center;gap:4px;padding:0 3px;min-width:0;font-size:12px;text-align:center}
.chip.fixed span{font-size:12px;color:var(--soft-ink)}
.stepper{display:flex;align-items:center;border:1px solid var(--rule);border-radius:8px;overflow:hidden;background:var(--paper)}
.stepper button{border:0;border-radius:0;min-height:28px;min-width:24px;padding:0}
.stepper button:focus-visible{outline-offset:-2px}
.stepper output{min-width:20px;font-weight:650;font-variant-numeric:tabular-nums}
.chip select{min-height:26px;padding:0 2px;font-size:12px;max-width:100%;border-radius:7px}
.chip summary{cursor:pointer;color:var(--soft-ink);font-size:11.5px;min-height:24px;display:grid;place-items:center;list-style:none;text-decoration:underline dotted}
.chip summary::-webkit-details-marker{display:none}
.add{min-height:26px;padding:0 8px;font-size:12px;border-style:dashed}
.stage{position:relative}
.stage canvas{position:absolute;inset:0;width:100%;height:100%;cursor:ns-resize;touch-action:pan-x pan-y}
.unit{position:absolute;min-height:0;padding:0;background:none;border:0;border-radius:3px}
.unit:focus-visible{outline-width:3px}
.note{padding:24px;text-align:center;color:var(--soft-ink)}
.plane-box{position:relative;width:100%;max-width:max(20rem,72vh);aspect-ratio:1}
.plane-box canvas{width:100%;height:100%;border-radius:8px;border:1px solid var(--rule);cursor:crosshair;display:block;touch-action:manipulation}
.draw{display:flex;flex-wrap:wrap;align-items:center;gap:4px;font-size:12px}
.draw button{min-height:28px;padding:2px 9px;font-size:12px}.draw .class{padding:2px 6px;display:grid;place-items:center;min-width:30px}
[aria-pressed=true]:not(.go):not(.unit){background:var(--accent-fill);border-color:var(--accent)}
.draw button:last-child{margin-left:auto}
.small{min-height:28px;padding:2px 9px;font-size:12px}
:host([data-dropping]) main{outline:3px dashed var(--accent);outline-offset:-6px}
.under{display:flex;align-items:center;justify-content:space-between;gap:8px;min-height:28px;font-size:13px;color:var(--soft-ink);font-variant-numeric:tabular-nums}
.swatch{display:inline-block;width:10px;height:10px;border-radius:3px}
.measures{display:grid;grid-template-columns:1fr 1fr;gap:6px 12px}
.measures dt{font-size:12px;color:var(--soft-ink)}
.measures dd{font-size:22px;line-height:1.15;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.measures .tested dd{font-size:18px}
.curves,.panes{grid-column:auto}
.run button{white-space:nowrap}
@media(max-width:1180px){.brand h1{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
@media(max-width:1180px) and (min-width:761px){main{grid-template-columns:230px repeat(2,minmax(0,1fr))}.side{grid-row:span 3}.network,.panes{grid-column:2/4}.curves{order:1}.panes{order:2}.tools select{max-width:170px}}
@media(max-width:900px){.plane-box{max-width:520px;margin-inline:auto}}
@media(max-width:900px) and (min-width:761px){.plane,.curves{grid-column:2/4}.side{grid-row:span 4}}
@media(max-width:760px){
header{padding:8px 12px;gap:8px}.progress{margin-left:auto}.tools{margin-left:0;flex:1}.tools select{flex:1;min-width:0}
main{grid-template-columns:minmax(0,1fr);padding:10px;gap:10px}.side{order:5;grid-row:auto}.plane{order:1}.network{order:2}.curves{order:3}.panes{order:4}
.run{flex:1;gap:5px;flex-wrap:nowrap}.run button{flex:1 1 auto;min-width:0;padding:4px 7px}.alarm .run{flex-wrap:wrap}
.alarm{margin:10px 10px 0}
}
@media(forced-colors:active){.unit,.set.chosen,.card{border:1px solid CanvasText}}
`;
