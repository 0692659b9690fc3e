// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { useRow } from "@/lib/client/rows/hooks";
import { fault } from "@/lib/contracts/fault";
import type { TftpServerRow } from "@/lib/contracts/servers";
import type { TriedName } from "@/lib/contracts/tftp-names";
import { livePage } from "@/lib/testing/live-page";
import type { SettingsDraft } from "./settings-draft";
import { SettingsForm } from "./settings-form";

afterEach(cleanup);

const settings: TftpServerRow["settings"] = {
  address: "0.0.0.0",
  port: 6969,
  dataPorts: "",
  singlePort: false,
  rootFolder: "",
  writes: "read-only",
  maxUploadMb: 16_000,
  uploadQuotaMb: 100_000,
  freeReserveMb: 1000,
  ignoreCase: false,
  addressRules: "",
  remapRules: "",
  maxBlockSize: 65_464,
  maxWindowSize: 64,
  maxTries: 10,
  concurrent: 512,
  perAddress: 64,
  requestsPerSecond: 100,
};
const row: Partial<TftpServerRow> = {
  id: "tftp",
  state: "listening",
  address: "0.0.0.0",
  port: 6969,
  host: { platform: "linux", nodePath: "/usr/bin/node" },
  systemdSockets: [],
  activeTransfers: 0,
  changed: [],
  settings,
  defaults: settings,
};
const tried: TriedName = {
  steps: [{ line: 1, rule: "r a b", before: "a", after: "b", isLast: true }],
  name: "b",
  file: null,
  refusal: { code: 1, message: "File not found" },
  closest: "EWC/b",
};

function Page() {
  const server = useRow("servers", "tftp");
  const kept = useState<Partial<SettingsDraft>>({});
  return server && <SettingsForm server={server} kept={kept} disabled={false} />;
}
function open(commands: Parameters<typeof livePage>[0] = {}) {
  const page = livePage({
    "servers.save-settings": () => ({ ok: true, value: { reason: null } as never }),
    ...commands,
  });
  page.put("servers", { tftp: row });
  page.render(<Page />);
  return page;
}
const save = () => screen.getByRole<HTMLButtonElement>("button", { name: "Save settings" });

test("by default uploads are not accepted and everyone is allowed, and the groups say so while they are folded", () => {
  open();
  expect(screen.getByRole("combobox", { name: "Uploads" }).textContent).toBe("Not accepted (read-only)");
  expect(screen.getByText("everyone")).toBeTruthy();
  expect(screen.getByText("no rules")).toBeTruthy();
  for (const fold of document.querySelectorAll("details")) expect(fold.open).toBe(false);
});

test("the page says that real devices do not find the server on port 6969, with commands to copy", () => {
  open();
  expect(
    screen.getByText("Access points and controllers use UDP port 69, and do not find a server on port 6969."),
  ).toBeTruthy();
  expect(screen.getByText("sudo setcap cap_net_bind_service=+ep /usr/bin/node")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Copy: Let Node.js use low ports" })).toBeTruthy();
});

test("an invalid address rule opens its group and is reported by line; the group stays open, and a valid one is saved", async () => {
  const page = open();
  const rules = screen.getByLabelText<HTMLTextAreaElement>("Address rules");
  await userEvent.type(rules, "allow lab");
  expect(screen.getByText("Line 1: lab is not an IPv4 or IPv6 network.")).toBeTruthy();
  expect(rules.closest("details")?.open).toBe(true);
  await userEvent.clear(rules);
  expect(rules.closest("details")?.open).toBe(true);
  await userEvent.type(rules, "deny all");
  await userEvent.click(save());
  expect(page.run.given.at(-1)).toMatchObject({ input: { settings: { addressRules: "deny all" } } });
});

test("Try asks with the typed settings, shows each step, and does not save the form", async () => {
  const page = open({ "servers.try-name": () => ({ ok: true, value: tried as never }) });
  await userEvent.type(screen.getByLabelText("Remap rules"), "r a b");
  await userEvent.type(screen.getByLabelText("Try a name"), "a{Enter}");
  expect(page.run.given).toEqual([
    {
      type: "servers.try-name",
      input: { name: "a", rootFolder: "", ignoreCase: false, remapRules: "r a b" },
    },
  ]);
  const steps = within(screen.getByRole("list", { name: "What the name becomes" })).getAllByRole("listitem");
  expect(steps.map((step) => step.textContent)).toEqual([
    "Asked for a",
    "Line 1 r a b makes it b and ends the rules",
    "Refused with ERROR 1: File not found. Did you mean EWC/b?",
  ]);
});

test("an imported map file fills the field, and its errors are shown by line", async () => {
  open({
    "servers.check-remap-rules": () => ({
      ok: true,
      value: { errors: [{ line: 2, message: "The operation s is not supported." }] } as never,
    }),
  });
  const file = new File(["r a b\ns c d\n"], "tftpd.map");
  await userEvent.upload(screen.getByLabelText("Map file"), file);
  expect(screen.getByLabelText<HTMLTextAreaElement>("Remap rules").value).toBe("r a b\ns c d\n");
  expect(await screen.findByText("Line 2: The operation s is not supported.")).toBeTruthy();
});

test("errors that only the server finds are shown at their field", async () => {
  const sentence = "This folder does not exist in the images folder.";
  open({
    "servers.save-settings": () => ({
      ok: false,
      fault: { ...fault("bad-input", sentence), fields: { rootFolder: [sentence] } },
    }),
  });
  await userEvent.type(screen.getByLabelText("Served folder"), "none");
  await userEvent.click(save());
  expect(screen.getByLabelText("Served folder").getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText(sentence)).toBeTruthy();
});
