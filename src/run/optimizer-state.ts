/**
 * True for the id of what an optimiser keeps beside the parameters, as a training step names it: "adam.step", or "adam.w.momentum" of a
 * parameter w. What is given must have that optimiser's counter of steps, too, so that a misspelt parameter is not taken for it.
 */
export function isOptimizerState(id: string, given: object, parameters: { has(id: string): boolean }): boolean {
  const [name = ""] = id.split(".", 1);
  const of = id.slice(name.length + 1, id.lastIndexOf("."));
  return Object.hasOwn(given, `${name}.step`) && (id === `${name}.step` || parameters.has(of));
}
