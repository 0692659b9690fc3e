/** The values of the start policy and transfer settings form. */

import { formatApCount } from "@/components/fleet/format-ap-count";
import { checkWith, type FormCheck, numberOrNaN } from "@/components/forms/draft";
import {
  type StartPolicy,
  startPolicySchema,
  type TransferSettings,
  transferSettingsSchema,
} from "@/lib/contracts/lab";
import { grouped } from "@/lib/kit/number-text";

/** The fields. */
export type PolicyDraft = {
  batchSize: string;
  batchIntervalSeconds: string;
  /** `30, 60, 120`; empty: no retry. */
  retryDelaysSeconds: string;
  everyApFetches: boolean;
  keepsSessions: boolean;
  blockSize: string;
  windowSize: string;
  timeoutSeconds: string;
  retries: string;
};
/** The checked input. */
export type Policy = { startPolicy: StartPolicy; transfer: TransferSettings; keepsSessions: boolean };

/** The form's values for a policy. */
export const draftOfPolicy = ({ startPolicy, transfer, keepsSessions }: Policy): PolicyDraft => ({
  batchSize: String(startPolicy.batchSize),
  batchIntervalSeconds: String(startPolicy.batchIntervalSeconds),
  retryDelaysSeconds: startPolicy.retryDelaysSeconds.join(", "),
  everyApFetches: startPolicy.everyApFetches,
  keepsSessions,
  blockSize: String(transfer.blockSize),
  windowSize: String(transfer.windowSize),
  timeoutSeconds: String(transfer.timeoutSeconds),
  retries: String(transfer.retries),
});

/** Checks both halves with the contract. */
export function checkPolicy(draft: PolicyDraft): FormCheck<Policy> {
  const startPolicy = checkWith(startPolicySchema, {
    batchSize: numberOrNaN(draft.batchSize),
    batchIntervalSeconds: numberOrNaN(draft.batchIntervalSeconds),
    retryDelaysSeconds: typedDelays(draft.retryDelaysSeconds),
    everyApFetches: draft.everyApFetches,
  });
  const transfer = checkWith(transferSettingsSchema, {
    blockSize: numberOrNaN(draft.blockSize),
    windowSize: numberOrNaN(draft.windowSize),
    timeoutSeconds: numberOrNaN(draft.timeoutSeconds),
    retries: numberOrNaN(draft.retries),
  });
  return {
    input: startPolicy.input &&
      transfer.input && {
        startPolicy: startPolicy.input,
        transfer: transfer.input,
        keepsSessions: draft.keepsSessions,
      },
    errors: { ...startPolicy.errors, ...transfer.errors },
  };
}

const typedDelays = (text: string): number[] =>
  text.trim() === ""
    ? []
    : text
        .trim()
        .split(/\s*[,;\s]\s*/)
        .map(numberOrNaN);

/** What the policy means for a fleet, in one sentence. Times are simulated time. */
export function policyWords({ startPolicy }: Pick<Policy, "startPolicy">, aps: number): string {
  const { batchSize, batchIntervalSeconds } = startPolicy;
  const batches = Math.ceil(aps / batchSize);
  if (batches <= 1) return `All ${formatApCount(aps)} start at once.`;
  const last = (batches - 1) * batchIntervalSeconds;
  return `${grouped(batchSize)} of ${formatApCount(aps)} start at once. The last batch starts ${grouped(last)} s later.`;
}
