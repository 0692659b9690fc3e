/** The engine's handle over a bus in this thread, for tests of the stream: it opens as the door does. */
import type { Bus } from "@/lib/engine/bus";
import type { EngineClient, SubscriptionListener } from "@/lib/engine/engine-client";

export function busSource(bus: () => Bus): Pick<EngineClient, "subscribe" | "onSignInsEnded"> & {
  lose(): void;
  /** Ends sessions or API tokens. */
  endSignIns(ids: readonly string[]): void;
} {
  const signInListeners = new Set<(ids: readonly string[]) => void>();
  const listeners = new Set<SubscriptionListener>();
  return {
    subscribe(topics, held, listener) {
      listeners.add(listener);
      const known = topics.filter((t) => !held?.fresh.includes(t));
      const missed = held && bus().since(held.position, known);
      listener.opened(
        missed
          ? { mode: "resumed", ...missed, fresh: bus().snapshot([...held.fresh]).rows }
          : { mode: "snapshot", ...bus().snapshot(topics) },
      );
      const stop = bus().onBatch((deltas) => {
        const mine = deltas.filter((d) => topics.includes(d.topic));
        if (mine.length > 0) listener.batch(mine);
      });
      return {
        close() {
          stop();
          listeners.delete(listener);
        },
      };
    },
    onSignInsEnded(listener) {
      signInListeners.add(listener);
      return () => void signInListeners.delete(listener);
    },
    endSignIns(ids) {
      for (const listener of [...signInListeners]) listener(ids);
    },
    lose() {
      for (const listener of listeners) listener.lost();
    },
  };
}
