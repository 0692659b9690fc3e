/** The releases on offer, and which of them are called suggested and latest. */
"use client";

import { Package } from "lucide-react";
import { useState, useTransition } from "react";
import { IMAGE_REPOSITORY } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { FileName } from "@/components/ui/file-name";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Table, Td, Th } from "@/components/ui/table";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useRows } from "@/lib/client/rows/use-rows";
import { useMayChange } from "@/lib/client/visitor";
import type { ReleaseChoice } from "@/lib/contracts/catalog";
import { type NotOffered, type Offer, offerOf } from "@/lib/contracts/catalog-releases";
import { formatBytes } from "@/lib/kit/units";

/** No image set can have this name. */
const AUTOMATIC = "*";
const reasons: Record<NotOffered["why"], string> = {
  "no-version": "its images have no common version",
  "no-image": "it has no image that could be read",
  shadowed: "a newer import has the same version",
};

export function ReleasesPanel({ choice, disabled }: { choice: ReleaseChoice; disabled: boolean }) {
  const offer = offerOf(useRows("images"), choice);
  return (
    <Panel
      flush
      title="Releases"
      description="Each version in the image repository is a release. Clients ask for the suggested or the latest one."
    >
      {offer.releases.length === 0 ? (
        <EmptyState icon={<Package aria-hidden />} title="No releases yet">
          Add an image set to the{" "}
          <Link href={IMAGE_REPOSITORY} className="text-accent-text underline underline-offset-2">
            Image Repository
          </Link>
          .
        </EmptyState>
      ) : (
        <>
          <Choice choice={choice} offer={offer} disabled={disabled} />
          <ReleaseTable offer={offer} />
        </>
      )}
      {offer.notOffered.length > 0 && (
        <ul aria-label="Image sets that are not offered" className="px-4 py-3 text-[0.8125rem] text-ink-3">
          {offer.notOffered.map(({ set, why }) => (
            <li key={set}>
              <FileName name={set} /> is not offered: {reasons[why]}.
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Choice({ choice, offer, disabled }: { choice: ReleaseChoice; offer: Offer; disabled: boolean }) {
  const run = useCommand();
  const mayChange = useMayChange();
  const [busy, start] = useTransition();
  // Shown until the row of the server has it.
  const [chosen, setChosen] = useState<ReleaseChoice>();
  const save = (next: ReleaseChoice) => {
    setChosen(next);
    start(async () => {
      const answer = await run("catalog.choose-releases", { choice: next });
      setChosen(undefined);
      if (answer.ok) notify("Releases saved", { tone: "ok" });
      else notify("The releases were not saved", { tone: "fail", body: answer.fault.message });
    });
  };
  const shown = chosen ?? choice;
  const field = (name: keyof ReleaseChoice, label: string, automatic: string) => {
    const value = offer.releases.some(({ set }) => set === shown[name])
      ? (shown[name] ?? AUTOMATIC)
      : AUTOMATIC;
    return (
      <Field label={label} className="sm:w-72">
        {(control) => (
          <Select
            {...control}
            value={value}
            disabled={disabled || busy || !mayChange}
            onValueChange={(set) => save({ ...shown, [name]: set === AUTOMATIC ? null : set })}
            options={[
              { value: AUTOMATIC, label: automatic },
              ...offer.releases.map(({ release, set }) => ({ value: set, label: `${release} (${set})` })),
            ]}
          />
        )}
      </Field>
    );
  };
  return (
    <div className="flex flex-wrap gap-4 p-4">
      {field("suggested", "Suggested release", "Automatic: the newest")}
      {field("latest", "Latest release", "Automatic: the newest")}
    </div>
  );
}

function ReleaseTable({ offer }: { offer: Offer }) {
  return (
    <Table label="Releases">
      <thead>
        <tr>
          <Th>Release</Th>
          <Th className="hidden sm:table-cell">Image set</Th>
          <Th>Images</Th>
          <Th className="hidden sm:table-cell">Size</Th>
        </tr>
      </thead>
      <tbody>
        {offer.releases.map(({ release, set, images, isSuggested, isLatest }) => (
          <tr key={release}>
            <Td>
              <span className="flex flex-wrap items-center gap-1.5">
                <span className="code font-medium">{release}</span>
                {isSuggested && <Badge tone="accent">Suggested</Badge>}
                {isLatest && <Badge tone="info">Latest</Badge>}
              </span>
              <span className="block text-[0.8125rem] text-ink-3 sm:hidden">
                <FileName name={set} />
              </span>
            </Td>
            <Td className="hidden sm:table-cell">
              <FileName name={set} />
            </Td>
            <Td className="num">{images.length}</Td>
            <Td className="num hidden sm:table-cell">
              {formatBytes(images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
