/** Injects faults into access points, or clears them. */
"use client";

import { Eraser, TriangleAlert } from "lucide-react";
import { useState, useTransition } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { useFamilies } from "@/components/fleet/use-families";
import { SubmitRow } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ApTarget } from "@/lib/contracts/commands/ap-target";
import { type BehaviorDraft, checkBehavior, draftOfBehavior, missingTraits } from "./behavior-draft";
import { BehaviorFields } from "./behavior-fields";
import { clearFaults } from "./clear-faults";
import { type MergeMode, mergeModes } from "./merge-mode";
import { NO_TARGET, type TargetChoice, targetOf, targetSize } from "./target";
import { TargetChooser } from "./target-chooser";

const NONE_SELECTED = draftOfBehavior({});

export function BehaviorForm({ reachable }: { reachable: boolean }) {
  const run = useCommand();
  const [choice, setChoice] = useState<TargetChoice>(NO_TARGET);
  const [mode, setMode] = useState<MergeMode>("merge");
  const size = useTargetSize(choice);
  const target = targetOf(choice);
  const form = useForm({
    base: NONE_SELECTED,
    check: (draft: BehaviorDraft) => {
      const { input, errors } = checkBehavior(draft);
      const missing = { ...(target ? {} : { target: [missingTarget(choice)] }), ...missingTraits(draft) };
      const isComplete = input && target && Object.keys(missing).length === 0;
      return {
        input: isComplete ? { target, change: input, mode } : undefined,
        errors: { ...errors, ...missing },
      };
    },
    save: (input) => run("lab.set-behavior", input),
    keepAfterSave: (_answer, typed) => typed,
    onSaved: ({ changed }) => notify(`Faults injected into ${formatApCount(changed)}`, { tone: "ok" }),
  });
  return (
    <Panel
      title="Inject faults"
      description="Faults apply immediately, even during a transfer, and stay until you clear them"
    >
      <form onSubmit={form.submit} noValidate aria-label="Inject faults" className="flex flex-col gap-5">
        <TargetChooser choice={choice} onChange={setChoice} errors={form.errorsOf("target")} />
        <BehaviorFields form={form} />
        <Field label="Existing faults" className="max-w-xs">
          {(control) => <Select {...control} value={mode} onValueChange={setMode} options={mergeModes} />}
        </Field>
        <SubmitRow
          form={form}
          label={size === undefined ? "Inject faults" : `Inject into ${formatApCount(size)}`}
          icon={<TriangleAlert aria-hidden />}
          reachable={reachable}
        >
          <ClearButton target={target} size={size} reachable={reachable} />
          {form.isDirty && (
            <Button variant="ghost" onClick={() => form.discard()}>
              Clear selection
            </Button>
          )}
        </SubmitRow>
      </form>
    </Panel>
  );
}

const missingTarget = ({ of }: TargetChoice): string =>
  of === "family" ? "Select an image family." : "Select an access point.";

function useTargetSize(choice: TargetChoice): number | undefined {
  const families = useFamilies(null);
  const fleet = useOnlyRow("controller")?.apCount ?? 0;
  const target = targetOf(choice);
  const family = families.find((each) => each.family === choice.family)?.total ?? 0;
  return target && targetSize(target, { family, fleet });
}

function ClearButton({
  target,
  size,
  reachable,
}: {
  target: ApTarget | undefined;
  size: number | undefined;
  reachable: boolean;
}) {
  const run = useCommand();
  const [busy, start] = useTransition();
  if (!target || size === undefined) return null;
  const clear = () => start(() => clearFaults(target, run));
  return (
    <Button changes busy={busy} disabled={!reachable} icon={<Eraser aria-hidden />} onClick={clear}>
      Clear faults from {formatApCount(size)}
    </Button>
  );
}
