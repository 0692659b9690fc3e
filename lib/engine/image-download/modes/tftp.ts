/** Fetches and probes over TFTP. */
import { imagePathOf, placeOfProfile } from "@/lib/contracts/profile";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import { reachableAddress } from "../addresses";
import type { ModeSource } from "./mode-source";

/** Eight families and the controller image: all probes of a preview run at once. */
const PREVIEW_PROBES_AT_ONCE = 9;
/** A person waits for the preview, so a silent server is given up on sooner than in a fetch. */
const PREVIEW_TIMEOUT_MS = 2000;
const PREVIEW_TRIES = 2;

export const tftpSource: ModeSource<"tftp"> = {
  fetch(
    { ports, servers },
    { profile },
    { path, localAddress, image: _, version: __, onPublishedDigest: ___, ...request },
  ) {
    const { transfer } = ports.settings();
    return ports.tftp.fetch({
      ...request,
      server: profile.imageServer,
      port: servers.port(placeOfProfile(profile)),
      path,
      ...(localAddress !== undefined && { localAddress }),
      blockSize: transfer.blockSize,
      windowSize: transfer.windowSize,
      timeoutMs: transfer.timeoutSeconds * 1000,
      retries: transfer.retries,
    });
  },

  async probe({ ports, servers }, { profile }, { images, localAddress, patience, onAnswer }) {
    const queue = [...images];
    const probeNext = async () => {
      for (let image = queue.shift(); image !== undefined; image = queue.shift()) {
        const answer = await ports.tftp.probe({
          server: profile.imageServer,
          port: servers.port(placeOfProfile(profile)),
          path: imagePathOf(profile, image),
          ...(localAddress !== undefined && { localAddress }),
          timeoutMs: patience.timeoutMs,
          retries: patience.tries,
        });
        if (!onAnswer(image, answer)) return;
      }
    };
    await Promise.all(Array.from({ length: patience.atOnce }, probeNext));
  },

  previewPatience: ({ timeoutSeconds, retries }) => ({
    timeoutMs: Math.min(PREVIEW_TIMEOUT_MS, timeoutSeconds * 1000),
    tries: Math.min(PREVIEW_TRIES, Math.max(1, retries)),
    atOnce: PREVIEW_PROBES_AT_ONCE,
  }),

  seal: (_context, order) => ({ profile: order, sealedPassword: null }),

  restore: (_ports, { profile }) => ({ profile, sealedPassword: null }),

  suggest({ ownServer }, newest) {
    const own = ownServer("tftp");
    if (own === null || newest === null) return null;
    const place = { imageServer: reachableAddress(own.address), imagePath: foldImagePath(newest.name) };
    return { mode: "tftp", ...place, servicePort: null, parallelMode: false };
  },

  // A TFTP server has one root for everybody: that of the repository, or a folder in it.
  visibleRoot: ({ ownServer }) => ownServer("tftp")?.rootFolder ?? "",

  transferDetails: (_profile, { blockSize, windowSize, timeoutSeconds }) => ({
    protocol: "tftp",
    options: { blockSize, windowSize, timeoutMs: timeoutSeconds * 1000 },
  }),
};
