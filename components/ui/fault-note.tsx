/** A fault: what happened, and what to do about it. */
import type { Fault } from "@/lib/contracts/fault";
import { Banner } from "./banner";

/** Shows a fault with its remedy and announces it to screen readers. */
export function FaultNote({ fault, tone = "fail" }: { fault: Fault; tone?: "fail" | "warn" }) {
  return (
    <Banner tone={tone} title={fault.message} live="alert">
      {fault.remedy}
    </Banner>
  );
}
