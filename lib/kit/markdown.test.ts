/** Markdown: what comes from outside shows as it is and begins nothing. */
import { expect, test } from "vitest";
import { hostileNames, runnableNames } from "@/lib/testing/hostile-names";
import { markdownBlock, markdownCode, markdownTable, markdownText } from "./markdown";

test.each([...hostileNames.map(({ name }) => name), ...runnableNames])(
  "the hostile name %j begins no markup, no cell and no line",
  (name) => {
    for (const text of [markdownText(name), markdownCode(name)]) {
      expect(text).not.toMatch(/[\n\r\t\u202e]/);
      expect(text.replace(/\\\|/g, "")).not.toContain("|");
    }
    expect(markdownText(name).replace(/\\[\\`*_{}[\]<>#|~!&]/g, "")).not.toMatch(/[`*_{}[\]<>#|~!&]/);
  },
);

test("code keeps backticks, and a block is not ended by what it shows", () => {
  expect(markdownCode("show ap image")).toBe("`show ap image`");
  expect(markdownCode("a`b")).toBe("`` a`b ``");
  expect(markdownCode("")).toBe("");
  expect(markdownBlock(["end", "```"])).toBe("````text\nend\n```\n````");
});

test("a table has a row of headers, a rule and its rows", () => {
  expect(markdownTable(["A", "B"], [["1", "2"]])).toBe("| A | B |\n| --- | --- |\n| 1 | 2 |");
});
