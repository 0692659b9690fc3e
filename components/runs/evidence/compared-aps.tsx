/** The access points that did not do the same in both runs. */

import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { type ApOfRun, apResultWords, type RunComparison } from "@/lib/contracts/change-record";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatDuration } from "@/lib/kit/units";
import { resultTones } from "./ap-appendix";

export function ComparedAps({ comparison: { a, b, aps, apCount } }: { comparison: RunComparison }) {
  return (
    <Panel
      title="Access points that differ"
      description={
        apCount > aps.length
          ? `The first ${grouped(aps.length)} of ${counted(apCount, "access point")}`
          : counted(apCount, "access point")
      }
      flush
    >
      {aps.length === 0 ? (
        <p className="p-4">
          Every access point had the same result and the same number of failed attempts in both runs.
        </p>
      ) : (
        <Table label="Access points that differ">
          <thead>
            <tr>
              <Th>Access point</Th>
              <Th>Model</Th>
              <Th>Run {a.row.number}</Th>
              <Th>Run {b.row.number}</Th>
            </tr>
          </thead>
          <tbody>
            {aps.map((ap) => (
              <tr key={ap.id} className="align-top">
                <Td className="font-medium">{ap.name}</Td>
                <Td className="code whitespace-nowrap">{ap.model}</Td>
                <Td>
                  <Side facts={ap.a} />
                </Td>
                <Td>
                  <Side facts={ap.b} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function Side({ facts }: { facts: ApOfRun | null }) {
  if (facts === null) return <span className="text-ink-3">Not in this run</span>;
  const { result, failedTries, durationMs, why, running } = facts;
  return (
    <>
      <Badge tone={resultTones[result]}>{apResultWords[result]}</Badge>
      <span className="num block text-ink-3 text-xs">
        {[
          ...(running === null ? [] : [running]),
          ...(durationMs === null ? [] : [formatDuration(durationMs / 1_000)]),
          ...(failedTries === 0 ? [] : [counted(failedTries, "failed attempt")]),
        ].join(" · ")}
      </span>
      {why !== "" && <span className="block text-[0.8125rem] [overflow-wrap:anywhere]">{why}</span>}
    </>
  );
}
