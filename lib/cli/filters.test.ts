/** Output filters. */
import { describe, expect, it } from "vitest";
import { applyFilters, parseFilters } from "./filters";

const CONFIG = [
  "hostname 9120-EWC",
  "!",
  "wireless profile image-download default",
  " image-download-mode tftp",
  "  tftp-image-server 127.0.0.1",
  "!",
  "end",
];

function filtered(filter: string): string[] {
  const parsed = parseFilters(filter);
  if (!parsed.ok) throw new Error(parsed.kind);
  return applyFilters(CONFIG, parsed.filters);
}

describe("filters", () => {
  it.each([
    ["include tftp", [CONFIG[3], CONFIG[4]]],
    ["i tftp-image|hostname", [CONFIG[0], CONFIG[4]]],
    ["exclude ^ |!", [CONFIG[0], CONFIG[2], CONFIG[6]]],
    ["begin ^ i", CONFIG.slice(3)],
    ["section wireless", CONFIG.slice(2, 5)],
    ["sec image-download-mode", CONFIG.slice(3, 5)],
    ["section exclude wireless", [CONFIG[0], "!", "!", "end"]],
    ["count tftp", ["Number of lines which match regexp = 2"]],
    ["include tftp | exclude server", [CONFIG[3]]],
    ["section wireless | count .", ["Number of lines which match regexp = 3"]],
    ["include nothing-like-it", []],
  ])("%s prints %j", (filter, expected) => {
    expect(filtered(filter)).toEqual(expected);
  });

  it.each([
    ["", "incomplete"],
    [" include", "incomplete"],
    [" include ", "incomplete"],
    [" redirect flash:x", "invalid"],
    [" include (x", "invalid"],
  ])("%j is %s", (filter, kind) => {
    expect(parseFilters(filter)).toMatchObject({ ok: false, kind });
  });
});
