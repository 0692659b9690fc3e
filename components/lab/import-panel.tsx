/** Another fleet by pasting what a real controller shows, or CSV: what would be made of it is seen before it is made. */
"use client";

import { FileDown } from "lucide-react";
import Link from "next/link";
import { type SubmitEvent, useState, useTransition } from "react";
import { ACCESS_POINTS } from "@/components/frame/navigation";
import { useOnlyRow } from "@/components/live/hooks";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { call } from "@/components/upgrade/call";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { type ListingInput, listingInputSchema } from "@/lib/contracts/lab-listing";
import { ChoiceBar, OutOfReach } from "./form-fields";
import type { ImportActions } from "./import-actions";
import { HostField, ListingFields } from "./import-fields";
import { ImportPreview } from "./import-preview";
import { counted, hostsOf, lostWords } from "./import-words";
import { useListing } from "./use-listing";

const ways = [
  { value: "replace", label: "Replace the fleet" },
  { value: "add", label: "Add to it" },
] as const;
type Way = (typeof ways)[number]["value"];

const EMPTY: ListingInput = { text: "", defaultModel: "C9120AXI-E" };

export function ImportPanel({
  controller,
  reachable,
  actions,
}: {
  controller: ControllerRow;
  reachable: boolean;
  actions: ImportActions;
}) {
  const [draft, setDraft] = useState(EMPTY);
  const [into, setInto] = useState<Way>("replace");
  const [host, setHost] = useState("");
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [made, setMade] = useState<string>();
  const [busy, start] = useTransition();
  const upgradeRuns = useOnlyRow("upgrade")?.running === true;

  const checked = listingInputSchema.safeParse(draft);
  const listing = useListing(checked.data ?? null, reachable, actions.readListing);
  const aps = listing.reading?.aps ?? [];
  const hosts = hostsOf(aps);
  const chosenHost = hosts.find((name) => name.toLowerCase() === host.trim().toLowerCase()) ?? null;
  const hostFault =
    host.trim() !== "" && chosenHost === null
      ? ["None of these access points that can host it has this name."]
      : [];
  const ready = reachable && !listing.pending && aps.length > 0 && (into === "add" || hostFault.length === 0);

  const change = (part: Partial<ListingInput>) => {
    setFault(undefined);
    setMade(undefined);
    setDraft((before) => ({ ...before, ...part }));
  };
  const order = async (): Promise<Answer<unknown>> => {
    const answer = await call(() =>
      actions.importListing({ ...draft, into, host: into === "replace" ? chosenHost : null }),
    );
    if (!answer.ok) return answer;
    setMade(madeWords(into, answer.value.added));
    setDraft({ ...draft, text: "" });
    setHost("");
    return answer;
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!ready) return;
    setFault(undefined);
    if (into === "replace") return setAsking(true);
    start(async () => {
      const answer = await order();
      if (!answer.ok) setFault(answer.fault);
    });
  };

  return (
    <Panel
      title="Import a fleet"
      description="From show ap summary, show ap image and show version of a real controller, in any mixture, or from CSV"
      flush
    >
      <form aria-label="Import a fleet" noValidate onSubmit={submit} className="flex flex-col">
        <div className="p-4">
          <ListingFields draft={draft} errors={errorsOf(draft)} onChange={change} />
          {made !== undefined && (
            <Banner
              tone="ok"
              live="status"
              className="mt-4"
              title={made}
              actions={
                <Link href={ACCESS_POINTS} className="text-accent-text underline underline-offset-2">
                  Access Points
                </Link>
              }
            >
              They boot, find the controller and join.
            </Banner>
          )}
        </div>
        {checked.success && (
          <>
            <ImportPreview listing={listing} controllerVersion={controller.version} />
            <div className="flex flex-col gap-4 border-line border-t p-4">
              <ChoiceBar
                legend="What becomes of the present fleet"
                value={into}
                options={ways}
                onChange={setInto}
              />
              {into === "replace" && aps.length > 0 && (
                <HostField hosts={hosts} value={host} errors={hostFault} onChange={setHost} />
              )}
              {fault && <FaultNote fault={fault} />}
              <div className="flex flex-wrap items-center gap-2">
                <Button
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
              {!reachable && <OutOfReach />}
            </div>
          </>
        )}
      </form>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Replace the fleet"
        confirmLabel="Replace the fleet"
        danger
        onConfirm={order}
      >
        <p>
          {counted(aps.length, "access point takes", "access points take")} the place of the present fleet.
        </p>
        {lostWords(controller, upgradeRuns).map((words) => (
          <p key={words}>{words}</p>
        ))}
      </ConfirmDialog>
    </Panel>
  );
}

function errorsOf(draft: ListingInput) {
  const issues = draft.text === "" ? [] : (listingInputSchema.safeParse(draft).error?.issues ?? []);
  const of = (field: keyof ListingInput) =>
    issues.filter(({ path }) => path[0] === field).map(({ message }) => message);
  return { text: of("text"), defaultModel: of("defaultModel") };
}

const madeWords = (into: Way, added: number): string =>
  into === "add"
    ? `${counted(added, "access point was", "access points were")} added.`
    : `The fleet is now ${counted(added, "access point")}.`;
