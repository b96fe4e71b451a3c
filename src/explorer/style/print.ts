/** On paper: the picture fitted to the page, formula, code and numbers under it, in light colours. */
export const printStyle = `
@media print{
:host{display:block;height:auto;max-height:none;min-height:0;container-type:normal}
.explorer,.main,.beside{display:block}
.explorer{font-size:11px}
.hint,.controls,.tools,.tabs,.foot,.notice,.segments,.copies,.slider,dialog{display:none!important}
.head{border:0;padding:0 0 8px}
.head h1{font-size:18px;max-width:none}
.stage{overflow:visible;background:none}
.stage .picture{display:block;width:auto!important;height:auto!important;max-width:100%;max-height:235mm;margin:0 auto}
.beside{border:0;background:none}
.panes,.table,.program,.printed,.formulas,.beside>.value{overflow:visible;max-height:none}
.pane{padding:6px 0;break-inside:avoid}
.table table{font-size:9.5px}
.table :is(th,td,.element,input){padding:1px 5px}
.panes>.pane.formula{break-before:page}
.printed,.program{white-space:pre-wrap}
.line{white-space:pre-wrap!important;width:auto!important}
.on-paper{display:block;padding:6px 0}
.on-paper h2{font-size:11px;text-transform:uppercase;letter-spacing:.07em;color:var(--soft-ink)}
.on-paper table{border-collapse:collapse}
.on-paper th{text-align:left;vertical-align:top;padding:3px 14px 3px 0;font-weight:600}
.on-paper td{padding:3px 0}
.on-paper tr{break-inside:avoid;border-top:1px solid var(--rule)}
.on-paper pre{white-space:pre-wrap}
}
`;
