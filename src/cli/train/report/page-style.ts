import { chartStyle } from "../../../page/chart/chart-style.ts";
import { colorVariables } from "../../../page/style.ts";

/** The page's own rules: light, dark, on paper; two columns where there is room, one and other drawings on a telephone. */
export const pageStyle = `
${colorVariables(":root")}
  * { box-sizing: border-box }
  body { margin: 2rem auto; max-width: 84rem; padding: 0 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 Helvetica, Arial, sans-serif; overflow-wrap: anywhere }
  h1 { font-size: 1.5rem; margin: 0; line-height: 1.25 } h2 { font-size: 1.1rem; margin: 2rem 0 0.75rem }
  p { margin: 0.25rem 0; color: var(--soft-ink) } a { color: var(--accent) }
  .warning { color: var(--ink); border-left: 4px solid var(--changed-line); padding: 0.25rem 0.75rem; margin: 0.5rem 0; background: var(--ground) }
  .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 33rem), 1fr)); gap: 2rem 1.5rem; margin-top: 1.5rem; align-items: start }
  figure { margin: 0; min-width: 0; max-width: 44rem; display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.5rem }
  figcaption { color: var(--soft-ink); font-size: 0.85rem; flex: 1 1 12rem; order: 2 } label { font-size: 0.85rem; order: 4 } input { order: 3; margin: 0; width: 1.1rem; height: 1.1rem; accent-color: var(--accent) }
  .drawings { flex: 1 0 100%; order: 1 }
  .narrow { display: none }
  .log-axis:checked ~ .drawings .even, .log-axis:not(:checked) ~ .drawings .log { display: none }
  .network { max-width: none } .broad { grid-column: 1 / -1 } .layers { min-width: 0 } .layers h2 { margin-top: 0.5rem } .layers table { font-size: 0.9rem } .layers th, .layers td { padding-right: 0.75rem } .layers td { white-space: nowrap }
  .scroll { flex: 1 0 100%; max-width: 100%; overflow-x: auto; order: 1 } .scroll svg { max-width: 100%; height: auto }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  [hidden] { display: none !important }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal }
  caption { text-align: left; color: var(--soft-ink); font-size: 0.85rem; padding-bottom: 0.5rem }
  th, td { text-align: left; padding: 0.2rem 1.25rem 0.2rem 0; border-bottom: 1px solid var(--rule); vertical-align: top }
  th { font-weight: 600 } th[scope=row] { overflow-wrap: anywhere; min-width: 6rem } .number { text-align: right; white-space: nowrap } thead .number { white-space: normal } .pairs td { overflow-wrap: anywhere } .table { overflow-x: auto }
  @media (max-width: 64rem) { .cards { font-size: 0.87rem } .cards th, .cards td { padding-right: 0.6rem } }
  @media screen and (max-width: 44rem) {
    body { margin: 1rem auto; padding: 0 1rem }
    .wide { display: none } .narrow { display: block }
    .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
    .cards, .cards tbody, .cards tr, .cards caption { display: block } .cards tr { border-bottom: 1px solid var(--rule); padding: 0.35rem 0 }
    .cards th, .cards td { display: inline-block; border: 0; padding: 0 0.9rem 0 0; text-align: left } .cards th { display: block } .layers td { white-space: normal }
    .cards td:empty { display: none } .cards td { overflow-wrap: anywhere } .cards td::before { content: attr(data-label) " "; color: var(--soft-ink) }
    .pairs th { padding-right: 0.75rem } .pairs td { padding-right: 0 }
  }
  @page { margin: 14mm 12mm }
  @media print { body { margin: 0; padding: 0; max-width: none } figure, tr, .layers { break-inside: avoid } body { font-size: 13px } th, td { padding-block: 1px } h2 { break-after: avoid; margin-top: 1.25rem } tr:first-child, caption { break-after: avoid } .drawings svg, .scroll svg { width: auto; max-width: 100%; max-height: 90mm } input, label { display: none } }
${chartStyle}`;
