/** Why an access point failed: the chain of causes across server, controller, and access point, and what to do. */
import { Wrench } from "lucide-react";
import { CureButton } from "@/components/cures/cure-button";
import type { ApDetail } from "@/lib/contracts/ap-detail";
import { TimelineLink } from "./timeline-link";

/** `chain` has the first cause first. */
export function Why(props: {
  apId: string;
  chain: ApDetail["why"];
  remedy: string | null;
  cure: ApDetail["cure"];
  isJoined: boolean;
}) {
  const { apId, chain, remedy, cure, isJoined } = props;
  return (
    <section className="rounded-lg border border-fail/30 bg-fail-soft p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 className="font-semibold text-fail-text">Why?</h3>
        <TimelineLink apId={apId} />
      </div>
      <ol className="flex flex-col">
        {chain.map((link, i) => (
          <li
            key={`${link.source} ${link.text}`}
            className="relative grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2 pb-3 last:pb-0 sm:grid-cols-[1rem_7.5rem_minmax(0,1fr)]"
          >
            {i < chain.length - 1 && (
              <span aria-hidden className="absolute top-3 bottom-[-0.25rem] left-[0.28rem] w-px bg-fail/40" />
            )}
            <span aria-hidden className="mt-1.5 size-2.5 rounded-full border-2 border-fail bg-fail-soft" />
            <span className="text-[0.8125rem] text-ink-3 first-letter:uppercase">{link.source}</span>
            <span className="code col-start-2 break-words text-ink sm:col-start-3">{link.text}</span>
          </li>
        ))}
      </ol>
      {!isJoined && (
        <p className="mt-3 border-fail/20 border-t pt-3 text-ink">
          Not joined: the controller’s <span className="code">show ap image</span> no longer lists this access
          point, but still counts it if its predownload failed.
        </p>
      )}
      {remedy && (
        <p className="mt-3 flex gap-2 border-fail/20 border-t pt-3 text-ink">
          <Wrench className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden />
          <span>
            <span className="font-semibold">What to do: </span>
            {remedy}
          </span>
        </p>
      )}
      {cure && (
        <div className="mt-3">
          <CureButton cure={cure} />
        </div>
      )}
    </section>
  );
}
