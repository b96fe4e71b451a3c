import type { Place, Problem } from "./served.ts";

/** How it is with the model and with the server. */
export interface Status {
  /** The file; undefined before the server has answered. */
  readonly file: string | undefined;
  readonly loading: boolean;
  /** True while the server does not answer. */
  readonly lost: boolean;
  readonly problem: Problem | undefined;
  /** True where a page is below, of what was good. */
  readonly showsLast: boolean;
}

/** What stands above an explorer while its model cannot be shown as it is: nothing, most of the time. */
export function StatusBar({ status, again }: { readonly status: Status; readonly again: () => void }) {
  const { file = "", loading, lost, problem, showsLast } = status;
  // Without an explorer below it this is the page.
  const [Whole, Title] = showsLast ? (["div", "h2"] as const) : (["main", "h1"] as const);
  return (
    <Whole>
      <div class="bar" role="status">
        {lost ? <p>The server has ended. What is here goes on working; start dagrad explore again to follow the file.</p> : null}
        {loading && (problem !== undefined || !showsLast) ? <p>Loading {file} …</p> : null}
      </div>
      {problem === undefined ? null : (
        <section class={`problem${loading ? " old" : ""}`} role="alert" aria-labelledby="problem-title">
          <Title id="problem-title">{file} cannot be shown</Title>
          <p class="message">{problem.message}</p>
          {problem.place === undefined ? null : <Frame place={problem.place} />}
          <p class="hint">
            {showsLast ? "Below is what it was before. " : ""}This page looks again when the file is saved.{" "}
            <button type="button" onClick={again} disabled={lost || loading}>
              Look again
            </button>
          </p>
        </section>
      )}
    </Whole>
  );
}

/** The lines around a place, with a sign below it. */
function Frame({ place: { file, line, column, lines, from } }: { readonly place: Place }) {
  const width = String(from + lines.length - 1).length;
  return (
    <figure>
      <figcaption>
        {file}:{line}
        {column === undefined ? "" : `:${column}`}
      </figcaption>
      <pre tabIndex={0} role="region" aria-label={`Lines of ${file}`}>
        {lines.map((text, i) => {
          const number = from + i;
          const isIt = number === line;
          return (
            <code key={number} class={isIt ? "it" : ""}>
              <span class="number">{String(number).padStart(width)}</span>
              {` ${text}\n`}
              {isIt && column !== undefined ? `${" ".repeat(width)} ${text.slice(0, column - 1).replace(/[^\t]/g, " ")}^\n` : ""}
            </code>
          );
        })}
      </pre>
    </figure>
  );
}

export const statusStyle = `
:host{display:block;flex:none;color:var(--ink);font:14px/1.45 system-ui,sans-serif}
*{box-sizing:border-box}
p{margin:0}
.bar p{padding:6px 16px;background:var(--accent-fill);border-bottom:1px solid var(--rule)}
div>.problem{max-height:60vh;overflow:auto}
.problem{padding:12px 16px 14px;background:var(--paper);border-bottom:1px solid var(--rule);border-left:6px solid var(--alarm)}
.problem.old .message,.problem.old figure{opacity:.6}
h1,h2{margin:0 0 4px;font-size:15px}
.message{overflow-wrap:anywhere}
figure{margin:10px 0 0}
figcaption{font:12.5px/1.5 ui-monospace,monospace;color:var(--soft-ink);overflow-wrap:anywhere}
pre{margin:2px 0 0;padding:8px 0;overflow-x:auto;background:var(--ground);border:1px solid var(--rule);border-radius:6px;font:12.5px/1.5 ui-monospace,monospace;tab-size:2}
code{display:block;width:max-content;min-width:100%;padding:0 12px;font:inherit}
code.it{background:var(--accent-fill);box-shadow:inset 3px 0 var(--alarm)}
.number{color:var(--soft-ink)}
.hint{margin-top:10px;color:var(--soft-ink)}
button{margin-left:6px;padding:3px 10px;font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--edge);border-radius:6px;cursor:pointer}
button:disabled{opacity:.5;cursor:default}
button:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media(forced-colors:active){code.it{outline:2px solid Highlight;outline-offset:-2px}}
@media print{:host{display:none}}
`;
