/** Names that clients asked the TFTP server for and that do not exist, with the file that they may have meant. */
"use client";

import { FileName } from "@/components/ui/file-name";
import { useNow } from "@/lib/client/rows/hooks";
import type { MissingName } from "@/lib/contracts/tftp-names";
import { grouped } from "@/lib/kit/number-text";
import { localDayAndClock } from "@/lib/kit/time-text";

/** The newest first; nothing when every name was found. */
export function MissingNames({ names }: { names: readonly MissingName[] }) {
  const now = useNow(60_000);
  if (names.length === 0) return null;
  return (
    <section aria-label="Names not found" className="border-line border-t pt-3">
      <h3 className="text-[0.8125rem] text-ink-3">Names not found</h3>
      <ul className="mt-1 flex flex-col gap-1.5 text-[0.8125rem]">
        {names.map(({ name, closest, client, times, at }) => (
          <li key={name} className="flex flex-wrap gap-x-2">
            <FileName name={name} className="text-fail-text" />
            {closest !== null && (
              <span className="text-ink-2">
                Did you mean <FileName name={closest} className="text-ink" />?
              </span>
            )}
            <span className="num text-ink-3">
              {times === 1 ? "asked once" : `asked ${grouped(times)} times`}, last by{" "}
              <span className="code">{client}</span> {localDayAndClock(at, now ?? at)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
