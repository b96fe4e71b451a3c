import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { CurveHistory } from "./curve-history.ts";
import type { OwnPoints } from "./data-sets.ts";
import type { Given } from "./given.ts";
import { isPenalised } from "./network-of.ts";
import type { PaneName } from "./pane-names.ts";
import type { Challenge, Preset } from "./presets.ts";
import type { Answer, Built, Numbers, Question, State } from "./protocol.ts";
import type { Layer, Settings } from "./settings.ts";
import { changed, redone, type Timeline, timelineOf, undone } from "./timeline.ts";
import { type Touch, touchedBetween } from "./touch.ts";

/** What the controls have made: what undo goes back to. */
export interface Controls {
  readonly settings: Settings;
  readonly own?: OwnPoints;
  /** A program's network and training, in place of what the settings say. */
  readonly given?: Given;
  /** The number of the network that was set by hand last. */
  readonly touch?: Touch;
}

/** What of the page is looked at: part of its address, and not undone. */
export interface Shown {
  readonly follow?: readonly number[];
  readonly pane?: PaneName;
}

/** What is pointed at or chosen in the picture of the network. */
export type Part =
  | { readonly kind: "unit"; readonly layer: number; readonly unit: number }
  | { readonly kind: "weight"; readonly layer: number; readonly from: number; readonly to: number };

export interface ChangeOptions {
  readonly own?: OwnPoints;
  /** Names what goes on in several changes, such as a slider that is drawn. */
  readonly gesture?: string;
  /** Whether training begins anew whatever the change is. */
  readonly fresh?: boolean;
}

/** What a pointer does in the plane: follows a point, or draws points of a class. */
export type Tool = "follow" | number;

/** The parts of a step of training. */
export type Phase = "none" | "forward" | "backward" | "update";

/** What asks the worker. */
interface Link {
  readonly isBusy: boolean;
  ask(question: Question): void;
}

/** Milliseconds of training for one frame. */
const stretch = 9;
/** Points along one side of the plane, and of the map of a unit. */
const grids = { grid: 160, mapGrid: 44 };

/** The state of a playground, and what can be done to it. Views read its signals; nothing else holds any state. */
export class Playground {
  readonly controls: Signal<Timeline<Controls>>;
  readonly settings: ReadonlySignal<Settings>;
  readonly own: ReadonlySignal<OwnPoints | undefined>;
  readonly given: ReadonlySignal<Given | undefined>;
  readonly built = signal<Built | undefined>(undefined);
  readonly state = signal<State | undefined>(undefined);
  readonly running = signal(false);
  readonly pointed = signal<Part | undefined>(undefined);
  readonly chosen = signal<Part | undefined>(undefined);
  /** The point of the plane that is followed through the network. */
  readonly followed = signal<readonly number[] | undefined>(undefined);
  readonly failure = signal<string | undefined>(undefined);
  /** Epochs in a second, over the last one. */
  readonly speed = signal(0);
  readonly curves = signal(new CurveHistory());
  /** Gradients and steps of the last stretch: looks without training keep them. */
  readonly last = signal<{ readonly gradients: Numbers; readonly steps: Numbers; readonly before: Numbers } | undefined>(undefined);
  /** Which of the three parts of a step is shown: none where training is not done by hand. */
  readonly phase = signal<Phase>("none");
  /** Whether the explorer is shown. */
  readonly exploring = signal(false);
  /** The preset or challenge that was chosen last. */
  readonly topic = signal<Preset | Challenge | undefined>(undefined);
  readonly tool = signal<Tool>("follow");
  /** True until the next point is drawn, which begins a data set of its own. */
  readonly blank = signal(false);
  readonly pane: Signal<PaneName>;
  readonly #link: Link;
  /** Counts first weights: what was set by hand in other ones is not undone in these. */
  #start = 0;
  #counted = { epochs: 0, since: 0 };
  #merging: string | undefined;
  /** What was built, until its first state is there. */
  #coming: Built | undefined;

  constructor(start: Controls, linkTo: (listen: (answer: Answer) => void) => Link, { follow, pane = "code" }: Shown = {}) {
    this.followed.value = follow;
    this.pane = signal(pane);
    this.controls = signal(timelineOf(start));
    this.settings = computed(() => this.controls.value.present.settings);
    this.own = computed(() => this.controls.value.present.own);
    this.given = computed(() => this.controls.value.present.given);
    this.#link = linkTo((answer) => this.#receive(answer));
    this.#build(false);
  }

