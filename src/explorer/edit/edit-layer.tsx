import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { NodeId } from "../../../graph/graph.ts";
import { pointedAt } from "../mark.ts";
import type { State } from "../state.ts";
import { NodeMenu } from "./node-menu.tsx";

/** How long a finger rests on a box until its menu opens, in ms. */
const longPress = 500;
/** A finger that moves further, in pixels, moves the picture. */
const still = 8;

interface Place {
  readonly left: number;
  readonly top: number;
}

/** What lies over the explorer while it is edited: the menu of a node, and why an edit was refused. It listens to the whole explorer. */
export function EditLayer({ state }: { readonly state: State }) {
  const layer = useRef<HTMLDivElement>(null);
  const opened = useSignal<{ readonly node: NodeId; readonly at: Place; readonly from: Element | null } | undefined>(undefined);
  const { editing } = state;
  const refusal = editing.refusal.value;

  useLayoutEffect(() => {
    const root = layer.current?.getRootNode() as ShadowRoot;
    const ends = new AbortController();
    const listen = <E extends Event>(type: string, act: (event: E) => void): void =>
      root.addEventListener(type, act as EventListener, { signal: ends.signal });
    const open = (target: Element | null, at?: Place): boolean => {
      const node = editedNode(state, target);
      if (node === undefined || target === null) return false;
      const { left, bottom } = target.getBoundingClientRect();
      editing.refusal.value = undefined;
      opened.value = { node, at: at ?? { left, top: bottom + 4 }, from: root.activeElement };
      return true;
    };
    listen<MouseEvent>("contextmenu", (event) => {
      const target = event.target as Element;
      // A key that asks for the menu points nowhere.
      if (isField(target) || !open(target.closest("[data-node]"), event.detail === 0 && event.clientX === 0 ? undefined : placeOf(event)))
        return;
      event.preventDefault();
    });
    // Before anyone else takes it for a way back.
    const closeByKey = (event: Event): void => {
      if ((event as KeyboardEvent).key !== "Escape" || opened.value === undefined) return;
      event.preventDefault();
      close();
    };
    root.addEventListener("keydown", closeByKey, { capture: true, signal: ends.signal });
    // Whoever has clicked on a box has the focus nowhere: keys then come to the page, of the explorer that was touched last.
    let isTouched = document.querySelectorAll(root.host.localName).length === 1;
    const inside = (event: Event): boolean => event.composedPath().includes(root);
    document.addEventListener("pointerdown", (event) => void (isTouched = inside(event)), { signal: ends.signal });
    document.addEventListener(
      "keydown",
      (event) => {
        const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
        const target = event.composedPath()[0] as Element;
        const isOurs = inside(event) || (isTouched && target === document.body);
        if (!isOurs || isField(target) || altKey) return;
        if (!ctrlKey && !metaKey) {
          if (key !== "e" || !state.takesKeys.value) return;
          const shown = target.closest("[data-node]") ?? shownElement(root, state, state.selected.value?.id) ?? null;
          if (open(shown)) event.preventDefault();
          return;
        }
        // Its case is the keyboard's: Shift alone tells redo from undo.
        if (key.toLowerCase() !== "z") return;
        event.preventDefault();
        if (shiftKey) editing.redo();
        else editing.undo();
      },
      { signal: ends.signal },
    );
    let pressed: { readonly timer: ReturnType<typeof setTimeout>; readonly at: Place } | undefined;
    const release = (): void => {
      clearTimeout(pressed?.timer);
      pressed = undefined;
    };
    listen<PointerEvent>("pointerdown", (event) => {
      release();
      if (event.pointerType !== "touch") return;
      const target = (event.target as Element).closest("[data-node]");
      const at = placeOf(event);
      pressed = { at, timer: setTimeout(() => open(target, at), longPress) };
    });
    listen<PointerEvent>("pointermove", ({ clientX, clientY }) => {
      if (pressed !== undefined && Math.hypot(clientX - pressed.at.left, clientY - pressed.at.top) > still) release();
    });
    for (const type of ["pointerup", "pointercancel"]) listen(type, release);
    listen<CustomEvent>("edit-node", ({ target }) => open(target as Element));
    return () => {
      release();
      ends.abort();
    };
  }, []);

  // The box that does not fit is marked where it stands.
  useLayoutEffect(() => {
    const root = layer.current?.getRootNode() as ShadowRoot;
    for (const element of root.querySelectorAll(".refused")) element.classList.remove("refused");
    if (refusal !== undefined) shownElement(root, state, refusal.node)?.classList.add("refused");
  }, [refusal]);

  const close = (): void => {
    const from = opened.value?.from;
    opened.value = undefined;
    editing.refusal.value = undefined;
    (from as HTMLElement | null | undefined)?.focus?.();
  };
  const menu = opened.value;
  const isThere = menu !== undefined && Object.hasOwn(state.exploration.value.subject.graph.nodes, menu.node);
  return (
    <div ref={layer} class="edit-layer">
      {isThere && (
        <div class="menu-place" style={{ left: `${menu.at.left}px`, top: `${menu.at.top}px` }} ref={keepInView}>
          <NodeMenu
            key={menu.node}
            state={state}
            node={menu.node}
            onClose={close}
            onRenamed={(name) => {
              opened.value = { ...menu, node: name };
              state.selected.value = { id: name, whole: true };
            }}
          />
        </div>
      )}
      {refusal !== undefined && !isThere && <Bubble state={state} layer={layer} />}
    </div>
  );
}

