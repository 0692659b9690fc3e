/**
 * Uploads from the browser: the tus protocol in Next's route handler. A complete upload is handed to the engine's import.
 * Upload and import are one row of topic `imports`, with the upload's id.
 */
import "server-only";
import { statfs } from "node:fs/promises";
import { EVENTS, Server, type Upload } from "@tus/server";
import type { Actor } from "@/lib/contracts/actor";
import type { CommandInput } from "@/lib/contracts/commands";
import { type Fault, fault } from "@/lib/contracts/fault";
import { type UploadTarget, uploadTargetSchema } from "@/lib/contracts/images";
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";
import {
  isZipStart,
  MAX_UPLOAD_BYTES,
  UPLOADS_PATH,
  type UploadMetadata,
  uploadMetadataSchema,
} from "@/lib/contracts/uploads";
import type { EngineClient } from "@/lib/engine/engine-client";
import { plainAddress } from "@/lib/kit/addresses";
import { formatBytes } from "@/lib/kit/units";
import { consoleItself, peerOf } from "./guard";
import { faultResponse } from "./operate";
import { asFaultBody } from "./tus-faults";
import { asTusError, UPLOAD_ID, UploadStore } from "./upload-store";

/** What uploads need from outside. */
export type UploadPorts = {
  /** An existing folder that holds only uploads. */
  directory: string;
  ask: EngineClient["ask"];
  /** Free bytes on the folder's disk. */
  freeBytes?: (directory: string) => Promise<number>;
  now?: () => number;
};

/** Answers upload requests. */
export type Uploads = {
  /** Imports what an earlier process had received and not imported. To be called once, before the first request. */
  recover(): Promise<void>;
  /** Answers one tus request. A refusal is a fault as JSON, `{ "fault": ... }`. */
  handle(request: Request, actor: Actor): Promise<Response>;
  /** Removes expired uploads. */
  sweep(): Promise<void>;
};

/** Bytes that stay free beside what uploads and imports need. */
const SPARE_BYTES = 100_000_000;
/** The last request of an upload waits this long for its import to fail at once; later outcomes are in the import's row. */
const IMPORT_STARTS_WITHIN_MS = 1500;
const PROGRESS_INTERVAL_MS = 250;
/** How many ended uploads are remembered, so that a repeated last request gets the same answer. */
const MAX_REMEMBERED = 200;

type Ended = { size: number; fault: Fault | undefined };

