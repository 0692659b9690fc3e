// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Answer, fault } from "@/lib/contracts/fault";
import { loadUiParts } from "@/lib/testing/load-ui-parts";
import { ConfirmDialog } from "./confirm-dialog";

beforeAll(loadUiParts);

afterEach(cleanup);

function open(onConfirm: () => Promise<Answer<unknown>>, ready = true) {
  const onOpenChange = vi.fn();
  render(
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title="Abort transfer?"
      confirmLabel="Abort transfer"
      danger
      ready={ready}
      onConfirm={onConfirm}
    >
      <p>The transfer ends.</p>
    </ConfirmDialog>,
  );
  return onOpenChange;
}

const confirmButton = () => screen.getByRole("button", { name: "Abort transfer" });

test("Cancel closes the dialog without running the command", async () => {
  const run = vi.fn(() => Promise.resolve({ ok: true as const, value: {} }));
  const onOpenChange = open(run);
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onOpenChange).toHaveBeenCalledWith(false);
  expect(run).not.toHaveBeenCalled();
});

test("the confirming button runs the command and closes the dialog when it succeeds", async () => {
  const run = vi.fn(() => Promise.resolve({ ok: true as const, value: {} }));
  const onOpenChange = open(run);
  await userEvent.click(confirmButton());
  await waitFor(() => expect(onOpenChange).toHaveBeenCalledWith(false));
  expect(run).toHaveBeenCalledTimes(1);
});

test("a command that fails keeps the dialog open and shows the fault with its remedy", async () => {
  const onOpenChange = open(() =>
    Promise.resolve({
      ok: false,
      fault: fault("not-found", "The transfer has ended.", "Close this dialog."),
    }),
  );
  await userEvent.click(confirmButton());
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toBe("The transfer has ended.Close this dialog.");
  expect(onOpenChange).not.toHaveBeenCalled();
});

test("the confirming button is disabled while the command is running", async () => {
  let finish: (answer: Answer<unknown>) => void = () => undefined;
  const onOpenChange = open(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  await userEvent.click(confirmButton());
  expect(confirmButton().hasAttribute("disabled")).toBe(true);
  finish({ ok: true, value: {} });
  await waitFor(() => expect(onOpenChange).toHaveBeenCalledWith(false));
});

test("the confirming button is disabled until the consequences are known", () => {
  open(() => Promise.resolve({ ok: true, value: {} }), false);
  expect(confirmButton().hasAttribute("disabled")).toBe(true);
});
