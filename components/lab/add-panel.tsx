/** Adds access points: many by a mix of models, or one with its own name and address. */
"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { ChoiceBar } from "@/components/forms/form-fields";
import { Panel } from "@/components/ui/panel";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { LabActions } from "./lab-actions";
import { MixForm } from "./mix-form";
import { OneForm } from "./one-form";

const ways = [
  { value: "mix", label: "Many, by model" },
  { value: "one", label: "One" },
] as const;

export function AddPanel(props: {
  controller: ControllerRow;
  reachable: boolean;
  addAps: LabActions["addAps"];
}) {
  const [way, setWay] = useState<(typeof ways)[number]["value"]>("mix");
  return (
    <Panel
      title="Add access points"
      description="They are switched on, boot, find the controller and join"
      actions={<ChoiceBar legend="How many" value={way} options={ways} onChange={setWay} />}
    >
      {/* Both stay, so that what was typed into one is still there after a look at the other. */}
      <div className={clsx(way !== "mix" && "hidden")}>
        <MixForm {...props} />
      </div>
      <div className={clsx(way !== "one" && "hidden")}>
        <OneForm {...props} />
      </div>
    </Panel>
  );
}
