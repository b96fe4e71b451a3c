/** The style of what edits: the menu of a node, why an edit was refused, the list of changes. */
export const editStyle = `.menu-place{position:fixed;z-index:20}
.node-menu,.bubble{width:min(340px,calc(100vw - 16px));max-height:min(72vh,640px);overflow:auto;padding:12px 14px;border:1px solid var(--rule);border-radius:10px;background:var(--paper);color:var(--ink);box-shadow:0 8px 28px #0003}
.node-menu{position:relative}
.node-menu h2{font:600 15px/1.3 system-ui,sans-serif;letter-spacing:0;text-transform:none;color:var(--ink);margin:0 28px 8px 0;overflow-wrap:anywhere}
.node-menu small{font-weight:400;color:var(--soft-ink)}
.node-menu .close{position:absolute;top:8px;right:8px;width:26px;height:26px;padding:0;border-color:transparent;background:none;font-size:18px;line-height:1}
.field{display:grid;grid-template-columns:96px minmax(0,1fr) 76px;gap:6px 8px;align-items:center;margin:6px 0}
.field label{color:var(--soft-ink);overflow-wrap:anywhere}
.field>:nth-child(2):not(:nth-last-child(2)){grid-column:2}
.field>:nth-child(3):not(:last-child){grid-column:2;grid-row:2}
.edit-layer input,.edit-layer select,.edit-layer button,.changes button,.history button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft-ink);border-radius:6px;min-height:28px;padding:2px 8px;min-width:0}
.edit-layer button,.changes button,.history button{cursor:pointer;background:var(--ground)}
.edit-layer button:hover,.changes button:hover,.history button:hover:enabled{border-color:var(--accent)}
.history button:disabled{opacity:.45;cursor:default}
.history{display:inline-flex;gap:4px}
.node-menu .buttons{display:flex;gap:8px;margin-top:10px}
.node-menu .buttons:empty{display:none}
.refusal{margin:0 0 8px;padding:8px 10px;border:1px solid var(--alarm);border-left-width:4px;border-radius:6px;overflow-wrap:anywhere;white-space:pre-wrap}
.bubble p{margin:0 0 8px}
.refused>rect,.refused>polygon,.refused>path{stroke:var(--alarm)!important;stroke-width:3!important;stroke-dasharray:5 3}
.cells{margin-top:10px;overflow-x:auto}
.cells table{border-collapse:collapse}
.cells td{padding:1px}
.cells td input{width:13ch;font:12px/1.4 ui-monospace,monospace;text-align:right;padding:2px 4px}
.cells label input{width:9ch}
.changes .diff{overflow-x:auto}.changes button{margin-top:6px}
.changes .added{color:var(--added-line)}.changes .removed{color:var(--removed-line)}.changes .changed{color:var(--changed-line)}
@media(max-width:760px){.menu-place{left:0!important;right:0!important;top:auto!important;bottom:0}.node-menu,.bubble{width:100%;border-radius:14px 14px 0 0}.edit-layer input,.edit-layer select,.edit-layer button{min-height:40px}.node-menu .close{width:40px;height:40px;min-height:40px}}
@media print{.edit-layer,.history{display:none}}
`;
