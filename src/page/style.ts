import { changeStyles, colors, darkLines, roleStyles } from "../export/theme.ts";
import { paperStyle } from "./paper.ts";

type Tokens = Readonly<Record<string, string>>;

const lines = (darks: Tokens, tokens: Tokens): string =>
  Object.entries(tokens)
    .map(([name, light]) => `--${name}:${darks[light] ?? light};`)
    .join("");

/** Colours of roles and signs, out of the theme of all pictures. */
const roleLines = Object.fromEntries(Object.entries(roleStyles).map(([role, { line }]) => [`${role}-line`, line]));
const changeLines = Object.fromEntries(Object.entries(changeStyles).map(([change, { line }]) => [`${change}-line`, line]));
const light = {
  ...Object.fromEntries(Object.entries(roleStyles).map(([role, { fill }]) => [`${role}-fill`, fill])),
  paper: colors.paper,
  ground: colors.clusterFill,
  rule: colors.clusterLine,
  ink: colors.ink,
  "soft-ink": colors.softInk,
  edge: colors.edge,
  accent: "#0969DA",
  "accent-fill": "#DDF4FF",
  alarm: changeStyles.removed.line,
  positive: colors.positive,
  negative: colors.negative,
  gradient: roleStyles.reduction.line,
  hot: "#FDE8B0",
  keyword: "#A0278F",
  string: "#0A5E2A",
  number: "#0550AE",
  call: "#6639BA",
  ...Object.fromEntries(Object.entries(changeStyles).map(([change, { fill }]) => [`${change}-fill`, fill])),
};
const dark = {
  "input-fill": "#0C2D48",
  "parameter-fill": "#3D2B06",
  "layer-fill": "#3D2B06",
  "op-fill": "#161B22",
  "function-fill": "#0B3328",
  "reduction-fill": "#2C2140",
  "output-fill": "#46200B",
  paper: "#0D1117",
  ground: "#12171E",
  rule: "#30363D",
  ink: "#E6EDF3",
  "soft-ink": "#9AA4AF",
  edge: "#8B949E",
  accent: "#58A6FF",
  "accent-fill": "#0C2D48",
  alarm: "#FF7B72",
  positive: "#56B4E9",
  negative: "#FF9557",
  gradient: "#B39DDB",
  hot: "#463205",
  keyword: "#FF7BC8",
  string: "#8BD5A0",
  number: "#79C0FF",
  call: "#D2A8FF",
  "added-fill": "#0F2D1A",
  "removed-fill": "#3C1618",
  "changed-fill": "#332701",
};

/** The ground of a page that shows one element, which has its colours itself. */
export const groundStyle = `:root{color-scheme:light dark}${paperStyle}
html,body{margin:0;min-height:100%}
@media screen{html,body{background:${light.ground}}}
@media screen and (prefers-color-scheme:dark){html,body{background:${dark.ground}}}`;

const lightTokens: Tokens = { ...light, ...roleLines, ...changeLines };
const darkTokens: Tokens = { ...dark, ...roleLines, ...changeLines };
const lightVariables = lines({}, lightTokens);
const darkVariables = lines(darkLines, darkTokens);

/** What a variable such as "--ink" stands for on light and on dark pages; undefined where it is none. */
export function colorsOf(variable: string): { readonly light: string; readonly dark: string } | undefined {
  const name = variable.replace(/^--/, "");
  const own = lightTokens[name];
  const other = darkTokens[name] ?? own;
  return own === undefined || other === undefined ? undefined : { light: own, dark: (darkLines as Tokens)[other] ?? other };
}

/**
 * The colours of all pages as CSS variables: of the reader's system, or of the theme that `data-theme` says; on paper the light ones.
 * `scope` is what they hold for: ":root", or ":host" in a shadow root.
 */
export const colorVariables = (scope: ":root" | ":host"): string => {
  const themed = (theme: string): string => (scope === ":host" ? `:host([data-theme=${theme}])` : `:root[data-theme=${theme}]`);
  return `${scope}{color-scheme:light dark;${lightVariables}}
@media screen and (prefers-color-scheme:dark){${scope}{${darkVariables}}}
@media screen{${themed("light")}{color-scheme:light;${lightVariables}}${themed("dark")}{color-scheme:dark;${darkVariables}}}`;
};
