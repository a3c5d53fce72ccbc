import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const scss = readFileSync(`${import.meta.dirname}/../styles/_tokens.scss`, "utf8");
const [light = "", dark = ""] = scss.split("@media screen and (prefers-color-scheme: dark)");

function tokens(text: string): Map<string, string> {
  return new Map([...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]));
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [string, string][] = [
  ...["ink", "ink-soft", "act", "act-strong", "wait", "late", "helped", "still"].flatMap((text): [string, string][] => [[text, "paper"], [text, "ground"]]),
  ["wait", "wait-soft"], ["late", "late-soft"], ["helped", "helped-soft"], ["still", "still-soft"], ["act-strong", "act-soft"], ["act", "act-soft"], ["ink", "act-soft"], ["ink", "still-soft"],
  ["ink-soft", "act-soft"], ["on-act", "act"], ["on-act-strong", "act-strong"], ["on-late", "late"],
];
/** Edges of controls, and the focus with its ring, which need 3:1 against what lies beside them. */
const SHAPES: [string, string][] = [["edge", "paper"], ["edge", "ground"], ["focus", "focus-ring"]];

describe.each([["light", light], ["dark", dark]])("%s tokens", (_, text) => {
  const all = tokens(text);
  it.each(TEXT)("%s can be read on %s", (front, back) => {
    expect(contrast(all.get(front) ?? "#000000", all.get(back) ?? "#000000")).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SHAPES)("%s can be seen on %s", (front, back) => {
    expect(contrast(all.get(front) ?? "#000000", all.get(back) ?? "#000000")).toBeGreaterThanOrEqual(3);
  });
});
