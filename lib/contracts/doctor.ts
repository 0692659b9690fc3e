/**
 * The server doctor: what it is given (configuration files of an image server, and what the images are for) and what it
 * answers: findings line by line, the corrected files, the commands that apply them, and where the log is.
 */
import { z } from "zod";
import { MAX_USER_NAME } from "./profile-fields";

/** The longest file that is examined, in characters. */
export const DOCTOR_CHARACTERS = 64_000;
const DOCTOR_LINES = 3_000;
const DOCTOR_LINE = 4_000;
/** The most files in one examination. */
export const DOCTOR_FILES = 12;

/** What the doctor can read. `listing` and `sockets` are output of commands, and evidence for rules about files. */
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

/** The operating system of the server, which decides about commands and logs. */
export const doctorHosts = ["debian", "redhat", "windows"] as const;
export type DoctorHost = (typeof doctorHosts)[number];

/** The protocols of the servers that the doctor knows. */
export const doctorProtocols = ["tftp", "sftp"] as const;
export type DoctorProtocol = (typeof doctorProtocols)[number];

const fileSchema = z.object({
  /** With or without its folder; empty for pasted text. */
  name: z.string().trim().max(255, "The name of a file has at most 255 characters.").default(""),
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

/** The fields of the Software Upgrade page, and what the doctor cannot read from a file. */
export const doctorPurposeSchema = z.object({
  /** The protocol that the page uses: its port is the port of this protocol's server. */
  protocol: z.enum(doctorProtocols).default("tftp"),
  /** The address of the server on the page; empty when it is not known. */
  server: z.string().trim().max(100, "An address has at most 100 characters.").default(""),
  /** The Image Path as typed on the page; null when it is not known. A path of the server's disk is found wrong. */
  path: z.string().trim().max(255, "The path has at most 255 characters.").nullable().default(null),
  /** The port on the page; null: the protocol's standard port. */
  port: z.int().min(1).max(65535).nullable().default(null),
  /** Who logs in to the SFTP server; empty when it is not known. */
  userName: z.string().trim().max(MAX_USER_NAME).default(""),
  host: z.enum(doctorHosts).default("debian"),
  /** Whether requests pass a firewall or address translation on their way to the server. */
  behindNat: z.boolean().default(false),
  /** The file in which the operator looks for the server's log; empty when it does not matter. */
  logFile: z.string().trim().max(255).default(""),
});
export type DoctorPurpose = z.output<typeof doctorPurposeSchema>;

export const doctorInputSchema = z.object({
  files: z
    .array(fileSchema)
    .min(1, "Paste or choose a file.")
    .max(DOCTOR_FILES, "At most 12 files can be examined at once."),
  purpose: doctorPurposeSchema,
});
export type DoctorInput = z.output<typeof doctorInputSchema>;

/**
 * `error`: no image can be served with it. `warning`: slow, fragile, or unsafe. `check`: the files cannot tell, and the
 * finding says how to find out; it does not count against a file.
 */
export const doctorSeverities = ["error", "warning", "check"] as const;
export type DoctorSeverity = (typeof doctorSeverities)[number];

export type DoctorFinding = {
  /** The id of the rule, as docs/server-doctor.md lists it. */
  rule: string;
  severity: DoctorSeverity;
  /** From 1; null when something is missing from the file. */
  line: number | null;
  /** The line as it stands in the file; empty without one. */
  text: string;
  problem: string;
  /** Why it matters for serving images. */
  why: string;
  fix: string;
  /** Commands on the server that put it right or find out; empty when the corrected file does. */
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
  /** Where the corrected file belongs; null when there is nothing to correct: evidence, refused and unknown files. */
  place: string | null;
  corrected: CorrectedLine[] | null;
};

/** Commands with a heading, in the order in which they are run. */
export type DoctorCommands = { title: string; lines: string[] };
/** Where a server writes its log. */
export type DoctorLog = { title: string; place: string; command: string; note: string };
/** A value that the Software Upgrade page needs with the corrected files. */
export type PageChange = { field: "Image Path" | "Port"; value: string };

export const doctorVerdicts = ["clean", "warnings", "wrong"] as const;
export type DoctorVerdict = (typeof doctorVerdicts)[number];

/** The answer of the doctor. */
export type Examination = {
  verdict: DoctorVerdict;
  files: ExaminedFile[];
  pageChanges: PageChange[];
  commands: DoctorCommands[];
  logs: DoctorLog[];
};
