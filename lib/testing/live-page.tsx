/** Renders components as on a page: with live rows and commands that the test provides. */
import { act, cleanup, render, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach } from "vitest";
import { CommandProvider } from "@/lib/client/commands";
import { LiveContext } from "@/lib/client/stream/live-context";
import type { RowOf, Topic } from "@/lib/contracts/stream";
import { fakeCommands } from "./fake-commands";
import { scriptedStream } from "./scripted-stream";

afterEach(cleanup);

/** A page without a server. Rows appear with `put`; commands are answered from `commands`. */
export function livePage(commands: Parameters<typeof fakeCommands>[0] = {}) {
  const stream = scriptedStream();
  const run = fakeCommands(commands);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <CommandProvider run={run}>
      <LiveContext value={{ store: stream.store, client: stream.client }}>{children}</LiveContext>
    </CommandProvider>
  );
  let seq = 0;
  const position = () => ({ epoch: "abcdef1", seq });
  return {
    ...stream,
    run,
    render: (ui: ReactNode) => render(ui, { wrapper }),
    renderHook: <R,>(hook: () => R) => renderHook(hook, { wrapper }),
    /** Replaces all rows of a topic. */
    put<T extends Topic>(topic: T, rows: Record<string, Partial<RowOf<T>>>) {
      act(() => {
        const data = { topic, rows: Object.entries(rows).map(([key, row]) => ({ key, row })) };
        stream.store.apply({ event: "snapshot", data });
        stream.store.apply({ event: "snapshot-complete", data: { position: position(), topics: [topic] } });
      });
    },
    /** Changes fields of one row. */
    patch<T extends Topic>(topic: T, key: string, set: Partial<RowOf<T>>) {
      act(() => {
        seq++;
        const deltas = [{ seq, topic, key, op: "patch" as const, set }];
        stream.store.apply({ event: "delta", data: { deltas, position: position() } });
      });
    },
  };
}

/** Gives every element a size in pixels, because the test's DOM has no layout and virtual lists render nothing. */
export function giveElementsSize(width: number, height: number): void {
  for (const [name, value] of [
    ["offsetWidth", width],
    ["clientWidth", width],
    ["offsetHeight", height],
    ["clientHeight", height],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value });
  const contentRect = { width, height } as DOMRectReadOnly;
  // Says the size at once, where a browser does it with its next layout.
  globalThis.ResizeObserver = class implements ResizeObserver {
    readonly #onSize: ResizeObserverCallback;
    constructor(onSize: ResizeObserverCallback) {
      this.#onSize = onSize;
    }
    observe(target: Element): void {
      this.#onSize([{ target, contentRect } as ResizeObserverEntry], this);
    }
    unobserve(): void {}
    disconnect(): void {}
  };
}
