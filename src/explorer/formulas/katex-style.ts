const face = /@font-face\{([^}]*)\}/g;
const rule = /([^{}@]+)\{([^{}]*)\}/g;

/** The rules of a style that apply in some HTML, without its fonts: those are loaded apart, since a shadow root has none of its own. */
export function styleOf(style: string, html: string): string {
  const elements = classesIn(html);
  return rulesOf(style)
    .flatMap(({ selectors, body }) => {
      const applying = selectors.filter((selector) => applies(selector, elements));
      return applying.length === 0 ? [] : [`${applying.join(",")}{${body}}`];
    })
    .join("\n");
}

/** The fonts that the rules which apply in some HTML name, and the first of all, which is used where none does: as the style names their files. */
export function fontsOf(
  style: string,
  html: string,
): { readonly family: string; readonly weight: string; readonly style: string; readonly file: string }[] {
  const used = usedFonts(style, html);
  return Array.from(style.matchAll(face), ([, body]) => body as string).flatMap((body) => {
    const [family = "", weight = "400", slant = "normal"] = ["font-family", "font-weight", "font-style"].map((name) =>
      propertyOf(body, name),
    );
    const file = /([\w-]+\.ttf)/.exec(body)?.[1] ?? "";
    return used.has(`${family} ${weight} ${slant}`) ? [{ family, weight, style: slant, file }] : [];
  });
}

/** "KaTeX_Math 400 italic" of all rules that apply. */
function usedFonts(style: string, html: string): ReadonlySet<string> {
  const elements = classesIn(html);
  const used = new Set(["KaTeX_Main 400 normal"]);
  for (const { selectors, body } of rulesOf(style)) {
    if (!selectors.some((selector) => applies(selector, elements))) continue;
    const weight = numberedWeight(propertyOf(body, "font-weight"));
    const slant = propertyOf(body, "font-style") ?? "normal";
    used.add(`${propertyOf(body, "font-family") ?? "KaTeX_Main"} ${weight} ${slant}`);
  }
  return used;
}

const numberedWeight = (weight = "400"): string => ({ bold: "700", normal: "400" })[weight] ?? weight;

/** Without quotes; of several, the first. */
const propertyOf = (body: string, name: string): string | undefined => new RegExp(`(?:^|;)${name}:\\s*"?([^;",]+)`).exec(body)?.[1];

const rulesOf = (style: string): { readonly selectors: readonly string[]; readonly body: string }[] =>
  Array.from(style.replace(face, "").matchAll(rule), ([, selectors, body]) => ({
    selectors: (selectors as string).split(",").filter((selector) => selector.includes(".")),
    body: body as string,
  }));

/** The classes of each element that has some; each combination once. */
const classesIn = (html: string): readonly ReadonlySet<string>[] =>
  [...new Set(Array.from(html.matchAll(/class="([^"]*)"/g), ([, names]) => names as string))].map((names) => new Set(names.split(" ")));

/** Whether each element that a selector speaks of is there; how they stand to each other is not looked at. */
const applies = (selector: string, elements: readonly ReadonlySet<string>[]): boolean =>
  selector
    .replace(/:not\([^)]*\)/g, "")
    .split(/[\s>]+/)
    .every((compound) => {
      const names = Array.from(compound.matchAll(/\.([\w-]+)/g), ([, name]) => name as string);
      return elements.some((classes) => names.every((name) => classes.has(name)));
    });
