/** The checks against real server programs, set up right and wrong: each fault is found by name, and none is invented. */
import { chmod, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ServerTarget } from "@/lib/contracts/readiness/server-facts";
import { sampleTftp } from "@/lib/servers/tftp/tftp-sample";
import { freeUdpPort, installed, startProgram, titleWith } from "@/lib/testing/installed-programs";
import { networkNamespaces, whyNoNamespaces } from "@/lib/testing/network-namespaces";
import { noPasswordSshd, type PasswordSshd, startPasswordSshd } from "@/lib/testing/password-sshd";
import {
  alarms,
  checkServer,
  FOLDER,
  type ImageRoot,
  imageRoot,
  writeImages,
} from "@/lib/testing/readiness-rig";

let images: ImageRoot;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  images = await imageRoot();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await images.remove();
});

/** Resolves once the server answers at all. */
async function answering(server: string, port: number): Promise<void> {
  await expect
    .poll(async () => {
      const request = {
        server,
        port,
        path: `${FOLDER}/readme.txt`,
        timeoutMs: 500,
        retries: 1,
        blockSize: 512,
        windowSize: 1,
      };
      return (await sampleTftp({ ...request, limitBytes: 1, limitMs: 60_000 })).fault?.code ?? "answered";
    })
    .not.toMatch(/connection-refused|timed-out/);
}

const tftpTarget = (address: string, port: number, folder = FOLDER): ServerTarget => ({
  protocol: "tftp",
  address,
  port,
  path: folder,
  user: null,
});

async function startTftpHpa(...options: string[]): Promise<ServerTarget> {
  const port = await freeUdpPort();
  const args = ["-L", "-a", `127.0.0.1:${port}`, ...options, "-s", images.root];
  const program = startProgram(installed("in.tftpd") ?? "", args);
  stops.push(program.stop);
  await answering("127.0.0.1", port);
  return tftpTarget("127.0.0.1", port);
}

/** It always uses port 69, so each has an address of its own. */
let lastDnsmasq = 10;
const dnsmasqAddress = () => `127.77.${process.pid % 250}.${++lastDnsmasq}`;
async function startDnsmasq(options: string[] = [], address = dnsmasqAddress()): Promise<ServerTarget> {
  const program = startProgram(installed("dnsmasq") ?? "", [
    ...[
      "--no-daemon",
      "--port=0",
      "--conf-file=/dev/null",
      "--pid-file=",
      "--user=root",
      "--bind-interfaces",
    ],
    ...[`--listen-address=${address}`, "--enable-tftp", `--tftp-root=${images.root}`, ...options],
  ]);
  stops.push(program.stop);
  await answering(address, 69);
  return tftpTarget(address, 69);
}

async function startAtftpd(...options: string[]): Promise<ServerTarget> {
  const port = await freeUdpPort();
  const program = startProgram(installed("atftpd") ?? "", [
    ...["--daemon", "--no-fork", "--bind-address", "127.0.0.1", "--port", `${port}`, "--user", "root.root"],
    ...["--logfile", "/dev/null", ...options, images.root],
  ]);
  stops.push(program.stop);
  await answering("127.0.0.1", port);
  return tftpTarget("127.0.0.1", port);
}

const file = (name: string): string => path.join(images.folder, name);

