// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { releaseSession, rememberedSession, rememberSession } from "./session-memory";

/** The Web Locks of one browser: one holder for each name. A request ends when its signal says so. */
function browserLocks() {
  const held = new Map<string, Promise<unknown>>();
  return {
    request: async (name: string, { signal }: { signal: AbortSignal }, use: () => Promise<unknown>) => {
      while (held.has(name)) {
        const gaveUp = new Promise<never>((_, reject) => {
          const abort = () => reject(new DOMException("aborted", "AbortError"));
          if (signal.aborted) abort();
          signal.addEventListener("abort", abort);
        });
        await Promise.race([held.get(name), gaveUp]);
      }
      const using = use().finally(() => held.delete(name));
      held.set(name, using);
      await using;
    },
    isHeld: (id: string) => held.has(`ewc.terminal.${id}`),
    /** Another tab holds the lock of a session until `leave`. */
    holdElsewhere: (id: string) => {
      const name = `ewc.terminal.${id}`;
      let leave = () => {};
      const used = new Promise<void>((resolve) => {
        leave = resolve;
      });
      held.set(
        name,
        used.then(() => held.delete(name)),
      );
      return () => leave();
    },
  };
}

let locks = browserLocks();
let patience = new AbortController();

beforeEach(() => {
  locks = browserLocks();
  patience = new AbortController();
  vi.spyOn(globalThis, "navigator", "get").mockReturnValue({ locks } as unknown as Navigator);
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => patience.signal);
  sessionStorage.clear();
});
afterEach(() => rememberSession(null));

test("a tab without a session remembers none", async () => {
  expect(await rememberedSession()).toBeNull();
});

test("after a reload of the page, the tab has its session again and holds its lock", async () => {
  rememberSession("a1");
  expect(locks.isHeld("a1")).toBe(true);
  releaseSession();
  await vi.waitFor(() => expect(locks.isHeld("a1")).toBe(false));
  expect(await rememberedSession()).toBe("a1");
  expect(locks.isHeld("a1")).toBe(true);
});

test("a duplicated tab does not take the session that the other tab holds", async () => {
  sessionStorage.setItem("ewc.terminal", "a1");
  locks.holdElsewhere("a1");
  const remembered = rememberedSession();
  patience.abort();
  expect(await remembered).toBeNull();
});

test("a page takes over the session once the page that is being left has released it", async () => {
  sessionStorage.setItem("ewc.terminal", "a1");
  const leave = locks.holdElsewhere("a1");
  const remembered = rememberedSession();
  leave();
  expect(await remembered).toBe("a1");
});

test("a new session replaces the one before, whose lock is released", async () => {
  rememberSession("a1");
  rememberSession("b2");
  expect(locks.isHeld("b2")).toBe(true);
  await vi.waitFor(() => expect(locks.isHeld("a1")).toBe(false));
  releaseSession();
  await vi.waitFor(() => expect(locks.isHeld("b2")).toBe(false));
  expect(await rememberedSession()).toBe("b2");
});

test("a session that ended is forgotten and unlocked", async () => {
  rememberSession("a1");
  rememberSession(null);
  await vi.waitFor(() => expect(locks.isHeld("a1")).toBe(false));
  expect(await rememberedSession()).toBeNull();
});

test("where the browser has no locks, the session is still remembered", async () => {
  vi.spyOn(globalThis, "navigator", "get").mockReturnValue({} as Navigator);
  rememberSession("a1");
  expect(await rememberedSession()).toBe("a1");
});
