/** How a command is refused: by a fault that its caller sees. */
import { type Fault, FaultError } from "@/lib/contracts/fault";

/** @throws FaultError always */
export function refuse(why: Fault): never {
  throw new FaultError(why);
}

/** @throws FaultError when there is a reason to refuse */
export function refuseIf(why: Fault | null): void {
  if (why !== null) refuse(why);
}
