/** An element of a page with attributes and children, which are text where they are strings. */
export function make(name: string, attributes: Readonly<Record<string, string>>, ...children: readonly (Node | string)[]): HTMLElement {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

export function button(text: string, title: string, does: () => void): HTMLButtonElement {
  const element = make("button", { type: "button", title, "data-do": text }, text) as HTMLButtonElement;
  element.onclick = does;
  return element;
}
