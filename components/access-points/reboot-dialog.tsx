/** Asks before access points reboot: their clients lose the connection meanwhile. */
"use client";

import { useLive } from "@/components/live/live-context";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/components/upgrade/call";
import type { ApActions } from "./ap-actions";

const NAMED = 5;

export function RebootDialog({
  open,
  onOpenChange,
  apIds,
  rebootAps,
  onDone,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  apIds: readonly string[];
  rebootAps: ApActions["rebootAps"];
  onDone?: () => void;
}) {
  const { store } = useLive();
  const names = apIds.map((id) => store.row("aps", id)?.name ?? id);
  const others = names.length - NAMED;
  const what = apIds.length === 1 ? (names[0] ?? "") : `${apIds.length.toLocaleString("en")} access points`;
  const reboot = async () => {
    const answer = await call(() => rebootAps({ apIds: [...apIds] }));
    if (!answer.ok) return answer;
    const { done, refused } = answer.value;
    const [first] = refused;
    // Nobody was told: the dialog stays and says why.
    if (done.length === 0 && first) return { ok: false as const, fault: first.fault };
    notify(
      done.length === 1
        ? "1 access point reboots"
        : `${done.length.toLocaleString("en")} access points reboot`,
      {
        tone: "ok",
      },
    );
    if (first)
      notify(
        refused.length === 1 ? "1 was not told" : `${refused.length.toLocaleString("en")} were not told`,
        {
          tone: "warn",
          body: first.fault.message,
        },
      );
    onDone?.();
    return answer;
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Reboot ${what}`}
      confirmLabel="Reboot"
      danger
      onConfirm={reboot}
    >
      <p>
        Wireless clients lose their connection until the access points have joined again. An image that is
        being received begins anew.
      </p>
      {apIds.length > 1 && (
        <p className="break-words text-[0.8125rem] text-ink-3">
          {names.slice(0, NAMED).join(", ")}
          {others > 0 && ` and ${others.toLocaleString("en")} more`}
        </p>
      )}
    </ConfirmDialog>
  );
}
