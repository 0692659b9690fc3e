/** What becomes of a transfer, as the events that tell of it. */
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { TransferHandle } from "./transfer";

type Told = Pick<TransferHandle, "id" | "apId" | "bytes">;
const dataOf = ({ id, apId }: Told, path: string) => ({ transferId: id, path, apId });

export const startedEvent = (handle: Told, path: string): NewEvent => ({
  type: "transfer.started",
  data: dataOf(handle, path),
});

export function endedEvent(
  handle: Told,
  path: string,
  outcome: "complete" | "failed" | "aborted",
  cause: Fault | null,
): NewEvent {
  const data = dataOf(handle, path);
  if (outcome === "complete") return { type: "transfer.completed", data: { ...data, bytes: handle.bytes } };
  if (outcome === "aborted") return { type: "transfer.aborted", data };
  return { type: "transfer.failed", data: { ...data, fault: cause ?? fault("internal") } };
}
