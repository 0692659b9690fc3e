// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { ActivationPreview } from "@/lib/contracts/upgrade";
import { livePage } from "@/lib/testing/live-page";
import { loadUiParts } from "@/lib/testing/load-ui-parts";
import { ActivateDialog } from "./activate-dialog";

beforeAll(loadUiParts);

const preview: ActivationPreview = {
  targetVersion: "17.12.1.5",
  ready: 1999,
  notReady: [{ name: "ap-7", reason: "Timed out.", consequence: "It keeps 17.9.4.27." }],
  outage: { apCount: 2000, downloading: 1, leastMs: 23_200, mostMs: 28_150 },
};

function open(commands: Parameters<typeof livePage>[0]) {
  const page = livePage(commands);
  const onClose = vi.fn();
  page.render(<ActivateDialog onClose={onClose} />);
  return { ...page, onClose };
}

const activate = () => screen.getByRole("button", { name: "Activate" });

test("the dialog names the version, the access points that reload, and those without the image", async () => {
  open({ "upgrade.activation-preview": () => ({ ok: true, value: preview }) });
  expect(await screen.findByText("1,999 access points")).toBeDefined();
  const dialog = screen.getByRole("dialog", { name: "Activate the new version?" });
  expect(dialog.textContent).toContain("reload with 17.12.1.5");
  expect(dialog.textContent).toContain(
    "Activate interrupts service on 2,000 access points: 1,999 return after 23 s to 29 s, and 1 only after downloading the image.",
  );
  expect(dialog.textContent).toContain("You can't undo this.");
  expect(dialog.textContent).toContain("1 access point without the new image");
  expect(dialog.textContent).toContain("ap-7: Timed out. It keeps 17.9.4.27.");
});

test("Activate is disabled while the consequences are loading, and stays disabled when they can't be loaded", async () => {
  open({
    "upgrade.activation-preview": () => ({ ok: false, fault: fault("conflict", "No upgrade is ready.") }),
  });
  expect(activate().hasAttribute("disabled")).toBe(true);
  expect((await screen.findByRole("alert")).textContent).toBe("No upgrade is ready.");
  expect(activate().hasAttribute("disabled")).toBe(true);
});

test("a dialog that was opened too early loads the consequences once the upgrade is ready", async () => {
  let answers = 0;
  const { put, patch } = open({
    "upgrade.activation-preview": () =>
      ++answers === 1
        ? { ok: false, fault: fault("conflict", "No upgrade is ready.") }
        : { ok: true, value: preview },
  });
  await screen.findByRole("alert");
  put("upgrade", { upgrade: { id: "u2", canActivate: false } });
  patch("upgrade", "upgrade", { canActivate: true });
  expect(await screen.findByText("1,999 access points")).toBeDefined();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(activate().hasAttribute("disabled")).toBe(false);
});

test("Activate runs the command and closes the dialog", async () => {
  const { run, onClose } = open({
    "upgrade.activation-preview": () => ({ ok: true, value: preview }),
    "upgrade.activate": () => ({ ok: true, value: { upgradeId: "u1" } }),
  });
  await screen.findByText("1,999 access points");
  await userEvent.click(activate());
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  expect(run.given.at(-1)).toEqual({ type: "upgrade.activate", input: {} });
});

test("Cancel closes the dialog without activating", async () => {
  const { run, onClose } = open({ "upgrade.activation-preview": () => ({ ok: true, value: preview }) });
  await screen.findByText("1,999 access points");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(run.given.map(({ type }) => type)).toEqual(["upgrade.activation-preview"]);
});