describe.skipIf(installed("in.tftpd") === undefined)(titleWith("in.tftpd", "tftpd-hpa"), () => {
  test("raises no alarm when it is set up right", async () => {
    const checked = await checkServer(await startTftpHpa());
    expect(alarms(checked)).toEqual({});
    expect(checked.summary.verdict).toBe("ready");
    for (const id of [
      "return-port-path",
      "images-whole",
      "one-version",
      "concurrent-reads",
      "controller-image-release",
    ])
      expect(checked.results.find((result) => result.id === id)).toMatchObject({ id, verdict: "pass" });
  });

  test("names an image that only its owner may read", async () => {
    const target = await startTftpHpa();
    await chmod(file("ap1g8"), 0o600);
    expect(alarms(await checkServer(target))).toMatchObject({
      "images-readable": expect.stringContaining("ap1g8"),
    });
  });

  test("names a folder that includes the server's root, and proposes the right one", async () => {
    const checked = await checkServer({ ...(await startTftpHpa()), path: `srv/tftp/${FOLDER}` });
    expect(alarms(checked)).toMatchObject({
      "folder-found": expect.stringContaining(`They are in ${FOLDER}`),
    });
    const found = checked.results.find(({ id }) => id === "folder-found");
    expect(found?.fix?.cure).toEqual({ kind: "use-image-path", imagePath: FOLDER });
  });

  test("names a bundle that was not unzipped", async () => {
    const target = await startTftpHpa();
    await rm(images.folder, { recursive: true });
    await mkdir(images.folder);
    await writeImages(images.folder, "17.12.1", true);
    for (const name of await readdir(images.folder)) await chmod(file(name), 0o644);
    expect(alarms(await checkServer(target))).toMatchObject({
      "bundle-unzipped": expect.stringContaining("C9800-AP-universalk9.17.12.01.zip"),
    });
  });

  test("names a family whose image is missing", async () => {
    const target = await startTftpHpa();
    await rm(file("ap1g8"));
    expect(alarms(await checkServer(target))).toMatchObject({
      "images-present": expect.stringContaining("ap1g8 is missing"),
      "aps-at-risk": expect.stringContaining("HQ-F2-01"),
    });
  });

  test("names a truncated image", async () => {
    const target = await startTftpHpa();
    await truncate(file("ap1g8"), 70_000);
    expect(Object.keys(alarms(await checkServer(target)))).toContain("images-whole");
  });

  test("names an empty image", async () => {
    const target = await startTftpHpa();
    await truncate(file("ap1g8"), 0);
    expect(alarms(await checkServer(target))).toMatchObject({
      "images-plausible-size": expect.stringContaining("ap1g8 is too small"),
    });
  });

  test("names an image of another family under a name", async () => {
    const target = await startTftpHpa();
    await writeFile(file("ap1g8"), await readFile(file("ap1g7")));
    expect(alarms(await checkServer(target))).toMatchObject({
      "images-right-family": "fails: ap1g8 contains an image for ap1g7.",
    });
  });

  test("names mixed versions", async () => {
    const target = await startTftpHpa();
    const other = path.join(images.root, "other");
    await writeImages(other, "17.9.4");
    await rename(path.join(other, "ap1g8"), file("ap1g8"));
    expect(alarms(await checkServer(target))).toMatchObject({
      "one-version": expect.stringContaining("17.9.4.27 (ap1g8)"),
    });
  });

  test("names a controller image of another release", async () => {
    const target = await startTftpHpa();
    const other = path.join(images.root, "other");
    await writeImages(other, "17.9.4");
    await rename(path.join(other, "C9800-AP-iosxe-wlc.bin"), file("C9800-AP-iosxe-wlc.bin"));
    expect(Object.keys(alarms(await checkServer(target)))).toContain("controller-image-release");
  });

  test("names a missing controller image", async () => {
    const target = await startTftpHpa();
    await rm(file("C9800-AP-iosxe-wlc.bin"));
    expect(Object.keys(alarms(await checkServer(target)))).toEqual(["controller-image-present"]);
  });

  test("names a file in upper case", async () => {
    const target = await startTftpHpa();
    await rename(file("ap1g8"), file("AP1G8"));
    expect(alarms(await checkServer(target))).toMatchObject({
      "file-name-case": expect.stringContaining("AP1G8 must be named ap1g8"),
    });
  });

  test("names an image in the path", async () => {
    const checked = await checkServer({ ...(await startTftpHpa()), path: `${FOLDER}/ap1g7` });
    expect(Object.keys(alarms(checked))).toContain("path-is-folder");
  });

  test("names a small block size", async () => {
    expect(alarms(await checkServer(await startTftpHpa("-B", "512")))).toEqual({
      "block-size": expect.stringContaining("only 512 bytes"),
    });
  });

  test("names a server that announces no sizes", async () => {
    expect(alarms(await checkServer(await startTftpHpa("-r", "tsize")))).toEqual({
      "size-announced": expect.stringContaining("does not announce"),
    });
  });
});

test("names a port at which nothing listens", async () => {
  const checked = await checkServer(tftpTarget("127.0.0.1", await freeUdpPort()));
  expect(alarms(checked)).toMatchObject({ "server-answers": expect.stringContaining("Nothing listens") });
});

describe.skipIf(installed("dnsmasq") === undefined || process.getuid?.() !== 0)(
  titleWith("dnsmasq", "dnsmasq, as root"),
  () => {
    test("raises no alarm when it is set up right", async () => {
      expect(alarms(await checkServer(await startDnsmasq()))).toEqual({});
    });

    test("names a single port for everything", async () => {
      // With a single port it answers from the first address of the interface only.
      const target = await startDnsmasq(["--tftp-single-port"], "127.0.0.1");
      expect(alarms(await checkServer(target))).toMatchObject({
        "transfer-port": expect.stringContaining("request port, 69"),
      });
    });

    test("names a limit of transfers", async () => {
      expect(alarms(await checkServer(await startDnsmasq(["--tftp-max=1"])))).toMatchObject({
        "concurrent-reads": expect.stringContaining("of 9 simultaneous reads"),
      });
    });
  },
);

describe.skipIf(installed("atftpd") === undefined)(titleWith("atftpd", "atftpd"), () => {
  test("raises no alarm when it is set up right", async () => {
    expect(alarms(await checkServer(await startAtftpd()))).toEqual({});
  });

  test("names a server without block sizes", async () => {
    expect(Object.keys(alarms(await checkServer(await startAtftpd("--no-blksize"))))).toContain("block-size");
  });
});

