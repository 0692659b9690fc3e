/** Orders to the chosen access points, and which are chosen. */
"use client";

import { Download, Power } from "lucide-react";
import { useState, useTransition } from "react";
import { useReachable } from "@/components/live/hooks";
import { useLive } from "@/components/live/live-context";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/components/upgrade/call";
import type { ApActions } from "./ap-actions";
import { predownloadEach } from "./predownload-each";
import { RebootDialog } from "./reboot-dialog";

/** Each fetches from the server by itself; more at once are the business of an upgrade, which takes turns. */
const MOST_PREDOWNLOADS = 20;

export function BulkBar({
  shown,
  chosen,
  onChange,
  actions,
}: {
  shown: readonly string[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  actions: Pick<ApActions, "predownloadAp" | "rebootAps">;
}) {
  const { store } = useLive();
  const reachable = useReachable();
  const [rebooting, setRebooting] = useState(false);
  const [busy, start] = useTransition();
  // What has left the fleet since it was chosen is chosen no more.
  const present = [...chosen].filter((id) => store.row("aps", id) !== undefined);
  const tooMany = present.length > MOST_PREDOWNLOADS;
  const predownload = () =>
    start(async () => {
      const { started, refused } = await predownloadEach(present, (apId) =>
        call(() => actions.predownloadAp({ apId })),
      );
      if (started > 0) notify(`Predownload ordered for ${count(started)}`, { tone: "ok" });
      for (const { message, apIds } of refused)
        notify(`No predownload for ${names(apIds, (id) => store.row("aps", id)?.name ?? id)}`, {
          tone: "warn",
          body: message,
        });
    });
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5 text-[0.8125rem]">
      <Button
        size="sm"
        variant="ghost"
        disabled={shown.length === 0}
        onClick={() => onChange(new Set([...present, ...shown]))}
      >
        Choose all {shown.length.toLocaleString("en")} shown
      </Button>
      {present.length > 0 && (
        <>
          <Button size="sm" variant="ghost" onClick={() => onChange(new Set())}>
            Choose none
          </Button>
          <span role="status" className="num ml-auto text-ink-2">
            {present.length.toLocaleString("en")} chosen
          </span>
          <Button
            size="sm"
            busy={busy}
            disabled={!reachable || tooMany}
            title={
              tooMany
                ? `At most ${MOST_PREDOWNLOADS} at once; for more use Save & Download on the Software Upgrade page`
                : undefined
            }
            icon={<Download aria-hidden />}
            onClick={predownload}
          >
            Predownload
          </Button>
          <Button
            size="sm"
            variant="danger"
            disabled={!reachable}
            icon={<Power aria-hidden />}
            onClick={() => setRebooting(true)}
          >
            Reboot
          </Button>
        </>
      )}
      <RebootDialog
        open={rebooting}
        onOpenChange={setRebooting}
        apIds={present}
        rebootAps={actions.rebootAps}
        onDone={() => onChange(new Set())}
      />
    </div>
  );
}

const count = (n: number): string => (n === 1 ? "1 access point" : `${n.toLocaleString("en")} access points`);

const names = (ids: readonly string[], nameOf: (id: string) => string): string =>
  ids.length <= 3 ? ids.map(nameOf).join(", ") : count(ids.length);
