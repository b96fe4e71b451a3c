import { indentLess, indentMore, insertTab } from "@codemirror/commands";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/**
 * Tab walks on through the page, until something was written since the editor got the focus: then it indents, and Escape, then Tab, leaves
 * (WCAG 2.1.2, no keyboard trap). So who passes through a page changes no code by it.
 */
const written = ViewPlugin.fromClass(
  class {
    since = false;
    update({ docChanged, transactions }: ViewUpdate): void {
      if (docChanged && transactions.some((transaction) => transaction.isUserEvent("input") || transaction.isUserEvent("delete"))) {
        this.since = true;
      }
    }
  },
);

const indents =
  (command: (view: EditorView) => boolean) =>
  (view: EditorView): boolean =>
    view.plugin(written)?.since === true && !view.state.readOnly && command(view);

export const leaveByTab: Extension = [
  written,
  EditorView.domEventHandlers({
    blur(_, view) {
      const plugin = view.plugin(written);
      if (plugin) plugin.since = false;
    },
  }),
  keymap.of([
    {
      key: "Tab",
      run: indents((view) => (view.state.selection.main.empty ? insertSpaces(view) : indentMore(view))),
      shift: indents(indentLess),
    },
  ]),
];

/** As deep as the indent unit, two spaces, which `insertTab` knows only for selections. */
const insertSpaces = (view: EditorView): boolean => {
  if (view.state.selection.ranges.length > 1) return insertTab(view);
  view.dispatch(view.state.replaceSelection("  "), { userEvent: "input", scrollIntoView: true });
  return true;
};
