/** Adds one access point: its model and, if wanted, its name, addresses, versions, and behavior. */
"use client";

import { ChevronRight, Plus } from "lucide-react";
import { BehaviorFields } from "@/components/behaviors/behavior-fields";
import { SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Badge } from "@/components/ui/badge";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { behaviorWords } from "@/lib/contracts/behavior-words";
import type { ControllerRow } from "@/lib/contracts/controller";
import { consequences } from "./consequences";
import { commonModels } from "./models";
import { assignTakenValues, checkOne, newOne } from "./one-draft";
import { OutcomePreview } from "./outcome-preview";

export function OneForm({ controller, reachable }: { controller: ControllerRow; reachable: boolean }) {
  const run = useCommand();
  const form = useForm({
    base: newOne(controller.version),
    check: checkOne,
    save: async (ap) => assignTakenValues(await run("lab.add-aps", { aps: [ap] }), ap),
    onSaved: (_answer, ap) =>
      notify(ap.name ? `${ap.name} added` : "1 access point added", {
        tone: "ok",
        body: "It boots and joins.",
      }),
  });
  const ap = form.input;
  const differs = behaviorWords(ap?.behavior ?? {});
  return (
    <form onSubmit={form.submit} noValidate aria-label="Add one access point" className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <TextField
          form={form}
          name="model"
          label="Model"
          placeholder="C9120AXI-E"
          suggestions={commonModels}
        />
        <TextField form={form} name="name" label="Name" placeholder="generated" />
        <TextField form={form} name="running" label="Running version" />
        <TextField form={form} name="backup" label="Backup version" placeholder="none" />
        <TextField form={form} name="ip" label="IP address" placeholder="generated" />
        <TextField form={form} name="radioMac" label="Radio MAC" placeholder="generated" />
        <TextField form={form} name="ethernetMac" label="Ethernet MAC" placeholder="generated" />
      </div>
      <details className="group rounded-md border border-line">
        <summary className="flex flex-wrap items-center gap-2 px-3 py-2 font-medium">
          <ChevronRight className="size-4 text-ink-3 transition-transform group-open:rotate-90" aria-hidden />
          Behavior
          {differs.map((words) => (
            <Badge key={words} tone="warn">
              {words}
            </Badge>
          ))}
          {differs.length === 0 && <span className="font-normal text-ink-3">No faults</span>}
        </summary>
        <div className="border-line border-t p-3">
          <BehaviorFields form={form} />
        </div>
      </details>
      {ap && (
        <OutcomePreview
          first={`Adds ${ap.name ?? `a ${ap.model}`}.`}
          others={consequences({ count: 1, models: [ap.model], running: ap.running }, controller)}
        />
      )}
      <SubmitRow form={form} label="Add access point" icon={<Plus aria-hidden />} reachable={reachable} />
    </form>
  );
}
