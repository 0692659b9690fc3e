/** The header: product, controller, the run, search, connection, theme, help, and the menu button on narrow screens. */
"use client";

import { CircleHelp, CircleUser, Menu as MenuIcon, Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useState } from "react";
import { DASHBOARD } from "@/components/navigation/pages";
import { Button, IconButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Logo } from "@/components/ui/logo";
import { AttentionLinks } from "./attention-links";
import { ConnectionBadge } from "./connection-badge";
import { ControllerBadge } from "./controller-badge";
import { LazyMenu } from "./lazy-menu";
import { PopupUnmuteButton } from "./popup-unmute-button";
import { RunChip } from "./run-chip";
import { ThemeMenu } from "./theme-menu";
import { useShortcuts } from "./use-shortcuts";

const NavigationMenu = dynamic(() => import("./navigation-menu").then((m) => m.NavigationMenu));
const Palette = dynamic(() => import("./palette").then((m) => m.Palette));
const ChangePasswordDialog = dynamic(() =>
  import("./change-password-dialog").then((m) => m.ChangePasswordDialog),
);
const HelpDialog = dynamic(() => import("./help-dialog").then((m) => m.HelpDialog));

const loadHelpMenu = () => import("./help-menu-items").then((m) => m.HelpMenuItems);

const loadAccountMenu = () => import("./account-menu-items").then((m) => m.AccountMenuItems);

type Opened = "menu" | "search" | "help" | "password" | null;

/** @param version of this program */
export function FrameHeader({ version }: { version: string }) {
  const [opened, setOpened] = useState<Opened>(null);
  const close = useCallback(() => setOpened(null), []);
  const search = useCallback(() => setOpened("search"), []);
  const help = useCallback(() => setOpened("help"), []);
  const password = useCallback(() => setOpened("password"), []);
  useShortcuts(search, help);
  return (
    <header className="sticky top-0 z-30 border-line border-b bg-surface">
      <div className="mx-auto flex h-14 max-w-[120rem] items-center gap-1 px-2 sm:gap-4 sm:px-4">
        <IconButton
          label="Menu"
          size="md"
          className="lg:hidden"
          icon={<MenuIcon aria-hidden />}
          onClick={() => setOpened("menu")}
        />
        <Link href={DASHBOARD} className="flex items-center gap-2.5 rounded-md max-sm:hidden">
          <Logo />
          <span className="font-semibold tracking-tight max-xl:sr-only">EWC Upgrade Console</span>
        </Link>
        <div className="h-6 w-px bg-line max-sm:hidden" aria-hidden />
        <ControllerBadge />
        <div className="ml-auto flex min-w-0 shrink-0 items-center gap-1">
          <AttentionLinks />
          <RunChip />
          <Button
            variant="ghost"
            size="sm"
            aria-label="Find anything"
            title="Find anything (Ctrl+K)"
            className="max-sm:w-8 max-sm:px-0!"
            icon={<Search aria-hidden />}
            onClick={search}
          >
            <kbd className="rounded border border-line px-1 font-sans text-ink-3 text-xs max-md:hidden">
              Ctrl K
            </kbd>
          </Button>
          <ConnectionBadge />
          <PopupUnmuteButton />
          <ThemeMenu />
          <LazyMenu
            label="Help"
            icon={<CircleHelp aria-hidden />}
            load={loadHelpMenu}
            props={{ onSearch: search, onHelp: help }}
          />
          <LazyMenu
            label="Account"
            icon={<CircleUser aria-hidden />}
            load={loadAccountMenu}
            props={{ onPassword: password }}
          />
        </div>
      </div>
      {opened === "menu" && <NavigationMenu open onOpenChange={close} />}
      {opened === "search" && <Palette onClose={close} />}
      {opened === "password" && <ChangePasswordDialog onClose={close} />}
      {opened === "help" && <HelpDialog open onOpenChange={close} version={version} />}
    </header>
  );
}
