/** Uploads through the browser as transfers over HTTP, beside those of the image servers. The bytes arrive in the web thread. */
import type { Command } from "@/lib/contracts/commands";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { UploadTarget } from "@/lib/contracts/images";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { TransferHandle, TransferRegistry } from "@/lib/servers/transfer";

/** After this time without bytes the transfer has ended; when the upload goes on, it is another transfer. */
const SILENCE_MS = 60_000;

export type UploadTransfersPorts = {
  registry: Pick<TransferRegistry, "open">;
  wall: Pick<Clock, "after">;
  /** The operator aborted the transfer. */
  onAborted(uploadId: string): void;
};

type Progress = Omit<Command<"images.upload-progress">, "type" | "actor">;
type Running = { handle: Pick<TransferHandle, "bytes" | "end">; stopWaiting: Cancel };

export class UploadTransfers {
  readonly #ports: UploadTransfersPorts;
  readonly #running = new Map<string, Running>();

  constructor(ports: UploadTransfersPorts) {
    this.#ports = ports;
  }

  /** Takes the progress of an upload, from its start to its end. */
  report(progress: Progress): void {
    const { id, bytes, state } = progress;
    const running = this.#running.get(id) ?? (state === "receiving" ? this.#open(progress) : undefined);
    if (running === undefined) return;
    running.handle.bytes = bytes;
    running.stopWaiting();
    switch (state) {
      case "receiving":
        running.stopWaiting = this.#ports.wall.after(SILENCE_MS, () =>
          this.#end(id, "failed", silent(progress.into)),
        );
        break;
      case "received":
        this.#end(id, "complete", null);
        break;
      case "canceled":
        this.#end(id, "aborted", fault("aborted", "The upload was canceled."));
        break;
      case "failed":
        this.#end(id, "failed", progress.fault ?? fault("internal"));
        break;
    }
  }

  #open({ id, into, name, fileName, totalBytes, peer }: Progress): Running {
    const handle = this.#ports.registry.open({
      protocol: "http",
      direction: "receive",
      client: { address: peer.address, port: 0 },
      server: peer.server,
      user: peer.user,
      path: pathIn[into](name, fileName),
      size: totalBytes,
      abort: () => {
        this.#end(id, "aborted", fault("aborted", "Aborted by the operator."));
        this.#ports.onAborted(id);
      },
    });
    const running: Running = { handle, stopWaiting: () => undefined };
    this.#running.set(id, running);
    return running;
  }

  #end(id: string, outcome: "complete" | "failed" | "aborted", why: Fault | null): void {
    const running = this.#running.get(id);
    this.#running.delete(id);
    running?.stopWaiting();
    running?.handle.end(outcome, why);
  }
}

/** Where the file goes, as the row names it. */
const pathIn: Record<UploadTarget, (name: string, file: string) => string> = {
  repository: (name, file) => `${name}/${file}`,
  controller: (_name, file) => `bootflash:${file}`,
};
const pageOf: Record<UploadTarget, string> = {
  repository: "Image Repository",
  controller: "Software Upgrade",
};
const silent = (into: UploadTarget): Fault =>
  fault(
    "timed-out",
    "The browser sent nothing for a minute.",
    `Open the ${pageOf[into]} page and choose the same file again: the upload continues where it stopped.`,
  );
