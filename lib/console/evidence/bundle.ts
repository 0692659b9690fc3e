/**
 * The evidence of a run as one zip: facts, logs and recording, with a manifest of SHA-256 that the engine signs. It is made
 * while it is read, so that its size needs no memory.
 */
import "server-only";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { Actor } from "@/lib/contracts/actor";
import type { ChangeRecord } from "@/lib/contracts/change-record";
import { FaultError } from "@/lib/contracts/fault";
import { logSources } from "@/lib/contracts/logs";
import { isOpen } from "@/lib/contracts/runs";
import type { EngineClient } from "@/lib/engine/engine-client";
import { version } from "@/package.json";
import { faultResponse } from "../operate";
import { BundleFiles, type FilePieces, recordingLines, wholeFile } from "./bundle-files";
import { bundleReadme } from "./bundle-readme";
import { earlierCheck } from "./earlier-check";
import { recordMarkdown } from "./record-markdown";

/** What is logged right after the last record. */
const AFTER_MS = 1_000;

/**
 * The bundle as a download. A part that cannot be read ends the file in the middle, which the browser reports.
 * @param now wall milliseconds
 */
export async function evidenceBundle(
  ask: EngineClient["ask"],
  actor: Actor,
  number: number,
  now: number,
): Promise<Response> {
  const record = await ask("runs.record", { number }, actor);
  if (!record.ok) return faultResponse(record.fault);
  // Before anything is sent, so that a key that cannot be used is a refusal and no broken file.
  const signer = await ask("runs.signer", {}, actor);
  if (!signer.ok) return faultResponse(signer.fault);
  const time = timeOf(record.value, now);
  const hasAudit = actor.role === "admin";
  const check = await earlierCheck(ask, actor, record.value);
  const facts = {
    record: record.value,
    signer: signer.value,
    exportedAt: now,
    ...time,
    hasAudit,
    hasCheck: check !== null,
  };
  const files = new BundleFiles(ask, actor, time);
  const recording = async () => {
    const read = await ask("runs.recording", { number }, actor);
    if (!read.ok) throw new FaultError(read.fault);
    return read.value.bytes;
  };
  const sign = async (manifest: string) => {
    const signed = await ask("runs.sign-manifest", { number, manifest }, actor);
    if (!signed.ok) throw new FaultError(signed.fault);
    return signed.value.signature;
  };
  const zip = new SignedZip(now);
  zip.add("readme.txt", () => wholeFile(bundleReadme({ ...facts, exportedBy: actor.name })));
  zip.add("record.md", () => wholeFile(recordMarkdown(record.value)));
  zip.add("record.json", () => wholeFile(jsonFile(record.value)));
  zip.add("run.json", () => wholeFile(jsonFile(runFacts(record.value, { ...time, now, hasAudit, actor }))));
  zip.add("recording.jsonl", async function* () {
    yield* recordingLines(await recording());
  });
  zip.add("recording.bin", async function* () {
    yield await recording();
  });
  zip.add("timeline.jsonl", () => files.timeline());
  zip.add("transfers.jsonl", () => files.transfers());
  for (const source of logSources) zip.add(`logs/${source}.jsonl`, () => files.log(source));
  if (check !== null) zip.add("readiness.json", () => wholeFile(check));
  if (hasAudit) zip.add("audit.jsonl", () => files.audit());
  return new Response(Readable.toWeb(zip.end(sign)) as ReadableStream, {
    headers: {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="run-${number}-evidence.zip"`,
      "cache-control": "no-store",
    },
  });
}

function timeOf(record: ChangeRecord, now: number): { from: number; until: number } {
  const { run, recordedUntil } = record;
  const until = isOpen(run) ? now : Math.max(run.endedAt ?? 0, recordedUntil) + AFTER_MS;
  return { from: run.startedAt, until: Math.ceil(until) };
}

const runFacts = (
  { run, profile, recordedUntil }: ChangeRecord,
  of: { from: number; until: number; now: number; hasAudit: boolean; actor: Actor },
) => ({
  format: 1,
  program: `EWC Upgrade Console ${version}`,
  exportedAt: of.now,
  exportedBy: { name: of.actor.name, role: of.actor.role },
  from: of.from,
  until: of.until,
  recordedUntil,
  hasAudit: of.hasAudit,
  run,
  profile,
});

const jsonFile = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** A zip whose last two files are the manifest of the others, and its signature. */
class SignedZip {
  readonly #zip = new ZipFile();
  readonly #modifiedAt: Date;
  readonly #lines: string[] = [];
  #manifest = "";

  constructor(modifiedAt: number) {
    this.#modifiedAt = new Date(modifiedAt);
  }

  /** The file is made when it is its turn. */
  add(name: string, pieces: () => FilePieces): void {
    const lines = this.#lines;
    this.#addPlain(name, async function* () {
      const hash = createHash("sha256");
      for await (const piece of pieces()) {
        const bytes = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
        hash.update(bytes);
        if (bytes.length > 0) yield bytes;
      }
      lines.push(`${hash.digest("hex")}  ${name}\n`);
    });
  }

  /** @param sign makes the signature of the manifest */
  end(sign: (manifest: string) => Promise<string>): Readable {
    const manifest = () => {
      this.#manifest = this.#lines.join("");
      return this.#manifest;
    };
    const signature = () => sign(this.#manifest);
    this.#addPlain("manifest", function* () {
      yield Buffer.from(manifest());
    });
    this.#addPlain("manifest.sig", async function* () {
      yield Buffer.from(await signature());
    });
    const out = this.#zip.outputStream as Readable;
    this.#zip.on("error", (cause: Error) => void out.destroy(cause));
    this.#zip.end();
    return out;
  }

  #addPlain(name: string, bytes: () => AsyncGenerator<Uint8Array> | Generator<Uint8Array>): void {
    const out = this.#zip.outputStream as Readable;
    const options = { mtime: this.#modifiedAt, compress: !name.endsWith(".bin") };
    this.#zip.addReadStreamLazy(name, options, (done) => {
      const stream = Readable.from(bytes(), { objectMode: false });
      // A file that fails ends the whole archive.
      stream.once("error", (cause) => void out.destroy(cause));
      // A download that is given up stops reading.
      const giveUp = () => void stream.destroy();
      out.once("close", giveUp);
      stream.once("close", () => void out.off("close", giveUp));
      done(null, stream);
    });
  }
}
