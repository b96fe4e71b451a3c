import { instance } from "@viz-js/viz";
import { describe, expect, it } from "vitest";
import { layout } from "../../../src/render/layout.ts";
import { sanitize } from "../../../src/render/sanitize.ts";
import { textsOf } from "./labels.ts";

const linksOf = (svg: string): string[] => [...svg.matchAll(/xlink:href="([^"]*)"/g)].map(([, link]) => link as string);

describe("layout keeps links that are http, https or #, and drops", () => {
  const draw = (url: string): Promise<string> => layout(`digraph { a [URL="${url}", tooltip="t"]; a -> b [URL="${url}"] }`);

  it.each(["https://example.org/?a=1", "http://example.org/", "HTTPS://example.org", "#dense1"])("not %s", async (url) => {
    const links = linksOf(await draw(url));
    expect(links.length).toBeGreaterThanOrEqual(2);
    expect(new Set(links)).toEqual(new Set([url]));
  });

  it.each([
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#115;cript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/hosts",
    "//example.org",
    "other.html",
    "\u0001javascript:alert(1)",
  ])("%j", async (url) => {
    const svg = await draw(url);
    expect(svg).not.toMatch(/href|script:|data:/i);
    expect(textsOf(svg)).toEqual(["a", "b"]);
  });

  it("those of HTML labels", async () => {
    const dot = 'digraph { a [label=<<table href="javascript:x" tooltip="t"><tr><td href="#b">c</td></tr></table>>] }';
    expect(linksOf(await layout(dot, { labels: "html" }))).toEqual(["#b"]);
  });
});

describe("layout adds nothing but shapes and text", () => {
  const hostile = '\\"><script>alert(1)</script><x y=\\"';
  const attributes = (
    "URL href target tooltip edgeURL edgehref edgetarget labelURL labeltooltip id class stylesheet comment label xlabel headlabel taillabel " +
    "color fillcolor fontcolor bgcolor pencolor colorscheme fontname fontpath style shape image imagepath layer layers _background group " +
    "penwidth fontsize charset arrowhead tailport sortv"
  ).split(" ");

  const graphWith = (attribute: string, kinds = ["graph", "node", "edge"]): string =>
    `digraph G { ${kinds.map((kind) => `${kind} [${attribute}="${hostile}"]`).join("; ")}; subgraph cluster_1 { a -> b } }`;
  const expectHarmless = (svg: string): void => expect(svg).not.toMatch(/<script|<x|<\?|on\w+=/i);

  it("whatever stands in any of 39 attributes, as graphviz-cli draws it", async () => {
    expect(attributes.length).toBe(39);
    const draw = (attribute: string): Promise<string> => layout(graphWith(attribute)).catch((error: { code: string }) => error.code);
    const results = await Promise.all(attributes.map(draw));
    for (const result of results) {
      expectHarmless(result);
      if (!result.startsWith("<svg")) expect(result).toMatch(/^(foreign-element|bad-dot|render-failed)$/);
    }
  });

  it("whatever stands in any of 39 attributes, as @viz-js/viz draws it", async () => {
    const viz = await instance();
    for (const attribute of attributes) {
      for (const kind of ["graph", "node", "edge"]) {
        const { output } = viz.render(graphWith(attribute, [kind]), { format: "svg" });
        if (output === undefined) continue;
        let svg = "";
        try {
          svg = sanitize(output);
        } catch (error) {
          expect(error).toMatchObject({ code: "foreign-element" });
        }
        expectHarmless(svg);
      }
    }
  });

  it("says where to look when the DOT smuggles in an element", async () => {
    const dot = 'digraph { a [fontname="\\"><script>alert(1)</script>"] }';
    await expect(layout(dot)).rejects.toMatchInlineSnapshot(
      `[FormatError: layout: the SVG must hold shapes, text and links only, got <script>; look for it in the DOT, in names of fonts and colours first]`,
    );
  });

  it("starts with <svg and ends with </svg>, without comments and instructions", async () => {
    const svg = await layout('digraph { stylesheet="https://example.org/x.css"; comment="c"; "a--" -> b }');
    expect(svg).toMatch(/^<svg [^>]*>\n.*<\/svg>\n$/s);
    expect(svg).not.toMatch(/<[!?]|example/);
  });
});

describe("sanitize", () => {
  const inside = (content: string): string => `<svg width="1pt">${content}</svg>`;

  it("drops attributes that no picture needs", () => {
    expect(
      sanitize(
        inside('<g onclick="x()" id="a" style="background:url(//x)" data-x="1"><path fill="URL(//x)" stroke="url(#l)" d="M0"/></g>'),
      ),
    ).toBe(`${inside('<g id="a"><path stroke="url(#l)" d="M0"/></g>')}\n`);
  });

  it("keeps gradients", () => {
    const gradient =
      '<defs><linearGradient id="l" gradientUnits="userSpaceOnUse" x1="0"><stop offset="0" style="stop-color:red;stop-opacity:1.;"/></linearGradient></defs>';
    expect(sanitize(inside(gradient))).toBe(`${inside(gradient)}\n`);
  });

  it.each([
    "<script>x</script>",
    "<style>a{}</style>",
    "<foreignObject/>",
    '<image xlink:href="http://a"/>',
    "<use/>",
    "<SVG/>",
    "<![CDATA[x]]>",
    "<a",
    "<g></a>",
    "</g>",
    '<g id="<"></g>',
    "<g id=a></g>",
    "<!-- open",
  ])("throws on %s", (content) => {
    expect(() => sanitize(inside(content))).toThrow(/^layout: the SVG must hold shapes, text and links only, got </);
  });

  it("reads 100,000 nested elements", () => {
    const svg = inside("<g>".repeat(100_000) + "</g>".repeat(100_000));
    expect(sanitize(svg)).toBe(`${svg}\n`);
  });
});