  /** Changes settings. Changes of one control in a row, named by `gesture`, are undone together. */
  change(settings: Partial<Settings>, { own, gesture, fresh = false }: ChangeOptions = {}): void {
    const { present } = this.controls.value;
    const next: Controls = {
      settings: { ...present.settings, ...settings },
      ...(present.touch && { touch: present.touch }),
      ...((own ?? present.own) && { own: (own ?? present.own) as OwnPoints }),
    };
    const merges = gesture !== undefined && gesture === this.#merging;
    this.#merging = gesture;
    this.#go(changed(this.controls.value, next, merges), fresh);
  }

  /** Changes one hidden layer. */
  changeLayer(at: number, layer: Partial<Layer>, gesture?: string): void {
    const layers = this.settings.value.layers.map((old, i) => (i === at ? { ...old, ...layer } : old));
    this.change({ layers }, gesture === undefined ? {} : { gesture });
  }

  /** Trains what a program describes; the next change of a control takes its place. */
  take(given: Given): void {
    this.#merging = undefined;
    this.#go(changed(this.controls.value, { ...this.controls.value.present, given }), true);
  }

  undo(): void {
    this.#goTo(undone(this.controls.value), true);
  }

  redo(): void {
    this.#goTo(redone(this.controls.value), false);
  }

  #goTo(next: Timeline<Controls>, isUndo: boolean): void {
    const touched = touchedBetween(this.controls.value.present, next.present, isUndo);
    this.#merging = undefined;
    this.#go(next);
    if (touched?.start === this.#start) this.#set(touched.id, touched.index, touched.value);
  }

