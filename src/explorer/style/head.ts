/** The bar at the top: what is shown, and what can be done with the page. */
export const headStyle = `
.head{display:flex;flex-wrap:wrap;gap:6px 8px;align-items:center;padding:7px 16px;border-bottom:1px solid var(--rule)}
.head h1{font-size:15px;font-weight:650;letter-spacing:-.01em;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;max-width:13rem}
.controls,.tools{display:flex;gap:8px;align-items:center;min-width:0}
.tools{margin-left:auto;gap:2px}
.head label{display:inline-flex;align-items:center;gap:7px;font-size:12.5px;color:var(--soft-ink)}
.head .segments label{display:block}
.head select{padding:4px 6px;border:1px solid var(--rule);border-radius:8px;background:var(--paper);color:var(--ink);max-width:8rem}
.sample input{width:6.5rem;accent-color:var(--accent)}
.sample output{min-width:4.6em;font-variant-numeric:tabular-nums;color:var(--ink);white-space:nowrap}
.toggle{padding:4px 9px;border:1px solid var(--rule);border-radius:8px;background:var(--paper);font-size:12.5px;color:var(--soft-ink)}
.toggle[aria-pressed=true]{border-color:var(--accent);color:var(--accent);background:var(--accent-fill)}
.quiet{display:grid;place-items:center;width:28px;height:30px;padding:0;border:0;border-radius:8px;background:none;color:var(--soft-ink);list-style:none;cursor:pointer}
.quiet::-webkit-details-marker{display:none}
.quiet:hover,.menu[open]>.quiet{background:var(--ground);color:var(--ink)}
.menu{position:relative}
.menu>div{position:absolute;right:0;top:34px;z-index:8;display:grid;min-width:15rem;padding:5px;border:1px solid var(--rule);border-radius:10px;background:var(--paper);box-shadow:0 8px 30px #0003}
.menu>div button{padding:7px 10px;border:0;border-radius:6px;background:none;text-align:left;color:var(--ink)}
.menu>div button:hover{background:var(--accent-fill)}
.find{position:relative;display:flex;align-items:center}
.find>.icon{position:absolute;left:8px;color:var(--soft-ink);pointer-events:none}
.find input{width:6.5rem;padding:5px 8px 5px 30px;border:1px solid var(--rule);border-radius:8px;background:var(--ground);font-size:13px}
.find input::placeholder{color:var(--soft-ink);opacity:1}
.find input:focus{background:var(--paper)}
#found{position:absolute;right:0;top:36px;z-index:8;width:max(100%,22rem);max-width:calc(100vw - 32px);max-height:22rem;overflow:auto;padding:5px;border:1px solid var(--rule);border-radius:10px;background:var(--paper);
box-shadow:0 8px 30px #0003;font-size:13px}
#found>div{padding:5px 9px;border-radius:6px;cursor:pointer;overflow-wrap:anywhere}
#found>[aria-selected=true]{background:var(--accent-fill)}
#found .op,#found code{color:var(--soft-ink);font-size:12px}
.head .stepper{gap:0;border:1px solid var(--rule);border-radius:8px;padding:1px}
.head .stepper button{border:0;border-radius:6px;min-width:26px;min-height:26px;padding:2px 5px;font-size:12.5px;color:var(--soft-ink);background:none}
.head .stepper button:hover{background:var(--ground);color:var(--ink)}
.head .stepper button[aria-pressed=true]{background:var(--accent-fill);color:var(--accent)}
.head .stepper .phase{padding:2px 7px}
.head .history{gap:0}
.head .history button{width:28px;height:30px;min-height:0;padding:0;border:0;border-radius:8px;background:none;color:var(--soft-ink);font-size:16px}
.head .history button:hover:enabled{background:var(--ground);color:var(--ink)}
@media(forced-colors:active){.toggle[aria-pressed=true],#found>[aria-selected=true]{background:Highlight;color:HighlightText;forced-color-adjust:none}}
@container(max-width:760px){
.head{padding:6px 10px;gap:6px 8px}
.head h1{max-width:none;flex:1 1 6rem}
.controls{order:3;flex:1 0 100%;overflow-x:auto;padding-bottom:2px}
.controls>*{flex:none}
.find input{width:8.4rem}
.sample input{width:6rem}
#found{right:-128px}
}
`;