/** Why an edit was refused, at the node that does not fit. */
function Bubble({ state, layer }: { readonly state: State; readonly layer: { readonly current: HTMLDivElement | null } }) {
  const { refusal } = state.editing;
  const { message = "", node = "" } = refusal.value ?? {};
  const root = layer.current?.getRootNode() as ShadowRoot | undefined;
  const box = root && shownElement(root, state, node)?.getBoundingClientRect();
  return (
    <div class="menu-place" style={{ left: `${box?.left ?? 16}px`, top: `${(box?.bottom ?? 64) + 4}px` }} ref={keepInView}>
      <div class="refusal bubble" role="alert">
        <p>{message}</p>
        <button
          type="button"
          onClick={() => {
            refusal.value = undefined;
          }}
        >
          Dismiss
        </button>
      </div>
    </div>
  );
}

const placeOf = ({ clientX, clientY }: MouseEvent): Place => ({ left: clientX, top: clientY });

/** Where keys write text: a field's own undo is the browser's. */
const isField = (element: Element): boolean => element.closest("input:not([type=range]), select, textarea, [contenteditable]") !== null;

/** The declared node that an element shows, or is part of what it shows. */
function editedNode(state: State, target: Element | null): NodeId | undefined {
  const id = target === null ? undefined : pointedAt({ target }, state)?.id;
  const owner = id === undefined ? undefined : state.links.value.ownerOf(id);
  return owner !== undefined && Object.hasOwn(state.exploration.value.subject.graph.nodes, owner) ? owner : undefined;
}

/** Where a node, or a part of it, is shown: in the picture, else elsewhere. */
function shownElement(root: ShadowRoot, { numbering, links }: State, id: NodeId | undefined): Element | undefined {
  if (id === undefined) return undefined;
  const parts = links.value.partsOf(id);
  for (const within of [".picture ", ""]) {
    for (const one of [id, ...[...parts].reverse()]) {
      const number = numbering.value.numberOf(one);
      const found = number === undefined ? null : root.querySelector(`${within}[data-node~="${number}"]`);
      if (found !== null) return found;
    }
  }
  return undefined;
}

/** What would reach beyond the window is moved into it. */
function keepInView(element: HTMLElement | null): void {
  if (element === null) return;
  const { right, bottom, width, height } = element.getBoundingClientRect();
  if (right > innerWidth - 8) element.style.left = `${Math.max(8, innerWidth - width - 8)}px`;
  if (bottom > innerHeight - 8) element.style.top = `${Math.max(8, innerHeight - height - 8)}px`;
}
