import { expect, test } from "vitest";
import {
  AUDIT,
  breadcrumbOf,
  DASHBOARD,
  isPage,
  navigation,
  pagesFor,
  SOFTWARE_UPGRADE,
  upgradeWith,
  WEBHOOKS,
} from "./pages";

test("the breadcrumb of Software Upgrade is Administration, Software Management, Software Upgrade", () => {
  expect(breadcrumbOf(SOFTWARE_UPGRADE)).toEqual([
    "Administration",
    "Software Management",
    "Software Upgrade",
  ]);
});

test("a link to Software Upgrade carries its errand", () => {
  expect(upgradeWith({ use: "old images" })).toBe(`${SOFTWARE_UPGRADE}?use=old+images`);
});

test("the dashboard is the current page only at its own address, and has no breadcrumb", () => {
  expect(isPage(DASHBOARD, "/")).toBe(true);
  expect(isPage(DASHBOARD, SOFTWARE_UPGRADE)).toBe(false);
  expect(breadcrumbOf(DASHBOARD)).toEqual([]);
});

test("the breadcrumb of every page below a heading ends with its label", () => {
  for (const page of navigation.filter((group) => group.label !== "").flatMap((group) => group.pages)) {
    expect(breadcrumbOf(page.href).at(-1)).toBe(page.label);
  }
});

test("a path outside the navigation has no breadcrumb, even with the prefix of a page", () => {
  expect(breadcrumbOf("/unknown")).toEqual([]);
  expect(breadcrumbOf(`${SOFTWARE_UPGRADE}-2`)).toEqual([]);
});

test("the audit log and webhooks are in the navigation of administrators only", () => {
  const paths = (isAdmin: boolean) =>
    navigation.flatMap((group) => pagesFor(group, isAdmin).map(({ href }) => href));
  expect(paths(true)).toEqual(expect.arrayContaining([AUDIT, WEBHOOKS]));
  expect(paths(false)).toEqual(paths(true).filter((href) => href !== AUDIT && href !== WEBHOOKS));
});
