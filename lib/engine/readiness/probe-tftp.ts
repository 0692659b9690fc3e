/** Gathers facts about a TFTP server: politely, with few requests at a time, and within limits of bytes and time. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import { known, unknown } from "@/lib/contracts/readiness/observed";
import type { FileFacts, ProbedImage, ServerFacts, WireFacts } from "@/lib/contracts/readiness/server-facts";
import { hostAndPort } from "@/lib/kit/host-and-port";
import { formatBytes, formatRate } from "@/lib/kit/units";
import { folderCandidates, zipCandidates } from "@/lib/readiness/search-names";
import type { TftpSample, TftpSampleRequest } from "@/lib/servers/tftp/tftp-sample";
import { NOT_ASKED, outcome, PATIENCE, type ProbeOrder, type ProbePorts } from "./probe-types";
import { takeImage } from "./probed-image";
import { CONCURRENT_BYTES, ROUND_TRIPS, ServerProbe } from "./server-probe";

/** Fits into an Ethernet frame, as access points ask for. */
const BLOCK_BYTES = 1428;
const SMALL_FILE = "readme.txt";
const SMALL_BYTES = 65_536;
const LAST_BLOCK = 65_535;
/** Shorter than the patience with a single request. */
const HOLD_MS = 1_500;
const NEIGHBOR_WAIT_MS = 1_000;

const NO_SFTP = "TFTP has no login and no host key.";

export async function probeTftpServer(order: ProbeOrder, ports: ProbePorts): Promise<ServerFacts> {
  return await new TftpProbe(order, ports).run();
}

class TftpProbe extends ServerProbe {
  readonly #samples: TftpSample[] = [];

  async run(): Promise<ServerFacts> {
    const { target, parts } = this.order;
    this.notes.step(`Asking ${hostAndPort(target.address, target.port)}`);
    const small = await this.#firstSample();
    const { code } = small.fault ?? {};
    const isSilent = code === "timed-out" || code === "connection-refused" || code === "network-unreachable";
    const wire: WireFacts = {
      answer: known({
        fault: isSilent ? small.fault : null,
        neighborRefused: code === "timed-out" ? await this.#neighborRefuses() : null,
        elapsedMs: small.answerMs ?? small.elapsedMs,
      }),
      smallTransfer: unknown("The server does not answer."),
      roundTripsMs: unknown("The server does not answer."),
      loss: unknown("No image was read."),
      negotiation: unknown("No file could be opened."),
      rollover: unknown("No read went beyond block 65,535."),
      concurrency: unknown(NOT_ASKED),
      hostKey: unknown(NO_SFTP),
      login: unknown(NO_SFTP),
    };
    if (isSilent) return this.facts(wire, noFiles("The server does not answer."));
    const images = parts.has("images") ? await this.#readImages() : await this.#findOneImage();
    const readable = Object.values(images).find(({ fault }) => fault === null);
    await this.#fillReach(wire, small, readable);
    if (parts.has("concurrency")) await this.#readAtOnce(wire, readable);
    this.#fillRollover(wire);
    return this.facts(wire, parts.has("images") ? await this.#files(images) : noFiles(NOT_ASKED));
  }

  /** Some servers are silent about a file that they do not have, so that a second one is asked for. */
  async #firstSample(): Promise<TftpSample> {
    const small = await this.#sample(this.#path(SMALL_FILE), { limitBytes: SMALL_BYTES });
    if (small.fault?.code !== "timed-out") return small;
    const [image = CONTROLLER_IMAGE] = this.order.neededImages;
    const other = await this.#sample(this.#path(image), { limitBytes: SMALL_BYTES });
    // Of this image: the small file stays unread.
    return other.fault === null ? { ...other, fault: fault("file-not-found") } : small;
  }

