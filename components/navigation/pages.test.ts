import { expect, test } from "vitest";
import { breadcrumbOf, navigation, SOFTWARE_UPGRADE } from "./pages";

test("the breadcrumb of Software Upgrade is Administration, Software Management, Software Upgrade", () => {
  expect(breadcrumbOf(SOFTWARE_UPGRADE)).toEqual([
    "Administration",
    "Software Management",
    "Software Upgrade",
  ]);
});

test("the breadcrumb of every page ends with its label", () => {
  for (const page of navigation.flatMap((group) => group.pages)) {
    expect(breadcrumbOf(page.href).at(-1)).toBe(page.label);
  }
});

test("a path outside the navigation has no breadcrumb, even with the prefix of a page", () => {
  expect(breadcrumbOf("/unknown")).toEqual([]);
  expect(breadcrumbOf(`${SOFTWARE_UPGRADE}-2`)).toEqual([]);
});
