/**
 * Uploads from the browser (spec 20, 50): the tus protocol over Next's route handler, guarded, and handed to the
 * engine's import when the last byte is there. Upload and import are one row of topic `imports`, under the upload's id.
 */
import "server-only";
import { statfs } from "node:fs/promises";
import { EVENTS, Server, type Upload } from "@tus/server";

import type { Actor } from "@/lib/contracts/actor";
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import {
  isZipStart,
  MAX_UPLOAD_BYTES,
  UPLOADS_PATH,
  type UploadMetadata,
  uploadMetadataSchema,
} from "@/lib/contracts/uploads";
import type { EngineClient } from "@/lib/engine/engine-client";
import { formatBytes } from "@/lib/kit/units";
import { consoleItself } from "./guard";
import { faultResponse } from "./operate";
import { asTusError, UPLOAD_ID, UploadStore } from "./upload-store";

/** What uploads need of the world. */
export type UploadPorts = {
  /** An existing folder of our own. */
  directory: string;
  ask: EngineClient["ask"];
  /** Bytes free where the folder is. */
  freeBytes?: (directory: string) => Promise<number>;
  now?: () => number;
};

export type Uploads = {
  /** Answers one tus request. Every refusal is a fault as JSON, `{ "fault": ... }`. */
  handle(request: Request, actor: Actor): Promise<Response>;
  /** Removes what expired. */
  sweep(): Promise<void>;
};

/** Kept free beside what uploads and imports take, bytes. */
const SPARE_BYTES = 100_000_000;
/** An import that has not failed by then runs; its outcome is in its row. */
const IMPORT_BEGINS_WITHIN_MS = 1500;
const PROGRESS_INTERVAL_MS = 250;
/** Ended uploads that are remembered, so that a repeated last request is answered as the first was. */
const REMEMBERED = 200;

type Ended = { size: number; fault: Fault | undefined };

