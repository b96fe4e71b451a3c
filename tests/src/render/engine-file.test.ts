import { describe, expect, it } from "vitest";
import { engineFile } from "../../../src/render/engine-file.ts";

describe("engineFile", () => {
  it("is a file of graphviz-cli for plain labels and of @viz-js/viz for HTML labels", () => {
    expect(engineFile("plain").replaceAll("\\", "/")).toMatch(/\/node_modules\/graphviz-cli\/.*\.c?js$/);
    expect(engineFile("html").replaceAll("\\", "/")).toMatch(/\/node_modules\/@viz-js\/viz\/.*\.c?js$/);
  });

  const missing = (name: string): string => {
    throw new Error(`Cannot find module '${name}'`);
  };

  it("names the package that is missing", () => {
    expect(() => engineFile("html", missing)).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: layout: html labels need the package @viz-js/viz, got none installed; run npm install @viz-js/viz, or draw with { labels: "plain" }]`,
    );
    expect(() => engineFile("plain", missing)).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: layout: plain labels need the package graphviz-cli, got none installed; run npm install graphviz-cli]`,
    );
  });
});
