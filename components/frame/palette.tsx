/** Finds any page, access point, image set, run, or command by what is typed. Loaded when it is opened first. */
"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import "@/lib/client/library-nonce";
import { useMemo, useState } from "react";
import {
  ACCESS_POINTS,
  IMAGE_REPOSITORY,
  navigation,
  pagesFor,
  runPath,
} from "@/components/navigation/pages";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow, useRowKeys, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { useLive } from "@/lib/client/stream/live-context";
import { useMayChange } from "@/lib/client/visitor";
import { faultText } from "@/lib/contracts/fault";
import { serverNames } from "@/lib/contracts/server-names";
import { counted } from "@/lib/kit/text";
import { apItem, commandItems, matchingItems, type PaletteItem } from "./palette-items";

const pageItems = (isAdmin: boolean): PaletteItem[] =>
  navigation.flatMap((group) =>
    pagesFor(group, isAdmin).map((page) => ({
      id: `page ${page.href}`,
      group: "Pages" as const,
      label: page.label,
      detail: [group.label, group.section].filter(Boolean).join(" > "),
      action: { do: "open" as const, href: page.href },
    })),
  );
const GROUPS = ["Commands", "Pages", "Access points", "Image sets", "Runs"] as const;

export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const items = useItems();
  const found = matchingItems(items, typed);
  const select = useSelect(onClose);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl border border-line bg-surface shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          <Command label="Find anything" shouldFilter={false} loop>
            <div className="flex items-center gap-2 border-line border-b px-4">
              <Search className="size-4 shrink-0 text-ink-3" aria-hidden />
              <Command.Input
                value={typed}
                onValueChange={setTyped}
                placeholder="Page, access point, image set, run, or command"
                className="h-12 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-ink-3"
              />
            </div>
            <Command.List className="max-h-[60dvh] overflow-y-auto overscroll-contain p-2">
              <Command.Empty className="px-3 py-8 text-center text-ink-3">Nothing found.</Command.Empty>
              {GROUPS.map((group) => {
                const members = found.filter((item) => item.group === group);
                return (
                  members.length > 0 && (
                    <Command.Group
                      key={group}
                      heading={group}
                      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs"
                    >
                      {members.map((item) => (
                        <Command.Item
                          key={item.id}
                          value={item.id}
                          onSelect={() => select(item)}
                          className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-3 py-1.5 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text"
                        >
                          <span className="shrink-0 font-medium">{item.label}</span>
                          <span className="ml-auto truncate text-[0.8125rem] text-ink-3">{item.detail}</span>
                        </Command.Item>
                      ))}
                    </Command.Group>
                  )
                );
              })}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Everything that can be found. Access points are those that existed when the palette was opened. */
function useItems(): readonly PaletteItem[] {
  const { store } = useLive();
  const mayChange = useMayChange();
  const upgrade = useOnlyRow("upgrade");
  useTopic("aps");
  useTopic("servers");
  useTopic("images");
  useTopic("runs");
  const servers = useRows("servers");
  const sets = useRows("images");
  const runs = useRows("runs");
  const apKeys = useRowKeys("aps");
  const aps = useMemo(
    () =>
      apKeys.flatMap((key) => {
        const row = store.row("aps", key);
        return row === undefined ? [] : [apItem(row, `${ACCESS_POINTS}/${encodeURIComponent(key)}`)];
      }),
    [store, apKeys],
  );
  return [
    ...(mayChange ? commandItems(upgrade, servers) : []),
    ...pageItems(mayChange),
    ...aps,
    ...sets.map((set) => ({
      id: `set ${set.name}`,
      group: "Image sets" as const,
      label: set.name,
      detail: [set.version, counted(set.files.length, "file")].filter(Boolean).join(", "),
      action: { do: "open" as const, href: IMAGE_REPOSITORY },
    })),
    ...runs
      .toSorted((a, b) => b.number - a.number)
      .map((run) => ({
        id: `run ${run.number}`,
        group: "Runs" as const,
        label: `Run ${run.number}`,
        detail: [run.targetVersion, run.outcome].filter(Boolean).join(", "),
        action: { do: "open" as const, href: runPath(run.number) },
      })),
  ];
}

function useSelect(onClose: () => void): (item: PaletteItem) => void {
  const router = useRouter();
  const run = useCommand();
  return ({ label, action }) => {
    onClose();
    if (action.do === "open") return router.push(action.href);
    void run("servers.start", { server: action.server }).then((answer) =>
      answer.ok
        ? notify(`The ${serverNames[action.server]} listens on port ${answer.value.port}.`, {
            tone: "ok",
          })
        : notify(label, { tone: "fail", body: faultText(answer.fault) }),
    );
  };
}
