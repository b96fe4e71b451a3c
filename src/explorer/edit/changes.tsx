import { printDiff } from "../../../graph/print/print-diff.ts";
import { fileName } from "../../page/file-name.ts";
import { saveFile } from "../../page/save-file.ts";
import type { State } from "../state.ts";

/** What edits have changed since the explorer was opened; the source that the graph was written in stays as it is. */
export function Changes({ state: { editing, exploration } }: { readonly state: State }) {
  const { changes, changedValues } = editing;
  const values = changedValues.value;
  const { graph, title } = exploration.value.subject;
  return (
    <section class="pane changes" aria-label="Changes">
      <h2>Changes</h2>
      {changes.value.same && values.length === 0 ? (
        <p class="hint">None yet. Edit a node by its menu: right click, a long press, or the key e.</p>
      ) : (
        <>
          {!changes.value.same && (
            <pre class="diff">
              {printDiff(changes.value)
                .split("\n")
                .map((line, i) => (
                  <span key={i} class={lineClasses[line[0] ?? ""] ?? "line"}>
                    {line}
                    {"\n"}
                  </span>
                ))}
            </pre>
          )}
          {values.length > 0 && <p>Other numbers: {values.join(", ")}</p>}
          {!changes.value.same && (
            <button type="button" onClick={() => saveFile(`${fileName(title)}.json`, JSON.stringify(graph, null, 2), "application/json")}>
              Save graph.json
            </button>
          )}
        </>
      )}
    </section>
  );
}

const lineClasses: Readonly<Record<string, string>> = { "+": "line added", "−": "line removed", "-": "line removed", "~": "line changed" };
