/** The appendix of a change record: every access point with its versions before and after, as they were read back. */

import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { Tone } from "@/components/ui/tone";
import {
  type ApEvidence,
  type ApResult,
  type ApVersions,
  apResultWords,
} from "@/lib/contracts/change-record";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatDuration } from "@/lib/kit/units";

export const resultTones: Record<ApResult, Tone> = {
  upgraded: "ok",
  already: "neutral",
  prepared: "info",
  "other-version": "warn",
  "not-read-back": "warn",
  failed: "fail",
  "no-part": "neutral",
  unchanged: "neutral",
};

const running = (versions: ApVersions | null): string => versions?.running ?? "–";

export function ApAppendix({ aps }: { aps: readonly ApEvidence[] }) {
  return (
    <div data-appendix="">
      <Panel
        title={`Appendix: ${counted(aps.length, "access point")}`}
        description="Versions as last reported to the controller before and after the upgrade."
        flush
      >
        <Table label="Access points of the run">
          <thead>
            <tr>
              <Th>Access point</Th>
              <Th>Model</Th>
              <Th>Before</Th>
              <Th>After</Th>
              <Th>Result</Th>
              <Th className="text-right!">Failed attempts</Th>
              <Th>Duration</Th>
              <Th>Reason</Th>
            </tr>
          </thead>
          <tbody>
            {aps.map((ap) => (
              <tr key={ap.id}>
                <Td className="font-medium">
                  {ap.name}
                  {ap.isController && <span className="font-normal text-ink-3"> controller</span>}
                  {ap.isMaster && !ap.isController && (
                    <span className="font-normal text-ink-3"> image master</span>
                  )}
                </Td>
                <Td className="code whitespace-nowrap">{ap.model}</Td>
                <Td className="code">{running(ap.before)}</Td>
                <Td className="code">{running(ap.after)}</Td>
                <Td>
                  <Badge tone={resultTones[ap.result]}>{apResultWords[ap.result]}</Badge>
                </Td>
                <Td className="num text-right">{grouped(ap.failedTries)}</Td>
                <Td className="num whitespace-nowrap">
                  {ap.durationMs === null ? "–" : formatDuration(ap.durationMs / 1_000)}
                </Td>
                <Td className="[overflow-wrap:anywhere]">{ap.why === "" ? "–" : ap.why}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Panel>
    </div>
  );
}
