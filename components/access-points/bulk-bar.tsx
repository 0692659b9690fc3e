/** Orders to the chosen access points, and which are chosen. */
"use client";

import { ChevronDown } from "lucide-react";
import { useState, useTransition } from "react";
import { countWords } from "@/components/fleet/count-words";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import { useReachable } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { ActionDialogs } from "./action-dialogs";
import type { BulkActions } from "./ap-actions";
import { type BulkAction, bulkActions } from "./bulk-actions";
import { predownloadEach } from "./predownload-each";

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
  actions: BulkActions;
}) {
  const { store } = useLive();
  const [asked, setAsked] = useState<BulkAction | null>(null);
  // What has left the fleet since it was chosen is chosen no more.
  const present = [...chosen].filter((id) => store.row("aps", id) !== undefined);
  const none = () => onChange(new Set());
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
          <Button size="sm" variant="ghost" onClick={none}>
            Choose none
          </Button>
          <div className="ml-auto flex items-center gap-3">
            <span role="status" className="num whitespace-nowrap text-ink-2">
              {present.length.toLocaleString("en")} chosen
            </span>
            <Orders apIds={present} onAsk={setAsked} predownloadAp={actions.predownloadAp} />
          </div>
        </>
      )}
      <ActionDialogs
        asked={asked}
        apIds={present}
        actions={actions}
        onClose={() => setAsked(null)}
        onDone={none}
      />
    </div>
  );
}

/** A button each where there is room, a menu where there is not. */
function Orders(props: {
  apIds: readonly string[];
  onAsk: (order: BulkAction) => void;
  predownloadAp: BulkActions["predownloadAp"];
}) {
  const { apIds, onAsk } = props;
  const reachable = useReachable();
  const [busy, predownload] = usePredownload(apIds, props.predownloadAp);
  const tooMany = apIds.length > MOST_PREDOWNLOADS;
  const choose = (order: BulkAction | "predownload") =>
    order === "predownload" ? predownload() : onAsk(order);
  const orders = bulkActions.map((each) => {
    const refused = each.order === "predownload" && tooMany;
    const title = refused
      ? `At most ${MOST_PREDOWNLOADS} at once; for more use Save & Download on the Software Upgrade page`
      : undefined;
    return { ...each, title, disabled: !reachable || refused || (each.order === "predownload" && busy) };
  });
  return (
    <>
      <div className="flex gap-2 max-lg:hidden">
        {orders.map(({ order, label, danger, icon, title, disabled }) => (
          <Button
            key={order}
            size="sm"
            variant={danger ? "danger" : "secondary"}
            icon={icon}
            title={title}
            disabled={disabled}
            onClick={() => choose(order)}
          >
            {label}
          </Button>
        ))}
      </div>
      <div className="lg:hidden">
        <Menu
          trigger={
            <Button size="sm" disabled={!reachable}>
              Orders
              <ChevronDown className="text-ink-3" aria-hidden />
            </Button>
          }
        >
          {orders.map(({ order, label, danger, icon, title, disabled }) => (
            <MenuItem
              key={order}
              danger={danger}
              icon={icon}
              disabled={disabled}
              onSelect={() => choose(order)}
            >
              <span>
                {label}
                {title && <span className="block max-w-56 text-[0.8125rem]">{title}</span>}
              </span>
            </MenuItem>
          ))}
        </Menu>
      </div>
    </>
  );
}

function usePredownload(
  apIds: readonly string[],
  predownloadAp: BulkActions["predownloadAp"],
): [boolean, () => void] {
  const { store } = useLive();
  const [busy, start] = useTransition();
  const nameOf = (id: string) => store.row("aps", id)?.name ?? id;
  const predownload = () =>
    start(async () => {
      const { started, refused } = await predownloadEach(apIds, (apId) =>
        call(() => predownloadAp({ apId })),
      );
      if (started > 0) notify(`Predownload ordered for ${countWords(started)}`, { tone: "ok" });
      for (const { message, apIds: whom } of refused) {
        const names = whom.length <= 3 ? whom.map(nameOf).join(", ") : countWords(whom.length);
        notify(`No predownload for ${names}`, { tone: "warn", body: message });
      }
    });
  return [busy, predownload];
}
