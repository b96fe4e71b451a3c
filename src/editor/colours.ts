import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/**
 * The colours of code are those of pictures, by the variables of src/page/style.ts; where a page has none, by their own. Light or dark is
 * then what `color-scheme` says where the editor stands. Each has a contrast of at least 4.5 to 1.
 */
const colour = (name: string, light: string, dark: string): string => `var(--${name}, light-dark(${light}, ${dark}))`;

const paper = colour("paper", "#FFFFFF", "#0D1117");
const ground = colour("ground", "#F6F8FA", "#12171E");
const ink = colour("ink", "#1F2328", "#E6EDF3");
const softInk = colour("soft-ink", "#57606A", "#9AA4AF");
const rule = colour("rule", "#D0D7DE", "#30363D");
const accent = colour("accent", "#0969DA", "#58A6FF");
const alarm = colour("alarm", "#CF222E", "#FF7B72");
const doubt = colour("doubt", "#9A6700", "#D29922");
const blue = colour("input-line", "#0072B2", "#56B4E9");
const purple = colour("reduction-line", "#6B4E9B", "#B39DDB");
const green = colour("function-line", "#00795A", "#2DC7A0");
const orange = colour("output-line", "#B84A00", "#FF9557");

const words = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: purple },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: green },
  { tag: [tags.number, tags.bool, tags.null, tags.escape], color: orange },
  { tag: [tags.typeName, tags.namespace, tags.className], color: blue },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: blue },
  { tag: tags.comment, color: softInk, fontStyle: "italic" },
  { tag: tags.invalid, color: alarm },
]);

const selected = `color-mix(in srgb, ${accent} 22%, transparent)`;
const mono = "var(--mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace)";

const theme = EditorView.theme({
  "&": { color: ink, backgroundColor: paper, fontSize: "var(--code-size, 14px)", height: "100%" },
  "&.cm-focused": { outline: `2px solid ${accent}`, outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: mono, lineHeight: "1.55" },
  ".cm-content": { caretColor: ink, padding: "8px 0" },
  ".cm-line": { padding: "0 12px 0 8px" },
  ".cm-cursor": { borderLeftColor: ink, borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: selected },
  ".cm-gutters": { color: softInk, backgroundColor: paper, border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 12px", minWidth: "2.2em" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: ink },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: `1px solid ${accent}` },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: `1px dashed ${alarm}` },
  // Lines of text, not pictures: a policy may forbid those, and forced colours show these.
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0", textDecoration: "underline wavy 1.5px", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationColor: alarm },
  ".cm-lintRange-warning": { textDecorationColor: doubt },
  ".cm-lintRange-info, .cm-lintRange-hint": { textDecorationColor: accent },
  ".cm-lintRange-active": { backgroundColor: "transparent" },
  ".cm-tooltip": {
    color: ink,
    backgroundColor: ground,
    border: `1px solid ${rule}`,
    borderRadius: "6px",
    boxShadow: "0 4px 16px rgb(0 0 0 / 0.16)",
    maxWidth: "min(38em, 92vw)",
    overflow: "hidden auto",
    maxHeight: "18em",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible", maxHeight: "none" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: mono, maxHeight: "14em" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: paper, backgroundColor: accent },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px" },
  ".cm-tooltip.cm-completionInfo": { padding: "6px 10px" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: `3px solid ${accent}` },
  ".cm-diagnostic-error": { borderLeftColor: alarm },
  ".cm-diagnostic-warning": { borderLeftColor: doubt },
  ".cm-panels": { color: ink, backgroundColor: ground },
  ".cm-panels.cm-panels-bottom": { borderTop: `1px solid ${rule}` },
  ".dagrad-declaration": { fontFamily: mono, fontSize: "0.92em", whiteSpace: "pre-wrap", overflowWrap: "anywhere", padding: "6px 10px" },
  ".dagrad-comment": { padding: "0 10px 6px", whiteSpace: "pre-wrap", font: "13px/1.45 system-ui, sans-serif", color: softInk },
  ".dagrad-sentence": { font: "13px/1.45 system-ui, sans-serif", overflowWrap: "anywhere" },
  ".dagrad-details": { margin: "4px 0 0", font: `12px/1.4 ${mono}`, whiteSpace: "pre-wrap", overflowWrap: "anywhere", color: softInk },
  ".dagrad-problems": { margin: "0", padding: "0", listStyle: "none", maxHeight: "9em", overflow: "auto" },
  ".dagrad-problems button": {
    display: "flex",
    gap: "0.8em",
    width: "100%",
    minHeight: "28px",
    padding: "4px 12px",
    border: "0",
    borderLeft: `3px solid ${alarm}`,
    font: "13px/1.45 system-ui, sans-serif",
    textAlign: "left",
    color: ink,
    background: "none",
    cursor: "pointer",
    overflowWrap: "anywhere",
  },
  ".dagrad-problems button:hover": { background: paper },
  ".dagrad-problems button:focus-visible": { outline: `2px solid ${accent}`, outlineOffset: "-2px" },
  ".dagrad-problems .place": { flex: "none", color: softInk, fontVariantNumeric: "tabular-nums" },
  ".dagrad-status": { padding: "3px 12px", font: "12px/1.5 system-ui, sans-serif", color: softInk },
  "@media (max-width: 760px)": {
    // Below 16 px, phones zoom in when the editor gets the focus.
    "&": { fontSize: "max(16px, var(--code-size, 16px))" },
    ".cm-content": { whiteSpace: "break-spaces", wordBreak: "break-word", overflowWrap: "anywhere", flexShrink: "1" },
    ".cm-gutters": { display: "none" },
  },
  "@media (forced-colors: active)": {
    ".cm-selectionBackground": { backgroundColor: "Highlight", forcedColorAdjust: "none" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "HighlightText", backgroundColor: "Highlight", forcedColorAdjust: "none" },
    ".cm-cursor": { borderLeftColor: "CanvasText" },
  },
});

/** How code looks. */
export const colours: Extension = [theme, syntaxHighlighting(words)];
