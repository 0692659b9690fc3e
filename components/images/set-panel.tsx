/** One image set: its verdict for this fleet first, then its files. */
"use client";

import { clsx } from "clsx";
import { ChevronRight, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { IconButton } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { FileName } from "@/components/ui/file-name";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { ImageSet } from "@/lib/contracts/images";
import { formatBytes } from "@/lib/kit/units";
import { type FleetNeeds, type Judgement, judgeSet, nameSome } from "./fleet-needs";
import type { ImageActions } from "./image-actions";
import { ImageTable } from "./image-table";
import { RemoveSetDialog } from "./remove-set-dialog";
import { RenameSetDialog } from "./rename-set-dialog";
import { oddity } from "./verdict-badge";

export type SetPanelProps = {
  set: ImageSet;
  needs: FleetNeeds;
  /** The saved profile's Image Path, when it is in this set. */
  profilePath: string | null;
  initiallyOpen: boolean;
  disabled: boolean;
  actions: ImageActions;
};

export function SetPanel({ set, needs, profilePath, initiallyOpen, disabled, actions }: SetPanelProps) {
  const [open, setOpen] = useState(initiallyOpen);
  const [dialog, setDialog] = useState<"rename" | "remove" | null>(null);
  const judged = useMemo(() => judgeSet(set, needs), [set, needs]);
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
        <SetBadges set={set} judged={judged} needs={needs} profilePath={profilePath} />
        <div className="ml-auto flex items-center gap-2">
          <span className="num text-[0.8125rem] text-ink-3">
            {set.files.length} files, {formatBytes(set.sizeBytes)}
          </span>
          <Menu
            trigger={
              <IconButton
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
      <Problems judged={judged} />
      <div
        id={`${id}-files`}
        hidden={!open}
        className="border-line border-t [&_td]:py-1 [&_tr:last-child>td]:border-b-0"
      >
        <ImageTable set={set.name} rows={judged.rows} controller={judged.controller} />
        <Others judged={judged} />
      </div>
      <RenameSetDialog
        set={set}
        profilePath={profilePath}
        open={dialog === "rename"}
        onClose={close}
        onRename={actions.rename}
      />
      <RemoveSetDialog
        set={set}
        profilePath={profilePath}
        open={dialog === "remove"}
        onClose={close}
        onRemove={actions.remove}
      />
    </section>
  );
}

function SetBadges({
  set,
  judged,
  needs,
  profilePath,
}: Pick<SetPanelProps, "set" | "needs" | "profilePath"> & { judged: Judgement }) {
  const reading = judged.rows.some((r) => r.verdict === "reading");
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {set.version && <Badge className="code">{set.version}</Badge>}
      {needs.apCount > 0 && judged.complete && !reading && (
        <Badge tone="ok">Has all that this fleet needs</Badge>
      )}
      {judged.doubtful.length > 0 && (
        <Badge tone="warn">
          {judged.doubtful.length} {judged.doubtful.length === 1 ? "file" : "files"} to look at
        </Badge>
      )}
      {reading && <Badge tone="info">Reading files</Badge>}
      {profilePath !== null && (
        <Badge tone="accent" title={`Image Path of the profile: ${profilePath}`}>
          In the profile
        </Badge>
      )}
      {set.synthetic && (
        <Badge title="Made by the sample bundle generator; not vendor software">Synthetic</Badge>
      )}
    </span>
  );
}

/** What would fail if the fleet upgraded from this set now. */
function Problems({ judged }: { judged: Judgement }) {
  if (judged.complete) return null;
  const { missing, damaged } = judged;
  const parts = [
    ...(missing.length > 0
      ? [`${missing.length} ${missing.length === 1 ? "image is" : "images are"} missing`]
      : []),
    ...(damaged.length > 0 ? [`${damaged.length} ${damaged.length === 1 ? "is" : "are"} unusable`] : []),
  ];
  return (
    <div className="px-3 pb-3">
      <Banner tone="warn" title={`For this fleet ${parts.join(" and ")}`}>
        <ul className="list-disc pl-4">
          {[...missing, ...damaged].map((row) => (
            <li key={row.image}>
              <FileName name={row.image} className="font-medium text-ink" />
              {row.need
                ? `, needed by ${row.need.apNames.length} ${row.need.apNames.length === 1 ? "AP" : "APs"}: ${nameSome(row.need.apNames)}`
                : ", needed by the controller"}
              {row.file !== null && `. ${oddity(row) ?? ""}`}
            </li>
          ))}
        </ul>
        <p className="mt-1">Upload these files into this set; unusable ones are replaced.</p>
      </Banner>
    </div>
  );
}

function Others({ judged }: { judged: Judgement }) {
  if (judged.others.length === 0) return null;
  return (
    <p className="border-line border-t px-3 py-2 text-[0.8125rem] text-ink-3">
      Also in the folder:{" "}
      {judged.others.slice(0, 12).map((file, i) => (
        <span key={file.path}>
          {i > 0 && ", "}
          <FileName name={file.path} /> ({formatBytes(file.sizeBytes)})
        </span>
      ))}
      {judged.others.length > 12 && ` and ${judged.others.length - 12} more`}
    </p>
  );
}
