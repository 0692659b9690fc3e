/** Upgrades from other TFTP servers, tftpd-hpa and atftpd, on another port. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeTftp } from "../lib/servers/tftp/tftp-client";
import { freeUdpPort, installed, startProgram } from "../lib/testing/installed-programs";
import { tftpLab } from "../lib/testing/tftp-lab";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleBundle } from "./support/samples";
import { expect, test } from "./support/test";

const isRoot = process.getuid?.() === 0;
const hpa = installed("in.tftpd");
const atftpd = installed("atftpd");

let app: RunningConsole;
let root: string;
let served: { stop(): Promise<void>; kill(): Promise<void> } | undefined;
test.beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ewc-other-"));
  // These servers drop root privileges before they read.
  chmodSync(root, 0o755);
  sampleBundle(join(root, "EWC"), "17.12.1");
  app = await startConsole({
    lab: labFile(
      smallLab({
        clockFactor: 10,
        transfer: { blockSize: 512, timeoutSeconds: 0.5, retries: 4 },
        startPolicy: { retryDelaysSeconds: [] },
      }),
    ),
  });
});
test.afterEach(async () => {
  await served?.kill();
  await app.close();
  rmSync(root, { recursive: true, force: true });
});

const servers = [
  {
    name: "tftpd-hpa",
    program: hpa,
    args: (port: number, folder: string) => ["-L", "-a", `127.0.0.1:${port}`, "-s", folder],
  },
  {
    name: "atftpd",
    program: atftpd,
    args: (port: number, folder: string) => [
      "--daemon",
      "--no-fork",
      "--port",
      String(port),
      "--bind-address",
      "127.0.0.1",
      "--user",
      "root",
      "--group",
      "root",
      folder,
    ],
  },
];

async function start(server: (typeof servers)[number]): Promise<number> {
  const port = await freeUdpPort();
  served = startProgram(server.program ?? "", server.args(port, root));
  const peer = { server: "127.0.0.1", port, path: "EWC/ap1g8", timeoutMs: 200, retries: 2 };
  await expect.poll(async () => (await probeTftp(peer)).found).toBe(true);
  return port;
}

for (const server of servers) {
  test(`from ${server.name}: the whole fleet downloads, activates, and reports the target version at join; Transfers lists the download`, async ({
    page,
  }) => {
    test.skip(!server.program || !isRoot, `${server.name} is not installed, or this is not root`);
    const port = await start(server);
    const operator = new Operator(page, app.url);
    await operator.open();
    await operator.typeProfile({ server: "127.0.0.1", path: "EWC", port });
    await operator.saveAndDownload();
    await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({
      timeout: 90_000,
    });
    await operator.activate();
    await expect(page.getByText("4 of 4 access points run the new version (read back at join)")).toBeVisible({
      timeout: 60_000,
    });
    await operator.open("/image-servers/transfers");
    await expect(page.getByText("EWC/ap1g8").first()).toBeVisible();
  });
}

test("access points that were downloading fail when the server stops, and complete once it is back", async ({
  page,
}) => {
  // A server in this process, so that it can stop exactly while an access point downloads.
  const first = await tftpLab({ root });
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC", port: first.port });
  await operator.saveAndDownload();
  const isApImage = (path: string) => /\/ap[0-9a-z]+$/.test(path);
  await expect
    .poll(() => first.registry.rows().some((row) => isApImage(row.path) && row.bytes > 0), {
      intervals: [20],
      timeout: 60_000,
    })
    .toBe(true);
  await first.stop();
  await expect(operator.stage("AP Image Download")).toContainText(/failed|warnings/, { timeout: 90_000 });
  await expect(page.getByRole("table", { name: "Access points", exact: true })).toContainText("Failed");
  const second = await tftpLab({ root });
  await operator.typeProfile({ port: second.port });
  await operator.saveAndDownload();
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"])
    await expect(operator.row(name)).toContainText("Complete", { timeout: 90_000 });
  await second.stop();
});
