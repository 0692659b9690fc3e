/** Follows the run on every page: what the chip says, the title of the tab, and notifications of the browser. */
"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { isPage, SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { useNow, useOnlyRow } from "@/lib/client/rows/hooks";
import { isLive } from "@/lib/contracts/upgrade-phase";
import { browserSetting } from "./browser-setting";
import { type RunChipText, runChipText } from "./run-chip-text";

const seenOutcome = browserSetting("run-outcome-seen");
const notifies = browserSetting("run-notifications");

export const useRunNotifications = (): boolean => notifies.use("0") === "1";

/**
 * Asks the browser for permission when it is turned on.
 * @returns false when the browser does not allow it
 */
export async function setRunNotifications(isOn: boolean): Promise<boolean> {
  const isAllowed =
    !isOn || ("Notification" in window && (await Notification.requestPermission()) === "granted");
  notifies.write(isOn && isAllowed ? "1" : "0");
  return isAllowed;
}

/** Null when there is nothing to say. An outcome counts as seen once Software Upgrade shows it. */
export function useRunWatch(): RunChipText | null {
  const upgrade = useOnlyRow("upgrade");
  const now = useNow(1000);
  const text = runChipText(upgrade, seenOutcome.use(null), now);
  const onUpgradePage = isPage(SOFTWARE_UPGRADE, usePathname());
  const outcome = text !== null && !isLive(text.phase) ? text.key : null;
  useEffect(() => {
    if (outcome === null || !onUpgradePage) return;
    const see = () => document.visibilityState === "visible" && seenOutcome.write(outcome);
    see();
    document.addEventListener("visibilitychange", see);
    return () => document.removeEventListener("visibilitychange", see);
  }, [outcome, onUpgradePage]);
  useTabTitle(text?.title ?? null);
  useNotification(text, upgrade?.status ?? "");
  return text;
}

const SEPARATOR = " · ";

/** Puts the text in front of the title of the tab, and again when a page sets another title. */
function useTabTitle(text: string | null): void {
  useEffect(() => {
    if (text === null) return;
    const prefix = text + SEPARATOR;
    const put = () => {
      if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
    };
    put();
    const observer = new MutationObserver(put);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
    };
  }, [text]);
}

/** One notification when the run becomes ready, done or failed while the operator looks elsewhere. */
function useNotification(text: RunChipText | null, status: string): void {
  const isOn = useRunNotifications();
  const before = useRef<RunChipText["phase"]>(null);
  const phase = text?.phase ?? null;
  const key = text?.key ?? "";
  const label = text?.label ?? "";
  useEffect(() => {
    const previous = before.current;
    before.current = phase;
    const isNews = previous === "running" && phase !== null && phase !== "running";
    if (!isNews || !isOn || document.hasFocus() || Notification.permission !== "granted") return;
    // The same tag in every tab: the browser shows it once.
    new Notification(`Software upgrade: ${label}`, { body: status, tag: key });
  }, [phase, key, label, status, isOn]);
}
