import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../page/icons.tsx";
import { keyTable } from "./keys.ts";
import type { State } from "./state.ts";

/** What can be done, by pointer and by key. */
export function Help({ state }: { readonly state: State }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => state.commands.offer("help", () => dialog.current?.showModal()), [state]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" {...{ closedby: "any" }}>
      <form method="dialog">
        <header>
          <h2 id="help-title">How to look around</h2>
          <button type="submit" class="quiet" aria-label="Close">
            <Icon name="close" />
          </button>
        </header>
        <p>
          Picture, formula, code, printed graph, NumPy and values are one thing: point at any part, and it lights up in all of them. Click
          it to see its numbers. Numbers of parameters and inputs can be written over.
        </p>
        <table>
          <tbody>
            {keyTable.map(({ shown, what }) => (
              <tr key={shown}>
                <th scope="row">
                  {shown.split(" ").map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </th>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <label class="check">
          <input
            type="checkbox"
            checked={state.takesKeys.value}
            onChange={({ currentTarget }) => {
              state.takesKeys.value = currentTarget.checked;
            }}
          />{" "}
          keys of one letter
        </label>
      </form>
    </dialog>
  );
}
