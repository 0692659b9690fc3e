/**
 * The messages between the engine and the packet thread, which the TFTP server runs in: plain data only. The engine's end
 * is `tftp-thread.ts`, the thread's end `serve-tftp.ts`.
 */
import type { MessagePort } from "node:worker_threads";
import type { NewEvent } from "@/lib/contracts/events";
import type { Fault } from "@/lib/contracts/fault";
import type { TftpFaults } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { MissingName } from "@/lib/contracts/tftp-names";
import type { Endpoint } from "../endpoint";
import type { InheritedSocket } from "../inherited/assign-sockets";
import type { NewTransfer } from "../transfer";
import type { UdpEngine } from "../udp/udp-engine";
import type { AppliedSettings } from "./tftp-server";

/** How packets are sent and received, and why not by system calls. */
export type EngineStatus = Pick<UdpEngine, "kind" | "reason">;

/** What the thread is started with. */
export type TftpThreadStart = {
  /** The images folder. */
  root: string;
  /** `auto`: system calls where they work. */
  engine: "auto" | "dgram";
  /** Memory of {@link OwnProbes.marks}; read by the thread. */
  ownProbes: SharedArrayBuffer;
  /** Sockets that systemd opened: they are used instead of address and port. */
  inherited?: readonly InheritedSocket[];
};

/** A running thread. */
export type TftpThreadLink = {
  port: MessagePort;
  /** Reports once, in a sentence, that the thread has ended. */
  onGone(listener: (why: string) => void): void;
  /** Ends the thread, whatever it does. */
  end(): Promise<void>;
};

/** Starts a thread. */
export type StartTftpThread = (start: TftpThreadStart) => TftpThreadLink;

/** What the server is asked to do, in this order. */
export type TftpCall =
  | { name: "create"; settings: AppliedSettings }
  | { name: "start" }
  | { name: "stop" }
  | { name: "apply"; settings: AppliedSettings }
  | { name: "setFaults"; faults: TftpFaults | null };

/** Messages to the thread. `id` returns in the answer. */
export type ToTftpThread = { kind: "call"; id: number; call: TftpCall } | { kind: "abort"; transfer: number };

/** What a log line is about. `peer`: the same number in all lines of one request. */
export type LineAbout = {
  client: Endpoint;
  peer: number;
  transfer: number | null;
  isWarning: boolean;
  note: string | null;
};

/** Numbers of a transfer in {@link FromTftpThread} `progress`: transfer, bytes, retransmissions, duplicates. */
export const PROGRESS_FIELDS = 4;

/** Messages from the thread. Those of one request are sent before the packets that its client can see them by. */
export type FromTftpThread =
  | { kind: "ready"; engine: EngineStatus }
  | { kind: "answer"; id: number; bound: Endpoint | null; fault: Fault | null }
  | { kind: "row"; row: ServerStatus }
  | { kind: "log"; line: string; about: LineAbout | null }
  | { kind: "event"; event: NewEvent }
  | { kind: "missing"; missing: Pick<MissingName, "name" | "closest">; client: Endpoint }
  | { kind: "opened"; transfer: number; started: Omit<NewTransfer, "abort"> }
  | { kind: "progress"; counters: Float64Array }
  | {
      kind: "ended";
      transfer: number;
      outcome: "complete" | "failed" | "aborted";
      cause: Fault | null;
      counters: Float64Array;
    }
  | { kind: "discarded"; transfer: number };
