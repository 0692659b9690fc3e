/** Uploads one file over tus in chunks. An interrupted upload resumes, even after a reload of the page. */
import type { DetailedError, Upload, UploadOptions } from "tus-js-client";
import { fault } from "@/lib/contracts/fault";
import type { UploadTarget } from "@/lib/contracts/images";
import { isZipStart, UPLOAD_CHUNK_BYTES, UPLOADS_PATH, type UploadMetadata } from "@/lib/contracts/uploads";
import { loadSchemas } from "../schemas";
import type { Connection, ConnectionEvents, UploadRequest } from "./upload-manager";
import { faultOfAnswer, isWorthRetrying, RETRY_DELAYS_MS } from "./upload-rules";

const statusOf = (error: Error | DetailedError): number =>
  "originalResponse" in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
const bodyOf = (error: Error | DetailedError): string =>
  "originalResponse" in error ? (error.originalResponse?.getBody() ?? "") : "";
const idOf = (url: string | null): string => url?.split("/").at(-1) ?? "";

/** Identifies a file that is selected again for the same target. */
const fingerprintFor =
  (into: UploadTarget) =>
  (file: File): Promise<string> => {
    const identity = `${file.name}-${file.size}-${file.lastModified}`;
    return Promise.resolve(`ewc-${into === "repository" ? "" : `${into}-`}${identity}`);
  };

/** A connection that has not started yet. */
export function openTusConnection(request: UploadRequest, events: ConnectionEvents): Connection {
  const { file, setName, kind, into, resumeId } = request;
  // They read why the server refuses it.
  loadSchemas().catch(() => undefined);
  let upload: Upload | undefined;
  let stopped = false;
  /** Canceled while it was being created: it can be deleted once its address is known. */
  let isUnwanted = false;
  let previousUpload: { url: string | null; setName: string } | undefined;
  const metadata: UploadMetadata = { filename: file.name, setName, kind, into };

  const options: UploadOptions = {
    endpoint: resumeId === undefined ? UPLOADS_PATH : null,
    uploadUrl: resumeId === undefined ? null : `${UPLOADS_PATH}/${resumeId}`,
    chunkSize: UPLOAD_CHUNK_BYTES,
    retryDelays: RETRY_DELAYS_MS,
    metadata,
    fingerprint: fingerprintFor(into),
    removeFingerprintOnSuccess: true,
    onShouldRetry: (error) => {
      if (isUnwanted) return false;
      const retries = isWorthRetrying(statusOf(error));
      if (retries) events.waiting();
      return retries;
    },
    onUploadUrlAvailable: () => {
      if (isUnwanted) return void upload?.abort(true).catch(() => undefined);
      const url = upload?.url ?? null;
      events.known(
        idOf(url),
        resumeId !== undefined || previousUpload?.url === url
          ? { setName: previousUpload?.setName ?? setName }
          : null,
      );
      // Without an endpoint, tus reports a rejection instead of starting a second upload.
      if (upload) upload.options.endpoint = null;
    },
    onProgress: (sent) => events.progress(sent),
    onSuccess: () => events.done(),
    onError: (error) => events.failed(faultOfAnswer(statusOf(error), bodyOf(error))),
  };

  const begin = async () => {
    if (kind === "bundle" && !isZipStart(new Uint8Array(await file.slice(0, 4).arrayBuffer()))) {
      const remedy = "Select the bundle as downloaded, or the single image files.";
      events.failed(fault("not-a-bundle", `${file.name} is not a zip file.`, remedy));
      return;
    }
    // Loaded on demand, so that pages without uploads do not include it.
    const tus = await import("tus-js-client");
    upload = new tus.Upload(file, options);
    const [previous] = resumeId === undefined ? await upload.findPreviousUploads() : [];
    if (previous) {
      previousUpload = { url: previous.uploadUrl, setName: previous.metadata.setName ?? setName };
      upload.resumeFromPreviousUpload(previous);
    }
    if (!stopped) upload.start();
  };

  return {
    start() {
      stopped = false;
      if (upload) upload.start();
      else begin().catch((error: unknown) => events.failed(fault("internal", String(error))));
    },
    async stop(discard) {
      stopped = true;
      isUnwanted = discard && upload?.url === null;
      if (isUnwanted) return;
      await upload?.abort(discard);
    },
  };
}

/** Deletes an abandoned upload on the server. Throws when the server does not answer. */
export async function discardUpload(id: string): Promise<void> {
  const tus = await import("tus-js-client");
  await tus.Upload.terminate(`${UPLOADS_PATH}/${id}`, { retryDelays: [500, 1000] });
  const storage = tus.defaultOptions.urlStorage;
  for (const known of await storage.findAllUploads())
    if (idOf(known.uploadUrl) === id) await storage.removeUpload(known.urlStorageKey);
}
