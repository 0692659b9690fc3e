import { expect, test } from "vitest";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { shortcutOf } from "./shortcuts";

const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey, metaKey: false, altKey: false });

test("Ctrl+K searches on a page and in a field, but the terminal keeps it", () => {
  expect(shortcutOf(key("k", true), "", "page")).toEqual({ do: "search" });
  expect(shortcutOf(key("k", true), "", "field")).toEqual({ do: "search" });
  expect(shortcutOf(key("k", true), "", "terminal")).toBeNull();
});

test("a question mark opens the help on a page, and is typed in a field", () => {
  expect(shortcutOf(key("?"), "", "page")).toEqual({ do: "help" });
  expect(shortcutOf(key("?"), "", "field")).toBeNull();
});

test("g, then u opens Software Upgrade; u alone does nothing", () => {
  expect(shortcutOf(key("u"), "g", "page")).toEqual({ do: "go", href: SOFTWARE_UPGRADE });
  expect(shortcutOf(key("u"), "", "page")).toBeNull();
});
