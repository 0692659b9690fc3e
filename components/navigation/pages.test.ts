import { expect, test } from "vitest";
import { breadcrumbOf, navigation, SOFTWARE_UPGRADE } from "./pages";

test("the Software Upgrade page stands below Administration and Software Management", () => {
  expect(breadcrumbOf(SOFTWARE_UPGRADE)).toEqual([
    "Administration",
    "Software Management",
    "Software Upgrade",
  ]);
});

test("every page of the navigation has a breadcrumb that ends with its label", () => {
  for (const page of navigation.flatMap((group) => group.pages)) {
    expect(breadcrumbOf(page.href).at(-1)).toBe(page.label);
  }
});

test("an address outside the navigation has none, even when it begins like one that is inside", () => {
  expect(breadcrumbOf("/elsewhere")).toEqual([]);
  expect(breadcrumbOf(`${SOFTWARE_UPGRADE}-2`)).toEqual([]);
});