  #path(name: string, folder = this.folder): string {
    return folder === "" ? name : `${folder}/${name}`;
  }

  async #sample(path: string, options: Partial<TftpSampleRequest> = {}): Promise<TftpSample> {
    const { target, signal } = this.order;
    const sample = await this.ports.sampleTftp({
      server: target.address,
      port: target.port,
      path,
      ...PATIENCE,
      signal,
      blockSize: BLOCK_BYTES,
      windowSize: 1,
      limitBytes: 1,
      limitMs: Number.POSITIVE_INFINITY,
      ...options,
      onPiece: (piece) => {
        this.notes.moved(piece.length);
        options.onPiece?.(piece);
      },
    });
    signal.throwIfAborted();
    this.notes.count();
    const came = `${formatBytes(sample.bytes)}${sample.isWhole ? ", whole" : ""}, blocks of ${sample.blockSize} bytes from port ${sample.dataPort}`;
    this.notes.note(`Read of ${path}`, outcome(sample.fault, came));
    return sample;
  }

  async #neighborRefuses(): Promise<boolean> {
    const { address } = this.order.target;
    const refused = await this.ports.refusesClosedPort(address, NEIGHBOR_WAIT_MS);
    this.notes.note(
      `A packet to an unused port of ${address}`,
      refused ? "refused, so the host is reachable" : "no answer",
    );
    return refused;
  }

  async #readImages(): Promise<Record<string, ProbedImage>> {
    const { neededImages } = this.order;
    const images: Record<string, ProbedImage> = {};
    for (const name of [...neededImages, CONTROLLER_IMAGE]) {
      this.notes.step(`Reading ${name}`);
      const taker = takeImage(name);
      const sample = await this.#sample(this.#path(name), {
        ...this.imageLimits(),
        onPiece: (piece) => taker.onPiece(piece),
      });
      this.#samples.push(sample);
      const image = taker.facts({ ...sample, sizeBytes: sample.announcedSize }, this.#path(name), true);
      images[name] = image;
      if (image.bytesPerSecond !== null) this.notes.note(`Rate of ${name}`, formatRate(image.bytesPerSecond));
    }
    return images;
  }

  /** An image to try the wire with, when the images themselves are not asked about. */
  async #findOneImage(): Promise<Record<string, ProbedImage>> {
    for (const name of [...this.order.neededImages, CONTROLLER_IMAGE]) {
      const taker = takeImage(name);
      const sample = await this.#sample(this.#path(name), { onPiece: taker.onPiece });
      const image = taker.facts({ ...sample, sizeBytes: sample.announcedSize }, this.#path(name), true);
      if (image.fault === null) return { [name]: image };
    }
    return {};
  }

  async #fillReach(wire: WireFacts, small: TftpSample, readable: ProbedImage | undefined): Promise<void> {
    this.notes.step("Timing answers");
    let tried = small;
    let path = this.#path(SMALL_FILE);
    if (small.fault !== null && readable !== undefined) {
      path = this.#path(readable.name);
      tried = await this.#sample(path, { limitBytes: SMALL_BYTES });
    } else if (small.fault !== null) {
      // Every image broke off: what the first one did tells why.
      tried = this.#samples.find(({ fault }) => fault?.code === "server-gone") ?? small;
    }
    const { bytes, isWhole, elapsedMs, fault } = tried;
    wire.smallTransfer = known({ path, bytes, isWhole, elapsedMs, fault });
    if (tried.dataPort !== 0 && tried.answerMs !== null) {
      wire.negotiation = known({
        askedBlockSize: BLOCK_BYTES,
        blockSize: tried.blockSize,
        askedWindowSize: 1,
        windowSize: tried.windowSize,
        announcesSize: tried.announcedSize !== null,
        dataPort: tried.dataPort,
      });
    }
    const times: number[] = [];
    for (let i = 0; i < ROUND_TRIPS; i++) {
      const { answerMs, fault: refused, elapsedMs: whole } = await this.#sample(path);
      // A refusal is an answer, too.
      if (answerMs !== null) times.push(answerMs);
      else if (refused?.code === "file-not-found" || refused?.code === "access-violation") times.push(whole);
    }
    wire.roundTripsMs = known(times);
    const blocks = this.#samples.map(({ bytes: came, blockSize }) => Math.ceil(came / blockSize));
    if (this.#samples.length > 0)
      wire.loss = known({
        packets: sum(blocks),
        retransmissions: sum(this.#samples.map(({ retransmissions }) => retransmissions)),
        duplicates: sum(this.#samples.map(({ duplicates }) => duplicates)),
      });
  }

  async #readAtOnce(wire: WireFacts, readable: ProbedImage | undefined): Promise<void> {
    if (readable === undefined) {
      wire.concurrency = unknown("No image can be read.");
      return;
    }
    const asked = this.order.limits.readsAtOnce;
    const path = this.#path(readable.name);
    this.notes.step(`Reading ${path} ${asked} times simultaneously`);
    // All stay open until all are answered: a server that serves some after others would not be found out otherwise.
    let answered = 0;
    let release: () => void = () => undefined;
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const timer = setTimeout(() => release(), HOLD_MS);
    const onAnswered = () => {
      if (++answered === asked) release();
    };
    const samples = await Promise.all(
      Array.from({ length: asked }, () =>
        // A request that is repeated later may find a free place, so each is sent once.
        this.#sample(path, { retries: 1, blockSize: 512, limitBytes: CONCURRENT_BYTES, hold, onAnswered }),
      ),
    );
    clearTimeout(timer);
    const refused = samples.filter(({ fault: why, answerMs }) => why !== null || (answerMs ?? 0) >= HOLD_MS);
    const late = fault("timed-out", "Some reads were answered only after others had ended.");
    wire.concurrency = known({
      asked,
      succeeded: asked - refused.length,
      fault: refused.length === 0 ? null : (refused.find(({ fault: why }) => why !== null)?.fault ?? late),
    });
  }

  #fillRollover(wire: WireFacts): void {
    const blocksOf = ({ bytes, blockSize }: TftpSample) => Math.ceil(bytes / blockSize);
    const longest = this.#samples.toSorted((a, b) => blocksOf(b) - blocksOf(a))[0];
    if (longest === undefined || blocksOf(longest) < LAST_BLOCK) return;
    const { blockSize, fault } = longest;
    if (fault === null && blocksOf(longest) === LAST_BLOCK) return;
    wire.rollover = known({ blockSize, blocks: blocksOf(longest), fault });
  }

  async #files(images: Record<string, ProbedImage>): Promise<FileFacts> {
    this.notes.step("Looking for missing files");
    const missing = Object.values(images).filter(({ fault }) => fault?.code === "file-not-found");
    const found = Object.values(images).find(({ fault }) => fault === null);
    const zips = missing.length === 0 ? [] : await this.#existing(zipCandidates(this.order.target.path));
    const [first] = missing;
    const others =
      first === undefined || found !== undefined
        ? []
        : (
            await this.#existing(
              folderCandidates(this.order.target.path).map((folder) => this.#path(first.name, folder)),
            )
          ).map((path) => path.slice(0, -first.name.length).replace(/\/$/, ""));
    const otherCase: Record<string, string> = {};
    for (const { name } of missing.slice(0, 3)) {
      const upper = name.toUpperCase();
      if ((await this.#existing([this.#path(upper)])).length > 0) otherCase[name] = upper;
    }
    const ignoresCase =
      found === undefined ? null : (await this.#existing([this.#path(found.name.toUpperCase())])).length > 0;
    return {
      images: known(images),
      listing: unknown("TFTP servers cannot list folders."),
      zips: known(zips),
      otherFolders: known(others),
      otherCase: known(otherCase),
      ignoresCase: ignoresCase === null ? unknown("No image was found.") : known(ignoresCase),
    };
  }

  /** Those of the paths that the server has. */
  async #existing(paths: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const path of paths) if ((await this.#sample(path)).fault === null) found.push(path);
    return found;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const noFiles = (reason: string): FileFacts => ({
  images: unknown(reason),
  listing: unknown(reason),
  zips: unknown(reason),
  otherFolders: unknown(reason),
  otherCase: unknown(reason),
  ignoresCase: unknown(reason),
});