export function createUploads(ports: UploadPorts): Uploads {
  const { ask, now = Date.now, freeBytes = freeBytesOn } = ports;
  const store = new UploadStore(ports.directory);
  const ended = new Map<string, Ended>();
  const finished = new WeakMap<Request, Upload>();
  let lastSweepAt = Number.NEGATIVE_INFINITY;

  const tus = new Server({
    path: UPLOADS_PATH,
    datastore: store,
    relativeLocation: true,
    maxSize: MAX_UPLOAD_BYTES,
    // Same origin only: no CORS header is ever sent.
    allowedOrigins: () => false,
    // A broken connection may still hold the upload's lock when its successor comes.
    lockDrainTimeout: 500,
    postReceiveInterval: PROGRESS_INTERVAL_MS,
    getFileIdFromRequest: (_, last) => (last !== undefined && UPLOAD_ID.test(last) ? last : undefined),
    onUploadCreate: async (_, upload) => {
      await mayBegin(upload);
      return {};
    },
    onUploadFinish: (request, upload) => {
      finished.set(request, upload);
      return Promise.resolve({});
    },
    onResponseError: (_, error) => asFaultBody(error),
  });
  tus.on(EVENTS.POST_RECEIVE, (_, upload) => void report(upload, "receiving"));

  async function mayBegin(upload: Upload): Promise<void> {
    const parsed = uploadMetadataSchema.safeParse(upload.metadata);
    if (!parsed.success)
      throw asTusError(
        fault("bad-input", parsed.error.issues[0]?.message ?? "The upload does not say what it is."),
      );
    if (upload.size === undefined || upload.size === 0)
      throw asTusError(fault("bad-input", "The file is empty, or its size is not known."));
    if (parsed.data.kind === "bundle") await mayTakeName(parsed.data.setName);
    // Once to receive it and once to unpack it; images do not compress, so the unpacked bundle is about as large.
    const needed = 2 * upload.size + (await store.outstandingBytes()) + SPARE_BYTES;
    const free = await freeBytes(ports.directory);
    if (free < needed)
      throw asTusError(
        fault(
          "disk-full",
          `Not enough space: receiving and unpacking this needs ${formatBytes(needed)}, ${formatBytes(free)} are free.`,
          "Free some space where the data folder is, or remove image sets that are no longer needed.",
        ),
      );
  }

  /** Said before gigabytes travel; the import decides again when they are here. */
  async function mayTakeName(name: string): Promise<void> {
    const answer = await ask("images.audit", { set: name }, consoleItself);
    if (answer.ok)
      throw asTusError(
        fault(
          "name-clash",
          `An image set named ${name} exists.`,
          "Choose another name, or remove that set first.",
        ),
      );
    if (answer.fault.code === "engine-unreachable") throw asTusError(answer.fault);
  }

  /** Tells the engine how far it is. A row that lags is not worth an error. */
  async function report(
    upload: Pick<Upload, "id" | "offset" | "size" | "metadata">,
    state: "receiving" | "received" | "canceled" | "failed",
    why?: Fault,
  ): Promise<void> {
    await ask(
      "images.upload-progress",
      {
        id: upload.id,
        name: upload.metadata?.setName ?? "",
        bytes: upload.offset,
        totalBytes: upload.size ?? null,
        state,
        ...(why && { fault: why }),
      },
      consoleItself,
    );
  }

  function remember(id: string, outcome: Ended): void {
    ended.set(id, outcome);
    const oldest = ended.keys().next().value;
    if (ended.size > REMEMBERED && oldest !== undefined) ended.delete(oldest);
  }

  /** After a part arrived: is it the kind of file that it said it is? Ends the upload when not. */
  async function refuseOtherContent(id: string): Promise<Fault | undefined> {
    const upload = await store.getUpload(id).catch(() => undefined);
    if (upload?.metadata?.kind !== "bundle" || upload.offset < 4) return undefined;
    if (isZipStart(await store.head(id, 4))) return undefined;
    const why = fault(
      "not-a-bundle",
      "This file is not a zip, whatever its name says.",
      "Upload the bundle as it was downloaded, or the single image files.",
    );
    await store.discard(id);
    await report(upload, "failed", why);
    return why;
  }

  /** The last byte is there: the engine imports it. */
  async function handOver(upload: Upload, actor: Actor): Promise<Fault | undefined> {
    const { setName, kind, filename }: UploadMetadata = uploadMetadataSchema.parse(upload.metadata);
    await report(upload, "received");
    const source = await store.handOver(upload.id);
    const outcome: Ended = { size: upload.offset, fault: undefined };
    remember(upload.id, outcome);
    const imported = ask(
      "images.import",
      {
        source,
        name: setName,
        ...(kind === "file" && { fileName: filename }),
        consume: true,
        uploadId: upload.id,
      },
      actor,
    ).then(async (answer) => {
      if (answer.ok) return undefined;
      outcome.fault = answer.fault;
      await store.discard(upload.id);
      return answer.fault;
    });
    return await Promise.race([imported, begins()]);
  }

  /** An upload that is over: a lost answer is given again, a cancel reaches its import. */
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
    sweep,
    async handle(request, actor) {
      const id = new URL(request.url).pathname.split("/").at(-1) ?? "";
      const over = ended.get(id);
      if (over) return await answerEnded(request, id, over, actor);
      if (request.method === "POST" && now() - lastSweepAt > 3_600_000) await sweep();

      const before =
        request.method === "DELETE" && UPLOAD_ID.test(id)
          ? await store.getUpload(id).catch(() => undefined)
          : undefined;
      const response = await tus.handleWeb(request);
      if (!response.ok) return response;

      if (before) await report(before, "canceled");
      if (request.method === "POST") {
        const created = response.headers.get("location")?.split("/").at(-1) ?? "";
        const upload = await store.getUpload(created).catch(() => undefined);
        if (upload) await report(upload, "receiving");
      }
      if (request.method === "PATCH") {
        const refused = await refuseOtherContent(id);
        if (refused) return faultResponse(refused);
      }
      const whole = finished.get(request);
      if (whole) {
        const refused = await handOver(whole, actor);
        if (refused) return faultResponse(refused);
      }
      return response;
    },
  };
}

const freeBytesOn = async (directory: string): Promise<number> => {
  const facts = await statfs(directory);
  return facts.bavail * facts.bsize;
};

const begins = () =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), IMPORT_BEGINS_WITHIN_MS).unref();
  });

const tusResponse = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, {
    status,
    headers: { ...headers, "Tus-Resumable": "1.0.0", "Cache-Control": "no-store" },
  });

/** tus's own refusals are bare text; the page wants a fault. Their status stays: the client's retries depend on it. */
function asFaultBody(error: Error | { status_code: number; body: string }): {
  status_code: number;
  body: string;
} {
  const status = "status_code" in error && typeof error.status_code === "number" ? error.status_code : 500;
  const body = "body" in error && typeof error.body === "string" ? error.body : "";
  if (body.startsWith('{"fault"')) return { status_code: status, body };
  return { status_code: status, body: JSON.stringify({ fault: tusFault(status, error) }) };
}

function tusFault(status: number, error: unknown): Fault {
  switch (status) {
    case 404:
    case 410:
      return fault(
        "not-found",
        "This upload is not known any more: it was canceled, or it expired.",
        "Upload the file again.",
      );
    case 409:
      return fault("conflict", "The upload is at another place than the browser thinks.");
    case 413:
      return fault(
        "too-large",
        `An upload may have at most ${formatBytes(MAX_UPLOAD_BYTES)}, and not more than it announced.`,
      );
    case 400:
    case 403:
      return fault("bad-input", "The upload was interrupted, or is not a valid tus request.");
    default:
      return faultOf(error instanceof Error ? error : new Error("The upload could not be stored."));
  }
}