const noNamespaces = whyNoNamespaces();

test.skipIf(noNamespaces !== null)(
  `names a firewall that drops answers from other ports${noNamespaces === null ? "" : ` (skipped: ${noNamespaces})`}`,
  async () => {
    const network = networkNamespaces(["10.77.0.1/24"]);
    stops.push(() => network.remove());
    const served = {
      root: images.root,
      engine: "dgram",
      address: "0.0.0.0",
      dataPorts: "",
      singlePort: false,
    } as const;
    await network.serve(served);
    const check = async () => {
      const script = fileURLToPath(new URL("../../../scripts/readiness.ts", import.meta.url));
      const args = ["--import", "tsx", script, "--server", `tftp://10.77.0.1/${FOLDER}`, "--json"];
      const { output } = await network.run(process.execPath, args);
      return alarms(JSON.parse(output));
    };
    expect(await check()).not.toHaveProperty("return-port-path");
    network.closeClient();
    expect(await check()).toMatchObject({
      "return-port-path": expect.stringContaining("come from other ports"),
    });
  },
);

describe.skipIf(noPasswordSshd !== undefined)(
  `OpenSSH${noPasswordSshd === undefined ? "" : ` (skipped: ${noPasswordSshd})`}`,
  () => {
    async function start(
      lines?: (home: string) => readonly string[],
    ): Promise<{ sshd: PasswordSshd; target: ServerTarget }> {
      const sshd = await startPasswordSshd(lines);
      stops.push(() => sshd.stop());
      await writeImages(path.join(sshd.home, FOLDER), "17.12.1");
      const { port, user } = sshd;
      return { sshd, target: { protocol: "sftp", address: "127.0.0.1", port, path: FOLDER, user } };
    }
    const presented = async (target: ServerTarget, password: string): Promise<string> => {
      const { facts } = await checkServer(target, { password });
      return facts.server.known && facts.server.value.wire.hostKey.known
        ? facts.server.value.wire.hostKey.value.presented
        : "";
    };

    test("raises no alarm when it is set up right and its key is pinned", async () => {
      const { sshd, target } = await start(() => ["MaxStartups 100:30:200"]);
      const pinnedHostKey = await presented(target, sshd.password);
      const checked = await checkServer(target, { password: sshd.password, pinnedHostKey });
      expect(alarms(checked)).toEqual({});
      expect(checked.results.find(({ id }) => id === "images-whole")).toMatchObject({ verdict: "pass" });
    });

    test("warns of a key that is not pinned yet", async () => {
      const { sshd, target } = await start();
      expect(Object.keys(alarms(await checkServer(target, { password: sshd.password })))).toContain(
        "host-key",
      );
    });

    test("names a changed host key, and does not send the password", async () => {
      const { sshd, target } = await start();
      const checked = await checkServer(target, {
        password: sshd.password,
        pinnedHostKey: `SHA256:${"A".repeat(43)}`,
      });
      expect(alarms(checked)).toMatchObject({ "host-key": expect.stringContaining("a different host key") });
      expect(checked.results.find(({ id }) => id === "credentials")).toMatchObject({
        verdict: "not-checked",
      });
    });

    test("names a wrong password", async () => {
      const { target } = await start();
      expect(alarms(await checkServer(target, { password: "wrong" }))).toMatchObject({
        credentials: expect.stringContaining("rejects the password"),
      });
    });

    test("names a user who is kept in a folder that does not belong to root", async () => {
      const { sshd, target } = await start((home) => [`ChrootDirectory ${home}`]);
      expect(alarms(await checkServer(target, { password: sshd.password }))).toMatchObject({
        credentials: expect.stringContaining("closes the session"),
      });
    });

    test("names an image that the user may not read", async () => {
      const { sshd, target } = await start();
      await chmod(path.join(sshd.home, FOLDER, "ap1g8"), 0o600);
      expect(alarms(await checkServer(target, { password: sshd.password }))).toMatchObject({
        "images-readable": expect.stringContaining("ap1g8 cannot be read"),
      });
    });

    test("names a limit of connections", async () => {
      // Room for the first login beside a connection that sshd has not yet seen to be closed.
      const { sshd, target } = await start(() => ["MaxStartups 3:100:3"]);
      expect(Object.keys(alarms(await checkServer(target, { password: sshd.password })))).toContain(
        "concurrent-reads",
      );
    });

    test("names a zip file instead of images", async () => {
      const { sshd, target } = await start();
      const folder = path.join(sshd.home, FOLDER);
      await rm(folder, { recursive: true });
      await writeImages(folder, "17.12.1", true);
      expect(Object.keys(alarms(await checkServer(target, { password: sshd.password })))).toContain(
        "bundle-unzipped",
      );
    });
  },
);
