import { expect, test } from "vitest";
import { upgradeRow } from "@/lib/testing/upgrade-row";
import { commandItems, matchingItems, type PaletteItem } from "./palette-items";

const item = (group: PaletteItem["group"], label: string, detail = ""): PaletteItem => ({
  id: `${group} ${label}`,
  group,
  label,
  detail,
  action: { do: "open", href: "/" },
});
const labels = (items: readonly PaletteItem[]) => items.map(({ label }) => label);

test("only commands that are possible now are offered", () => {
  const servers = [
    { id: "tftp", state: "stopped" },
    { id: "sftp", state: "listening" },
  ] as const;
  const running = upgradeRow({ canCancel: true, canActivate: false });
  expect(labels(commandItems(running, servers))).toEqual([
    "Cancel upgrade",
    "Show install logs",
    "Start the TFTP server",
    "Settings of the SFTP server",
  ]);
  expect(labels(commandItems(upgradeRow({ canCancel: false, canActivate: true }), []))).toContain("Activate");
});

test("nothing typed lists pages and commands, not the fleet", () => {
  const items = [item("Pages", "Logs"), item("Access points", "ap-1"), item("Commands", "Activate")];
  expect(labels(matchingItems(items, ""))).toEqual(["Logs", "Activate"]);
});

test("every typed word must be in label or detail, and labels that start with the first come first", () => {
  const items = [
    item("Access points", "hall-9105", "C9105AXI 10.0.0.1"),
    item("Access points", "9105-lobby", "C9105AXI 10.0.0.2"),
  ];
  expect(labels(matchingItems(items, "9105"))).toEqual(["9105-lobby", "hall-9105"]);
  expect(labels(matchingItems(items, "c9105 0.1"))).toEqual(["hall-9105"]);
});

test("a group of many matches shows its first eight", () => {
  const items = Array.from({ length: 30 }, (_, i) => item("Access points", `ap-${i}`));
  expect(matchingItems(items, "ap")).toHaveLength(8);
});
