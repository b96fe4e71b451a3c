/** The style of charts and of what is read from them, for any page that has the variables of its colours. */
export const chartStyle = `
.chart{position:relative;touch-action:pan-y}
.chart svg{display:block;width:100%;height:auto;overflow:visible}
.cursor{position:absolute;inset:0;pointer-events:none}
.cursor [hidden],.cursor[hidden]{display:none}
.cursor-line{position:absolute;border-left:1px solid var(--ink)}
.cursor-dot{position:absolute;width:9px;height:9px;margin:-4.5px;border-radius:50%;border:1.5px solid var(--paper)}
.cursor-dot~.cursor-dot{border-radius:0}
.cursor-values{position:absolute;margin:0 8px;padding:3px 8px;white-space:pre;font-size:13px;line-height:1.4;font-variant-numeric:tabular-nums;color:var(--ink);background:var(--ground);border:1px solid var(--rule);border-radius:6px}
@media(forced-colors:active){.chart{--paper:Canvas;--ink:CanvasText;--soft-ink:CanvasText;--edge:CanvasText;--rule:color-mix(in srgb,CanvasText 35%,Canvas);--ground:Canvas;forced-color-adjust:none}}
@media print{.cursor{display:none}}
`;
