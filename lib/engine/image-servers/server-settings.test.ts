import { expect, test } from "vitest";
import { sftpSettingsInputSchema } from "@/lib/contracts/settings";
import { sftpSettingsSchema } from "@/lib/contracts/sftp";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { changedSettings, openServerSettings, settingsInForce } from "./server-settings";

const defaults = sftpSettingsSchema.parse({ address: "127.0.0.1", port: 2222 });
const inForce = (changed: Record<string, unknown>, from = defaults) =>
  settingsInForce(sftpSettingsInputSchema, from, changed);

test("only what differs from the defaults is a change", () => {
  expect(changedSettings(defaults, defaults)).toEqual({});
  expect(changedSettings({ ...defaults, port: 22, legacyClients: true }, defaults)).toEqual({
    port: 22,
    legacyClients: true,
  });
});

test("what was changed wins over the environment; what was not goes on following it", () => {
  const moved = { ...defaults, address: "0.0.0.0", port: 2022 };
  expect(inForce({ maxConnections: 5 }, moved)).toEqual({ ...moved, maxConnections: 5 });
  expect(inForce({ port: 22 }, moved)).toMatchObject({ address: "0.0.0.0", port: 22 });
});

test("a stored value that no longer fits, or a name that is no setting, is left out alone", () => {
  expect(inForce({ port: 99_999, address: 7, nonsense: 1, maxConnections: 5 })).toEqual({
    ...defaults,
    maxConnections: 5,
  });
});

test("what is stored comes back after a restart, for each server its own", async () => {
  const { documents } = createMemoryStore();
  const before = await openServerSettings(documents);
  expect(before.read("tftp")).toEqual({ enabled: true, changed: {} });
  await before.write("tftp", { enabled: false, changed: { port: 69 } });
  const after = await openServerSettings(documents);
  expect(after.read("tftp")).toEqual({ enabled: false, changed: { port: 69 } });
  expect(after.read("sftp")).toEqual({ enabled: true, changed: {} });
});

test("a document that cannot be understood counts as never changed", async () => {
  const { documents } = createMemoryStore();
  await documents.put("image-servers", { tftp: "on" });
  expect((await openServerSettings(documents)).read("tftp")).toEqual({ enabled: true, changed: {} });
});
