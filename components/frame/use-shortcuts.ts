/** Listens to the shortcuts of every page. */
"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { placeOfKey, shortcutOf } from "./shortcuts";

/** The second key of a shortcut counts while it follows within this time. */
const SEQUENCE_MS = 1500;

/** Both callbacks must be the same at every render. */
export function useShortcuts(onSearch: () => void, onHelp: () => void): void {
  const router = useRouter();
  useEffect(() => {
    let before = { key: "", at: 0 };
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const first = event.timeStamp - before.at < SEQUENCE_MS ? before.key : "";
      const action = shortcutOf(event, first, placeOfKey(event.target));
      before = { key: event.key, at: event.timeStamp };
      // A dialog that is open keeps the page behind it as it is; the palette may open above it.
      const isDialogOpen = document.querySelector("[role=dialog]") !== null;
      if (action === null || (action.do !== "search" && isDialogOpen)) return;
      event.preventDefault();
      if (action.do === "search") onSearch();
      else if (action.do === "help") onHelp();
      else router.push(action.href);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [router, onSearch, onHelp]);
}
