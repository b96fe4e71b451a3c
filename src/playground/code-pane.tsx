import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { CodeEditor } from "./code-editor.tsx";
import { codeOf } from "./code-of.ts";
import { piecesOf } from "./code-pieces.ts";
import { hasEditor } from "./editor-files.ts";
import type { Playground } from "./playground.ts";
import { withoutTraining } from "./program-tail.ts";

/** The program that the controls write; where the page is served, it can be edited, and then drives the page. */
export function CodePane({ playground }: { readonly playground: Playground }) {
  const [isEdited, setEdited] = useState(false);
  const [canEdit, setCanEdit] = useState(false);
  useLayoutEffect(() => void hasEditor().then(setCanEdit), []);
  const task = playground.built.value?.task;
  const last = useRef("");
  const given = playground.given.value;
  if (task === undefined) return null;
  // What a program has given has no controls that could write it.
  if (given === undefined) last.current = codeOf(playground.settings.value, task, playground.own.value);
  const code = last.current;
  if (isEdited) return <CodeEditor playground={playground} code={withoutTraining(code)} />;
  if (code === "") return <p class="soft">The code of this network is in {given?.title}.</p>;
  return (
    <div class="code">
      <div class="code-scroll" tabIndex={0} role="region" aria-label="TypeScript of this network and its training">
        <pre>
          <code>
            {piecesOf(code).map(({ text, kind }, i) =>
              kind === undefined ? (
                text
              ) : (
                <span key={`${i} ${kind}`} class={kind}>
                  {text}
                </span>
              ),
            )}
          </code>
        </pre>
      </div>
      <div class="code-tools">
        <button type="button" onClick={() => void navigator.clipboard?.writeText(code)}>
          Copy
        </button>
        {canEdit ? (
          <button type="button" onClick={() => setEdited(true)}>
            Edit
          </button>
        ) : (
          <span class="soft" title="Types and the compiler are too large for a page of one file: npx dagrad play serves them">
            to edit: npx dagrad play
          </span>
        )}
      </div>
    </div>
  );
}
