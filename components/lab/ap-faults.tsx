/** Lab > AP faults: the access points that misbehave, and the two ways to make more of them. */
"use client";

import { BehaviorForm } from "@/components/behaviors/behavior-form";
import { ForAdmins } from "@/lib/client/visitor";
import { FaultyApList } from "./faulty-ap-list";
import { ScatterForm } from "./scatter-form";

/** @param faulty how many access points misbehave */
export const ApFaults = ({ reachable, faulty }: { reachable: boolean; faulty: number }) => (
  <>
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <FaultyApList reachable={reachable} />
      <ForAdmins>
        <ScatterForm reachable={reachable} faulty={faulty} />
      </ForAdmins>
    </div>
    <ForAdmins>
      <BehaviorForm reachable={reachable} />
    </ForAdmins>
  </>
);
