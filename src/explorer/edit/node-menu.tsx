import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { AttrKind } from "../../../graph/attrs.ts";
import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { State } from "../state.ts";
import { attributeOf, attributeText } from "./attribute-text.ts";
import { Cells } from "./cells.tsx";
import { Choice, Field } from "./field.tsx";
import type { GraphEdit } from "./graph-edit.ts";
import { initializerName, initializerNames, initializerOf } from "./initializers.ts";
import { offersFor } from "./offers.ts";

/** What can be done to a node, and what was wrong with what was tried last. */
export function NodeMenu({
  state,
  node,
  onRenamed,
  onClose,
}: {
  readonly state: State;
  readonly node: NodeId;
  readonly onRenamed: (name: NodeId) => void;
  readonly onClose: () => void;
}) {
  const root = useRef<HTMLDivElement>(null);
  const { graph } = state.exploration.value.subject;
  const offers = useComputed(() => offersFor(state.exploration.value.subject.graph, node)).value;
  const { op, attrs } = nodeOf(graph, node);
  const refusal = state.editing.refusal.value;
  useLayoutEffect(() => root.current?.querySelector<HTMLElement>("input, select, button:not(.close)")?.focus(), [node]);
  const edit = (change: GraphEdit): boolean => state.editing.edit(change);
  const close = (change: GraphEdit): void => {
    if (edit(change)) onClose();
  };
  const start = initializerName(offers.initializer);
  return (
    <div ref={root} class="node-menu" role="dialog" aria-label={`Edit ${node}`}>
      <h2>
        {node} <small>{op}</small>
      </h2>
      <button type="button" class="close" aria-label="Close" onClick={onClose}>
        ×
      </button>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal.message}
        </p>
      )}
      <Field
        label="Name"
        button="Rename"
        onSubmit={({ name = "" }) => {
          if (name !== node && edit({ kind: "rename", node, name })) onRenamed(name);
        }}
      >
        {(id) => <input id={id} name="name" value={node} spellcheck={false} />}
      </Field>
      {offers.sizes.map(({ axis, size }) => (
        <Field
          key={axis}
          label={offers.sizes.length === 1 ? "Units" : `Units, axis ${axis}`}
          button="Set"
          onSubmit={({ size: entered }) => edit({ kind: "resize", node, axis, size: Number(entered) })}
        >
          {(id) => <input id={id} name="size" type="number" min={1} step={1} value={size} />}
        </Field>
      ))}
      {offers.attributes.map(({ name, kind, value }) => (
        <Field
          key={name}
          label={name}
          button="Set"
          onSubmit={({ value: entered = "" }) => edit({ kind: "attribute", node, attribute: name, value: attributeOf(entered, kind) })}
        >
          {(id) => <AttributeControl id={id} kind={kind} text={attributeText(value)} />}
        </Field>
      ))}
      {offers.initializer !== undefined && (
        <Field
          label="Start"
          button="Draw"
          onSubmit={({ start: name = "zeros", deviation }) =>
            name !== "given" && edit({ kind: "initializer", node, init: initializerOf(name, Number(deviation)) })
          }
        >
          {(id) => (
            <>
              <Choice
                id={id}
                name="start"
                choices={[...(start.name === "given" ? ["given"] : []), ...initializerNames]}
                chosen={start.name}
              />
              <input name="deviation" aria-label="standard deviation of randn" inputMode="decimal" size={5} value={start.deviation} />
            </>
          )}
        </Field>
      )}
      {offers.replacements.length > 0 && (
        <Field label="Replace by" button="Replace" onSubmit={({ op: name = "" }) => edit({ kind: "replace", node, op: name })}>
          {(id) => <Choice id={id} name="op" choices={offers.replacements} />}
        </Field>
      )}
      {(offers.insertions.length > 0 || offers.dense !== undefined) && (
        <Field
          label="Insert behind"
          button="Insert"
          onSubmit={({ op: name = "" }) =>
            name === layer ? edit({ kind: "insertDense", node, units: offers.dense as number }) : edit({ kind: "insert", node, op: name })
          }
        >
          {(id) => <Choice id={id} name="op" choices={[...(offers.dense === undefined ? [] : [layer]), ...offers.insertions]} />}
        </Field>
      )}
      <div class="buttons">
        {offers.canBypass && (
          <button type="button" onClick={() => close({ kind: "bypass", node })}>
            Bypass
          </button>
        )}
        {offers.canDelete && (
          <button type="button" onClick={() => close({ kind: "delete", node })}>
            Delete
          </button>
        )}
      </div>
      {(op === "parameter" || op === "input") && (
        <section aria-label="Numbers">
          <Cells state={state} node={node} key={`${node} ${JSON.stringify(attrs.init ?? "")}`} />
        </section>
      )}
    </div>
  );
}

/** What the list of ops to insert calls a dense layer with parameters of its own. */
const layer = "dense layer";

function AttributeControl({ id, kind, text }: { readonly id: string; readonly kind: AttrKind; readonly text: string }) {
  if (typeof kind !== "string") return <Choice id={id} name="value" choices={kind} chosen={text} />;
  if (kind === "boolean") return <Choice id={id} name="value" choices={["true", "false"]} chosen={text} />;
  return <input id={id} name="value" value={text} spellcheck={false} inputMode={kind === "number" ? "decimal" : "text"} />;
}
