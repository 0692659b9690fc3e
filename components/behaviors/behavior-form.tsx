/** Gives faults to access points, or heals them. */
"use client";

import { HeartPulse, TriangleAlert } from "lucide-react";
import { useState, useTransition } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { useFamilies } from "@/components/fleet/use-families";
import { SubmitRow } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import type { LabActions } from "@/components/lab/lab-actions";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ApTarget } from "@/lib/contracts/commands";
import { type BehaviorDraft, checkBehavior, draftOfBehavior, nothingChosen } from "./behavior-draft";
import { BehaviorFields } from "./behavior-fields";
import { NO_TARGET, type TargetChoice, targetOf, targetSize } from "./target";
import { TargetChooser } from "./target-choice";

export type Mode = "merge" | "replace";
export const modes: { value: Mode; label: string }[] = [
  { value: "merge", label: "Add to what they have" },
  { value: "replace", label: "Replace what they have" },
];
const NONE_CHOSEN = draftOfBehavior({});

export function BehaviorForm({
  reachable,
  setBehavior,
}: {
  reachable: boolean;
  setBehavior: LabActions["setBehavior"];
}) {
  const [choice, setChoice] = useState<TargetChoice>(NO_TARGET);
  const [mode, setMode] = useState<Mode>("merge");
  const size = useTargetSize(choice);
  const target = targetOf(choice);
  const form = useForm({
    base: NONE_CHOSEN,
    check: (draft: BehaviorDraft) => {
      const { input, errors } = checkBehavior(draft);
      const missing = { ...(target ? {} : { target: [whoIsMissing(choice)] }), ...nothingChosen(draft) };
      const right = input && target && Object.keys(missing).length === 0;
      return {
        input: right ? { target, change: input, mode } : undefined,
        errors: { ...errors, ...missing },
      };
    },
    save: setBehavior,
    afterwards: (_answer, typed) => typed,
    onSaved: ({ changed }) =>
      notify(`${formatApCount(changed)} ${changed === 1 ? "has" : "have"} the faults`, { tone: "ok" }),
  });
  return (
    <Panel
      title="Give faults"
      description="They hold at once, also in the middle of a transfer, and until they are healed"
    >
      <form onSubmit={form.submit} noValidate aria-label="Give faults" className="flex flex-col gap-5">
        <TargetChooser choice={choice} onChange={setChoice} errors={form.told("target")} />
        <BehaviorFields form={form} />
        <Field label="Faults they have already" className="max-w-xs">
          {(control) => <Select {...control} value={mode} onValueChange={setMode} options={modes} />}
        </Field>
        <SubmitRow
          form={form}
          label={size === undefined ? "Give faults" : `Give to ${formatApCount(size)}`}
          icon={<TriangleAlert aria-hidden />}
          reachable={reachable}
        >
          <HealButton target={target} size={size} reachable={reachable} setBehavior={setBehavior} />
          {form.dirty && (
            <Button variant="ghost" onClick={form.discard}>
              Clear the choice
            </Button>
          )}
        </SubmitRow>
      </form>
    </Panel>
  );
}

const whoIsMissing = ({ of }: TargetChoice): string =>
  of === "family" ? "Choose an image family." : "Choose an access point.";
function useTargetSize(choice: TargetChoice): number | undefined {
  const families = useFamilies(null);
  const fleet = useOnlyRow("controller")?.apCount ?? 0;
  const target = targetOf(choice);
  const family = families.find((each) => each.family === choice.family)?.total ?? 0;
  return target && targetSize(target, { family, fleet });
}

function HealButton({
  target,
  size,
  reachable,
  setBehavior,
}: {
  target: ApTarget | undefined;
  size: number | undefined;
  reachable: boolean;
  setBehavior: LabActions["setBehavior"];
}) {
  const [busy, start] = useTransition();
  if (!target || size === undefined) return null;
  const heal = () => start(() => healNow(target, setBehavior));
  return (
    <Button busy={busy} disabled={!reachable} icon={<HeartPulse aria-hidden />} onClick={heal}>
      Heal {formatApCount(size)}
    </Button>
  );
}

/** Makes them well-behaved and says so. */
export async function healNow(target: ApTarget, setBehavior: LabActions["setBehavior"]): Promise<void> {
  const answer = await call(() => setBehavior({ target, change: {}, mode: "replace" }));
  if (!answer.ok) notify("Nobody was healed", { tone: "fail", body: answer.fault.message });
  else notify(`${formatApCount(answer.value.changed)} well-behaved again`, { tone: "ok" });
}
