/** Logs, rows and events of the TFTP server, and its start and stop. */
import { describe, expect, test } from "vitest";
import { serverStatusSchema } from "@/lib/contracts/servers";
import { transferRowSchema } from "@/lib/contracts/transfers";
import { tftpLab, until } from "@/lib/testing/tftp-lab";
import { rrq, tftpServerRig } from "@/lib/testing/tftp-server-rig";
import { createTftpServer } from "./tftp-server";

const rig = tftpServerRig();

describe("logs, rows and events", () => {
  test("a transfer has two log lines, one for the request as tftpd-hpa words it and one for the end", async () => {
    await rig.lab.file("EWC_17_9_4a/ap1g8", 5000);
    await rig.fetch("EWC_17_9_4a/ap1g8");
    await until(() => rig.lab.lines.length === 2);
    expect(rig.lab.lines[0]).toBe("RRQ from 127.0.0.1 filename EWC_17_9_4a/ap1g8");
    expect(rig.lab.lines[1]).toMatch(
      /^Sent EWC_17_9_4a\/ap1g8 to 127\.0\.0\.1: 5000 bytes in \d+\.\d{3} s, [\d.]+ [kM]?B\/s, block size 1428, window 1, 0 retransmissions, complete$/,
    );
  });

  test("a transfer's row follows the contract and has its options, and its events are started and completed", async () => {
    await rig.lab.file("a", 300_000);
    const { result } = await rig.fetch("a", { windowSize: 4 });
    await until(() => rig.lab.ended.length === 1);
    const row = rig.lab.ended[0];
    expect(transferRowSchema.parse(row)).toEqual(row);
    expect(row).toMatchObject({
      protocol: "tftp",
      direction: "send",
      client: { address: "127.0.0.1", port: result.localPort },
      path: "a",
      size: 300_000,
      bytes: 300_000,
      outcome: "complete",
      options: { blockSize: 1428, windowSize: 4, timeoutMs: null, netascii: false },
    });
    expect(rig.lab.events.map(({ type }) => type)).toEqual([
      "server.started",
      "transfer.started",
      "transfer.completed",
    ]);
  });

  test("the server's row counts transfers, bytes and refusals", async () => {
    await rig.lab.file("a", 50_000);
    await Promise.all([rig.fetch("a"), rig.fetch("a"), rig.fetch("nowhere")]);
    await until(() => rig.lab.server().completedTransfers === 2 && rig.lab.server().bytesSent === 100_000);
    const row = rig.lab.server();
    expect(serverStatusSchema.parse(row)).toEqual(row);
    expect(row).toMatchObject({
      id: "tftp",
      state: "listening",
      port: rig.lab.port,
      refused: { "file not found": 1 },
    });
    expect(row.throughput).toHaveLength(120);
    expect(row.throughput.reduce((sum, bytes) => sum + bytes, 0)).toBe(100_000);
  });

  test("a transfer that an operator aborts ends with an ERROR to the client", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a"), rig.lab.port);
    await peer.next();
    rig.lab.registry.abort(rig.lab.registry.rows()[0]?.id ?? "");
    for (;;) {
      const { packet } = await peer.next();
      if (packet.kind !== "ERROR") continue;
      expect(packet.message).toBe("Aborted by the operator");
      break;
    }
    expect(rig.lab.ended[0]?.outcome).toBe("aborted");
  });
});

describe("start and stop", () => {
  const settings = () => ({
    root: rig.lab.root,
    address: "127.0.0.1",
    registry: rig.lab.registry,
    wall: { now: Date.now, elapsed: () => performance.now(), after: () => () => undefined },
    onRow: () => undefined,
    onLog: () => undefined,
    onEvent: () => undefined,
  });

  test("a port in use is a fault that names the process that uses it (on Linux)", async () => {
    const second = createTftpServer({ ...settings(), port: rig.lab.port });
    const reason = await second.start().catch((error: { fault: unknown }) => error.fault);
    expect(reason).toMatchObject({ code: "conflict" });
    const by = process.platform === "linux" ? `\\(pid ${process.pid}\\)` : "another program";
    expect((reason as { message: string }).message).toMatch(new RegExp(`in use by .*${by}`));
    expect(second.listening()).toBeNull();
  });

  test("an address that this machine does not have is a bad-input fault", async () => {
    const other = createTftpServer({ ...settings(), address: "192.0.2.1", port: 0 });
    await expect(other.start()).rejects.toMatchObject({ fault: { code: "bad-input" } });
  });

  test("stopping sends an ERROR to running clients and frees the port for another server", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a"), rig.lab.port);
    await peer.next();
    const { port } = rig.lab;
    await rig.lab.stop();
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", message: "The server is stopping" });
    expect(rig.lab.server().state).toBe("stopped");
    expect(rig.lab.ended[0]).toMatchObject({ outcome: "aborted" });
    const another = await tftpLab({ port });
    expect(another.port).toBe(port);
    await another.stop();
  });
});
