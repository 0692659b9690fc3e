/** Another fleet by pasting what a real controller shows, or CSV: what would be made of it is seen before it is made. */
"use client";

import { FileDown } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { ChoiceBar, OutOfReach } from "@/components/forms/form-fields";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ControllerRow } from "@/lib/contracts/controller";
import { limitWords } from "./consequences";
import type { ImportActions } from "./import-actions";
import { HostField, ListingFields } from "./import-fields";
import { ImportPreview } from "./import-preview";
import { controllerWords, counted, lostWords, type Made, madeWords } from "./import-words";
import { type Import, useImport } from "./use-import";

const ways = [
  { value: "replace", label: "Replace the fleet" },
  { value: "add", label: "Add to it" },
] as const;

type Props = { controller: ControllerRow; reachable: boolean; actions: ImportActions };

export function ImportPanel({ controller, reachable, actions }: Props) {
  const state = useImport(reachable, actions);
  const { draft, errors, change, made, hasText } = state;
  const area = useFocusWhenMade(made, state.asking);
  return (
    <Panel
      title="Import a fleet"
      description="From show ap summary, show ap image and show version of a real controller, in any mixture, or from CSV"
      flush
    >
      <form aria-label="Import a fleet" noValidate onSubmit={state.submit} className="flex flex-col">
        <div className="p-4">
          <ListingFields area={area} draft={draft} errors={errors} onChange={change} />
          {made && <Result made={made} />}
        </div>
        {hasText && (
          <>
            <ImportPreview listing={state.listing} controllerVersion={controller.version} />
            <Order state={state} reachable={reachable} />
          </>
        )}
      </form>
      <ReplaceDialog state={state} controller={controller} />
    </Panel>
  );
}

/**
 * The button that had the focus is gone with the text: the keyboard goes back to where the next one is pasted, after
 * the dialog has looked for its opener.
 */
function useFocusWhenMade(made: Made | undefined, asking: boolean) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (made === undefined || asking) return;
    const timer = setTimeout(() => area.current?.focus());
    return () => clearTimeout(timer);
  }, [made, asking]);
  return area;
}

function Result({ made }: { made: Made }) {
  const [title, then] = madeWords(made);
  return (
    <Banner
      tone="ok"
      live="status"
      className="mt-4"
      title={title}
      actions={
        <Link href={ACCESS_POINTS} className="text-accent-text underline underline-offset-2">
          Access Points
        </Link>
      }
    >
      {then}
    </Banner>
  );
}

/** What is to become of the access points that were understood. */
function Order({ state, reachable }: { state: Import; reachable: boolean }) {
  const { aps, into, setInto, host, setHost, fault, busy, ready, change } = state;
  return (
    <div className="flex flex-col gap-4 border-line border-t p-4">
      <ChoiceBar legend="What becomes of the present fleet" value={into} options={ways} onChange={setInto} />
      {into === "replace" && aps.length > 0 && (
        <HostField hosts={host.hosts} value={host.typed} errors={host.errors} onChange={setHost} />
      )}
      {fault && <FaultNote fault={fault} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" icon={<FileDown aria-hidden />} busy={busy} disabled={!ready}>
          {aps.length === 0 ? "Import" : `Import ${counted(aps.length, "access point")}`}
        </Button>
        <Button onClick={() => change({ text: "" })}>Clear</Button>
      </div>
      {!reachable && <OutOfReach />}
    </div>
  );
}

function ReplaceDialog({ state, controller }: { state: Import; controller: ControllerRow }) {
  const { asking, setAsking, order, aps, host, listing } = state;
  const upgradeRuns = useOnlyRow("upgrade")?.running === true;
  const words = [
    `${counted(aps.length, "access point takes", "access points take")} the place of the present fleet.`,
    ...(listing.reading
      ? [controllerWords(listing.reading, host.chosen ?? host.hosts[0] ?? null, controller)]
      : []),
    ...limitWords(aps.length),
    ...lostWords(controller, upgradeRuns),
  ];
  return (
    <ConfirmDialog
      open={asking}
      onOpenChange={setAsking}
      title="Replace the fleet"
      confirmLabel="Replace the fleet"
      danger
      onConfirm={order}
    >
      {words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  );
}
