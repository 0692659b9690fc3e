/** The keyboard shortcuts of every page. */
import {
  ACCESS_POINTS,
  COMMAND_LINE,
  DASHBOARD,
  IMAGE_REPOSITORY,
  LOGS,
  RUNS,
  SERVERS,
  SOFTWARE_UPGRADE,
  TIMELINE,
  TRANSFERS,
} from "@/components/navigation/pages";

/** After `g`: which page the next key opens. */
export const goTo: Readonly<Record<string, { href: string; label: string }>> = {
  d: { href: DASHBOARD, label: "Dashboard" },
  u: { href: SOFTWARE_UPGRADE, label: "Software Upgrade" },
  r: { href: RUNS, label: "Runs" },
  a: { href: ACCESS_POINTS, label: "Access Points" },
  c: { href: COMMAND_LINE, label: "Command Line Interface" },
  i: { href: IMAGE_REPOSITORY, label: "Image Repository" },
  s: { href: SERVERS, label: "Servers" },
  t: { href: TRANSFERS, label: "Transfers" },
  l: { href: LOGS, label: "Logs" },
  m: { href: TIMELINE, label: "Timeline" },
};

/** What a key means, given the one before it. */
export type ShortcutAction = { do: "search" } | { do: "help" } | { do: "go"; href: string };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;
/** Where the key was pressed: a terminal keeps every key, a field keeps all that it can type. */
export type KeyPlace = "terminal" | "field" | "page";

/** Null when the key is no shortcut there. */
export function shortcutOf(key: Key, before: string, place: KeyPlace): ShortcutAction | null {
  if (place === "terminal") return null;
  const isCommand = key.ctrlKey || key.metaKey;
  if (isCommand) return key.key.toLowerCase() === "k" && !key.altKey ? { do: "search" } : null;
  if (place === "field" || key.altKey) return null;
  if (key.key === "?") return { do: "help" };
  const page = before === "g" ? goTo[key.key] : undefined;
  return page === undefined ? null : { do: "go", href: page.href };
}

export function placeOfKey(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return "page";
  if (target.closest(".xterm")) return "terminal";
  return target.isContentEditable || target.closest("input, textarea, select, [role=combobox], [role=menu]")
    ? "field"
    : "page";
}
