/**
 * Where images come from: the server that a profile names, asked over the profile's protocol. Above this file a fetch
 * and the question "which of these are there" are the same for TFTP and SFTP. The password leaves its seal only here.
 */
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { type Profile, type ProfileOrder, type SftpProfile, shownProfile } from "@/lib/contracts/profile";
import type { DatagramLink } from "@/lib/servers/datagram-link";
import type { SftpPeer } from "@/lib/servers/sftp/sftp-client";
import type { ImageSource, SimulationState } from "../simulation/simulation-state";
import { sourceAddress } from "./addresses";

/** What a sealed password of a profile is for. */
export const PASSWORD_PURPOSE = "image-download-profile";

export type SourceFetch = {
  path: string;
  /** Where to connect from; undefined: the system chooses. */
  localAddress: string | undefined;
  signal: AbortSignal;
  /** TFTP: what the datagrams come over. */
  link?: DatagramLink | undefined;
  sink(piece: Uint8Array): void;
  onBound(address: string, port: number): void;
  onAnnounced(sizeBytes: number | null): void;
  onProgress(bytes: number): void;
};
export type SourceFetched =
  | { ok: true; bytes: number; announcedSize: number | null; localAddress: string; localPort: number }
  | { ok: false; fault: Fault };
export type Probed = { found: true; sizeBytes: number | null } | { found: false; fault: Fault };
/** How long a question may stay without an answer, and how many are asked at once where each is a request of its own. */
export type Patience = { timeoutMs: number; tries: number; atOnce: number };

/** As a read request, or an open, names an image. */
export const imagePathOf = (profile: Pick<Profile, "imagePath">, image: string): string =>
  profile.imagePath === "" ? image : `${profile.imagePath}/${image}`;

/**
 * What is to be stored of a profile that came in. An empty password means the one that is stored, or the one that this
 * program made for that user of its own server.
 * @throws FaultError `bad-input` when there is none
 */
export function sourceOf(simulation: SimulationState, order: ProfileOrder): ImageSource {
  if (order.mode === "tftp") return { profile: order, sealedPassword: null };
  const password = order.password || keptPassword(simulation) || ownPassword(simulation, order);
  if (!password) {
    const sentence = "Enter the password of the user on the server.";
    throw new FaultError({ ...fault("bad-input", sentence), fields: { password: [sentence] } });
  }
  const sealedPassword = simulation.ports.secrets.seal(password, PASSWORD_PURPOSE);
  return { profile: shownProfile(order, true), sealedPassword };
}

/** The password of the saved profile in clear, to be used on the operator's behalf; null without one. */
export function keptPassword(simulation: SimulationState): string | null {
  const sealed = simulation.saved?.sealedPassword ?? null;
  return sealed === null ? null : simulation.ports.secrets.unseal(sealed, PASSWORD_PURPOSE);
}

function ownPassword(
  simulation: SimulationState,
  order: Extract<ProfileOrder, { mode: "sftp" }>,
): string | null {
  return simulation.servers.isOurs(order)
    ? (simulation.ports.ownSftp()?.passwordOf(order.userName) ?? null)
    : null;
}

/** Brings one file. Never rejects. */
export async function fetchFrom(
  simulation: SimulationState,
  { profile, sealedPassword }: ImageSource,
  request: SourceFetch,
): Promise<SourceFetched> {
  const { lab, ports } = simulation;
  const { path, localAddress, signal, link, sink, onBound, onAnnounced, onProgress } = request;
  const from = localAddress === undefined ? {} : { localAddress };
  const common = { path, ...from, sink, onAnnounced, onProgress };
  if (profile.mode === "tftp") {
    return await ports.tftp.fetch({
      server: profile.imageServer,
      port: simulation.servers.port(profile),
      ...common,
      blockSize: lab.transfer.blockSize,
      windowSize: lab.transfer.windowSize,
      timeoutMs: lab.transfer.timeoutSeconds * 1000,
      retries: lab.transfer.retries,
      signal,
      link,
      onBound,
    });
  }
  // A server that is not who it was is left at once, whatever it sends.
  const stranger = new AbortController();
  let strange: Fault | null = null;
  const peer = sftpPeer(simulation, profile, sealedPassword, patienceMs(simulation));
  if ("code" in peer) return { ok: false, fault: peer };
  const result = await ports.sftp.fetch({
    ...peer,
    ...common,
    alsoFromRoot: true,
    signal: AbortSignal.any([signal, stranger.signal]),
    onBound: ({ address, port, hostKey }) => {
      strange = simulation.knownHosts.shown(peer.server, peer.port, hostKey);
      if (strange !== null) stranger.abort();
      else onBound(address, port);
    },
  });
  if (result.hostKey !== null)
    strange ??= simulation.knownHosts.shown(peer.server, peer.port, result.hostKey);
  if (strange !== null) return { ok: false, fault: strange };
  return result;
}

