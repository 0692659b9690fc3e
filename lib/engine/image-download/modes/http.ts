/** Reads images from what was uploaded to the controller. No server is asked, and nothing is sent over a network. */
import { imageFamilySchema } from "@/lib/contracts/families";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { ImageFile } from "@/lib/contracts/images";
import { uploadOf } from "@/lib/contracts/profile";
import { judgeImage } from "@/lib/controller/image-verdict";
import type { DownloadPorts } from "../context";
import type { ModeSource, Probed } from "./mode-source";

type Uploaded = Pick<DownloadPorts, "uploaded">;

export const httpSource: ModeSource<"http"> = {
  // There is no server of ours that could be proposed.
  suggest: () => null,

  async fetch({ ports }, { profile: { upload } }, { path, signal, sink, onAnnounced, onProgress }) {
    const file = findFile(ports, upload, path);
    if ("code" in file) return { ok: false, fault: file };
    onAnnounced(file.sizeBytes);
    let bytes = 0;
    try {
      for await (const piece of ports.uploaded.read(file.upload, path, signal)) {
        sink(piece);
        bytes += piece.length;
        onProgress(bytes);
      }
    } catch (thrown) {
      if (signal.aborted) return { ok: false, fault: fault("aborted") };
      // Discarded while it was being read.
      const isGone = ports.uploaded.get(file.upload) === undefined;
      return { ok: false, fault: isGone ? discarded(file.upload) : faultOf(thrown) };
    }
    return { ok: true, bytes, announcedSize: file.sizeBytes, localAddress: "", localPort: 0 };
  },

  probe({ ports }, { profile: { upload } }, { images, onAnswer }) {
    images.every((image) => onAnswer(image, probeFile(ports, upload, image)));
    return Promise.resolve();
  },

  // Answers come from the controller itself: there is nothing to wait for.
  previewPatience: () => ({ timeoutMs: 0, tries: 1, atOnce: 1 }),

  seal({ ports }, order, kept) {
    const { uploaded } = ports;
    const before = kept && uploadOf(kept.profile);
    const upload = order.upload ?? (before && uploaded.get(before) ? before : uploaded.newest());
    if (order.upload !== null) requireReady(ports, order.upload);
    return { profile: { ...order, upload }, sealedPassword: null };
  },

  restore: (_ports, { profile }) => ({ profile, sealedPassword: null }),

  visibleRoot: () => null,

  transferDetails: () => ({ protocol: "http" }),
};

type FoundFile = ImageFile & { upload: string };

function findFile({ uploaded }: Uploaded, upload: string | null, image: string): FoundFile | Fault {
  if (upload === null)
    return fault(
      "file-not-found",
      "No image has been uploaded to the controller.",
      "Upload the bundle in mode Desktop (HTTP) on the Software Upgrade page, then choose Save & Download there.",
    );
  const row = uploaded.get(upload);
  if (row === undefined) return discarded(upload);
  const file = row.files.find(({ path }) => path === image);
  if (file !== undefined) return { ...file, upload };
  return fault(
    "file-not-found",
    `The uploaded image ${upload} does not contain ${image}.`,
    `Add the file ${image} to the uploaded image, or upload the whole bundle. Then choose Save & Download again.`,
  );
}

const discarded = (upload: string): Fault =>
  fault(
    "file-not-found",
    `The uploaded image ${upload} was discarded.`,
    "Upload the bundle again, then choose Save & Download.",
  );

/** Judges the file as it will be judged when it is fetched, so that what is wrong with it is said before the start. */
function probeFile(ports: Uploaded, upload: string | null, image: string): Probed {
  const file = findFile(ports, upload, image);
  if ("code" in file) return { found: false, fault: file };
  const { sizeBytes, version } = file;
  const arrived = { ...file, bytes: sizeBytes, announcedSize: sizeBytes };
  const wanted = { family: imageFamilySchema.safeParse(image).data ?? null, version: null };
  const wrong = judgeImage(arrived, { ...wanted, publishedSha512: null });
  return wrong === null ? { found: true, sizeBytes, version } : { found: false, fault: wrong };
}

function requireReady({ uploaded }: Uploaded, upload: string): void {
  const row = uploaded.get(upload);
  if (row?.isReady) return;
  const why =
    row === undefined
      ? discarded(upload)
      : fault("conflict", `${upload} is still being checked.`, "Wait until it is, then try again.");
  throw new FaultError({ ...why, fields: { upload: [why.message] } });
}
