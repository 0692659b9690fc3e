/** Stages, failures and images of a change record. */

import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { ChangeRecord } from "@/lib/contracts/change-record";
import { grouped } from "@/lib/kit/number-text";
import { elapsedText, formatBytes, formatDuration } from "@/lib/kit/units";
import { markWords } from "../mark-words";

export function RecordTables({ record }: { record: ChangeRecord }) {
  const { run, stages, failures, images, happened } = record;
  return (
    <>
      <div data-columns="" className="grid gap-4 xl:grid-cols-2">
        <Panel title="Stages" flush>
          <Table label="Stages of the run">
            <thead>
              <tr>
                <Th>Stage</Th>
                <Th>State</Th>
                <Th>From</Th>
                <Th>Duration</Th>
              </tr>
            </thead>
            <tbody>
              {stages.map(({ stage, mark, startedAt, durationMs }) => (
                <tr key={stage}>
                  <Td>{stage}</Td>
                  <Td>{markWords[mark]}</Td>
                  <Td className="num">{startedAt === null ? "–" : elapsedText(startedAt - run.startedAt)}</Td>
                  <Td className="num">{durationMs === null ? "–" : formatDuration(durationMs / 1_000)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Panel>
        <Panel title="What happened">
          <ol className="flex flex-col gap-1">
            {happened.map(({ at, text }, i) => (
              <li key={i} className="flex gap-3">
                <span className="num w-14 shrink-0 text-ink-3">{elapsedText(at - run.startedAt)}</span>
                <span className="[overflow-wrap:anywhere]">{text}</span>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
      {failures.length > 0 && (
        <Panel title="Failures" flush>
          <Table label="Failures">
            <thead>
              <tr>
                <Th>Reason</Th>
                <Th className="text-right!">Failed attempts</Th>
                <Th>Access points</Th>
              </tr>
            </thead>
            <tbody>
              {failures.map(({ reason, tries, apCount, apNames }) => (
                <tr key={reason}>
                  <Td className="[overflow-wrap:anywhere]">{reason}</Td>
                  <Td className="num text-right">{grouped(tries)}</Td>
                  <Td>
                    {apNames.join(", ")}
                    {apCount > apNames.length && ` and ${grouped(apCount - apNames.length)} more`}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
      <Panel
        title="Images"
        description="The SHA-512 is of the received data. Digest verified: it was compared with the digest from the server or the repository."
        flush
      >
        {images.length === 0 ? (
          <p className="p-4">No images were received, or the recording does not list them.</p>
        ) : (
          <Table label="Images">
            <thead>
              <tr>
                <Th>Image and SHA-512</Th>
                <Th>Version</Th>
                <Th className="text-right!">Size</Th>
                <Th className="text-right!">Downloads</Th>
                <Th>Digest verified</Th>
              </tr>
            </thead>
            <tbody>
              {images.map(({ url, version, bytes, sha512, fetches, isVerified }) => (
                <tr key={`${url} ${sha512}`} className="align-top">
                  <Td>
                    <span className="code block [overflow-wrap:anywhere]">{url}</span>
                    <span
                      data-digest=""
                      className="code block min-w-64 text-ink-3 text-xs! [overflow-wrap:anywhere]"
                    >
                      {sha512}
                    </span>
                  </Td>
                  <Td className="code">{version === "" ? "–" : version}</Td>
                  <Td className="num text-right whitespace-nowrap">{formatBytes(bytes)}</Td>
                  <Td className="num text-right">{grouped(fetches)}</Td>
                  <Td>{isVerified ? "Yes" : "No"}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </>
  );
}
