/** What the reader of a bundle of evidence finds first: what is in it, what is not, and how to check it. */
import type { ChangeRecord } from "@/lib/contracts/change-record";
import type { EvidenceSigner } from "@/lib/contracts/evidence";
import { counted } from "@/lib/kit/text";
import { utcText } from "./record-markdown";

export type BundleFacts = {
  record: ChangeRecord;
  signer: EvidenceSigner;
  /** Wall milliseconds. */
  exportedAt: number;
  exportedBy: string;
  /** The time that logs, timeline and transfers are of. */
  from: number;
  until: number;
  hasAudit: boolean;
  hasCheck: boolean;
};

export function bundleReadme({ record, signer, exportedAt, exportedBy, ...facts }: BundleFacts): string {
  const { run, aps } = record;
  const { identity, namespace, fingerprint } = signer;
  return `Evidence of run ${run.number}: ${run.fromVersion ?? "?"} to ${run.targetVersion ?? "?"}, ${counted(aps.length, "access point")}
Exported at ${utcText(exportedAt)} by ${exportedBy}.

Files
  record.md         The change record as text
  record.json       The change record as JSON
  run.json          The run, its profile without secrets, and the time range of this archive
  recording.jsonl   The recording: every state change and every sample, one per line
  recording.bin     The recording as this program stores it
  timeline.jsonl    Log lines, transfers and events in chronological order
  transfers.jsonl   The transfers of simulated access points that started in this time range
  logs/             Each log of this time range, one line of JSON for each line
${facts.hasCheck ? "  readiness.json    The last readiness check of this server and folder before the run\n" : ""}${
  facts.hasAudit
    ? "  audit.jsonl       The audit log from one minute before this time range to one minute after it, newest first\n"
    : ""
}  manifest          The SHA-256 of every file above
  manifest.sig      The signature of the manifest

Logs, timeline and transfers are from ${utcText(facts.from)} to ${utcText(facts.until)}, as far as
they are still kept. Times in the files are milliseconds since 1970-01-01 00:00 UTC.
${
  facts.hasAudit
    ? ""
    : "\nThis archive does not contain the audit log or the address that the run was started from:\nonly an administrator can export them.\n"
}
To verify this archive without the program
  1. Get the line for the file allowed_signers from the page of the run, over a channel that you trust.
     It begins with ${identity}. The fingerprint of the key is
     ${fingerprint}
  2. ssh-keygen -Y verify -f allowed_signers -I ${identity} -n ${namespace} -s manifest.sig < manifest
  3. sha256sum -c manifest
`;
}