export function createUploads(ports: UploadPorts): Uploads {
  const { ask, now = Date.now, freeBytes = freeBytesOn } = ports;
  const store = new UploadStore(ports.directory, async (upload, why) => {
    remember(upload.id, { size: 0, fault: why });
    await report(upload, "failed", why);
  });
  const ended = new Map<string, Ended>();
  const finished = new WeakMap<Request, Upload>();
  const actors = new WeakMap<Request, Actor>();
  let lastSweepAt = Number.NEGATIVE_INFINITY;

  const tus = new Server({
    path: UPLOADS_PATH,
    datastore: store,
    relativeLocation: true,
    maxSize: MAX_UPLOAD_BYTES,
    // No CORS headers: only our own pages upload.
    allowedOrigins: () => false,
    // A broken connection may still hold the upload's lock when the next request arrives.
    lockDrainTimeout: 500,
    postReceiveInterval: PROGRESS_INTERVAL_MS,
    getFileIdFromRequest: (_, last) => (last !== undefined && UPLOAD_ID.test(last) ? last : undefined),
    onUploadCreate: async (request, upload) => {
      await requireAcceptable(upload);
      // For an import after a crash.
      return { metadata: { ...upload.metadata, by: actors.get(request)?.name ?? consoleItself.name } };
    },
    onUploadFinish: (request, upload) => {
      finished.set(request, upload);
      return Promise.resolve({});
    },
    onResponseError: (_, error) => asFaultBody(error),
  });
  tus.on(EVENTS.POST_RECEIVE, (_, upload) => void report(upload, "receiving"));
  const senders = new Map<string, Sender>();
  /** Uploads that are no longer wanted, because an operator aborted their transfer. */
  const aborted = new Set<string>();

  /** Throws when the upload can't be accepted. */
  async function requireAcceptable(upload: Upload): Promise<void> {
    const parsed = uploadMetadataSchema.safeParse(upload.metadata);
    if (!parsed.success)
      throw asTusError(
        fault("bad-input", parsed.error.issues[0]?.message ?? "The upload has no valid metadata."),
      );
    if (upload.size === undefined || upload.size === 0)
      throw asTusError(fault("bad-input", "The file is empty or its size is unknown."));
    if (parsed.data.kind === "bundle") await requireFreeName(parsed.data);
    // The zip and its unpacked files: images do not compress, so both have about the same size.
    const needed = 2 * upload.size + (await store.outstandingBytes()) + SPARE_BYTES;
    const free = await freeBytes(ports.directory);
    if (free < needed)
      throw asTusError(
        fault(
          "disk-full",
          `There is not enough space. The upload needs ${formatBytes(needed)} to be received and unpacked, and ${formatBytes(free)} are free.`,
          "Free some space on the disk of the data folder, or remove image sets that you no longer need.",
        ),
      );
  }

  /** Throws when the name is taken, before gigabytes are sent. The import checks it again. */
  async function requireFreeName({ setName: name, into }: UploadMetadata): Promise<void> {
    const answer = await ask("images.audit", { set: name, into }, consoleItself);
    if (answer.ok)
      throw asTusError(
        fault(
          "name-clash",
          into === "controller"
            ? `The controller has an uploaded image named ${name}.`
            : `An image set named ${name} exists.`,
          into === "controller"
            ? "Discard it, then upload the file again."
            : "Choose another name, or remove that image set first.",
        ),
      );
    if (answer.fault.code === "engine-unreachable") throw asTusError(answer.fault);
  }

  /** Reports progress to the engine. A failure is ignored: it only delays the row. */
  async function report(
    upload: Pick<Upload, "id" | "offset" | "size" | "metadata">,
    state: "receiving" | "received" | "canceled" | "failed",
    why?: Fault,
  ): Promise<void> {
    const { id } = upload;
    const answer = await ask(
      "images.upload-progress",
      {
        id,
        name: upload.metadata?.setName ?? "",
        into: intoOf(upload.metadata),
        fileName: upload.metadata?.filename ?? "",
        peer: senders.get(id) ?? UNKNOWN_SENDER,
        bytes: upload.offset,
        totalBytes: upload.size ?? null,
        state,
        ...(why && { fault: why }),
      },
      consoleItself,
    );
    if (state !== "receiving") senders.delete(id);
    const goesOn = state === "receiving" || state === "received";
    if (goesOn && answer.ok && answer.value.isWanted === false) aborted.add(id);
  }

  /** Ends an upload whose transfer an operator aborted. */
  async function endAborted(id: string): Promise<Fault> {
    const why = fault("aborted", "An operator aborted the upload.", "Upload the file again.");
    aborted.delete(id);
    senders.delete(id);
    await store.discard(id);
    remember(id, { size: 0, fault: why });
    return why;
  }

  function remember(id: string, outcome: Ended): void {
    ended.set(id, outcome);
    const oldest = ended.keys().next().value;
    if (ended.size > MAX_REMEMBERED && oldest !== undefined) ended.delete(oldest);
  }

  /** Ends an upload that was announced as a zip and does not begin like one. */
  async function refuseIfNotZip(id: string): Promise<Fault | undefined> {
    const upload = await store.getUpload(id).catch(() => undefined);
    if (upload?.metadata?.kind !== "bundle" || upload.offset < 4) return undefined;
    if (isZipStart(await store.head(id, 4))) return undefined;
    const why = fault(
      "not-a-bundle",
      "This file is not a zip, although its name ends in .zip.",
      "Upload the bundle as you downloaded it, or single image files.",
    );
    await store.discard(id);
    await report(upload, "failed", why);
    return why;
  }

  /** Lets the engine import a complete upload. Returns a fault when the import fails at once. */
  async function handOver(upload: Upload, actor: Actor): Promise<Fault | undefined> {
    await report(upload, "received");
    if (aborted.has(upload.id)) return await endAborted(upload.id);
    return await startImport(upload, await store.handOver(upload.id), actor);
  }

  async function startImport(upload: Upload, source: string, actor: Actor): Promise<Fault | undefined> {
    const { setName, kind, filename, into } = uploadMetadataSchema.parse(upload.metadata);
    const outcome: Ended = { size: upload.offset, fault: undefined };
    remember(upload.id, outcome);
    const imported = ask(
      "images.import",
      {
        source,
        name: setName,
        into,
        ...(kind === "file" && { fileName: filename }),
        consume: true,
        sidecar: store.metadataOf(upload.id),
        uploadId: upload.id,
      },
      actor,
    ).then(async (answer) => {
      if (answer.ok) return undefined;
      outcome.fault = answer.fault;
      await store.discard(upload.id);
      return answer.fault;
    });
    return await Promise.race([imported, importStarted()]);
  }

  async function recover(): Promise<void> {
    for (const { upload, source } of await store.leftBehind()) {
      if (source !== null)
        await startImport(upload, source, { ...consoleItself, name: senderNameOf(upload) });
      else {
        remember(upload.id, { size: upload.offset, fault: undefined });
        await store.discard(upload.id);
      }
    }
  }

  /** Answers a request for an upload that has ended: repeats the last answer, or cancels its import. */
  async function answerEnded(request: Request, id: string, outcome: Ended, actor: Actor): Promise<Response> {
    if (request.method === "DELETE") {
      const answer = await ask("images.cancel-import", { id }, actor);
      return answer.ok ? tusResponse(204) : faultResponse(answer.fault);
    }
    if (outcome.fault) return faultResponse(outcome.fault);
    return tusResponse(request.method === "HEAD" ? 200 : 204, {
      "Upload-Offset": String(outcome.size),
      "Upload-Length": String(outcome.size),
    });
  }

  async function sweep(): Promise<void> {
    lastSweepAt = now();
    for (const id of await store.removeStale(lastSweepAt)) ended.delete(id);
  }

  return {
    recover,
    sweep,
    async handle(request, actor) {
      actors.set(request, actor);
      const id = new URL(request.url).pathname.split("/").at(-1) ?? "";
      const outcome = ended.get(id);
      if (outcome) return await answerEnded(request, id, outcome, actor);
      if (request.method === "POST" && now() - lastSweepAt > 3_600_000) await sweep();

      const canceled =
        request.method === "DELETE" && UPLOAD_ID.test(id)
          ? await store.getUpload(id).catch(() => undefined)
          : undefined;
      if (UPLOAD_ID.test(id)) senders.set(id, senderOf(request, actor));
      const response = await tus.handleWeb(request);
      if (!response.ok) return response;

      if (canceled) await report(canceled, "canceled");
      if (request.method === "POST") {
        const created = response.headers.get("location")?.split("/").at(-1) ?? "";
        const upload = await store.getUpload(created).catch(() => undefined);
        senders.set(created, senderOf(request, actor));
        if (upload) await report(upload, "receiving");
      }
      if (request.method === "PATCH") {
        const upload = finished.has(request) ? undefined : await store.getUpload(id).catch(() => undefined);
        if (upload) await report(upload, "receiving");
        const refused = aborted.has(id) ? await endAborted(id) : await refuseIfNotZip(id);
        if (refused) return faultResponse(refused);
      }
      const complete = finished.get(request);
      if (complete) {
        const refused = await handOver(complete, actor);
        if (refused) return faultResponse(refused);
      }
      return response;
    },
  };
}

