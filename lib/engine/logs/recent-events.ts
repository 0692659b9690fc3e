/** Reads the newest events, also those that wait to be stored, so that a page never shows an older state than its rows. */
import type { RecordedEvent } from "@/lib/contracts/events";
import { apIdOf } from "@/lib/store/matching";
import type { EventStore } from "@/lib/store/store-types";
import type { BatchWriter } from "./batch-writer";

/** As `EventStore.read`, without waiting for the store to write. */
export function recentEvents(
  store: Pick<EventStore, "read">,
  writer: Pick<BatchWriter<RecordedEvent>, "unwritten">,
): EventStore["read"] {
  return async ({ apId, limit }) => {
    const unwritten = writer.unwritten().filter((event) => apId === undefined || apIdOf(event.data) === apId);
    const stored = await store.read(apId === undefined ? { limit } : { apId, limit });
    // Some may have been stored meanwhile. Sequence numbers start again with each start.
    const isSame = (a: RecordedEvent, b: RecordedEvent) => a.seq === b.seq && a.wallAt === b.wallAt;
    const missing = unwritten.filter((event) => !stored.some((each) => isSame(each, event)));
    return [...missing.reverse(), ...stored].slice(0, Math.max(0, limit));
  };
}
