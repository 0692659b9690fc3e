// @vitest-environment happy-dom
import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import type { RunCommand } from "@/lib/contracts/commands";
import { fakeCommands } from "@/lib/testing/fake-commands";
import { CommandProvider, useCommand } from "./commands";

const hookWith = (run: RunCommand) =>
  renderHook(() => useCommand(), {
    wrapper: ({ children }) => <CommandProvider run={run}>{children}</CommandProvider>,
  });

test("a component runs a command with its input and gets the answer", async () => {
  const run = fakeCommands({ "lab.clock": ({ factor }) => ({ ok: true, value: { factor } }) });
  const { result } = hookWith(run);
  expect(await result.current("lab.clock", { factor: 60 })).toEqual({ ok: true, value: { factor: 60 } });
  expect(run.given).toEqual([{ type: "lab.clock", input: { factor: 60 } }]);
});

test("a network failure becomes the fault engine-unreachable", async () => {
  const { result } = hookWith(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(await result.current("upgrade.cancel", {})).toMatchObject({
    ok: false,
    fault: { code: "engine-unreachable", message: "The console did not respond." },
  });
});

test("the function stays the same at every render, so that effects can depend on it", () => {
  const { result, rerender } = hookWith(fakeCommands({}));
  const first = result.current;
  rerender();
  expect(result.current).toBe(first);
});

test("without a provider, the hook names what is missing", () => {
  expect(() => renderHook(() => useCommand())).toThrow("CommandProvider is missing");
});
