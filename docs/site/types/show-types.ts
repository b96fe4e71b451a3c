import { make } from "../cells/make.ts";

/** What a file of types says of a name: its type, and what it is. */
type Said = readonly [type: string, about?: string];

const files = new Map<string, Promise<readonly Said[]>>();

/** Types are asked for when a reader first wants one. */
function saidIn(file: string): Promise<readonly Said[]> {
  const known = files.get(file) ?? fetch(`/${file}`).then((response) => response.json() as Promise<readonly Said[]>);
  files.set(file, known);
  return known;
}

const delays = { show: 150, hide: 250 };

/**
 * Types of the names in listings: under the pointer, by a tap, and by the keyboard, where Enter in a listing goes to its first name, arrows to the
 * next ones, and Escape back. What is shown stays while the pointer is over it.
 */
export function showTypes(): void {
  const card = make("div", { class: "type-card", role: "tooltip", id: "type-card", hidden: "" });
  // Heard, where the keyboard goes from name to name.
  const spoken = make("div", { class: "visually-hidden", role: "status" });
  // A landmark, as all that is read stands in one.
  (document.querySelector("main") ?? document.body).append(card, spoken);
  let shown: HTMLElement | undefined;
  let waiting = 0;

  const hide = (): void => {
    shown?.classList.remove("has-type");
    shown = undefined;
    card.hidden = true;
    spoken.textContent = "";
  };
  const later = (does: () => void, milliseconds: number): void => {
    clearTimeout(waiting);
    waiting = window.setTimeout(does, milliseconds);
  };
  const show = async (name: HTMLElement, aloud = false): Promise<void> => {
    clearTimeout(waiting);
    if (shown === name) return;
    hide();
    shown = name;
    const file = name.closest<HTMLElement>("pre[data-types]")?.dataset.types ?? "";
    const [type, about] = (await saidIn(file))[Number(name.dataset.t)] ?? [];
    if (shown !== name || type === undefined) return;
    name.classList.add("has-type");
    card.style.left = "0";
    card.replaceChildren(make("code", {}, type), ...(about === undefined ? [] : [make("p", {}, about)]));
    card.hidden = false;
    card.scrollTop = 0;
    place(card, name);
    if (aloud) spoken.textContent = about === undefined ? type : `${type}. ${about}`;
  };

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch" || !(target instanceof Element)) return;
    const name = target.closest<HTMLElement>("pre [data-t]");
    if (name) later(() => void show(name), shown === undefined ? delays.show : delays.show / 2);
    else if (target.closest(".type-card")) clearTimeout(waiting);
    else if (shown && !shown.closest("pre")?.matches(":focus-visible")) later(hide, delays.hide);
    else clearTimeout(waiting);
  });
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || target.closest(".type-card")) return;
    const name = target.closest<HTMLElement>("pre [data-t]");
    if (name && getSelection()?.isCollapsed !== false) void show(name);
    else hide();
  });
  document.addEventListener("focusout", () => hide());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) return hide();
    if (
      !(event.target instanceof HTMLElement) ||
      !event.target.matches("pre[data-types]") ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const names = [...event.target.querySelectorAll<HTMLElement>("[data-t]")];
    const at = shown === undefined ? -1 : names.indexOf(shown);
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const next = at < 0 ? (event.key === "Enter" ? names[0] : undefined) : names[at + (steps[event.key] ?? Number.NaN)];
    if (next === undefined) return;
    event.preventDefault();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    void show(next, true);
  });
  addEventListener("scroll", () => shown && place(card, shown), { passive: true, capture: true });
}

const gap = 6;
const margin = 12;

/** Below the name, above it where there is more room, and inside the window. */
function place(card: HTMLElement, name: HTMLElement): void {
  const { left, top, bottom } = name.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const isBelow = bottom + gap + height + margin <= innerHeight || top < innerHeight - bottom;
  card.style.left = `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`;
  card.style.top = `${isBelow ? bottom + gap : Math.max(margin, top - gap - height)}px`;
}
