/** The menu of the user: who has signed in, the own password, the users page, and signing out. */
"use client";

import { KeyRound, LogOut, Users } from "lucide-react";
import { useRouter } from "next/navigation";
import { USERS } from "@/components/navigation/pages";
import { MenuPanel, MenuPanelItem } from "@/components/ui/menu-panel";
import { notify } from "@/components/ui/toast-store";
import { sendJson } from "@/lib/client/sign-in";
import { useVisitor } from "@/lib/client/visitor";
import type { LoadedMenuProps } from "./lazy-menu";

export function AccountMenuItems({ onPassword, ...menu }: LoadedMenuProps & { onPassword: () => void }) {
  const { name, role } = useVisitor();
  const router = useRouter();
  const signOut = async () => {
    const answer = await sendJson("/api/session", "DELETE", {});
    // A session that has ended already needs no signing out.
    if (answer.ok || answer.fault.code === "signed-out") window.location.assign("/sign-in");
    else notify("You are still signed in", { tone: "fail", body: answer.fault.message });
  };
  return (
    <MenuPanel {...menu}>
      <p className="border-line border-b px-2 pt-1 pb-2">
        <span className="code block max-w-56 break-all font-medium">{name}</span>
        <span className="text-[0.8125rem] text-ink-3">
          {role === "admin" ? "Administrator" : "Monitor (read only)"}
        </span>
      </p>
      <MenuPanelItem icon={<KeyRound aria-hidden />} onSelect={onPassword}>
        Change password
      </MenuPanelItem>
      <MenuPanelItem icon={<Users aria-hidden />} onSelect={() => router.push(USERS)}>
        Users and sessions
      </MenuPanelItem>
      <MenuPanelItem icon={<LogOut aria-hidden />} onSelect={() => void signOut()}>
        Sign out
      </MenuPanelItem>
    </MenuPanel>
  );
}
