/** The downloads of the software download service: admission, the open file, the transfer row, and their end. */
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import type { Admission } from "../tftp/admission";
import { openInJail } from "../tftp/tftp-jail";
import type { TransferRegistry } from "../transfer";
import { endedEvent, startedEvent } from "../transfer-events";
import { type ImageAnswer, type JsonAnswer, refusal } from "./api-answers";
import type { CatalogExchange } from "./catalog-exchange";
import type { CatalogFaultInjection } from "./catalog-faults";
import { type SendEnd, ServedImage } from "./served-image";

export type ImageSenderPorts = {
  admission: Admission;
  faults: CatalogFaultInjection;
  wall: Clock;
  registry: Pick<TransferRegistry, "open">;
  onEvent(event: NewEvent): void;
  /** The number of running downloads has changed. */
  onActive(count: number): void;
  onEnded(outcome: SendEnd["outcome"]): void;
};

type Running = { served: ServedImage; user: string; done: Promise<void> };

export class ImageSender {
  readonly #ports: ImageSenderPorts;
  readonly #running = new Set<Running>();
  #bytesSent = 0;
  #onIdle: (() => void) | undefined;
  /** The real path of the folder of all image sets. */
  root = "";

  constructor(ports: ImageSenderPorts) {
    this.#ports = ports;
  }

  /** Bytes of images sent so far, running downloads included. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** Sends an image and resolves when the download has ended; or resolves with the refusal, which the caller sends. */
  async send(exchange: CatalogExchange, answer: ImageAnswer): Promise<JsonAnswer | null> {
    const { admission } = this.#ports;
    const { user } = answer;
    const { address } = exchange.peer;
    const over = admission.enter(address);
    if (over !== null)
      return refusal("busy", `${over.message}.`, over.reason, { user, headers: { "retry-after": "5" } });
    try {
      const opened = await openInJail(this.root, answer.image.path);
      if (!opened.ok)
        return refusal("file-not-found", "The image is no longer in the repository.", "file not found", {
          user,
        });
      const { handle: file, sizeBytes } = opened.value;
      try {
        if (sizeBytes !== answer.image.sizeBytes)
          return refusal("busy", "The image has just changed. Ask for the releases again.", "file changed", {
            user,
          });
        await this.#run(exchange, answer, file);
        return null;
      } finally {
        await file.close();
      }
    } finally {
      admission.leave(address);
    }
  }

  /** Ends the downloads of one account. */
  abortOf(user: string, cause: Fault): void {
    for (const running of [...this.#running]) if (running.user === user) running.served.abort(cause);
  }

  abortAll(cause: Fault): void {
    for (const { served } of [...this.#running]) served.abort(cause);
  }

  /** Waits until no download runs, at most this long. */
  async drain(drainMs: number): Promise<void> {
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.wall.after(drainMs, resolve);
      this.#onIdle = () => {
        cancel();
        resolve();
      };
    });
    this.#onIdle = undefined;
  }

  /** Resolves when every download has been recorded as ended. */
  async ended(): Promise<void> {
    await Promise.all([...this.#running].map(({ done }) => done));
  }

  async #run(
    exchange: CatalogExchange,
    answer: ImageAnswer,
    file: ConstructorParameters<typeof ServedImage>[0]["file"],
  ): Promise<void> {
    const { registry, faults, onEvent, onActive, onEnded } = this.#ports;
    const { image, release, user, start, end } = answer;
    const handle = registry.open({
      protocol: "http",
      direction: "send",
      client: exchange.peer,
      server: exchange.local,
      user,
      path: image.path,
      size: end + 1 - start,
      abort: () => served.abort(fault("aborted", "Aborted by the operator.")),
    });
    exchange.belongsTo(handle.id);
    exchange.setImageHead(answer);
    const served = new ServedImage({
      file,
      response: exchange.response,
      start,
      end,
      handle,
      faults,
      injected: faults.injectInto({ release, image }, image.sizeBytes),
      onSent: (bytes) => {
        this.#bytesSent += bytes;
        exchange.countSent(bytes);
      },
    });
    onEvent(startedEvent(handle, image.path));
    const sending = served.run();
    const running: Running = { served, user, done: sending.then(() => undefined) };
    this.#running.add(running);
    onActive(this.#running.size);
    const { outcome, cause } = await sending;
    this.#running.delete(running);
    handle.end(outcome, cause);
    onActive(this.#running.size);
    onEnded(outcome);
    onEvent(endedEvent(handle, image.path, outcome, cause));
    if (this.#running.size === 0) this.#onIdle?.();
  }
}
