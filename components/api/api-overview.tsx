/** What is shown before an operation is selected: how to call the API, and the codes of its problems. */
"use client";

import { clsx } from "clsx";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { ProblemCode } from "./api-document";

const EXAMPLE = `export TOKEN=...   # Administration > Users > Create token
curl -H "Authorization: Bearer $TOKEN" \\
  `;

const scrollTo = (row: HTMLElement | null) => row?.scrollIntoView({ block: "center" });

export function ApiOverview({ codes, origin }: { codes: readonly ProblemCode[]; origin: string }) {
  // The type of a problem leads to its code, and the rows are not there yet when the browser looks for it.
  const linked = window.location.hash.slice(1);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Panel title="How to call it">
        <div className="flex max-w-prose flex-col gap-3 text-ink-2">
          <p>
            Scripts send an API token as a bearer token. The pages of this console send your session. A
            monitor can only read; an administrator can also make changes.
          </p>
          <pre className="code whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-[0.8125rem] text-ink">
            {`${EXAMPLE}${origin}/api/v1/upgrade`}
          </pre>
          <p>
            Every response to a GET has an ETag. Send it in If-None-Match, and the response is 304 until
            something changes. Lists have a next value that leads to the next page. Where an operation lists
            Idempotency-Key, a request that is repeated with the same key within 24 hours is carried out once.
          </p>
        </div>
      </Panel>
      <Panel
        title="Problems"
        description="Errors are problem details (application/problem+json, RFC 9457). Scripts should compare the code."
        flush
      >
        <Table label="Problem codes">
          <thead>
            <tr>
              <Th>Code</Th>
              <Th>Status</Th>
              <Th>Title</Th>
            </tr>
          </thead>
          <tbody>
            {codes.map(({ code, status, title }) => (
              <tr
                key={code}
                id={code}
                ref={code === linked ? scrollTo : undefined}
                className={clsx(code === linked && "bg-accent-soft")}
              >
                <Td>
                  <code className="code">{code}</code>
                </Td>
                <Td className="num">{status}</Td>
                <Td>{title}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Panel>
    </div>
  );
}
