import { FormatError } from "../../graph/errors.ts";

/*
 * Graphviz escapes labels but not everything: a `fontname` goes into the SVG as it is, `stylesheet` adds an instruction to load one,
 * and a URL may be `javascript:`. So the SVG is read tag by tag, and only what pictures are made of passes.
 */

const elements = new Set("svg g title defs linearGradient radialGradient stop a polygon polyline path ellipse text".split(" "));

const attributes = new Set(
  [
    "width height viewBox xmlns xmlns:xlink id class transform fill fill-opacity stroke stroke-opacity stroke-width stroke-dasharray",
    "points d x y cx cy rx ry r fx fy x1 y1 x2 y2 gradientUnits offset xml:space text-anchor text-decoration baseline-shift",
    "font-family font-size font-weight font-style xlink:href xlink:title target style",
  ]
    .join(" ")
    .split(" "),
);

const instruction = /(?:<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>)\s*/sy;
const tag = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z][\w:-]*="[^"<>]*")*)\s*(\/?)>/y;
const text = /[^<]+/y;
const attribute = /\s+([\w:-]+)="([^"]*)"/g;

/**
 * The SVG that Graphviz writes, without comments and instructions, attributes that pictures do not need, and links other than http(s) and #.
 * FormatError when it holds an element that no picture needs: something in the DOT was made to add it.
 */
export function sanitize(svg: string): string {
  const parts: string[] = [];
  const open: string[] = [];
  for (let at = 0; at < svg.length; ) {
    const match = matchAt(instruction, svg, at) ?? matchAt(tag, svg, at) ?? matchAt(text, svg, at);
    if (match === null) throw foreign(svg, at);
    const [whole, slash, element] = match;
    if (element === undefined) {
      if (!whole.startsWith("<")) parts.push(whole);
    } else {
      const fits = elements.has(element) && (slash === "" || open.pop() === element);
      if (!fits) throw foreign(svg, at);
      if (slash === "" && match[4] === "") open.push(element);
      parts.push(`<${slash}${element}${safeAttributes(match[3] as string)}${match[4]}>`);
    }
    at += whole.length;
  }
  return `${parts.join("").trim()}\n`;
}

function matchAt(pattern: RegExp, svg: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(svg);
}

function safeAttributes(list: string): string {
  let safe = "";
  for (const [whole, name, value] of list.matchAll(attribute)) if (isSafe(name as string, value as string)) safe += whole;
  return safe;
}

function isSafe(name: string, value: string): boolean {
  if (name === "xlink:href") return /^(?:https?:\/\/|#)/i.test(value);
  if (name === "style") return /^stop-color:[\w#]+;stop-opacity:[\d.]+;$/.test(value);
  return attributes.has(name) && !/url\((?!#)/i.test(value);
}

function foreign(svg: string, at: number): FormatError {
  const actual = /<[^\s>]*/.exec(svg.slice(at, at + 40))?.[0] ?? svg.slice(at, at + 40);
  return new FormatError(
    `layout: the SVG must hold shapes, text and links only, got ${actual}>; look for it in the DOT, in names of fonts and colours first`,
    { code: "foreign-element", expected: [...elements].join(", "), actual: `${actual}>` },
  );
}
