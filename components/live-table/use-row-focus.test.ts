import { expect, test } from "vitest";
import { moveFocus } from "./use-row-focus";

test("the arrow keys move the focus by one row and stop at the ends", () => {
  expect(moveFocus("ArrowDown", 3, 10, 5)).toBe(4);
  expect(moveFocus("ArrowDown", 9, 10, 5)).toBe(9);
  expect(moveFocus("ArrowUp", 0, 10, 5)).toBe(0);
});

test("Page Up and Page Down move the focus by a page, Home and End to the ends", () => {
  expect(moveFocus("PageDown", 3, 10, 5)).toBe(8);
  expect(moveFocus("PageUp", 3, 10, 5)).toBe(0);
  expect(moveFocus("Home", 7, 10, 5)).toBe(0);
  expect(moveFocus("End", 2, 10, 5)).toBe(9);
});

test("other keys do not move the focus", () => {
  expect(moveFocus("Enter", 3, 10, 5)).toBeUndefined();
  expect(moveFocus("a", 3, 10, 5)).toBeUndefined();
});
