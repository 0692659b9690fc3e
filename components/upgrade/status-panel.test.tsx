// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { livePage } from "@/lib/testing/live-page";
import { stageMarksUpTo, upgradeRow } from "@/lib/testing/upgrade-row";
import { StatusPanel } from "./status-panel";

vi.mock("next/navigation", () => import("@/lib/testing/navigation"));

function open(upgrade: UpgradeRow, connected = true) {
  const page = livePage({ "upgrade.cancel": () => ({ ok: true, value: { upgradeId: "u1" } }) });
  page.render(<StatusPanel upgrade={upgrade} connected={connected} withDetails />);
  return page;
}

const stage = (name: string) =>
  screen
    .getAllByRole("listitem")
    .map((item) => item.textContent ?? "")
    .find((text) => text.includes(name));
const counter = (name: string) => screen.getByText(name).parentElement?.querySelector("dd")?.textContent;

test("the panel shows stages, status, progress, and counters with thousands separators", () => {
  const counters = { ...upgradeRow().counters, total: 2000, completed: 1500, failed: 1, retrying: 1200 };
  open(upgradeRow({ counters }));
  expect(stage("Controller Image Download")).toContain("done");
  expect(stage("AP Image Download")).toContain("in progress");
  expect(screen.getByText("1 of 4 APs have the image.", { exact: false })).toBeDefined();
  expect(screen.getByText("50.0 of 100.0 MB")).toBeDefined();
  expect(
    screen.getByRole("progressbar", { name: "Progress of the upgrade" }).getAttribute("aria-valuenow"),
  ).toBe("46");
  expect(screen.getByText("46%")).toBeDefined();
  expect(counter("Total Number of APs")).toBe("2,000");
  expect(counter("Completed AP Image")).toBe("1,500");
  expect([counter("Failed"), counter("Retrying")]).toEqual(["1", "1,200"]);
});

test("the status has the controller's time as the controller says it, whatever the visitor's time zone", () => {
  const status = "Canceled by operator at 13:15:07 UTC x10. Still running 17.9.4.27.";
  open(upgradeRow({ status }));
  expect(screen.getByText(status, { exact: false })).toBeDefined();
});

test("the stage Activate requires an action while the operator can activate", () => {
  open(upgradeRow({ running: false, canActivate: true, canCancel: false, stageMarks: stageMarksUpTo(4) }));
  expect(stage("Activate")).toContain("action required");
  expect(screen.getByRole("button", { name: "Activate" })).toBeDefined();
  expect(screen.queryByRole("button", { name: "Cancel upgrade" })).toBeNull();
});

test("a fault is shown with its remedy, unless the status already says it", () => {
  const timedOut = fault("timed-out", "Timed out.", "Check the server.");
  const page = open(upgradeRow({ status: "The download failed.", fault: timedOut, running: false }));
  expect(screen.getByText("Timed out.")).toBeDefined();
  expect(screen.getByText("Check the server.")).toBeDefined();
  page.render(
    <StatusPanel
      upgrade={upgradeRow({ status: "Timed out. Check the server.", fault: timedOut })}
      connected
      withDetails
    />,
  );
  expect(screen.getAllByText("Timed out.")).toHaveLength(1);
});

test("Cancel upgrade asks first: Keep downloading changes nothing, Cancel upgrade cancels", async () => {
  const { run } = open(upgradeRow());
  await userEvent.click(screen.getByRole("button", { name: "Cancel upgrade" }));
  const dialog = await screen.findByRole("dialog", { name: "Cancel upgrade?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Keep downloading" }));
  expect(run.given).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Cancel upgrade" }));
  await userEvent.click(
    within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel upgrade" }),
  );
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(run.given).toEqual([{ type: "upgrade.cancel", input: {} }]);
});

test("without a connection the actions are disabled", () => {
  open(upgradeRow({ canActivate: true }), false);
  for (const name of ["Cancel upgrade", "Activate"])
    expect(screen.getByRole("button", { name }).hasAttribute("disabled")).toBe(true);
});
