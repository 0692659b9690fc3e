// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test } from "vitest";
import type { ApRow } from "@/lib/contracts/aps";
import { NO_IMAGE } from "@/lib/contracts/aps";
import { livePage } from "@/lib/testing/live-page";
import { upgradeRow } from "@/lib/testing/upgrade-row";
import { BulkBar } from "./bulk-bar";
import { actionDialogs } from "./lazy-action-dialogs";

beforeAll(() => actionDialogs.load());

const ap = (id: string, part: Partial<ApRow> = {}): Partial<ApRow> => ({
  id,
  name: id,
  isController: false,
  joined: true,
  apImage: NO_IMAGE,
  controllerImage: NO_IMAGE,
  ...part,
});

test("an action says to how many of the selection it applies, and its dialog is about those alone", async () => {
  const page = livePage({ "ap.reboot": () => ({ ok: true, value: { done: ["b"], refused: [] } }) });
  page.put("aps", { a: ap("a", { isController: true }), b: ap("b"), c: ap("c", { joined: false }) });
  page.put("controller", { controller: { state: "up", profile: null } });
  page.put("upgrade", { upgrade: upgradeRow({ running: false }) });
  page.render(
    <BulkBar shown={["a", "b", "c"]} selected={new Set(["a", "b", "c"])} onChange={() => undefined} />,
  );
  expect(screen.getByRole("list", { name: "Limits of the actions" }).textContent).toContain(
    "Reboot: applies to 1 of 3: 1 hosts the controller, 1 is not joined.",
  );
  const [reboot] = screen.getAllByRole("button", { name: "Reboot" });
  if (reboot === undefined) throw new Error("no button");
  await userEvent.click(reboot);
  const dialog = await screen.findByRole("dialog", { name: "Reboot b?" });
  expect(dialog.textContent).toContain("Applies to 1 of 3: 1 hosts the controller, 1 is not joined.");
});

test("an action that applies to none of the selection is disabled, with the reason as its title", () => {
  const page = livePage();
  page.put("aps", { a: ap("a", { isController: true }) });
  page.put("controller", { controller: { state: "up", profile: null } });
  page.put("upgrade", { upgrade: upgradeRow({ running: false }) });
  page.render(<BulkBar shown={["a"]} selected={new Set(["a"])} onChange={() => undefined} />);
  const [reboot] = screen.getAllByRole("button", { name: "Reboot" });
  expect(reboot?.hasAttribute("disabled")).toBe(true);
  expect(reboot?.title).toBe("a hosts the controller. To reboot it, reload the controller.");
});
