import { standardOps } from "../../all-ops.ts";
import { subjectHtml } from "../../explorer/explorer-html.ts";
import { servedPage } from "../../explorer/served/served-page.ts";
import { readSubject } from "../../explorer/subject.ts";
import { defineCommand } from "../command.ts";
import { type ExploreRequest, type SubjectGiven, subjectOptions } from "../explore/request.ts";
import type { Session } from "../explore/session.ts";
import { saveFile } from "../save-file.ts";
import { fileRoute, wholeScriptRoute } from "../serve/built-routes.ts";
import { loadOnce, pageRoute, serveFollowing, serveOptions, servingOf } from "../serve/serve-pages-of.ts";
import type { Routes } from "../serve/server.ts";

export const explore = defineCommand({
  name: "explore",
  purpose: "look at a graph in the browser: picture, formula, code, values and gradients, linked",
  operands: ["model"],
  notes: [
    "The page is served on this machine alone, under an address with a random token, until Ctrl-C. It follows the module and the local " +
      "files that it imports: when one is saved, the page shows what it is now, and keeps what was selected, opened and stepped to. What is wrong " +
      "with the module stands in the page, with the line, and the last good graph below.",
    "Inputs that nothing feeds take rows of the module's `training.data`; else they are drawn by the seed. With --out nothing is served: the page " +
      "is written as one file, which opens from disk and loads nothing.",
  ],
  options: {
    ...subjectOptions,
    out: { type: "string", short: "o", value: "page.html", help: "write the page as one file in place of serving it" },
    ...serveOptions,
  },
  examples: [
    ["look at a network while you write it", "dagrad explore network.ts"],
    ["a trained model on some of its data, as a page to send", "dagrad explore out/iris/model.safetensors --data iris.csv -o iris.html"],
    ["a step of its training: gradients and optimizer as parts of the graph", "dagrad explore iris.ts --step"],
  ],
  async run([file = ""], { out, port, "no-open": isQuiet, timeout, ...given }, terminal) {
    const serving = servingOf({ port, timeout, "no-open": isQuiet });
    const request: ExploreRequest = { purpose: "explore", file, cwd: terminal.cwd, given: given as SubjectGiven };
    if (out !== undefined) {
      const subject = readSubject(await loadOnce(request, serving, terminal), standardOps);
      await saveFile(out, await subjectHtml(subject), terminal);
      return 0;
    }
    const scripts = { "page-all-ops.js": wholeScriptRoute, ...fileRoute("explorer/katex.js") };
    const routesOf = (session: Session): Routes => ({
      "": pageRoute(servedPage),
      ...scripts,
      subject: {
        get: () => {
          const body = session.subject();
          return body === undefined ? undefined : { type: "application/json", body };
        },
      },
    });
    return serveFollowing(request, routesOf, serving, terminal);
  },
});
