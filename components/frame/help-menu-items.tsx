/** The menu of help and of what this browser is told: shortcuts, and notifications about runs. */
"use client";

import { Bell, BellOff, Keyboard, Search } from "lucide-react";
import { Menu, MenuItem } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast-store";
import type { LoadedMenuProps } from "./lazy-menu";
import { setRunNotifications, useRunNotifications } from "./run-watch";

export function HelpMenuItems({
  onSearch,
  onHelp,
  ...menu
}: LoadedMenuProps & { onSearch: () => void; onHelp: () => void }) {
  const isNotified = useRunNotifications();
  const toggle = async () => {
    const isAllowed = await setRunNotifications(!isNotified);
    if (!isAllowed)
      notify("Notifications are blocked", {
        tone: "warn",
        body: "Allow notifications of this site in the settings of the browser.",
      });
    else
      notify(isNotified ? "Notifications turned off" : "Notifications turned on", {
        body: isNotified ? undefined : "You are told when a run is ready to activate, done, or failed.",
      });
  };
  return (
    <Menu {...menu}>
      <MenuItem icon={<Keyboard aria-hidden />} onSelect={onHelp}>
        Help and shortcuts
      </MenuItem>
      <MenuItem icon={<Search aria-hidden />} onSelect={onSearch}>
        Find anything
      </MenuItem>
      <MenuItem
        icon={isNotified ? <BellOff aria-hidden /> : <Bell aria-hidden />}
        onSelect={() => void toggle()}
      >
        {isNotified ? "Turn off run notifications" : "Notify me about runs"}
      </MenuItem>
    </Menu>
  );
}
