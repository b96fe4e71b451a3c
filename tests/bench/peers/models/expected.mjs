import { native } from "../native.mjs";
import { numbersOf, sessionOf } from "./models.mjs";

/** What a model must give: what onnxruntime-node does, whose code no other contender shares but onnxruntime-web. */
export const expectedOfModels = {
  async model({ id }) {
    const { session, feeds } = await sessionOf(native(), "cpu", id);
    const numbers = numbersOf(session.outputNames, await session.run(feeds));
    await session.release();
    return { numbers, bound: 1e-4 };
  },
};
