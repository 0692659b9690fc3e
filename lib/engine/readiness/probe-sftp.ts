/** Gathers facts about an SFTP server over one login, and a few more for the reads at once. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import { known, unknown } from "@/lib/contracts/readiness/observed";
import type { FileFacts, ProbedImage, ServerFacts, WireFacts } from "@/lib/contracts/readiness/server-facts";
import { hostAndPort } from "@/lib/kit/host-and-port";
import { formatBytes, formatRate } from "@/lib/kit/units";
import { folderCandidates } from "@/lib/readiness/search-names";
import type { OpenedSftp, SftpReader } from "@/lib/servers/sftp/sftp-reader";
import { noFiles } from "./probe-tftp";
import { NOT_ASKED, outcome, type ProbeOrder, type ProbePorts } from "./probe-types";
import { takeImage } from "./probed-image";
import { CONCURRENT_BYTES, ROUND_TRIPS, ServerProbe } from "./server-probe";

/** A login takes computing and several round trips. */
const LOGIN_TIMEOUT_MS = 10_000;
/** The end of a tar archive: two blocks of zeros. */
const END_BYTES = 1024;
const NO_TFTP = "This applies to TFTP servers only.";

export async function probeSftpServer(order: ProbeOrder, ports: ProbePorts): Promise<ServerFacts> {
  return await new SftpProbe(order, ports).run();
}

class SftpProbe extends ServerProbe {
  async run(): Promise<ServerFacts> {
    const { target, parts, signal } = this.order;
    this.notes.step(`Logging in to ${hostAndPort(target.address, target.port)}`);
    const startedAt = performance.now();
    const opened = await this.#open();
    const elapsedMs = performance.now() - startedAt;
    signal.throwIfAborted();
    this.notes.note(`Login as ${target.user ?? ""}`, outcome(opened.ok ? null : opened.fault, "accepted"));
    const wire = this.#wireOf(opened, elapsedMs);
    if (!opened.ok) return this.facts(wire, noFiles(`No login was possible: ${opened.fault.message}`));
    try {
      const files = parts.has("images") ? await this.#files(opened.reader) : noFiles(NOT_ASKED);
      await this.#timeAnswers(wire, opened.reader);
      if (parts.has("concurrency")) await this.#readAtOnce(wire, files);
      return this.facts(wire, files);
    } finally {
      opened.reader.end();
    }
  }

