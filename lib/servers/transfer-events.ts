/** The events that record the start and the end of a transfer. */
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { TransferHandle } from "./transfer";

type TransferFacts = Pick<TransferHandle, "id" | "apId" | "bytes">;
const dataOf = ({ id, apId }: TransferFacts, path: string) => ({ transferId: id, path, apId });

/** @param path of the file, inside the served folder */
export const startedEvent = (handle: TransferFacts, path: string): NewEvent => ({
  type: "transfer.started",
  data: dataOf(handle, path),
});

/** @param cause of a failed transfer; `internal` when null */
export function endedEvent(
  handle: TransferFacts,
  path: string,
  outcome: "complete" | "failed" | "aborted",
  cause: Fault | null,
): NewEvent {
  const data = dataOf(handle, path);
  if (outcome === "complete") return { type: "transfer.completed", data: { ...data, bytes: handle.bytes } };
  if (outcome === "aborted") return { type: "transfer.aborted", data };
  return { type: "transfer.failed", data: { ...data, fault: cause ?? fault("internal") } };
}
