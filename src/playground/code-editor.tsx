import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Editor, editorFiles, type Mark } from "./editor-files.ts";
import { readGiven } from "./given.ts";
import type { Playground } from "./playground.ts";
import { givenName, programTail } from "./program-tail.ts";

/**
 * The program, to be edited: checked by TypeScript while it is written, and where that finds nothing wrong, run in a worker of its own, whose
 * network the page then trains. What the controls change is written into it.
 */
export function CodeEditor({ playground, code }: { readonly playground: Playground; readonly code: string }) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | undefined>(undefined);
  const [status, setStatus] = useState("The compiler is loading…");
  const isEdited = useRef(false);
  // Made once; what the code is later is written into it below.
  useLayoutEffect(() => {
    let isGone = false;
    let running: { stop(): void } | undefined;
    const files = editorFiles();
    files.catch((error: Error) => setStatus(`The editor could not be loaded: ${error.message}`));
    void files.then(({ createEditor, startTypes, run, modules }) => {
      if (isGone || place.current === null) return;
      const start = (): void => {
        running?.stop();
        const text = editor.current?.value ?? "";
        const begun = run([text, programTail], { modules, values: [givenName] });
        running = begun;
        void begun.result.then(({ error, values }) => {
          if (running !== begun) return;
          const made = values.find(({ name }) => name === givenName);
          if (error !== undefined) {
            setStatus(error.message);
            if (error.at !== undefined && error.at.block === 0)
              editor.current?.markLines([{ line: error.at.line, sentence: error.message }]);
          } else if (made?.kind === "value" && made.value !== undefined) {
            setStatus("The page trains this program.");
            playground.take(readGiven(JSON.stringify(made.value)));
          }
        });
      };
      const check = (marks: readonly Mark[]): void => {
        const errors = marks.filter(({ severity }) => severity === "error");
        setStatus(errors[0]?.sentence ?? (isEdited.current ? "Running…" : "Change the code: the page follows."));
        if (errors.length === 0 && isEdited.current) start();
      };
      const types = startTypes();
      editor.current = createEditor(place.current, {
        value: code,
        label: "TypeScript of this network and its training",
        types,
        onChange: () => {
          isEdited.current = true;
        },
        onCheck: check,
        onRun: start,
      });
    });
    return () => {
      isGone = true;
      running?.stop();
      editor.current?.destroy();
    };
  }, []);
  const given = playground.given.value;
  useLayoutEffect(() => {
    // The controls drive the code, until the code drives the page.
    if (given !== undefined || editor.current === undefined) return;
    isEdited.current = false;
    editor.current.value = code;
  }, [code, given]);
  return (
    <>
      <div class="code-editor" ref={place} />
      <p class="soft status" role="status">
        {status}
      </p>
    </>
  );
}
