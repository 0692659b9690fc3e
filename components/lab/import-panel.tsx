/** Imports a fleet from the output of a real controller or from CSV, with a preview before anything changes. */
"use client";

import { FileDown } from "lucide-react";
import { useEffect, useRef } from "react";
import { ChoiceBar, Reconnecting } from "@/components/forms/form-fields";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ControllerRow } from "@/lib/contracts/controller";
import { counted } from "@/lib/kit/text";
import { limitWords } from "./consequences";
import { HostField, ListingFields } from "./import-fields";
import { ImportPreview } from "./import-preview";
import { controllerWords, type Imported, importedWords, removedWords } from "./import-words";
import { type Import, useImport } from "./use-import";

const ways = [
  { value: "replace", label: "Replace the fleet" },
  { value: "add", label: "Add to the fleet" },
] as const;

type Props = { controller: ControllerRow; reachable: boolean };

export function ImportPanel({ controller, reachable }: Props) {
  const state = useImport(reachable);
  const { values, errorsOf, change, imported, hasText } = state;
  const area = useFocusAfterImport(imported, state.asking);
  return (
    <Panel
      title="Import a fleet"
      description="From the output of show ap summary, show ap image, and show version, in any combination, or from CSV"
      flush
    >
      <form aria-label="Import a fleet" noValidate onSubmit={state.submit} className="flex flex-col">
        <div className="p-4">
          <ListingFields area={area} values={values} errorsOf={errorsOf} onChange={change} />
          {imported && <Result imported={imported} />}
        </div>
        {hasText && (
          <>
            <ImportPreview listing={state.listing} controllerVersion={controller.version} />
            <ImportOptions state={state} reachable={reachable} />
          </>
        )}
      </form>
      <ReplaceDialog state={state} controller={controller} />
    </Panel>
  );
}

/**
 * After an import the focused button is gone. Moves the focus to the text area, once the dialog has tried to return the
 * focus to its opener.
 */
function useFocusAfterImport(imported: Imported | undefined, asking: boolean) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (imported === undefined || asking) return;
    const timer = setTimeout(() => area.current?.focus());
    return () => clearTimeout(timer);
  }, [imported, asking]);
  return area;
}

function Result({ imported }: { imported: Imported }) {
  const [title, next] = importedWords(imported);
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
      {next}
    </Banner>
  );
}

/** Whether the access points replace the fleet or join it, and the button that imports them. */
function ImportOptions({ state, reachable }: { state: Import; reachable: boolean }) {
  const { aps, into, setInto, host, setHost, fault, busy, ready, change } = state;
  return (
    <div className="flex flex-col gap-4 border-line border-t p-4">
      <ChoiceBar legend="Current fleet" value={into} options={ways} onChange={setInto} />
      {into === "replace" && aps.length > 0 && (
        <HostField hosts={host.hosts} value={host.typed} errors={host.errors} onChange={setHost} />
      )}
      {fault && <FaultNote fault={fault} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          changes
          type="submit"
          variant="primary"
          icon={<FileDown aria-hidden />}
          busy={busy}
          disabled={!ready}
        >
          {aps.length === 0 ? "Import" : `Import ${counted(aps.length, "access point")}`}
        </Button>
        <Button onClick={() => change({ text: "" })}>Clear</Button>
      </div>
      {!reachable && <Reconnecting />}
    </div>
  );
}

function ReplaceDialog({ state, controller }: { state: Import; controller: ControllerRow }) {
  const { asking, setAsking, importFleet, aps, host, listing } = state;
  const upgradeRuns = useOnlyRow("upgrade")?.running === true;
  const words = [
    `${counted(aps.length, "access point replaces", "access points replace")} the current fleet.`,
    ...(listing.reading
      ? [controllerWords(listing.reading, host.chosen ?? host.hosts[0] ?? null, controller)]
      : []),
    ...limitWords(aps.length),
    ...removedWords(controller, upgradeRuns),
  ];
  return (
    <ConfirmDialog
      open={asking}
      onOpenChange={setAsking}
      title="Replace the fleet"
      confirmLabel="Replace the fleet"
      danger
      onConfirm={importFleet}
    >
      {words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  );
}
