/** Three ways to begin, for a lab that has only its controller. */
"use client";

import { ClipboardPaste, type LucideIcon, PackageOpen, Wrench } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState, useTransition } from "react";
import { LAB } from "@/components/navigation/pages";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import type { Fault } from "@/lib/contracts/fault";
import { counted } from "@/lib/kit/text";

export function BeginPanel({ connected }: { connected: boolean }) {
  const run = useCommand();
  const router = useRouter();
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  const loadDemo = () =>
    start(async () => {
      const answer = await run("lab.reset", { to: "demo" });
      setFault(answer.ok ? undefined : answer.fault);
      if (answer.ok) notify(`Demo lab loaded: ${counted(answer.value.aps, "access point")}`, { tone: "ok" });
    });
  return (
    <Panel
      title="Three ways to begin"
      description="This lab has only the controller and the access point that hosts it."
    >
      {fault && <FaultNote fault={fault} />}
      <ul className="grid gap-4 md:grid-cols-3">
        <Way
          icon={PackageOpen}
          title="Demo lab"
          action={
            <Button changes variant="primary" busy={busy} disabled={!connected} onClick={loadDemo}>
              Load the demo lab
            </Button>
          }
        >
          12 access points of 7 image families, with sample images to upgrade to.
        </Way>
        <Way
          icon={ClipboardPaste}
          title="Your own fleet"
          action={
            <Button changes onClick={() => router.push(`${LAB}?section=import`)}>
              Import a listing
            </Button>
          }
        >
          Paste what your controller prints for <span className="code">show ap image</span> or{" "}
          <span className="code">show ap summary</span>.
        </Way>
        <Way
          icon={Wrench}
          title="By hand"
          action={
            <Button changes onClick={() => router.push(`${LAB}?section=fleet`)}>
              Add access points
            </Button>
          }
        >
          Add single access points or a mix of models, and choose how each behaves.
        </Way>
      </ul>
    </Panel>
  );
}

function Way(props: { icon: LucideIcon; title: string; action: ReactNode; children: ReactNode }) {
  const { icon: Icon, title, action, children } = props;
  return (
    <li className="flex flex-col items-start gap-2 rounded-md border border-line bg-sunken p-4">
      <Icon className="size-6 text-accent-text" strokeWidth={1.5} aria-hidden />
      <h3 className="font-semibold">{title}</h3>
      <p className="grow text-ink-2">{children}</p>
      {action}
    </li>
  );
}
