/** Our TFTP server with its own folder, and everything that it reports collected, for wire tests. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { NewEvent } from "@/lib/contracts/events";
import { type TftpFaults, tftpFaultsSchema } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { TransferRow } from "@/lib/contracts/transfers";
import { simulatedClock, wallClock } from "@/lib/kit/clock";
import { createTftpServer, type TftpServerSettings } from "@/lib/servers/tftp/tftp-server";
import { TransferRegistry } from "@/lib/servers/transfer";
import { countedSockets, type Ledger } from "./datagram-ledger";
import { testedEngine } from "./tested-engine";

export type TftpLab = {
  root: string;
  address: string;
  port: number;
  ledger: Ledger;
  registry: TransferRegistry;
  /** Ended transfers, in the order of their end. */
  ended: TransferRow[];
  rows: TransferRow[];
  gone: string[];
  lines: string[];
  events: NewEvent[];
  /** The newest row of the server. */
  server(): ServerStatus;
  /** Writes a file below the root, of random bytes when `bytes` is a number. @returns its SHA-256 */
  file(name: string, bytes: number | Uint8Array): Promise<string>;
  /** Injects faults as Lab does; null removes them. */
  setFaults(faults: Partial<TftpFaults> | null): void;
  stop(): Promise<void>;
};

export async function tftpLab(settings: Partial<TftpServerSettings> = {}): Promise<TftpLab> {
  const root = settings.root ?? (await mkdtemp(path.join(tmpdir(), "tftp-lab-")));
  const ledger = countedSockets(settings.openDatagram ?? (await testedEngine()).open);
  const ended: TransferRow[] = [];
  const rows: TransferRow[] = [];
  const gone: string[] = [];
  const lines: string[] = [];
  const events: NewEvent[] = [];
  let newest: ServerStatus | undefined;
  // Counters are reported once a second of this clock, so that tests wait less.
  const wall = simulatedClock(wallClock, 20);
  const registry = new TransferRegistry({
    wall,
    onRow: (row) => void rows.push(row),
    onEnded: (row) => void ended.push(row),
    onGone: (id) => void gone.push(id),
    identify: () => null,
    describe: () => null,
  });
  const server = createTftpServer({
    address: "127.0.0.1",
    port: 0,
    registry,
    wall,
    onRow: (row) => {
      newest = row;
    },
    onLog: (line) => void lines.push(line),
    onEvent: (event) => void events.push(event),
    ...settings,
    root,
    limits: { perAddress: 512, requestsPerSecond: 10_000, ...settings.limits },
    openDatagram: ledger.open,
  });
  const { address, port } = await server.start();
  return {
    root,
    address,
    port,
    ledger,
    registry,
    ended,
    rows,
    gone,
    lines,
    events,
    server: () => {
      if (newest === undefined) throw new Error("the server has not reported yet");
      return newest;
    },
    file: async (name, bytes) => {
      const content = typeof bytes === "number" ? randomBytes(bytes) : bytes;
      const file = path.join(root, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return sha256(content);
    },
    setFaults: (faults) => server.setFaults(faults && tftpFaultsSchema.parse(faults)),
    stop: async () => {
      await server.stop();
      registry.stop();
      if (settings.root === undefined) await rm(root, { recursive: true, force: true });
    },
  };
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Waits until the condition is true, checking every 5 ms until the time limit of the test. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