  async #open(): Promise<OpenedSftp> {
    const { target, password, pinnedHostKey, signal } = this.order;
    const opened = await this.ports.openSftp({
      server: target.address,
      port: target.port,
      user: target.user ?? "",
      password,
      expectedHostKey: pinnedHostKey,
      timeoutMs: LOGIN_TIMEOUT_MS,
      signal,
    });
    this.notes.count();
    return opened;
  }

  #wireOf(opened: OpenedSftp, elapsedMs: number): WireFacts {
    const cause = opened.ok ? null : opened.fault;
    // Whoever sent a host key has answered.
    const hasAnswered = opened.hostKey !== null || cause === null || cause.code === "authentication-failed";
    const isLoginFault = hasAnswered && cause?.code !== "host-key-changed";
    return {
      answer: known({ fault: hasAnswered ? null : cause, neighborRefused: null, elapsedMs }),
      smallTransfer: unknown(NO_TFTP),
      roundTripsMs: unknown("No login was possible."),
      loss: unknown(NO_TFTP),
      negotiation: unknown(NO_TFTP),
      rollover: unknown(NO_TFTP),
      concurrency: unknown(NOT_ASKED),
      hostKey:
        opened.hostKey === null
          ? unknown("The server presented no host key.")
          : known({ presented: opened.hostKey, pinned: this.order.pinnedHostKey }),
      login: isLoginFault
        ? known({ fault: cause })
        : unknown(cause === null ? NOT_ASKED : `The password was not sent: ${cause.message}`),
    };
  }

  async #timeAnswers(wire: WireFacts, reader: SftpReader): Promise<void> {
    this.notes.step("Timing answers");
    const times: number[] = [];
    for (let i = 0; i < ROUND_TRIPS; i++) {
      const time = await reader.roundTripMs();
      this.notes.count();
      if (time !== null) times.push(time);
    }
    wire.roundTripsMs = known(times);
  }

  async #files(reader: SftpReader): Promise<FileFacts> {
    this.notes.step(`Listing ${this.folder === "" ? "/" : this.folder}`);
    const folder = await this.#findFolder(reader);
    const images: Record<string, ProbedImage> = {};
    for (const name of [...this.order.neededImages, CONTROLLER_IMAGE])
      images[name] = await this.#readImage(reader, folder.path, name);
    const names = folder.names;
    const missing = Object.values(images).filter(({ fault: why }) => why?.code === "file-not-found");
    const all = missing.length === Object.keys(images).length;
    const otherCase = missing.flatMap(({ name }) => {
      const there = names?.find((entry) => entry !== name && entry.toLowerCase() === name.toLowerCase());
      return there === undefined ? [] : [[name, there] as const];
    });
    return {
      images: known(images),
      listing: names === null ? unknown(folder.why) : known(names),
      zips: known((missing.length === 0 ? [] : (names ?? [])).filter((entry) => /\.zip$/i.test(entry))),
      otherFolders: known(all ? await this.#otherFolders(reader, missing[0]?.name ?? CONTROLLER_IMAGE) : []),
      otherCase: known(Object.fromEntries(otherCase)),
      ignoresCase: unknown("It was not needed: the server lists its folders."),
    };
  }

  /** The folder from the user's home or, as the controller does it, from the server's root. */
  async #findFolder(reader: SftpReader): Promise<{ path: string; names: string[] | null; why: string }> {
    let why = "";
    for (const path of this.folder === "" ? ["."] : [this.folder, `/${this.folder}`]) {
      const listed = await reader.list(path);
      this.notes.count();
      const isListed = Array.isArray(listed);
      this.notes.note(`Listing of ${path}`, isListed ? `${listed.length} entries` : listed.message);
      if (isListed) return { path, names: listed.map(({ name }) => name), why: "" };
      why = listed.message;
      // A folder that may not be listed is there.
      if (listed.code !== "file-not-found") return { path, names: null, why };
    }
    return { path: this.folder, names: null, why };
  }

  async #readImage(reader: SftpReader, folder: string, name: string): Promise<ProbedImage> {
    this.notes.step(`Reading ${name}`);
    const path = folder === "." ? name : `${folder}/${name}`;
    const taker = takeImage(name);
    const sample = await reader.read(path, {
      ...this.imageLimits(),
      onPiece: (piece) => {
        this.notes.moved(piece.length);
        taker.onPiece(piece);
      },
    });
    this.order.signal.throwIfAborted();
    this.notes.count();
    this.notes.note(
      `Read of ${path}`,
      outcome(sample.fault, `${formatBytes(sample.bytes)}${sample.isWhole ? ", whole" : ""}`),
    );
    const isCut = sample.fault === null && !sample.isWhole && sample.sizeBytes !== null;
    const end = isCut ? await reader.lastBytes(path, sample.sizeBytes ?? 0, END_BYTES) : null;
    const endsRight = end === null ? null : end.every((byte) => byte === 0);
    const image = taker.facts(sample, path, true, endsRight);
    if (image.bytesPerSecond !== null) this.notes.note(`Rate of ${name}`, formatRate(image.bytesPerSecond));
    return image;
  }

  async #otherFolders(reader: SftpReader, image: string): Promise<string[]> {
    this.notes.step("Looking for the folder");
    const found: string[] = [];
    for (const folder of folderCandidates(this.order.target.path)) {
      const listed = await reader.list(folder === "" ? "." : folder);
      this.notes.count();
      if (Array.isArray(listed) && listed.some(({ name }) => name === image)) found.push(folder);
    }
    return found;
  }

  /** Each client of an SFTP server has a connection of its own. */
  async #readAtOnce(wire: WireFacts, files: FileFacts): Promise<void> {
    const readable = files.images.known
      ? Object.values(files.images.value).find(({ read, fault: why }) => why === null && read !== null)
      : undefined;
    const asked = this.order.limits.readsAtOnce;
    this.notes.step(`Opening ${asked} simultaneous connections`);
    const opened = await Promise.all(Array.from({ length: asked }, () => this.#open()));
    const faults = await Promise.all(
      opened.map(async (one): Promise<Fault | null> => {
        if (!one.ok) return one.fault;
        if (readable?.read == null) return null;
        const sample = await one.reader.read(readable.read.path, {
          limitBytes: CONCURRENT_BYTES,
          limitMs: LOGIN_TIMEOUT_MS,
        });
        this.notes.count();
        return sample.fault;
      }),
    );
    for (const one of opened) if (one.ok) one.reader.end();
    const refused = faults.filter((why) => why !== null);
    wire.concurrency = known({ asked, succeeded: asked - refused.length, fault: refused[0] ?? null });
    this.notes.note(`${asked} simultaneous connections`, outcome(refused[0] ?? null, "all accepted"));
  }
}
