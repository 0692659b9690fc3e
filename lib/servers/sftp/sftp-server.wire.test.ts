/** The SFTP server as its operator uses it: ending transfers and connections, stopping, and failing to start. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import { list, peer } from "@/lib/testing/sftp-requests";
import { startSftpRig } from "@/lib/testing/sftp-rig";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { fetchSftp } from "./sftp-client";
import { logIn } from "./sftp-link";

const { start, withSettings, link, askAndStopReading } = sftpTestRigs();

test("the operator can end a transfer, a connection, and all connections of a user", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "file"), randomBytes(8 * 1024 * 1024));
  const aborted = await fetchSftp({
    ...peer(rig),
    path: "file",
    sink: () => {
      for (const row of rig.registry.rows()) rig.registry.abort(row.id);
    },
  });
  expect(aborted).toMatchObject({ ok: false, fault: { code: "peer-error" } });
  expect(rig.ended.at(-1)).toMatchObject({ outcome: "aborted", cause: { code: "aborted" } });
  await rig.until(() => rig.server.connections().length === 0);

  const disconnected = await fetchSftp({
    ...peer(rig),
    path: "file",
    sink: () => rig.server.disconnect(rig.server.connections()[0]?.id ?? ""),
  });
  expect(disconnected).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  expect(rig.ended.at(-1)).toMatchObject({
    outcome: "aborted",
    cause: { message: "Disconnected by the operator." },
  });
  await rig.until(() => rig.server.connections().length === 0);

  const links = [await link(rig, "up"), await link(rig, "up"), await link(rig)];
  expect(rig.server.connections().map((row) => row.user)).toEqual(["up", "up", "ewc"]);
  expect(rig.server.connections()[0]).toMatchObject({
    sessions: 1,
    handles: 0,
    cipher: "aes128-gcm@openssh.com",
  });
  expect(rig.server.disconnectUser("up")).toBe(2);
  await rig.until(() => rig.server.connections().length === 1);
  expect(await list(links[2]!, "/")).toEqual(["file"]);
  expect(rig.server.disconnect("no such id")).toBe(false);
});

test("stop lets a running transfer complete, and refuses new connections at once", async () => {
  const rig = await withSettings({ drainMs: 20_000 });
  await writeFile(path.join(rig.root, "file"), randomBytes(16 * 1024 * 1024));
  let stopping: Promise<void> | undefined;
  const result = await fetchSftp({
    ...peer(rig),
    path: "file",
    sink: () => {
      stopping ??= rig.server.stop();
    },
  });
  expect(result).toMatchObject({ ok: true, bytes: 16 * 1024 * 1024 });
  await stopping;
  expect(await logIn(peer(rig))).toMatchObject({ ok: false, fault: { code: "connection-refused" } });
  expect(rig.rows.at(-1)).toMatchObject({ state: "stopped", completedTransfers: 1 });
  expect(rig.events.map((event) => event.type)).toEqual([
    "server.started",
    "transfer.started",
    "transfer.completed",
    "server.stopped",
  ]);
});

test("stop aborts a transfer that does not complete within drainMs", async () => {
  const rig = await withSettings({ drainMs: 50 });
  await writeFile(path.join(rig.root, "file"), randomBytes(8 * 1024 * 1024));
  await askAndStopReading(rig, 100, false);
  await rig.until(() => rig.registry.size === 1);
  await rig.server.stop();
  expect(rig.server.connections()).toEqual([]);
  expect(rig.ended).toMatchObject([{ outcome: "aborted", cause: { message: "The server was stopped." } }]);
});

test("a port in use and an address of another machine are faults that say so", async () => {
  const rig = await start();
  const inUse = await startSftpRig({ settings: { port: rig.port } }).catch(faultOf);
  expect(inUse).toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`TCP port ${rig.port} of 127.0.0.1 is in use`),
  });
  const foreign = await startSftpRig({ settings: { address: "192.0.2.1" } }).catch(faultOf);
  expect(foreign).toMatchObject({ code: "bad-input" });
});
