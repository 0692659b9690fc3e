import { expect, test } from "vitest";
import { sftpSettingsInputSchema } from "@/lib/contracts/settings";
import { sftpSettingsSchema } from "@/lib/contracts/sftp";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { changedSettings, effectiveSettings, openServerSettings } from "./server-settings";

const defaults = sftpSettingsSchema.parse({ address: "127.0.0.1", port: 2222 });
const effective = (changed: Record<string, unknown>, from = defaults) =>
  effectiveSettings(sftpSettingsInputSchema, from, changed);

test("changed settings are those that differ from the defaults", () => {
  expect(changedSettings(defaults, defaults)).toEqual({});
  expect(changedSettings({ ...defaults, port: 22, legacyClients: true }, defaults)).toEqual({
    port: 22,
    legacyClients: true,
  });
});

test("a changed setting overrides the environment, and all others follow it", () => {
  const moved = { ...defaults, address: "0.0.0.0", port: 2022 };
  expect(effective({ maxConnections: 5 }, moved)).toEqual({ ...moved, maxConnections: 5 });
  expect(effective({ port: 22 }, moved)).toMatchObject({ address: "0.0.0.0", port: 22 });
});

test("a stored value that is not valid and an unknown name are ignored, without affecting others", () => {
  expect(effective({ port: 99_999, address: 7, nonsense: 1, maxConnections: 5 })).toEqual({
    ...defaults,
    maxConnections: 5,
  });
});

test("the settings of each server survive a restart", async () => {
  const { documents } = createMemoryStore();
  const before = await openServerSettings(documents);
  expect(before.read("tftp")).toEqual({ enabled: true, changed: {} });
  await before.write("tftp", { enabled: false, changed: { port: 69 } });
  const after = await openServerSettings(documents);
  expect(after.read("tftp")).toEqual({ enabled: false, changed: { port: 69 } });
  expect(after.read("sftp")).toEqual({ enabled: true, changed: {} });
});

test("settings that cannot be read stop the start, because the defaults may allow more", async () => {
  const { documents } = createMemoryStore();
  await documents.put("image-servers", { tftp: "on" });
  await expect(openServerSettings(documents)).rejects.toMatchObject({
    fault: { code: "store-unusable", message: "The stored settings of the image servers cannot be read." },
  });
});
