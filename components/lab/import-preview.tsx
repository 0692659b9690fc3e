/** The preview of an import: the recognized access points, warnings, and the lines that were not recognized. */
"use client";

import { clsx } from "clsx";
import { type ReactNode, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { Td, Th } from "@/components/ui/table";
import { familyOfModel } from "@/lib/contracts/families";
import type { Assumed, ListedAp, ListingReading } from "@/lib/contracts/lab-listing";
import { NO_VERSION } from "@/lib/contracts/versions";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { fleetWords, foundWords } from "./import-words";
import type { Listing } from "./use-listing";

export function ImportPreview({
  listing,
  controllerVersion,
}: {
  listing: Listing;
  controllerVersion: string;
}) {
  const { reading, pending, fault } = listing;
  if (fault)
    return (
      <div className="px-4 pb-4">
        <FaultNote fault={fault} />
      </div>
    );
  if (reading === null) return <RowsPending label="Reading the text" rows={3} />;
  return (
    <div aria-busy={pending} className={clsx("flex flex-col", pending && "opacity-60")}>
      <Summary reading={reading} />
      <Aps aps={reading.aps} controllerVersion={controllerVersion} />
      <Rejected rejected={reading.rejected} />
    </div>
  );
}

function Summary({ reading }: { reading: ListingReading }) {
  const { aps, controller, warnings } = reading;
  return (
    <div className="flex flex-col gap-3 px-4 pb-4">
      <div role="status">
        <p className="font-medium text-ink">{foundWords(reading)}</p>
        {aps.length > 0 && (controller.name !== null || controller.running !== null) && (
          <p className="text-ink-2">
            The controller{controller.name !== null && ` is ${controller.name}`}
            {controller.name !== null && controller.running !== null && " and"}
            {controller.running !== null && ` runs ${controller.running}`}.
          </p>
        )}
        {fleetWords(aps).map((words) => (
          <p key={words} className="text-ink-2">
            {words}
          </p>
        ))}
      </div>
      {warnings.length > 0 && (
        <Banner tone="warn" title={counted(warnings.length, "warning")}>
          <Portion label="warnings" items={warnings} portion={5}>
            {(shown) => (
              <ul className="flex flex-col gap-1">
                {shown.map((words) => (
                  <li key={words} className="break-words">
                    {words}
                  </li>
                ))}
              </ul>
            )}
          </Portion>
        </Banner>
      )}
    </div>
  );
}

/** The facts that have a column, in italics when they are assumed. */
const SHOWN: readonly Assumed[] = ["model", "ip", "running"];

function Aps({ aps, controllerVersion }: { aps: readonly ListedAp[]; controllerVersion: string }) {
  if (aps.length === 0) return null;
  const assumes = aps.some(({ assumed }) => SHOWN.some((fact) => assumed.includes(fact)));
  return (
    <>
      <section
        aria-label="Recognized access points, scrolling"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto border-line border-t outline-offset-[-2px]"
      >
        <Portion label="access points" items={aps} portion={100}>
          {(shown) => (
            <table
              aria-label="Recognized access points"
              className="w-full border-collapse text-left text-[0.8125rem]"
            >
              <thead className="sticky top-0 z-10">
                <tr>
                  <Th className="pl-4">AP Name</Th>
                  <Th>Model</Th>
                  <Th className="max-md:hidden">IP Address</Th>
                  <Th className="max-md:hidden">Running</Th>
                  <Th className="max-md:hidden">Backup</Th>
                  <Th className="max-sm:hidden">Lines</Th>
                </tr>
              </thead>
              <tbody>
                {shown.map((ap) => (
                  <ApLine key={ap.name} ap={ap} controllerVersion={controllerVersion} />
                ))}
              </tbody>
            </table>
          )}
        </Portion>
      </section>
      {assumes && (
        <p className="border-line border-t px-4 py-2 text-[0.8125rem] text-ink-3">
          <AssumedValue>Italic</AssumedValue> values are not in the text. They are assumed or generated.
        </p>
      )}
    </>
  );
}

function ApLine({ ap, controllerVersion }: { ap: ListedAp; controllerVersion: string }) {
  const ip = <Fact ap={ap} of="ip" value={ap.ip ?? "generated"} />;
  const running = <Fact ap={ap} of="running" value={ap.running ?? controllerVersion} />;
  return (
    <tr>
      <Td className="py-1.5 pl-4 align-top">
        <span className="break-all font-medium">{ap.name}</span>
        <span className="block text-ink-2 md:hidden">{ip}</span>
      </Td>
      <Td className="py-1.5 align-top">
        <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Fact ap={ap} of="model" value={ap.model} />
          {ap.unknownModel ? (
            <Badge tone="warn">Unknown model</Badge>
          ) : (
            <span className="code text-ink-3">{familyOfModel(ap.model)}</span>
          )}
        </span>
        <span className="block text-ink-2 md:hidden">{running}</span>
      </Td>
      <Td className="py-1.5 align-top max-md:hidden">{ip}</Td>
      <Td className="py-1.5 align-top max-md:hidden">{running}</Td>
      <Td className="py-1.5 align-top max-md:hidden">
        {ap.backup === NO_VERSION ? (
          <span className="text-ink-3">–</span>
        ) : (
          <span className="code">{ap.backup}</span>
        )}
      </Td>
      <Td className="num py-1.5 align-top text-ink-3 max-sm:hidden">{linesOf(ap.lines)}</Td>
    </tr>
  );
}

const linesOf = (lines: readonly number[]): string =>
  lines.length <= 3 ? lines.join(", ") : `${lines.slice(0, 2).join(", ")} … ${lines.at(-1)}`;

const Fact = ({ ap, of, value }: { ap: ListedAp; of: Assumed; value: string }) =>
  ap.assumed.includes(of) ? (
    <AssumedValue>{value}</AssumedValue>
  ) : (
    <span className="code break-all">{value}</span>
  );

/** A value that the text does not contain. */
const AssumedValue = ({ children }: { children: string }) => (
  <em title="Assumed: not in the text" className="text-ink-3 italic">
    {children}
  </em>
);

function Rejected({ rejected }: { rejected: ListingReading["rejected"] }) {
  if (rejected.length === 0) return null;
  return (
    <div className="border-line border-t">
      <h3 className="px-4 pt-3 pb-2 font-medium text-ink">
        Not recognized <span className="num font-normal text-ink-3">{grouped(rejected.length)}</span>
      </h3>
      <div className="max-h-72 overflow-y-auto">
        <Portion label="lines" items={rejected} portion={50}>
          {(shown) => (
            <ul
              aria-label="Lines that were not recognized"
              className="divide-y divide-line border-line border-t"
            >
              {shown.map(({ line, text, reason }) => (
                <li key={`${line} ${reason}`} className="flex gap-3 px-4 py-1.5 text-[0.8125rem]">
                  <span className="num w-12 shrink-0 text-right text-ink-3">{line}</span>
                  <span className="min-w-0">
                    <span className="code line-clamp-2 break-all">{text}</span>
                    <span className="block text-warn-text">{reason}</span>
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Portion>
      </div>
    </div>
  );
}

/** The first items of a long list, with a button that shows more. */
function Portion<T>({
  items,
  portion,
  label,
  children,
}: {
  items: readonly T[];
  portion: number;
  label: string;
  children: (shown: readonly T[]) => ReactNode;
}) {
  const [count, setCount] = useState(portion);
  const remaining = items.length - count;
  return (
    <>
      {children(items.slice(0, count))}
      {remaining > 0 && (
        <p className="px-4 py-2">
          <Button size="sm" onClick={() => setCount(count + Math.max(portion, 500))}>
            Show more of {grouped(items.length)} {label}
          </Button>
        </p>
      )}
    </>
  );
}
