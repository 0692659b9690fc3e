/** The menu of help and of what this browser is told: shortcuts, and notifications about runs. */
"use client";

import { Bell, BellOff, Keyboard, Search } from "lucide-react";
import { MenuPanel, MenuPanelItem } from "@/components/ui/menu-panel";
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
    <MenuPanel {...menu}>
      <MenuPanelItem icon={<Keyboard aria-hidden />} onSelect={onHelp}>
        Help and shortcuts
      </MenuPanelItem>
      <MenuPanelItem icon={<Search aria-hidden />} onSelect={onSearch}>
        Find anything
      </MenuPanelItem>
      <MenuPanelItem
        icon={isNotified ? <BellOff aria-hidden /> : <Bell aria-hidden />}
        onSelect={() => void toggle()}
      >
        {isNotified ? "Turn off run notifications" : "Notify me about runs"}
      </MenuPanelItem>
    </MenuPanel>
  );
}
