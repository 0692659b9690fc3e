/** What a rule of the server doctor is: a function that takes a parsed file and the facts around it, and returns what is wrong. */
import type { DoctorKind, DoctorPurpose, DoctorSeverity } from "@/lib/contracts/doctor";
import type { ListedEntry, ListedFolder } from "./listing";

/** A change of a file, by the line numbers of the file as it was parsed. `text: null` removes the line. */
export type Edit = { line: number; text: string | null } | { after: number; text: string };

/** What the other files and the profile say. */
export type Facts = {
  purpose: DoctorPurpose;
  /** The kinds of all examined files. */
  kinds: readonly DoctorKind[];
  /** Folders of a pasted listing; empty without one. */
  folders: readonly ListedFolder[];
  /** All lines of a pasted listing, those about single files and folders among them. */
  entries: readonly ListedEntry[];
  /** What the configuration files say that the rules about listings need. */
  server: ServerFacts;
};

export type ServerFacts = {
  /** Folders that a TFTP server has as its root. */
  tftpRoots: readonly string[];
  /** The chroot folders of SFTP users. */
  chroots: readonly string[];
  /** The user that a TFTP server runs as, where only files of that user are served. */
  onlyOwner: string | null;
};

/** One place where a rule is broken. Texts that are absent are those of the rule. */
export type Found = {
  line: number | null;
  problem?: string;
  fix?: string;
  edits?: readonly Edit[];
  /** What the profile needs for the corrected file, or where to look for the log. */
  page?: Partial<Pick<DoctorPurpose, "path" | "port" | "logFile">>;
  commands?: readonly string[];
};

export type Rule<D> = {
  id: string;
  severity: DoctorSeverity;
  /** What is wrong, in one sentence that is true in every case. */
  title: string;
  /** Why it matters for serving images. */
  why: string;
  fix: string;
  find(doc: D, facts: Facts): readonly Found[];
};

/** Everything that the doctor knows about one kind of file. */
export type KindModule<D> = {
  kind: DoctorKind;
  /** The kind in words: `tftpd-hpa defaults`. */
  label: string;
  parse(text: string): D;
  rules: readonly Rule<D>[];
  /** Where a corrected file belongs on this host; null where nothing is corrected. */
  place(purpose: DoctorPurpose): string | null;
  /** What the corrected file starts from, where that is not the examined one. */
  rewrite?(text: string, purpose: DoctorPurpose): string;
};

/** One finding, or none. */
export const when = (isBroken: boolean, found: () => Found): readonly Found[] => (isBroken ? [found()] : []);