  #go(next: Timeline<Controls>, fresh = false): void {
    const before = this.controls.value.present;
    if (next.present === before) return;
    this.controls.value = next;
    if (onlyUntil(before, next.present)) return;
    this.#build(!fresh && keepsWeights(before, next.present));
  }

  /** Begins anew, with the same first weights. */
  reset(): void {
    this.running.value = false;
    this.#build(false);
  }

  train(on = !this.running.value): void {
    if (on && this.state.value?.stopped !== undefined) this.#clearStop();
    this.running.value = on;
    if (on) this.phase.value = "none";
    this.#counted = { epochs: 0, since: performance.now() };
  }

  #clearStop(): void {
    const { stopped: _, ...state } = this.state.value as State;
    this.state.value = state;
  }

  /** One epoch. */
  stepOnce(): void {
    this.running.value = false;
    this.#link.ask({ kind: "train", milliseconds: 0, epochs: 1, ...this.#following() });
  }

  /** One part of a step: values, gradients of all parameters, or the parameters that follow from them. */
  by(phase: Exclude<Phase, "none">): void {
    this.running.value = false;
    this.phase.value = phase;
    if (phase === "forward") this.#link.ask({ kind: "look", ...this.#following() });
    else if (phase === "backward") this.#link.ask({ kind: "backward", ...this.#following() });
    else this.#link.ask({ kind: "train", milliseconds: 0, epochs: 1, ...this.#following() });
  }

  follow(point: readonly number[] | undefined): void {
    this.followed.value = point;
    this.#link.ask({ kind: "look", ...this.#following() });
  }

  /** Draws a point into the data, which then are the user's own. */
  draw(point: readonly number[], target: number): void {
    const built = this.built.value;
    if (built === undefined) return;
    const start = this.blank.value ? { X: [], y: [] } : this.settings.value.data === "own" ? this.own.value : pointsIn(built);
    this.blank.value = false;
    const kind = built.task.kind === "numbers" ? "numbers" : "classes";
    this.change({ data: "own" }, { own: { kind, X: [...(start?.X ?? []), point], y: [...(start?.y ?? []), target] }, gesture: "draw" });
  }

  /** Gives one number of a parameter another value; until the gesture ends, all of it is undone together. */
  setNumber(id: string, index: number, value: number): void {
    const now = this.state.value?.parameters[id]?.[index];
    if (now === undefined || !Number.isFinite(value)) return;
    const { present } = this.controls.value;
    const gesture = `number ${index} of ${id}`;
    const merges = gesture === this.#merging && present.touch !== undefined;
    const touch: Touch = { id, index, from: merges ? (present.touch as Touch).from : now, to: value, start: this.#start };
    this.#merging = gesture;
    this.controls.value = changed(this.controls.value, { ...present, touch }, merges);
    this.#set(id, index, value);
  }

  /** What comes next is undone for itself. */
  endGesture(): void {
    this.#merging = undefined;
  }

  #set(id: string, index: number, value: number): void {
    const next = this.state.value?.parameters[id]?.slice();
    if (next === undefined || index >= next.length) return;
    next[index] = value;
    this.#link.ask({ kind: "set", parameters: { [id]: next }, ...this.#following() });
  }

  setAll(parameters: Numbers): void {
    this.#link.ask({ kind: "set", parameters, ...this.#following() });
  }

  /** Asks for the next stretch of training, where one is wanted and none is under way: once a frame. */
  frame(): void {
    if (!this.running.value || this.#link.isBusy || this.built.value === undefined) return;
    const { until } = this.settings.value;
    const epoch = this.state.value?.epoch ?? 0;
    if (until > 0 && epoch >= until) {
      this.running.value = false;
      return;
    }
    this.#link.ask({ kind: "train", milliseconds: stretch, ...(until > 0 && { epochs: until - epoch }), ...this.#following() });
  }

  #following(): { readonly follow?: readonly number[] } {
    const follow = this.followed.value;
    return follow === undefined ? {} : { follow };
  }

  #build(keep: boolean): void {
    const { settings, own, given } = this.controls.value.present;
    this.failure.value = undefined;
    this.#link.ask({ kind: "build", settings, keep, ...grids, ...(own && { own }), ...(given && { given }), ...this.#following() });
  }

  #receive(answer: Answer): void {
    // Shown with its first state: whatever reads both finds numbers of this network in it.
    if (answer.kind === "built") {
      this.#coming = answer;
      return;
    }
    const coming = this.#coming;
    this.#coming = undefined;
    batch(() => {
      if (answer.kind === "failed") {
        this.failure.value = answer.message;
        this.running.value = false;
      } else if (answer.kind === "state") {
        if (coming !== undefined) this.#takeBuilt(coming);
        this.#takeState(answer);
      }
    });
  }

  #takeBuilt(built: Built): void {
    const before = this.built.value;
    this.built.value = built;
    if (!built.kept) {
      this.#start++;
      this.curves.value = new CurveHistory();
      this.last.value = undefined;
    }
    const { features } = built.task;
    const length = this.followed.value?.length;
    if (length !== features && length !== Math.min(2, features)) this.followed.value = undefined;
    if (JSON.stringify(before?.layers) !== JSON.stringify(built.layers)) this.chosen.value = this.pointed.value = undefined;
  }

  #takeState(state: State): void {
    this.state.value = state;
    if (state.gradients && state.steps) {
      const { gradients, steps, parameters } = state;
      // A backward pass alone moves nothing: its parameters are those before the step.
      const moved = state.trained > 0;
      const before = Object.fromEntries(
        Object.entries(parameters).map(([id, w]) => [id, moved ? w.map((x, i) => x - (steps[id]?.[i] ?? 0)) : w]),
      );
      this.last.value = { gradients, steps, before };
    }
    if (state.stopped !== undefined) this.running.value = false;
    if (state.trained > 0 || this.curves.value.epochs.length === 0) {
      const { loss, accuracy, test } = state;
      this.curves.value.add(state.epoch, {
        loss,
        ...(accuracy !== undefined && { accuracy }),
        ...(test && { testLoss: test.loss, ...(test.accuracy !== undefined && { testAccuracy: test.accuracy }) }),
      });
    }
    this.#count(state.trained);
  }

  #count(epochs: number): void {
    this.#counted.epochs += epochs;
    const spent = performance.now() - this.#counted.since;
    if (spent < 1000) return;
    this.speed.value = (this.#counted.epochs * 1000) / spent;
    this.#counted = { epochs: 0, since: performance.now() };
  }
}

const pointsIn = ({ X, y, task: { features } }: Built): Pick<OwnPoints, "X" | "y"> => ({
  X: Array.from(y, (_, row) => [...X.subarray(row * features, (row + 1) * features)]),
  y: [...y],
});

/** Where a training pauses changes nothing else. */
const onlyUntil = (a: Controls, b: Controls): boolean =>
  a.own === b.own && a.given === b.given && JSON.stringify({ ...a.settings, until: 0 }) === JSON.stringify({ ...b.settings, until: 0 });

/** True where only the way of training differs: then the weights stay, as in a training that is under way. */
function keepsWeights(a: Controls, b: Controls): boolean {
  // Points that are drawn are learned while they are drawn.
  const isDrawn = b.settings.data === "own" && (a.settings.data === "own" || a.own !== b.own);
  const made = ({ settings: { data, classes, points, noise, test, scaled, init, seed, layers } }: Controls): unknown[] => [
    ...(isDrawn ? [] : [data, classes, points, noise, test]),
    ...[scaled, init, seed],
    ...layers.map(({ units, activation }) => `${units} ${activation}`),
  ];
  return a.given === b.given && (isDrawn || a.own === b.own) && JSON.stringify(made(a)) === JSON.stringify(made(b));
}

/** True where the loss has penalties. */
export const hasPenalties = ({ layers }: Settings): boolean => layers.some(isPenalised);
