/** Fetches and probes over SFTP: with a login, and only from a server whose host key is the pinned one. */
import { type Fault, fault } from "@/lib/contracts/fault";
import type { TransferSettings } from "@/lib/contracts/lab";
import { sftpContract } from "@/lib/contracts/modes/sftp";
import { imagePathOf, placeOfProfile } from "@/lib/contracts/profile";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import type { SftpPeer } from "@/lib/servers/sftp/sftp-client";
import { reachableAddress } from "../addresses";
import type { DownloadContext, SourceOf } from "../context";
import {
  passwordFor,
  passwordIn,
  reboundPassword,
  sealPassword,
  UNREADABLE_PASSWORD,
} from "../profile-password";
import type { ModeSource, Probed } from "./mode-source";

/** A login takes more round trips and computing than the answer to one read request. */
const PREVIEW_LOGIN_TIMEOUT_MS = 10_000;

export const sftpSource: ModeSource<"sftp"> = {
  async fetch(
    context,
    source,
    { localAddress, signal, link: _, image: __, version: ___, onPublishedDigest: ____, onBound, ...request },
  ) {
    const { ports, knownHosts } = context;
    const peer = peerOf(context, source, wholePatienceMs(ports.settings().transfer));
    if ("code" in peer) return { ok: false, fault: peer };
    // The fetch stops at once when the server presents another host key, whatever it sends.
    const wrongKey = new AbortController();
    let keyFault: Fault | null = null;
    const result = await ports.sftp.fetch({
      ...peer,
      ...request,
      ...(localAddress !== undefined && { localAddress }),
      alsoFromRoot: true,
      signal: AbortSignal.any([signal, wrongKey.signal]),
      onBound: ({ address, port, hostKey }) => {
        keyFault = knownHosts.check(peer.server, peer.port, hostKey);
        if (keyFault !== null) wrongKey.abort();
        else onBound(address, port);
      },
    });
    if (result.hostKey !== null) keyFault ??= knownHosts.check(peer.server, peer.port, result.hostKey);
    return keyFault === null ? result : { ok: false, fault: keyFault };
  },

  async probe(context, source, { images, localAddress, patience, onAnswer }) {
    const answers = await probeAll(
      context,
      source,
      images,
      patience.timeoutMs * patience.tries,
      localAddress,
    );
    for (const [i, image] of images.entries()) {
      const answer = Array.isArray(answers) ? answers[i] : { found: false as const, fault: answers };
      if (!onAnswer(image, answer ?? { found: false, fault: fault("protocol-error") })) return;
    }
  },

  previewPatience: (transfer) => ({
    timeoutMs: Math.min(PREVIEW_LOGIN_TIMEOUT_MS, wholePatienceMs(transfer)),
    tries: 1,
    atOnce: 1,
  }),

  seal(context, order, kept) {
    const { ports, servers } = context;
    const own = servers.isOurs(placeOfProfile(order)) ? ports.ownSftp()?.passwordOf(order.userName) : null;
    const password = passwordFor(ports.secrets, order, kept, own);
    return {
      profile: sftpContract.hideSecrets(order, true),
      sealedPassword: sealPassword(ports.secrets, order, password),
    };
  },

  restore({ secrets }, stored) {
    const sealedPassword = reboundPassword(secrets, stored);
    const passwordStored = passwordIn(secrets, { ...stored, sealedPassword }) !== null;
    return { profile: { ...stored.profile, passwordStored }, sealedPassword };
  },

  suggest({ ownSftp }, newest) {
    const own = ownSftp();
    const [userName] = own?.usersWithGeneratedPassword() ?? [];
    if (own === null || newest === null || userName === undefined) return null;
    const place = { imageServer: reachableAddress(own.address), imagePath: foldImagePath(newest.name) };
    return { mode: "sftp", ...place, servicePort: null, parallelMode: false, userName, passwordStored: true };
  },

  visibleRoot: ({ ownSftp }, userName) => ownSftp()?.homeOf(userName ?? "") ?? null,

  transferDetails: ({ userName }) => ({ protocol: "sftp", user: userName }),
};

/** One answer per image, or the one fault for which no image could be asked for. */
async function probeAll(
  context: DownloadContext,
  source: SourceOf<"sftp">,
  images: readonly string[],
  timeoutMs: number,
  localAddress: string | undefined,
): Promise<Probed[] | Fault> {
  const { ports, knownHosts } = context;
  const peer = peerOf(context, source, timeoutMs);
  if ("code" in peer) return peer;
  const paths = images.map((image) => imagePathOf(source.profile, image));
  const from = localAddress === undefined ? {} : { localAddress };
  const answer = await ports.sftp.probe({ ...peer, ...from, alsoFromRoot: true, paths });
  const keyFault = answer.hostKey ? knownHosts.check(peer.server, peer.port, answer.hostKey) : null;
  if (keyFault !== null) return keyFault;
  if (!answer.ok) return answer.fault;
  return answer.files.map((file) =>
    file.found && file.isFolder
      ? { found: false, fault: fault("file-not-found", `${file.path} is a folder, not a file.`) }
      : file,
  );
}

/** How long a silent server is waited for, as in TFTP mode: all repetitions of a request together. */
const wholePatienceMs = ({ timeoutSeconds, retries }: TransferSettings): number =>
  timeoutSeconds * 1000 * Math.max(1, retries);

/** The server with the login; a fault when the stored password cannot be decrypted. */
function peerOf(
  { ports, servers, knownHosts }: DownloadContext,
  source: SourceOf<"sftp">,
  timeoutMs: number,
): Omit<SftpPeer, "localAddress" | "signal" | "privateKey"> | Fault {
  const { profile } = source;
  const password = passwordIn(ports.secrets, source);
  if (password === null) return UNREADABLE_PASSWORD;
  const port = servers.port(placeOfProfile(profile));
  return {
    server: profile.imageServer,
    port,
    user: profile.userName,
    password,
    expectedHostKey: knownHosts.pinned(profile.imageServer, port),
    timeoutMs,
  };
}
