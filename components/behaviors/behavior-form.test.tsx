// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { toastState } from "@/components/ui/toast-store";
import { fault } from "@/lib/contracts/fault";
import { livePage } from "@/lib/testing/live-page";
import { BehaviorForm } from "./behavior-form";

afterEach(cleanup);

const ap = (name: string, family: string) => ({
  id: `id-${name}`,
  name,
  model: "C9120AXI-E",
  ip: "10.0.0.1",
  family: family as "ap1g7",
});
function open(commands: Parameters<typeof livePage>[0] = {}) {
  const page = livePage({
    "lab.set-behavior": ({ target }) => ({
      ok: true,
      value: { changed: target.of === "aps" ? target.apIds.length : 3 },
    }),
    ...commands,
  });
  page.put("controller", { controller: { apCount: 3 } });
  page.put("aps", { a: ap("lobby", "ap1g7"), b: ap("lab-1", "ap1g7"), c: ap("hall", "ap1g8") });
  page.render(<BehaviorForm reachable />);
  return page;
}
const button = (name: string) => screen.getByRole("button", { name });
const press = (name: string) => userEvent.click(button(name));
const check = (name: string) => userEvent.click(screen.getByRole("checkbox", { name }));
async function select(text: string) {
  await userEvent.type(screen.getByLabelText("Search access points"), `${text}{Enter}`);
}
const lastToast = () => toastState.read().at(-1)?.title;

test("submitting an empty form reports the missing target and the missing fault, and sends nothing", async () => {
  const page = open();
  await press("Inject faults");
  expect(screen.getByText("Select an access point.")).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toContain("Select at least one fault.");
  expect(page.run.given).toEqual([]);
});

test("faults with their values are injected into the access points that the search selected", async () => {
  const page = open();
  await select("LOBBY");
  await select("lab");
  await userEvent.click(button("Remove lobby"));
  await select("hall");
  expect(
    within(screen.getByRole("list", { name: "Selected access points" })).getAllByRole("listitem"),
  ).toHaveLength(2);
  await check("Stalls");
  await userEvent.clear(screen.getByLabelText("At (%)"));
  await userEvent.type(screen.getByLabelText("At (%)"), "14");
  await check("Corrupts the image");
  await press("Inject into 2 access points");
  expect(page.run.given.at(-1)).toEqual({
    type: "lab.set-behavior",
    input: {
      target: { of: "aps", apIds: ["id-lab-1", "id-hall"] },
      change: { stallsAtPercent: 14, corruptsImage: true },
      mode: "merge",
    },
  });
  expect(lastToast()).toBe("Faults injected into 2 access points");
  expect(screen.getByRole("checkbox", { name: "Stalls", checked: true })).toBeTruthy();
});

test("an invalid value is reported next to its field and is not sent", async () => {
  const page = open();
  await press("All access points");
  await check("Stalls");
  await userEvent.clear(screen.getByLabelText("At (%)"));
  await userEvent.type(screen.getByLabelText("At (%)"), "400");
  await press("Inject into 3 access points");
  expect(screen.getByText("Enter a percentage from 0 to 100.")).toBeTruthy();
  expect(page.run.given).toEqual([]);
});

test("Clear selection unselects all faults", async () => {
  open();
  await check("Reboots");
  await press("Clear selection");
  expect(screen.getByRole("checkbox", { name: "Reboots", checked: false })).toBeTruthy();
});

test("Clear faults clears the faults of the target, and a failure to do so is reported", async () => {
  let isDown = false;
  const page = open({
    "lab.set-behavior": () =>
      isDown ? { ok: false, fault: fault("timed-out", "No answer.") } : { ok: true, value: { changed: 3 } },
  });
  await press("All access points");
  await press("Clear faults from 3 access points");
  expect(page.run.given.at(-1)?.input).toEqual({ target: { of: "fleet" }, change: {}, mode: "replace" });
  expect(lastToast()).toBe("Faults cleared from 3 access points");
  isDown = true;
  await press("Clear faults from 3 access points");
  expect(toastState.read().at(-1)).toMatchObject({ title: "No faults were cleared", body: "No answer." });
});
