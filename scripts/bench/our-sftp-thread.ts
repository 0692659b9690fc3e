/** The worker thread of `our-sftp-server.ts`: the SFTP server with live progress, as in the program. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { sftpSettingsSchema } from "@/lib/contracts/sftp";
import { wallClock } from "@/lib/kit/clock";
import { loadHostKeys } from "@/lib/servers/sftp/host-keys";
import { createSftpServer } from "@/lib/servers/sftp/sftp-server";
import { TransferRegistry } from "@/lib/servers/transfer";

const { root, publicKey } = workerData as { root: string; publicKey: string };
const post = (message: unknown) => parentPort?.postMessage(message);
const keys = await mkdtemp(path.join(tmpdir(), "bench-keys-"));
const hostKeys = await loadHostKeys(keys);
await rm(keys, { recursive: true });
const user = {
  name: "bench",
  passwordHash: null,
  publicKeys: [publicKey],
  home: "/",
  canWrite: false,
  enabled: true,
  expiresAt: null,
};
const server = createSftpServer({
  root,
  settings: sftpSettingsSchema.parse({ port: 0 }),
  hostKeys,
  findUser: (name) => (name === user.name ? user : null),
  registry: new TransferRegistry({
    wall: wallClock,
    onRow: (row) => post({ row }),
    onEnded: () => undefined,
    identify: () => null,
    describe: () => null,
  }),
  wall: wallClock,
  onRow: (row) => post({ server: row }),
  onLog: () => undefined,
  onEvent: () => undefined,
});
post({ listening: await server.start() });
