/** The bar above the table: selects rows and runs actions on the selected access points. */
"use client";

import { ChevronDown } from "lucide-react";
import { useState, useTransition } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { ActionDialogs } from "./action-dialogs";
import { type BulkAction, bulkActions } from "./bulk-actions";
import { startPredownloads } from "./start-predownloads";

/** Each access point downloads on its own. For more at once, an upgrade limits the load. */
const MAX_PREDOWNLOADS = 20;

/** @param shown the ids of all rows that match the filter */
export function BulkBar({
  shown,
  selected,
  onChange,
}: {
  shown: readonly string[];
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
}) {
  const { store } = useLive();
  const [action, setAction] = useState<BulkAction | null>(null);
  // Access points that were removed since they were selected no longer count.
  const present = [...selected].filter((id) => store.row("aps", id) !== undefined);
  const clear = () => onChange(new Set());
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5 text-[0.8125rem]">
      <Button
        size="sm"
        variant="ghost"
        disabled={shown.length === 0}
        onClick={() => onChange(new Set([...present, ...shown]))}
      >
        Select all {shown.length.toLocaleString("en")} shown
      </Button>
      {present.length > 0 && (
        <>
          <Button size="sm" variant="ghost" onClick={clear}>
            Clear selection
          </Button>
          <div className="ml-auto flex items-center gap-3">
            <span role="status" className="num whitespace-nowrap text-ink-2">
              {present.length.toLocaleString("en")} selected
            </span>
            <Actions apIds={present} onChoose={setAction} />
          </div>
        </>
      )}
      <ActionDialogs action={action} apIds={present} onClose={() => setAction(null)} onDone={clear} />
    </div>
  );
}

/** Buttons on wide screens, a menu on narrow ones. */
function Actions(props: { apIds: readonly string[]; onChoose: (action: BulkAction) => void }) {
  const { apIds, onChoose } = props;
  const connected = useIsConnected();
  const [busy, predownload] = usePredownload(apIds);
  const tooMany = apIds.length > MAX_PREDOWNLOADS;
  const choose = (action: BulkAction | "predownload") =>
    action === "predownload" ? predownload() : onChoose(action);
  const items = bulkActions.map((item) => {
    const isPredownload = item.action === "predownload";
    const title =
      isPredownload && tooMany
        ? `Select at most ${MAX_PREDOWNLOADS}. For more, use Save & Download on Software Upgrade.`
        : undefined;
    return { ...item, title, disabled: !connected || (isPredownload && (tooMany || busy)) };
  });
  return (
    <>
      <div className="flex gap-2 max-lg:hidden">
        {items.map(({ action, label, danger, icon, title, disabled }) => (
          <Button
            changes
            key={action}
            size="sm"
            variant={danger ? "danger" : "secondary"}
            icon={icon}
            title={title}
            disabled={disabled}
            onClick={() => choose(action)}
          >
            {label}
          </Button>
        ))}
      </div>
      <div className="lg:hidden">
        <Menu
          trigger={
            <Button changes size="sm" disabled={!connected}>
              Actions
              <ChevronDown className="text-ink-3" aria-hidden />
            </Button>
          }
        >
          {items.map(({ action, label, danger, icon, title, disabled }) => (
            <MenuItem
              key={action}
              danger={danger}
              icon={icon}
              disabled={disabled}
              onSelect={() => choose(action)}
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

/** Starts predownloads for these access points, and whether they are being started. */
function usePredownload(apIds: readonly string[]): [boolean, () => void] {
  const run = useCommand();
  const { store } = useLive();
  const [busy, start] = useTransition();
  const nameOf = (id: string) => store.row("aps", id)?.name ?? id;
  const predownload = () =>
    start(async () => {
      const { started, refused } = await startPredownloads(apIds, (apId) => run("ap.predownload", { apId }));
      if (started > 0) notify(`Started predownload for ${formatApCount(started)}`, { tone: "ok" });
      for (const { message, apIds: ids } of refused) {
        const names = ids.length <= 3 ? ids.map(nameOf).join(", ") : formatApCount(ids.length);
        notify(`No predownload for ${names}`, { tone: "warn", body: message });
      }
    });
  return [busy, predownload];
}
