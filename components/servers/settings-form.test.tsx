// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { toastState } from "@/components/ui/toast-store";
import { useRow } from "@/lib/client/rows/hooks";
import { fault } from "@/lib/contracts/fault";
import type { SftpServerRow } from "@/lib/contracts/servers";
import { sftpSettingsInputSchema } from "@/lib/contracts/settings";
import { sftpSettingsSchema } from "@/lib/contracts/sftp";
import { livePage } from "@/lib/testing/live-page";
import type { SettingsDraft } from "./settings-draft";
import { SettingsForm } from "./settings-form";

afterEach(cleanup);

const settings = sftpSettingsInputSchema.parse(sftpSettingsSchema.parse({ port: 2222 }));
const row: Partial<SftpServerRow> = {
  id: "sftp",
  address: "127.0.0.1",
  host: { platform: "linux", nodePath: "/usr/bin/node" },
  systemdSockets: [],
  state: "listening",
  port: 2222,
  activeTransfers: 0,
  connections: [],
  changed: [],
  settings,
  defaults: settings,
};

function Page() {
  const server = useRow("servers", "sftp");
  const kept = useState<Partial<SettingsDraft>>({});
  return server && <SettingsForm server={server} kept={kept} disabled={false} />;
}
function open(over: Partial<SftpServerRow> = {}, commands: Parameters<typeof livePage>[0] = {}) {
  const page = livePage({
    "servers.save-settings": () => ({ ok: true, value: { reason: null } as never }),
    ...commands,
  });
  page.put("servers", { sftp: { ...row, ...over } });
  page.render(<Page />);
  return page;
}
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const save = () => screen.getByRole<HTMLButtonElement>("button", { name: "Save settings" });
async function type(name: string, text: string) {
  await userEvent.clear(field(name));
  await userEvent.type(field(name), text);
}

test("nothing can be saved until a value differs from the one in force", async () => {
  open();
  expect(save().disabled).toBe(true);
  await type("Idle timeout (s)", "600.0");
  expect(save().disabled).toBe(true);
  await type("Idle timeout (s)", "300");
  expect(save().disabled).toBe(false);
  expect(screen.getByText(/Current value: 600\./)).toBeTruthy();
});

test("saving sends all settings, times in milliseconds, and keeps the typed values until the row has them", async () => {
  const page = open();
  await type("Port", "2200");
  await type("Idle timeout (s)", "300");
  await userEvent.click(save());
  expect(page.run.given).toEqual([
    {
      type: "servers.save-settings",
      input: { settings: { ...settings, server: "sftp", port: 2200, idleTimeoutMs: 300_000 } },
    },
  ]);
  expect(toastState.read().at(-1)?.title).toBe("Settings of the SFTP server saved");
  expect(field("Port").value).toBe("2200");
  page.patch("servers", "sftp", { settings: { ...settings, port: 2200, idleTimeoutMs: 300_000 } });
  expect(save().disabled).toBe(true);
  page.patch("servers", "sftp", { settings: { ...settings, port: 2300 } });
  expect(field("Port").value).toBe("2300");
});

test("an invalid limit opens the limits and marks its field", async () => {
  open();
  await type("Connections", "1.5");
  expect(field("Connections").closest("details")?.open).toBe(true);
  expect(screen.getByText("1 invalid")).toBeTruthy();
  expect(screen.getByText("Enter a whole number from 1 to 10000.")).toBeTruthy();
});

test("a new address warns about clients, transfers, and other machines before it is saved", async () => {
  open({ activeTransfers: 2, connections: [{ id: "1" } as never] });
  await type("Address", "0.0.0.0");
  expect(screen.getByText("Other machines can reach this address")).toBeTruthy();
  expect(screen.getByRole("status").textContent).toBe(
    "Saving moves the server to the new address immediately. 2 running transfers will fail. Clients must reconnect.",
  );
});

test("settings that are saved although the server cannot listen are reported as a failure", async () => {
  open(
    {},
    {
      "servers.save-settings": () => ({
        ok: true,
        value: { reason: fault("busy", "TCP port 80 is in use.") } as never,
      }),
    },
  );
  await type("Port", "80");
  await userEvent.click(save());
  expect(toastState.read().at(-1)).toMatchObject({
    title: "Settings saved, but the SFTP server is not listening",
    body: "TCP port 80 is in use.",
  });
});

test("Fill in defaults types the defaults, and Discard changes goes back", async () => {
  open({ changed: ["port"], defaults: { ...settings, port: 22 } });
  expect(screen.getByText(/Set on this page\. SFTP_PORT: 22\./)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Fill in defaults" }));
  expect(field("Port").value).toBe("22");
  await userEvent.click(screen.getByRole("button", { name: "Discard changes" }));
  expect(field("Port").value).toBe("2222");
});

test("address and port of a socket that systemd opened cannot be changed, and the form says where they can", async () => {
  open({ systemdSockets: [{ address: "127.0.0.1", port: 2222 }] });
  expect([field("Address").disabled, field("Port").disabled]).toEqual([true, true]);
  expect(screen.getAllByText("Set by systemd.")).toHaveLength(2);
  expect(screen.getByText(/edit the socket unit/).textContent).toContain("127.0.0.1:2222");
  await type("Idle timeout (s)", "300");
  expect(save().disabled).toBe(false);
});