/**
 * Asks for each image whether it is there and how large; over SFTP in one session. Never rejects.
 * @param onAnswer false: the other answers are not needed
 */
export async function probeSource(
  simulation: SimulationState,
  source: ImageSource,
  images: readonly string[],
  patience: Patience,
  onAnswer: (image: string, answer: Probed) => boolean,
): Promise<void> {
  const { imageServer, mode } = source.profile;
  const localAddress = sourceAddress(simulation.lab.controller.ip, imageServer);
  const from = localAddress === undefined ? {} : { localAddress };
  if (mode === "sftp") {
    const answers = await probeSftp(simulation, source, images, patience.timeoutMs * patience.tries, from);
    for (const [i, image] of images.entries()) {
      const answer = Array.isArray(answers) ? answers[i] : { found: false as const, fault: answers };
      if (!onAnswer(image, answer ?? { found: false, fault: fault("protocol-error") })) return;
    }
    return;
  }
  const queue = [...images];
  const ask = async () => {
    for (let image = queue.shift(); image !== undefined; image = queue.shift()) {
      const answer = await simulation.ports.tftp.probe({
        server: imageServer,
        port: simulation.servers.port(source.profile),
        path: imagePathOf(source.profile, image),
        ...from,
        timeoutMs: patience.timeoutMs,
        retries: patience.tries,
      });
      if (!onAnswer(image, answer)) return;
    }
  };
  await Promise.all(Array.from({ length: patience.atOnce }, ask));
}

/** One answer per image; one fault when the server could not be asked at all. */
async function probeSftp(
  simulation: SimulationState,
  { profile, sealedPassword }: ImageSource,
  images: readonly string[],
  timeoutMs: number,
  from: { localAddress?: string },
): Promise<Probed[] | Fault> {
  if (profile.mode !== "sftp") return fault("internal");
  const peer = sftpPeer(simulation, profile, sealedPassword, timeoutMs);
  if ("code" in peer) return peer;
  const paths = images.map((image) => imagePathOf(profile, image));
  const answer = await simulation.ports.sftp.probe({ ...peer, ...from, alsoFromRoot: true, paths });
  const strange = answer.hostKey ? simulation.knownHosts.shown(peer.server, peer.port, answer.hostKey) : null;
  if (strange !== null) return strange;
  if (!answer.ok) return answer.fault;
  return answer.files.map((file) =>
    file.found && file.isFolder ? { found: false, fault: isFolder(file.path) } : file,
  );
}

const isFolder = (path: string): Fault => fault("file-not-found", `${path} is a folder, not a file.`);

/** The whole patience with a server that is silent, as with TFTP: every repetition of a request together. */
const patienceMs = ({ lab: { transfer } }: SimulationState): number =>
  transfer.timeoutSeconds * 1000 * Math.max(1, transfer.retries);

type Login = Omit<SftpPeer, "localAddress" | "signal" | "privateKey">;

function sftpPeer(
  simulation: SimulationState,
  profile: SftpProfile,
  sealedPassword: string | null,
  timeoutMs: number,
): Login | Fault {
  const password =
    sealedPassword === null ? null : simulation.ports.secrets.unseal(sealedPassword, PASSWORD_PURPOSE);
  if (password === null)
    return fault(
      "authentication-failed",
      "The stored password cannot be read any more.",
      "Type the password again and choose Save.",
    );
  const port = simulation.servers.port(profile);
  return {
    server: profile.imageServer,
    port,
    user: profile.userName,
    password,
    expectedHostKey: simulation.knownHosts.pinned(profile.imageServer, port),
    timeoutMs,
  };
}
