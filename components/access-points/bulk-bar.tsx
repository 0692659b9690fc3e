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
import type { Applicability } from "@/lib/contracts/ap-actions";
import { grouped } from "@/lib/kit/number-text";
import { type BulkAction, bulkActions } from "./bulk-actions";
import { LazyActionDialogs } from "./lazy-action-dialogs";
import { startPredownloads } from "./start-predownloads";
import { appliesText, useApplicability } from "./use-applicability";

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
  const [chosen, setChosen] = useState<Chosen | null>(null);
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
        Select all {grouped(shown.length)} shown
      </Button>
      {present.length > 0 && (
        <>
          <Button size="sm" variant="ghost" onClick={clear}>
            Clear selection
          </Button>
          <div className="ml-auto flex items-center gap-3">
            <span role="status" className="num whitespace-nowrap text-ink-2">
              {grouped(present.length)} selected
            </span>
            <Actions apIds={present} onChoose={setChosen} />
          </div>
          <Exceptions apIds={present} />
        </>
      )}
      <LazyActionDialogs
        action={chosen?.action ?? null}
        apIds={chosen?.applies.apIds ?? []}
        note={chosen === null ? "" : appliesText(chosen.applies, chosen.total)}
        onClose={() => setChosen(null)}
        onDone={clear}
      />
    </div>
  );
}

/** An action, and those of the selected to which it applied when it was chosen. */
type Chosen = { action: BulkAction; applies: Applicability; total: number };

/** Buttons on wide screens, a menu on narrow ones; beneath them, which actions do not apply to the whole selection. */
function Actions(props: { apIds: readonly string[]; onChoose: (chosen: Chosen) => void }) {
  const { apIds, onChoose } = props;
  const connected = useIsConnected();
  const of = useApplicability(apIds);
  const eligible = of("predownload").apIds;
  const [busy, predownload] = usePredownload(eligible);
  const choose = (action: BulkAction | "predownload") =>
    action === "predownload" ? predownload() : onChoose({ action, applies: of(action), total: apIds.length });
  const items = bulkActions.map((item) => {
    const applies = of(item.action);
    const isPredownload = item.action === "predownload";
    const tooMany = isPredownload && applies.apIds.length > MAX_PREDOWNLOADS;
    const title = tooMany
      ? `Select at most ${MAX_PREDOWNLOADS}. For more, use Save & Download on Software Upgrade.`
      : applies.apIds.length === 0
        ? (applies.fault?.message ?? "")
        : appliesText(applies, apIds.length);
    const disabled = !connected || applies.apIds.length === 0 || tooMany || (isPredownload && busy);
    return { ...item, title, disabled };
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
            title={title || undefined}
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
                {title !== "" && <span className="block max-w-56 text-[0.8125rem]">{title}</span>}
              </span>
            </MenuItem>
          ))}
        </Menu>
      </div>
    </>
  );
}

/** In words, because the title of a disabled button is out of reach of the keyboard. */
function Exceptions({ apIds }: { apIds: readonly string[] }) {
  const of = useApplicability(apIds);
  const byReason = new Map<string, string[]>();
  for (const { action, label } of bulkActions) {
    const text = appliesText(of(action), apIds.length);
    if (text !== "") byReason.set(text, [...(byReason.get(text) ?? []), label]);
  }
  if (byReason.size === 0) return null;
  return (
    <ul aria-label="Limits of the actions" className="basis-full text-right text-ink-3 max-lg:text-left">
      {[...byReason].map(([text, labels]) => (
        <li key={text}>
          <span className="text-ink-2">{labels.join(", ")}</span>:{" "}
          {text.charAt(0).toLowerCase() + text.slice(1)}
        </li>
      ))}
    </ul>
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
