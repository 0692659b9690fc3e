/** What the palette can find, and which of it matches what was typed. */

import { SERVERS, upgradeWith } from "@/components/navigation/pages";
import type { ApRow } from "@/lib/contracts/aps";
import { serverNames } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import type { UpgradeRow } from "@/lib/contracts/upgrade";

export type PaletteAction = { do: "open"; href: string } | { do: "start-server"; server: ServerRow["id"] };

export type PaletteItem = {
  id: string;
  group: "Pages" | "Commands" | "Access points" | "Image sets" | "Runs";
  label: string;
  /** Beside the label, searched as well. */
  detail: string;
  action: PaletteAction;
};

/** The commands that make sense now: none that would be refused. */
export function commandItems(
  upgrade: Pick<UpgradeRow, "canCancel" | "canActivate" | "running" | "uncommitted"> | undefined,
  servers: readonly Pick<ServerRow, "id" | "state">[],
): PaletteItem[] {
  const items: PaletteItem[] = [];
  const add = (label: string, detail: string, action: PaletteAction) =>
    items.push({ id: `command ${label}`, group: "Commands", label, detail, action });
  const open = (href: string): PaletteAction => ({ do: "open", href });
  if (upgrade?.canActivate)
    add("Activate", "Reload with the new version", open(upgradeWith({ do: "activate" })));
  if (upgrade?.canCancel) add("Cancel upgrade", "Stop the downloads", open(upgradeWith({ do: "cancel" })));
  add("Show install logs", "Install log of the controller", open(upgradeWith({ do: "logs" })));
  for (const { id, state } of servers) {
    const name = serverNames[id];
    if (state === "stopped") add(`Start the ${name}`, "", { do: "start-server", server: id });
    else add(`Settings of the ${name}`, "Image Servers", open(SERVERS));
  }
  return items;
}

const MOST_IN_GROUP = 8;

/**
 * The items that contain every typed word, those whose label starts with the first word before the others, at most a few
 * of each group. Nothing typed finds pages and commands only.
 */
export function matchingItems(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ""] = words;
  const shown = new Map<string, number>();
  return items
    .filter(({ group, label, detail }) => {
      if (words.length === 0) return group === "Pages" || group === "Commands";
      const text = `${label} ${detail}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map((item) => ({ item, rank: Number(!item.label.toLowerCase().startsWith(first)) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
    .filter(({ group }) => {
      const count = (shown.get(group) ?? 0) + 1;
      shown.set(group, count);
      return words.length === 0 || count <= MOST_IN_GROUP;
    });
}

/** `9105-lobby`, found by name, model, address and MAC address. */
export const apItem = ({ id, name, model, ip }: ApRow, href: string): PaletteItem => ({
  id: `ap ${id}`,
  group: "Access points",
  label: name,
  detail: `${model} ${ip} ${id}`,
  action: { do: "open", href },
});
