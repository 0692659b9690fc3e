// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { Uncommitted } from "@/lib/contracts/upgrade";
import { controllerRow } from "@/lib/testing/cli-fixture";
import { livePage } from "@/lib/testing/live-page";
import { CommitNote } from "./commit-note";

const HOURS_2 = 7_200_000;
const NOW = Date.UTC(2026, 10, 28, 13, 0, 0);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

function open(part: Partial<Uncommitted> = {}, { clockFactor = 1, state = "up" as "up" | "reloading" } = {}) {
  const page = livePage({ "upgrade.commit": () => ({ ok: true, value: { version: "17.12.1.5" } }) });
  const uncommitted: Uncommitted = {
    version: "17.12.1.5",
    rollbackAt: NOW + HOURS_2 / clockFactor,
    commitsAutomatically: false,
    ...part,
  };
  page.put("controller", { controller: controllerRow({ clockFactor, state }) });
  page.render(<CommitNote uncommitted={uncommitted} connected />);
  return page;
}

test("an uncommitted version is shown with the time until it is rolled back, and Commit commits it", async () => {
  const { run } = open();
  expect(screen.getByText(/^Not committed\./)).toBeDefined();
  expect(screen.getByText("Rolls back in 2:00:00.")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Commit" }));
  await waitFor(() => expect(run.given).toEqual([{ type: "upgrade.commit", input: {} }]));
});

test("the countdown runs in time of the controller, and says when that is faster", () => {
  open({}, { clockFactor: 10 });
  expect(screen.getByText("Rolls back in 2:00:00 (x10).")).toBeDefined();
});

test("with a stopped timer nothing is counted down, and Commit is offered", () => {
  open({ rollbackAt: null });
  expect(screen.getByText("Not committed. The timer is stopped.")).toBeDefined();
  expect(screen.getByText(/^17\.12\.1\.5 stays uncommitted/)).toBeDefined();
  expect(screen.getByRole("button", { name: "Commit" })).toBeDefined();
});

test("nothing is shown while the controller reloads, or when the program commits by itself", () => {
  open({}, { state: "reloading" });
  open({ commitsAutomatically: true });
  expect(screen.queryByRole("button")).toBeNull();
});

test("a refused commit says why", async () => {
  const page = livePage({
    "upgrade.commit": () => ({ ok: false, fault: fault("conflict", "The controller is reloading.") }),
  });
  page.put("controller", { controller: controllerRow() });
  page.render(
    <CommitNote
      uncommitted={{ version: "17.12.1.5", rollbackAt: null, commitsAutomatically: false }}
      connected
    />,
  );
  await userEvent.click(screen.getByRole("button", { name: "Commit" }));
  expect(await screen.findByText(/The controller is reloading\./)).toBeDefined();
});
