/** Requests of this program itself: our servers answer them, mark them in their logs, and do not count their refusals. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { emptyLab } from "@/lib/fleet/population";
import { probeTftp } from "@/lib/servers/tftp/tftp-client";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { sftpUserInput } from "@/lib/testing/sftp-user";

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await engineFixture(emptyLab(), ["17.12.1"]);
});
afterEach(() => fixture?.end());

const place = { imageServer: "127.0.0.1", imagePath: "no-such-folder", parallelMode: false };
const row = (id: "tftp" | "sftp") => fixture.engine.bus.row("servers", id);
const preview = (profile: ProfileOrder) => fixture.order("upgrade.preview", { profile, actor: operator });
const logOf = async (source: "tftp" | "sftp") =>
  (await fixture.order("logs.read", { source, apId: null, text: "", before: null, limit: 500 })).lines.map(
    ({ text }) => text,
  );
const MARK = /\[console's own probe\]$/;

/** Resolves once the log of the server has such a line. */
const logged = (source: "tftp" | "sftp", line: RegExp) =>
  vi.waitFor(async () => expect(await logOf(source)).toContainEqual(expect.stringMatching(line)), 5000);

test("the TFTP server counts the refused request of another client and none of a preview, whose log lines are marked", async () => {
  await preview({ mode: "tftp", ...place, servicePort: fixture.tftpPort });
  await logged("tftp", /NAK/);
  // The first line says that the server listens.
  const lines = (await logOf("tftp")).slice(1);
  for (const line of lines) expect(line).toMatch(MARK);

  const port = fixture.tftpPort;
  await probeTftp({ server: "127.0.0.1", port, path: "no-such-folder/other", timeoutMs: 5000, retries: 3 });
  await fixture.settled(() => Object.keys(row("tftp")?.refused ?? {}).length > 0);
  expect(row("tftp")?.refused).toEqual({ "file not found": 1 });
  const others = (await logOf("tftp")).slice(1 + lines.length);
  expect(others).toHaveLength(2);
  for (const line of others) expect(line).not.toMatch(MARK);
});

test("every log line of a preview's SFTP connection is marked", async () => {
  await fixture.order("sftp-users.save", { user: sftpUserInput({}), actor: operator });
  const servicePort = row("sftp")?.port ?? 0;
  await preview({ mode: "sftp", ...place, servicePort, userName: "lab", password: "correct horse" });
  await logged("sftp", /Disconnected|closed/i);
  // The first line says that the server listens.
  const lines = (await logOf("sftp")).slice(1);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line).toMatch(MARK);
});
