/** The packet thread's end of its channel: runs the TFTP server and reports what it does. */
import type { MessagePort } from "node:worker_threads";
import { faultOf } from "@/lib/contracts/fault";
import { wallClock } from "@/lib/kit/clock";
import type { Endpoint } from "../endpoint";
import { isMarked } from "../own-probes";
import { chooseUdpEngine, type UdpEngine } from "../udp/udp-engine";
import { ReportedTransfers } from "./reported-transfers";
import type { TftpLineAbout } from "./running-reads";
import type { FromTftpThread, LineAbout, TftpCall, TftpThreadStart, ToTftpThread } from "./tftp-channel";
import { type AppliedSettings, createTftpServer, type TftpServer } from "./tftp-server";

/** Serves one engine through the port. Resolves when it takes calls. */
export async function serveTftp(port: MessagePort, start: TftpThreadStart): Promise<void> {
  const post = (message: FromTftpThread) => port.postMessage(message);
  const engine = await chooseUdpEngine(start.engine);
  const host = new TftpHost(start, engine, post);
  port.on("message", (message: ToTftpThread) => {
    if (message.kind === "abort") host.abort(message.transfer);
    else void host.answer(message.id, message.call);
  });
  post({ kind: "ready", engine: { kind: engine.kind, reason: engine.reason } });
}

class TftpHost {
  readonly #start: TftpThreadStart;
  readonly #engine: UdpEngine;
  readonly #post: (message: FromTftpThread) => void;
  readonly #transfers: ReportedTransfers;
  readonly #peers = new WeakMap<Endpoint, number>();
  #peerCount = 0;
  #server: TftpServer | undefined;

  constructor(start: TftpThreadStart, engine: UdpEngine, post: (message: FromTftpThread) => void) {
    this.#start = start;
    this.#engine = engine;
    this.#post = post;
    this.#transfers = new ReportedTransfers(wallClock, post);
  }

  abort(transfer: number): void {
    this.#transfers.abort(transfer);
  }

  async answer(id: number, call: TftpCall): Promise<void> {
    try {
      this.#post({ kind: "answer", id, bound: await this.#do(call), fault: null });
    } catch (thrown) {
      this.#post({ kind: "answer", id, bound: null, fault: faultOf(thrown) });
    }
  }

  async #do(call: TftpCall): Promise<Endpoint | null> {
    if (call.name === "create") {
      this.#server = this.#create(call.settings);
      return null;
    }
    const server = this.#server;
    if (server === undefined) throw new Error("The server was not created.");
    if (call.name === "start") return await server.start();
    if (call.name === "stop") await server.stop();
    else if (call.name === "apply") await server.apply(call.settings);
    else await server.setFaults(call.faults);
    return server.listening();
  }

  #create(settings: AppliedSettings): TftpServer {
    const marks = new Int32Array(this.#start.ownProbes);
    return createTftpServer({
      ...settings,
      root: this.#start.root,
      inherited: this.#start.inherited ?? [],
      engine: this.#engine,
      registry: this.#transfers,
      wall: wallClock,
      isOwnProbe: (client) => isMarked(marks, client),
      onRow: (row) => this.#post({ kind: "row", row }),
      onLog: (line, about) => this.#post({ kind: "log", line, about: about ? this.#aboutOf(about) : null }),
      onEvent: (event) => {
        // The engine's registry has the events of transfers.
        if (event.type.startsWith("server.")) this.#post({ kind: "event", event });
      },
      onMissing: (missing, client) => this.#post({ kind: "missing", missing, client }),
    });
  }

  #aboutOf({ client, transferId, isWarning, note }: TftpLineAbout): LineAbout {
    const peer = this.#peers.get(client) ?? ++this.#peerCount;
    this.#peers.set(client, peer);
    return {
      client,
      peer,
      transfer: transferId === undefined ? null : Number(transferId),
      isWarning: isWarning ?? false,
      note: note ?? null,
    };
  }
}
