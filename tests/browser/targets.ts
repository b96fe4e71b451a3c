import type { Page } from "playwright-core";

/** A control that cannot be hit well, or what the keyboard is on. */
export interface Control {
  /** As it is called: its label, or its words. */
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Controls in view that are smaller than 24 px by 24, and nearer to another one than that: a circle of 24 px around the middle of each must meet no
 * other control and no other's circle. Links and names inside a sentence, and what the browser itself draws, are as they are. Source: WCAG 2.2,
 * 2.5.8 Target Size (Minimum).
 */
export const smallTargets = (page: Page): Promise<Control[]> =>
  page.evaluate(() => {
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots) for (const one of root.querySelectorAll("*")) if (one.shadowRoot !== null) roots.push(one.shadowRoot);
    const selector =
      "button,a[href],input,select,textarea,summary,[role=button],[role=option],[role=slider],[tabindex]:not([tabindex='-1'])";
    const controls = roots
      .flatMap((root) => [...root.querySelectorAll<HTMLElement>(selector)])
      .filter(
        (one) => one.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && !one.closest("[inert],[aria-hidden=true]"),
      )
      .map((one) => {
        // Of what a label covers, the label is hit.
        const hit = one instanceof HTMLInputElement && /radio|checkbox/.test(one.type) ? (one.closest("label") ?? one) : one;
        const { left, top, width, height } = hit.getBoundingClientRect();
        const label = one.getAttribute("aria-label") ?? one.closest("label")?.textContent ?? one.textContent ?? "";
        const isInSentence =
          getComputedStyle(one).display.startsWith("inline") &&
          /^(?:P|LI|SPAN)$/.test(one.parentElement?.tagName ?? "") &&
          (one.parentElement?.textContent ?? "").trim() !== (one.textContent ?? "").trim();
        const isBrowsers = one instanceof HTMLInputElement && one.type === "range";
        return {
          one: hit,
          name: `${one.tagName.toLowerCase()} ${label.trim().slice(0, 60)}`,
          left,
          top,
          width,
          height,
          isInSentence,
          isBrowsers,
        };
      })
      .filter(({ width, height }) => width > 0 && height > 0);
    const isSmall = ({ width, height }: { width: number; height: number }): boolean => width < 23.9 || height < 23.9;
    const middle = ({ left, top, width, height }: { left: number; top: number; width: number; height: number }): [number, number] => [
      left + width / 2,
      top + height / 2,
    ];
    return controls
      .filter((one) => {
        if (!isSmall(one) || one.isInSentence || one.isBrowsers) return false;
        const [x, y] = middle(one);
        return controls.some((other) => {
          if (other === one || other.one === one.one || other.one.contains(one.one) || one.one.contains(other.one)) return false;
          const [dx, dy] = [
            Math.max(other.left - x, 0, x - other.left - other.width),
            Math.max(other.top - y, 0, y - other.top - other.height),
          ];
          const [ox, oy] = middle(other);
          return Math.hypot(dx, dy) < 12 || (isSmall(other) && Math.hypot(ox - x, oy - y) < 24);
        });
      })
      .map(({ name, left, top, width, height }) => ({
        name,
        left: Math.round(left),
        top: Math.round(top),
        width: Math.round(width),
        height: Math.round(height),
      }));
  });

/** What the keyboard is on after a key: its name, where it is, and whether the eye can tell. */
export interface Focused extends Control {
  /** Whether an outline, or a part of it that has one, says so. */
  readonly isSeen: boolean;
  /** Whether it is in the window, with nothing over its middle. */
  readonly isFree: boolean;
}

export const focusedIn = (page: Page): Promise<Focused | undefined> =>
  page.evaluate(() => {
    let root: Document | ShadowRoot = document;
    while (root.activeElement?.shadowRoot?.activeElement) root = root.activeElement.shadowRoot;
    const one = root.activeElement as HTMLElement | null;
    if (one === null || one === document.body) return undefined;
    const { left, top, width, height } = one.getBoundingClientRect();
    const outlined = (element: Element | null): boolean => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    };
    const seen = [one, one.nextElementSibling, one.parentElement, one.closest("label"), one.firstElementChild];
    // A box of a picture has a broad line of its own.
    const shape = one.querySelector(".shape");
    const isBroad = shape !== null && Number.parseFloat(getComputedStyle(shape).strokeWidth) >= 3;
    const middleOf = (from: number, size: number, most: number): number => (Math.max(from, 0) + Math.min(from + size, most)) / 2;
    const over = root.elementFromPoint(middleOf(left, width, innerWidth), middleOf(top, height, innerHeight));
    const label = one.getAttribute("aria-label") ?? one.closest("label")?.textContent ?? one.textContent ?? "";
    return {
      name: `${one.tagName.toLowerCase()} ${label.trim().slice(0, 60)}`,
      left: Math.round(left),
      top: Math.round(top),
      width: Math.round(width),
      height: Math.round(height),
      isSeen: isBroad || seen.some(outlined),
      isFree: over !== null && (one.contains(over) || over.contains(one) || over.closest("label")?.contains(one) === true),
    };
  });
