import { compile, type Graph, type NdArray, reference, trace } from "dagrad";
import { type Computed, computedIn } from "../../../src/explain/computed.ts";
import { explainElement } from "../../../src/explain/explain-element.ts";
import { explainStep } from "../../../src/explain/explain-step.ts";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { type Step, type StepsOptions, stepsOf } from "../../../src/explain/steps-of.ts";
import { tellingElement } from "../../../src/explain/telling-element.ts";

type Feeds = Readonly<Record<string, unknown>>;

/** What a graph computes, on the reference. */
export const computedOf = (graph: Graph<any, any>, feeds: Feeds, parameters?: Readonly<Record<string, NdArray>>): Computed =>
  computedIn(trace(compile(graph, { backend: reference, ...(parameters && { parameters }) }) as never, feeds as never));

/** The sentence of an element of a node. */
export const told = (computed: Computed, id: string, element = 0): string => sentenceText(explainElement(computed, id, element));

export interface ToldStep {
  readonly step: Step;
  readonly element: number;
  readonly sentences: readonly string[];
}

/** Every step of a run, at the element of a row that says most. */
export function toldSteps(computed: Computed, options: StepsOptions & { readonly row?: number; readonly rows?: number } = {}): ToldStep[] {
  const { row, rows, ...others } = options;
  return stepsOf(computed.graph, others).map((step) => {
    const value = computed.value(step.node);
    const element = value === undefined ? 0 : tellingElement(value, row, rows);
    return { step, element, sentences: explainStep(computed, step, element, others.declared).map(sentenceText) };
  });
}

/** Steps as lines: their phase, their sentence, and those of their parts below it. */
export const written = (steps: readonly ToldStep[]): string =>
  `${steps.map(({ step, sentences }) => `${step.phase}: ${sentences.join("\n    ")}`).join("\n")}\n`;
