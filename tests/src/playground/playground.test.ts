import { expect, test } from "vitest";
import { Playground } from "../../../src/playground/playground.ts";
import type { Answer, Question, State } from "../../../src/playground/protocol.ts";
import { Server } from "../../../src/playground/serve.ts";
import { usual, usualLayer } from "../../../src/playground/settings.ts";

/** A playground whose worker is asked by hand. */
function opened() {
  const server = new Server();
  const asked: Question[] = [];
  let listen: (answer: Answer) => void = () => undefined;
  const playground = new Playground({ settings: { ...usual, points: 20 } }, (listener) => {
    listen = listener;
    return { isBusy: false, ask: (question) => void asked.push(question) };
  });
  /** Answers to all that was asked, one by one. */
  function* answers(): Generator<Answer["kind"]> {
    for (const question of asked.splice(0)) {
      for (const answer of server.answer(question)) {
        listen(answer);
        yield answer.kind;
      }
    }
  }
  const answer = (): Answer["kind"][] => [...answers()];
  answer();
  return { playground, asked, answers, answer };
}

test("what is built is shown with its first state, so that nothing is drawn of one network and the numbers of another", () => {
  const { playground, answers } = opened();
  const before = playground.built.value;
  playground.change({ layers: [usualLayer] });
  const seen = Array.from(answers(), (kind) => {
    const [built, state] = [playground.built.value, playground.state.value as State];
    expect(built?.layers?.map(({ weights }) => state.parameters[weights]?.length)).toEqual(
      built?.layers?.map(({ units, inputs }) => units * inputs),
    );
    return [kind, built === before];
  });
  expect(seen).toEqual([
    ["built", true],
    ["state", false],
  ]);
});

test("a number that is drawn is one entry of undo, the next one another; redo sets it again, and other first weights have none of it", () => {
  const { playground, answer } = opened();
  const id = playground.built.value?.layers?.[0]?.weights as string;
  const now = () => Array.from(playground.state.value?.parameters[id]?.slice(0, 2) ?? []);
  const first = now();
  for (const value of [1, 2, 3]) {
    playground.setNumber(id, 0, value);
    answer();
  }
  playground.endGesture();
  playground.setNumber(id, 0, 4);
  answer();
  playground.endGesture();
  playground.setNumber(id, 1, 5);
  answer();
  expect([now(), playground.controls.value.past.length]).toEqual([[4, 5], 3]);
  const back = (): number[] => {
    playground.undo();
    answer();
    return now();
  };
  expect([back(), back(), back()]).toEqual([[4, first[1]], [3, first[1]], first]);
  for (let i = 0; i < 3; i++) {
    playground.redo();
    answer();
  }
  expect(now()).toEqual([4, 5]);
  playground.change({ rate: 0.5 });
  answer();
  playground.reset();
  answer();
  const [reset] = [now()];
  expect([back(), back()]).toEqual([reset, reset]);
});

test("a point of another number of features is not followed; a change that keeps them goes on following", () => {
  const { playground, answer } = opened();
  playground.follow([0.25, 0.5]);
  answer();
  playground.change({ rate: 0.5 });
  answer();
  expect(playground.followed.value).toEqual([0.25, 0.5]);
  playground.change({ data: "sine" });
  answer();
  expect(playground.followed.value).toBeUndefined();
});
