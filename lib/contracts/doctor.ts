/**
 * The server doctor: its input (configuration files of an image server, and the image download profile) and its answer
 * (findings line by line, the corrected files, the commands that apply them, and where the log is).
 */
import { z } from "zod";
import { MAX_USER_NAME } from "./profile-fields";

/** The longest file that is examined, in characters. */
export const DOCTOR_CHARACTERS = 64_000;
const DOCTOR_LINES = 3_000;
const DOCTOR_LINE = 4_000;
/** The most files in one examination. */
export const DOCTOR_FILES = 12;

/** What the doctor can read. `listing` and `sockets` are the output of commands, as evidence. */
export const doctorKinds = [
  "tftpd-hpa",
  "tftpd-map",
  "dnsmasq",
  "atftpd",
  "tftpd64",
  "sshd-config",
  "ssh-config",
  "vsftpd",
  "listing",
  "sockets",
] as const;
export type DoctorKind = (typeof doctorKinds)[number];

/** The operating system of the server, which determines commands and log files. */
export const doctorHosts = ["debian", "redhat", "windows"] as const;
export type DoctorHost = (typeof doctorHosts)[number];

/** The protocols of the servers that the doctor knows. */
export const doctorProtocols = ["tftp", "sftp"] as const;
export type DoctorProtocol = (typeof doctorProtocols)[number];

const fileSchema = z.object({
  /** With or without its folder; empty for pasted text. */
  name: z.string().trim().max(255, "A file name can have at most 255 characters.").default(""),
  text: z
    .string()
    .min(1, "The file is empty.")
    .max(DOCTOR_CHARACTERS, "The file is longer than 64,000 characters.")
    .refine((text) => text.split("\n").length <= DOCTOR_LINES, "The file has more than 3,000 lines.")
    .refine(
      (text) => text.split("\n").every((line) => line.length <= DOCTOR_LINE),
      "A line is longer than 4,000 characters.",
    ),
  /** Null: recognized by its name and content. */
  kind: z.enum(doctorKinds).nullable().default(null),
});

/** The fields of the image download profile, and what the doctor can't read from a file. */
export const doctorPurposeSchema = z.object({
  /** The protocol of the profile, which its port is for. */
  protocol: z.enum(doctorProtocols).default("tftp"),
  /** The address of the server in the profile; empty when it is not known. */
  server: z.string().trim().max(100, "An address can have at most 100 characters.").default(""),
  /** The Image Path as typed in the profile; null when it is not known. */
  path: z.string().trim().max(255, "The path can have at most 255 characters.").nullable().default(null),
  /** The port in the profile; null for the protocol's standard port. */
  port: z.int().min(1).max(65535).nullable().default(null),
  /** The user who logs in to the SFTP server; empty when it is not known. */
  userName: z.string().trim().max(MAX_USER_NAME).default(""),
  host: z.enum(doctorHosts).default("debian"),
  /** Whether requests pass a firewall or address translation on their way to the server. */
  behindNat: z.boolean().default(false),
  /** The file in which the operator checks the server's log; empty when it does not matter. */
  logFile: z.string().trim().max(255).default(""),
});
export type DoctorPurpose = z.output<typeof doctorPurposeSchema>;

export const doctorInputSchema = z.object({
  files: z
    .array(fileSchema)
    .min(1, "Paste or choose a file.")
    .max(DOCTOR_FILES, "You can examine at most 12 files at once."),
  purpose: doctorPurposeSchema,
});
export type DoctorInput = z.output<typeof doctorInputSchema>;

/**
 * `error`: prevents images from being served. `warning`: slow, fragile, or insecure. `check`: the files can't show it, and
 * the finding says how to find out. Checks do not affect the verdict.
 */
export type DoctorSeverity = "error" | "warning" | "check";

export type DoctorFinding = {
  /** The id of the rule, as docs/server-doctor.md lists it. */
  rule: string;
  severity: DoctorSeverity;
  /** From 1; null when something is missing from the file. */
  line: number | null;
  /** The line as it is in the file; empty without one. */
  text: string;
  problem: string;
  /** Why it matters for serving images. */
  why: string;
  fix: string;
  /** Commands on the server that fix or check it; empty when the corrected file is the fix. */
  commands: string[];
};

/** One line of a corrected file. */
export type CorrectedLine = { text: string; isChanged: boolean };

export type ExaminedFile = {
  name: string;
  /** Null when the file was not recognized. */
  kind: DoctorKind | null;
  /** The kind in words. */
  label: string;
  /** Sorted by line; findings without a line come first. */
  findings: DoctorFinding[];
  /** Where the corrected file belongs; null for files that are not corrected: evidence, vsftpd.conf and unknown files. */
  place: string | null;
  corrected: CorrectedLine[] | null;
};

/** Commands with a heading, in the order in which they are run. */
export type DoctorCommands = { title: string; lines: string[] };
/** Where a server writes its log. */
export type DoctorLog = { title: string; place: string; command: string; note: string };
/** A value that the image download profile needs with the corrected files. */
export type PageChange = { field: "Image Path" | "Port"; value: string };

export type DoctorVerdict = "clean" | "warnings" | "wrong";

/** The answer of the doctor. */
export type Examination = {
  verdict: DoctorVerdict;
  files: ExaminedFile[];
  pageChanges: PageChange[];
  commands: DoctorCommands[];
  logs: DoctorLog[];
};
