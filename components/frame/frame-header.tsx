/** The header: product, controller, connection, theme, and the menu button on narrow screens. */
"use client";

import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { IconButton } from "@/components/ui/button";
import { ConnectionBadge } from "./connection-badge";
import { ControllerBadge } from "./controller-badge";
import { Logo } from "./logo";
import { NavigationMenu } from "./navigation-menu";
import { PopupUnmuteButton } from "./popup-unmute-button";
import { ThemeMenu } from "./theme-menu";

/** The header of every page. */
export function FrameHeader() {
  const [menuOpen, setMenuOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 border-line border-b bg-surface">
      <div className="mx-auto flex h-14 max-w-[120rem] items-center gap-2 px-2 sm:gap-4 sm:px-4">
        <IconButton
          label="Menu"
          size="md"
          className="lg:hidden"
          icon={<MenuIcon aria-hidden />}
          onClick={() => setMenuOpen(true)}
        />
        <Link href={SOFTWARE_UPGRADE} className="flex items-center gap-2.5 rounded-md max-sm:hidden">
          <Logo />
          <span className="font-semibold tracking-tight max-md:sr-only">EWC Upgrade Console</span>
        </Link>
        <div className="h-6 w-px bg-line max-sm:hidden" aria-hidden />
        <ControllerBadge />
        <div className="ml-auto flex shrink-0 items-center gap-1">
          <ConnectionBadge />
          <PopupUnmuteButton />
          <ThemeMenu />
        </div>
      </div>
      <NavigationMenu open={menuOpen} onOpenChange={setMenuOpen} />
    </header>
  );
}
