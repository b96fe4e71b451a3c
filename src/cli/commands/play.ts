import type { Given } from "../../playground/given.ts";
import { type PlaygroundScripts, playgroundHtml, servedPlayground } from "../../playground/playground-page.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import type { ExploreRequest } from "../explore/request.ts";
import type { Session } from "../explore/session.ts";
import { exportOption } from "../load-model.ts";
import { saveFile } from "../save-file.ts";
import { fileRoute, packedRoutes, packedText, servedFolder, wholeScriptRoute, wholeScriptText } from "../serve/built-routes.ts";
import { loadOnce, pageRoute, serveFollowing, serveOptions, serveUntilSignal, servingOf } from "../serve/serve-pages-of.ts";
import type { Routes } from "../serve/server.ts";

export const play = defineCommand({
  name: "play",
  purpose: "watch a network learn in the browser, and change it while it does",
  operands: [],
  optional: ["model"],
  notes: [
    "Without a model a playground opens: data sets, layers, optimizers, and the program that they are. With a module, its network learns from the data of " +
      "its export `training`: rows of a few features, and a class or numbers for each. The page is served on this machine alone, under an address with a random " +
      "token, until Ctrl-C, and begins anew when the module or a local file that it imports is saved. With --out the page is written as one file, which " +
      "opens from disk and loads nothing.",
  ],
  options: {
    seed: { type: "string", short: "s", value: "number", help: "start of all random numbers (default: as the module says, else 0)" },
    export: exportOption,
    out: { type: "string", short: "o", value: "page.html", help: "write the page as one file in place of serving it" },
    ...serveOptions,
  },
  examples: [
    ["a spiral of three classes, and all that can be turned", "dagrad play"],
    ["the network of a module on its own data", "dagrad play spiral.ts"],
    ["the playground as a page to send", "dagrad play -o play.html"],
  ],
  async run([file], { out, seed, export: exportName, ...served }, terminal) {
    const serving = servingOf(served);
    if (file === undefined && (seed ?? exportName) !== undefined) {
      throw new CliError(`play: ${seed === undefined ? "--export" : "--seed"} is said of a module, got none; name it, or leave it out`);
    }
    const given = { ...(seed !== undefined && { seed }), ...(exportName !== undefined && { export: exportName }) };
    const request: ExploreRequest | undefined = file === undefined ? undefined : { purpose: "play", file, cwd: terminal.cwd, given };
    if (out !== undefined) {
      const text = request && (await loadOnce(request, serving, terminal));
      await saveFile(out, playgroundHtml(await playgroundScripts(), text === undefined ? undefined : givenIn(text)), terminal);
      return 0;
    }
    const scripts = {
      ...packedRoutes("playground", ["playground.js", "later.js", "follow.js"]),
      "explorer.js": wholeScriptRoute,
      // What edits, checks and runs programs.
      ...fileRoute("browser/dagrad.js"),
      ...(await servedFolder("editor")),
    };
    if (request === undefined)
      return serveUntilSignal({ "": pageRoute(() => servedPlayground()), ...scripts }, "the playground", serving, terminal);
    const routesOf = (session: Session): Routes => ({
      "": pageRoute(() => {
        const text = session.subject();
        return servedPlayground({ given: text === undefined ? undefined : givenIn(text), load: session.state().subject });
      }),
      ...scripts,
    });
    return serveFollowing(request, routesOf, serving, terminal);
  },
});

const givenIn = (text: string): Given => JSON.parse(text) as Given;

async function playgroundScripts(): Promise<PlaygroundScripts> {
  const [playground, later, explorer] = await Promise.all([
    packedText("playground/playground.js"),
    packedText("playground/later.js"),
    wholeScriptText(),
  ]);
  return { playground, later, explorer };
}
