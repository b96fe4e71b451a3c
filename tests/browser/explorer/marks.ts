import type { Page } from "playwright-core";

/** What is marked in a page, pane by pane, in the order in which it stands there. */
export interface Marks {
  /** The ids of boxes. */
  readonly picture: readonly string[];
  readonly formula: readonly string[];
  readonly code: readonly string[];
  readonly graph: readonly string[];
  readonly numpy: readonly string[];
}

/** The texts of all that is marked; of nested parts of a formula the outermost. */
export const marksOf = (page: Page): Promise<Marks> =>
  page.evaluate(() => {
    const explorer = document.querySelector("dagrad-explorer") as Element & {
      state: { numbering: { value: { idOf(number: number): string | undefined } } };
    };
    const root = explorer.shadowRoot as ShadowRoot;
    const { idOf } = explorer.state.numbering.value;
    const texts = (selector: string, text: (element: Element) => string): string[] =>
      [...root.querySelectorAll(selector)].filter((one) => one.parentElement?.closest(".hot") === null).map(text);
    const content = (element: Element): string => (element.textContent ?? "").replaceAll("\u200b", "").trim();
    return {
      // An open composite has a frame and a box.
      picture: [
        ...new Set(texts(".picture [data-node].hot", (node) => idOf(Number(node.getAttribute("data-node")?.split(" ")[0])) ?? "")),
      ].sort(),
      formula: texts(".formulas .hot", content).sort(),
      code: texts(".pane.code .hot", (token) => `${token.textContent}: ${content(token.closest(".line") as Element)}`),
      graph: texts(".printed .hot", content),
      numpy: texts(".pane.numpy .hot", content),
    };
  });
