/** One image set: whether it is complete for the fleet, and its files. */
"use client";

import { clsx } from "clsx";
import { ChevronRight, CircleArrowUp, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { checkSet, type FleetNeeds, nameSome, type SetCheck } from "@/components/fleet/fleet-needs";
import { fileIssue } from "@/components/fleet/verdict-badge";
import { upgradeWith } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { IconButton } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { FileName } from "@/components/ui/file-name";
import { Link } from "@/components/ui/link";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { ImageSet } from "@/lib/contracts/images";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";
import { ImageTable } from "./image-table";
import { RemoveSetDialog } from "./remove-set-dialog";
import { RenameSetDialog } from "./rename-set-dialog";

export type SetPanelProps = {
  set: ImageSet;
  needs: FleetNeeds;
  /** The saved profile's Image Path if it is in this set. */
  profilePath: string | null;
  initiallyOpen: boolean;
  disabled: boolean;
};

export function SetPanel({ set, needs, profilePath, initiallyOpen, disabled }: SetPanelProps) {
  const [open, setOpen] = useState(initiallyOpen);
  const [dialog, setDialog] = useState<"rename" | "remove" | null>(null);
  const check = useMemo(() => checkSet(set, needs), [set, needs]);
  const id = useId();
  const close = () => setDialog(null);
  return (
    <section
      aria-labelledby={`${id}-name`}
      className="min-w-0 rounded-lg border border-line bg-surface shadow-panel"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-2 py-2 sm:px-3">
        <h2 id={`${id}-name`} className="min-w-0 text-[0.9375rem]">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={`${id}-files`}
            onClick={() => setOpen(!open)}
            className="flex min-w-0 items-center gap-1.5 rounded px-1 py-1 text-left font-semibold hover:bg-hover"
          >
            <ChevronRight
              className={clsx("size-4 shrink-0 text-ink-3 transition-transform", open && "rotate-90")}
              aria-hidden
            />
            <FileName name={set.name} />
          </button>
        </h2>
        <CopyButton text={set.name} label={`Copy ${set.name} as Image Path`} />
        <SetBadges set={set} check={check} needs={needs} profilePath={profilePath} />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <Link
            href={upgradeWith({ use: set.name, on: "own-server" })}
            className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 font-medium text-[0.8125rem] text-accent-text hover:bg-hover"
          >
            <CircleArrowUp className="size-4" aria-hidden />
            Upgrade to this set
          </Link>
          <span className="num text-[0.8125rem] text-ink-3">
            {counted(set.files.length, "file")}, {formatBytes(set.sizeBytes)}
          </span>
          <Menu
            trigger={
              <IconButton
                changes
                label={`More for ${set.name}`}
                icon={<Ellipsis aria-hidden />}
                disabled={disabled}
              />
            }
          >
            <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setDialog("rename")}>
              Rename
            </MenuItem>
            <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setDialog("remove")}>
              Remove
            </MenuItem>
          </Menu>
        </div>
      </header>
      <Problems check={check} />
      <div
        id={`${id}-files`}
        hidden={!open}
        className="border-line border-t [&_td]:py-1 [&_tr:last-child>td]:border-b-0"
      >
        <ImageTable set={set.name} rows={check.rows} controller={check.controller} />
        <Others check={check} />
      </div>
      {dialog === "rename" && <RenameSetDialog set={set} profilePath={profilePath} onClose={close} />}
      <RemoveSetDialog set={set} profilePath={profilePath} open={dialog === "remove"} onClose={close} />
    </section>
  );
}

function SetBadges({
  set,
  check,
  needs,
  profilePath,
}: Pick<SetPanelProps, "set" | "needs" | "profilePath"> & { check: SetCheck }) {
  const reading = check.rows.some((r) => r.verdict === "reading");
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {set.version && <Badge className="code">{set.version}</Badge>}
      {needs.apCount > 0 && check.complete && !reading && <Badge tone="ok">Complete for this fleet</Badge>}
      {check.unverified.length > 0 && (
        <Badge tone="warn">{grouped(check.unverified.length)} unverified</Badge>
      )}
      {reading && <Badge tone="info">Reading files</Badge>}
      {profilePath !== null && (
        <Badge tone="accent" title={`Image Path of the profile: ${profilePath}`}>
          In profile
        </Badge>
      )}
      {set.synthetic && (
        <Badge title="Made by the sample bundle generator. Not vendor software.">Synthetic</Badge>
      )}
    </span>
  );
}

/** The images that would make an upgrade of the fleet from this set fail. */
function Problems({ check }: { check: SetCheck }) {
  if (check.complete) return null;
  const { missing, damaged } = check;
  const parts = [
    ...(missing.length > 0
      ? [`${missing.length} ${missing.length === 1 ? "image is" : "images are"} missing`]
      : []),
    ...(damaged.length > 0 ? [`${damaged.length} ${damaged.length === 1 ? "is" : "are"} unusable`] : []),
  ];
  return (
    <div className="px-3 pb-3">
      <Banner tone="warn" title={`For this fleet, ${parts.join(" and ")}`}>
        <ul className="list-disc pl-4">
          {[...missing, ...damaged].map((row) => (
            <li key={row.image}>
              <FileName name={row.image} className="font-medium text-ink" />
              {row.need
                ? `, needed by ${counted(row.need.apNames.length, "AP")}: ${nameSome(row.need.apNames)}`
                : ", needed by the controller"}
              {row.file !== null && `. ${fileIssue(row) ?? ""}`}
            </li>
          ))}
        </ul>
        <p className="mt-1">Upload these files to this set. Unusable files are replaced.</p>
      </Banner>
    </div>
  );
}

function Others({ check }: { check: SetCheck }) {
  if (check.others.length === 0) return null;
  return (
    <p className="border-line border-t px-3 py-2 text-[0.8125rem] text-ink-3">
      Also in the folder:{" "}
      {check.others.slice(0, 12).map((file, i) => (
        <span key={file.path}>
          {i > 0 && ", "}
          <FileName name={file.path} /> ({formatBytes(file.sizeBytes)})
        </span>
      ))}
      {check.others.length > 12 && `, and ${grouped(check.others.length - 12)} more`}
    </p>
  );
}
