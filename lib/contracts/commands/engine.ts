/** Commands about the engine itself. */
import { z } from "zod";
import type { Health } from "../health";
import type { MetricSample } from "../metrics";
import { defineCommand } from "./define-command";

export type EngineInfo = {
  epoch: string;
  /** Wall milliseconds. */
  startedAt: number;
  /** Bytes of resident memory of the whole process. */
  rssBytes: number;
  /** Free bytes on the disk that holds DATA_DIR. */
  diskFreeBytes: number;
  dataDir: string;
  /** Where an upload is staged before `images.import`. */
  uploadDir: string;
  /** Empty while a server does not listen. */
  addresses: { tftp: string; sftp: string; catalog: string; cli: string };
};

/** The certificate of the web console with its key, PEM. Only the web server gets it. */
export type WebCertificate = {
  key: string;
  /** With those that lead to its authority. */
  certificate: string;
  /** The fingerprint that browsers show: pairs of hexadecimal digits. */
  sha256: string;
  /** Wall milliseconds. */
  expiresAt: number;
  /** Whether this installation's own authority signed it. */
  isSelfSigned: boolean;
};

export const engineCommands = {
  "engine.info": defineCommand<EngineInfo>()({
    input: z.object({}),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "engine.readiness": defineCommand<Health>()({
    input: z.object({}),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  /** Reads the certificate of the web console again; null when it speaks HTTP. */
  "engine.web-certificate": defineCommand<{ certificate: WebCertificate | null }>()({
    input: z.object({}),
    role: "admin",
    via: "program",
    kind: "query",
  }),
  /** The metrics of the engine; those of the whole process are added where they are printed. */
  "engine.metrics": defineCommand<MetricSample[]>()({
    input: z.object({}),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
};
