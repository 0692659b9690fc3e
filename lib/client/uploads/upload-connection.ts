/** One file over tus: parts of bounded size, resumed where it broke, even after the page was reloaded. */
import type { DetailedError, Upload, UploadOptions } from "tus-js-client";
import { fault } from "@/lib/contracts/fault";
import { isZipStart, UPLOAD_CHUNK_BYTES, UPLOADS_PATH, type UploadMetadata } from "@/lib/contracts/uploads";
import type { Connection, ConnectionEvents, UploadWish } from "./upload-manager";
import { faultOfAnswer, isWorthRetrying, RETRY_DELAYS_MS } from "./upload-rules";

const statusOf = (error: Error | DetailedError): number =>
  "originalResponse" in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
const bodyOf = (error: Error | DetailedError): string =>
  "originalResponse" in error ? (error.originalResponse?.getBody() ?? "") : "";
const idOf = (url: string | null): string => url?.split("/").at(-1) ?? "";

/** The same file chosen again is recognized by this. */
const fingerprint = (file: File): Promise<string> =>
  Promise.resolve(`ewc-${file.name}-${file.size}-${file.lastModified}`);

export function openTusConnection(wish: UploadWish, events: ConnectionEvents): Connection {
  const { file, setName, kind, resumeId } = wish;
  let upload: Upload | undefined;
  let stopped = false;
  let earlier: { url: string | null; setName: string } | undefined;
  const metadata: UploadMetadata = { filename: file.name, setName, kind };

  const options: UploadOptions = {
    ...(resumeId === undefined
      ? { endpoint: UPLOADS_PATH }
      : { endpoint: null, uploadUrl: `${UPLOADS_PATH}/${resumeId}` }),
    chunkSize: UPLOAD_CHUNK_BYTES,
    retryDelays: RETRY_DELAYS_MS,
    metadata,
    fingerprint,
    removeFingerprintOnSuccess: true,
    onShouldRetry: (error) => {
      const again = isWorthRetrying(statusOf(error));
      if (again) events.waiting();
      return again;
    },
    onUploadUrlAvailable: () => {
      const url = upload?.url ?? null;
      events.known(
        idOf(url),
        resumeId !== undefined || earlier?.url === url ? { setName: earlier?.setName ?? setName } : null,
      );
      // From here on a refusal is told: without an endpoint tus does not begin a second upload on its own.
      if (upload) upload.options.endpoint = null;
    },
    onProgress: (sent) => events.progress(sent),
    onSuccess: () => events.done(),
    onError: (error) => events.failed(faultOfAnswer(statusOf(error), bodyOf(error))),
  };

  const begin = async () => {
    if (kind === "bundle" && !isZipStart(new Uint8Array(await file.slice(0, 4).arrayBuffer()))) {
      const advice = "Choose the bundle as it was downloaded, or the single image files.";
      events.failed(fault("not-a-bundle", `${file.name} is not a zip, whatever its name says.`, advice));
      return;
    }
    // Loaded when it is needed: no other page carries it.
    const tus = await import("tus-js-client");
    upload = new tus.Upload(file, options);
    const [previous] = resumeId === undefined ? await upload.findPreviousUploads() : [];
    if (previous) {
      earlier = { url: previous.uploadUrl, setName: previous.metadata.setName ?? setName };
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
      await upload?.abort(discard);
    },
  };
}

/** Makes the server forget an upload that no tab sends any more. Throws when the server does not answer. */
export async function discardUpload(id: string): Promise<void> {
  const tus = await import("tus-js-client");
  await tus.Upload.terminate(`${UPLOADS_PATH}/${id}`, { retryDelays: [500, 1000] });
  const storage = tus.defaultOptions.urlStorage;
  for (const known of await storage.findAllUploads())
    if (idOf(known.uploadUrl) === id) await storage.removeUpload(known.urlStorageKey);
}
