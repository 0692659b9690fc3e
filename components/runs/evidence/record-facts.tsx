/** Who, when, from where, with what profile, and how it ended. */

import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { apResults, apResultWords, type ChangeRecord } from "@/lib/contracts/change-record";
import { profileFacts } from "@/lib/contracts/profile-facts";
import { outcomeWords } from "@/lib/contracts/run-words";
import { grouped } from "@/lib/kit/number-text";
import { isoTime } from "@/lib/kit/time-text";
import { formatBytes, formatDuration } from "@/lib/kit/units";

/** In UTC, because a printed record leaves its time zone. */
const utc = (at: number): string => `${isoTime(at).slice(0, 19).replace("T", " ")} UTC`;
const duration = (ms: number): string => formatDuration(ms / 1_000);

export function RecordFacts({ record }: { record: ChangeRecord }) {
  const { run, profile, durationMs, preparedMs, predicted, counts } = record;
  return (
    <Panel>
      <Facts
        columns={3}
        items={[
          { name: "Outcome", value: outcomeWords[run.outcome] },
          { name: "Versions", value: `${run.fromVersion ?? "?"} to ${run.targetVersion ?? "?"}`, code: true },
          { name: "Started by", value: run.startedBy ?? "–" },
          { name: "Started from", value: startedFromText(record) },
          { name: "Started", value: utc(run.startedAt) },
          { name: "Ended", value: run.endedAt === null ? "Still running" : utc(run.endedAt) },
          { name: "Duration", value: duration(durationMs) },
          { name: "Ready to activate after", value: preparedMs === null ? "–" : duration(preparedMs) },
          ...(predicted === null
            ? []
            : [
                {
                  name: "Predicted time to ready",
                  value: `${duration(predicted.likelyMs)}, between ${duration(predicted.bestMs)} and ${duration(predicted.worstMs)}`,
                },
              ]),
          { name: "Bytes moved", value: formatBytes(run.bytesMoved) },
          {
            name: "Access points",
            value: apResults
              .filter((result) => counts[result] > 0)
              .map((result) => `${apResultWords[result]}: ${grouped(counts[result])}`)
              .join(", "),
          },
          ...(profile === null ? [] : profileFacts(profile)),
        ]}
      />
      <p className="mt-3 text-ink-2 [overflow-wrap:anywhere]">
        <span className="text-ink-3">Status: </span>
        {run.status}
      </p>
    </Panel>
  );
}

function startedFromText({ startedFrom, isFromHidden }: ChangeRecord): string {
  if (isFromHidden) return "Visible to administrators only";
  if (startedFrom === null) return "No longer in the audit log";
  const { address, token } = startedFrom;
  return token === null ? address : `${address} with API token ${token}`;
}