/** An unreadable target was refused when the upload was created. */
const intoOf = (metadata: Upload["metadata"]): UploadTarget =>
  uploadTargetSchema.safeParse(metadata?.into ?? undefined).data ?? "repository";

const senderNameOf = ({ metadata }: Upload): string => metadata?.by ?? consoleItself.name;

type Sender = CommandInput<"images.upload-progress">["peer"];
const UNKNOWN_SENDER: Sender = { address: "", server: { address: "", port: 0 }, user: "" };

const isIpAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);

/** Who sends an upload. */
function senderOf(request: Request, { name }: Actor): Sender {
  const { hostname, port } = new URL(`http://${request.headers.get("host") ?? "localhost"}`);
  const peer = peerOf(request.headers);
  return {
    address: isIpAddress(peer) ? plainAddress(peer) : "",
    server: { address: hostname, port: Number(port) || 80 },
    user: name,
  };
}

const freeBytesOn = async (directory: string): Promise<number> => {
  const facts = await statfs(directory);
  return facts.bavail * facts.bsize;
};

const importStarted = () =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), IMPORT_STARTS_WITHIN_MS).unref();
  });

const tusResponse = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, {
    status,
    headers: { ...headers, "Tus-Resumable": "1.0.0", "Cache-Control": "no-store" },
  });
