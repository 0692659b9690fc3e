/** The links to what waits for the operator. */
"use client";

import { clsx } from "clsx";
import { RadioTower, ServerOff } from "lucide-react";
import { Link } from "@/components/ui/link";
import { softTone } from "@/components/ui/tone";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { stoppedServerOf } from "@/lib/contracts/own-servers";
import { type Attention, attentionOf } from "./attention";

const icons = { "failed-aps": RadioTower, server: ServerOff } as const satisfies Record<
  Attention["kind"],
  unknown
>;

export function AttentionList() {
  const servers = useRows("servers");
  const upgrade = useOnlyRow("upgrade");
  const profile = useOnlyRow("controller")?.profile ?? null;
  const stopped = profile === null ? null : (stoppedServerOf(profile, servers)?.id ?? null);
  return attentionOf(upgrade, stopped, servers).map(({ kind, label, short, href }) => {
    const Icon = icons[kind];
    return (
      <Link
        key={label}
        href={href}
        aria-label={label}
        title={label}
        className={clsx(
          "num inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full border px-2.5 font-medium text-[0.8125rem] whitespace-nowrap hover:border-current max-sm:px-1.5",
          softTone.fail,
        )}
      >
        <Icon className="size-4 shrink-0" aria-hidden />
        <span className="max-xl:hidden">{label}</span>
        <span className={clsx("xl:hidden", kind === "server" ? "max-md:hidden" : "max-sm:hidden")}>
          {short}
        </span>
      </Link>
    );
  });
}
