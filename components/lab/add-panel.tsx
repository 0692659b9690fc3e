/** Adds access points: several by model, or one with its own name and address. */
"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { ChoiceBar } from "@/components/forms/form-fields";
import { Panel } from "@/components/ui/panel";
import type { ControllerRow } from "@/lib/contracts/controller";
import { MixForm } from "./mix-form";
import { OneForm } from "./one-form";

const ways = [
  { value: "mix", label: "Several, by model" },
  { value: "one", label: "One" },
] as const;

export function AddPanel(props: { controller: ControllerRow; reachable: boolean }) {
  const [way, setWay] = useState<(typeof ways)[number]["value"]>("mix");
  return (
    <Panel
      title="Add access points"
      description="New access points boot, find the controller, and join"
      actions={<ChoiceBar legend="How many" value={way} options={ways} onChange={setWay} />}
    >
      {/* Both forms stay mounted, so that switching keeps what the user typed. */}
      <div className={clsx(way !== "mix" && "hidden")}>
        <MixForm {...props} />
      </div>
      <div className={clsx(way !== "one" && "hidden")}>
        <OneForm {...props} />
      </div>
    </Panel>
  );
}
