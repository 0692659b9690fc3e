/**
 * How packets are sent and received: by direct system calls where they work, else by Node's `dgram`. Chosen once for each
 * thread, after a test on loopback.
 */
import { err, ok, type Result } from "@/lib/kit/result";
import { type Datagram, type OpenDatagram, openDatagram } from "../datagram";
import { MAX_DATAGRAM_BYTES, type UdpContext } from "./bound-socket";
import { openListeningSocket } from "./listening-socket";
import { SocketAddresses } from "./socket-address";
import { SocketLoop } from "./socket-loop";
import { loadSystemCalls, type SystemCalls } from "./system-calls";
import { openTransferSocket } from "./transfer-socket";

export type UdpEngine = {
  kind: "system-calls" | "dgram";
  /** Why packets do not go by system calls; null when they do. A sentence without a period. */
  reason: string | null;
  open: OpenDatagram;
};

const TEST_TIMEOUT_MS = 1000;

let automatic: Promise<UdpEngine> | undefined;

/** @param wanted `auto`: system calls where they work */
export function chooseUdpEngine(wanted: "auto" | "dgram"): Promise<UdpEngine> {
  if (wanted === "dgram") return Promise.resolve(dgramEngine("TFTP_ENGINE is dgram"));
  automatic ??= systemCallEngine().then((engine) => (engine.ok ? engine.value : dgramEngine(engine.fault)));
  return automatic;
}

const dgramEngine = (reason: string): UdpEngine => ({ kind: "dgram", reason, open: openDatagram });

/** The engine of system calls, tested; or why this machine cannot have it. */
export async function systemCallEngine(): Promise<Result<UdpEngine, string>> {
  const loaded = await loadSystemCalls();
  if (!loaded.ok) return loaded;
  try {
    const open = openerOf(loaded.value);
    const failure = await testOnLoopback(open);
    return failure === null ? ok({ kind: "system-calls", reason: null, open }) : err(failure);
  } catch (error) {
    return err(`System calls failed: ${(error as Error).message}`);
  }
}

/** Opens sockets by these calls, all in one loop. */
export function openerOf(calls: SystemCalls): OpenDatagram {
  const context: UdpContext = {
    calls,
    loop: new SocketLoop(calls),
    addresses: new SocketAddresses(calls),
    memory: new Uint8Array(MAX_DATAGRAM_BYTES),
    runLimits: new Map(),
  };
  return async (options) =>
    options.isListening ? openListeningSocket(context, options) : openTransferSocket(context, options);
}

/** Sends a run of packets to a listening socket and back. Returns what went wrong, or null. */
async function testOnLoopback(open: OpenDatagram): Promise<string | null> {
  const sent = Uint8Array.from({ length: 250 }, (_, i) => i);
  const sockets: Datagram[] = [];
  const received: number[] = [];
  const returned = new Promise<void>((resolve) => {
    const start = async () => {
      const here = { family: 4, address: "127.0.0.1", onError: () => undefined } as const;
      const echo = await open({
        ...here,
        isListening: true,
        keepsPackets: true,
        onMessage: (packet, port, address, asked) => echo.send(packet, port, address, asked),
      });
      const client = await open({
        ...here,
        onMessage: (packet) => {
          received.push(...packet);
          if (received.length >= sent.length) resolve();
        },
      });
      sockets.push(echo, client);
      client.sendRun?.(sent, 100, echo.port, echo.address);
    };
    void start().catch(() => resolve());
  });
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, TEST_TIMEOUT_MS);
  });
  await Promise.race([returned, timedOut]);
  clearTimeout(timer);
  for (const socket of sockets) socket.close();
  const isIntact = received.length === sent.length && sent.every((byte, i) => byte === received[i]);
  return isIntact ? null : "The test of system calls on loopback failed";
}
