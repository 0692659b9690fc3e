/**
 * Image Path: any folder can be typed. Where the server is our own, the image sets that exist are offered with whether they
 * are complete for this fleet (the combobox pattern of the ARIA Authoring Practices Guide).
 */
"use client";

import { clsx } from "clsx";
import { type KeyboardEvent, useId, useState } from "react";
import { checkSet, type SetCheck } from "@/components/fleet/fleet-needs";
import { useFleetNeeds } from "@/components/fleet/use-fleet-needs";
import { Badge } from "@/components/ui/badge";
import type { ControlProps } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { ImageSet } from "@/lib/contracts/images";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { ownPortAt, placeOf, stoppedPlaceOf } from "@/lib/contracts/own-servers";
import { compareVersions, NO_VERSION } from "@/lib/contracts/versions";
import { counted } from "@/lib/kit/text";
import type { ProfileDraft } from "./draft-fields";

type Offer = { set: ImageSet; check: SetCheck | null };

/** The image sets of our repository, the newest version first; none when the server is not ours. */
function useOffers({ mode, imageServer }: Pick<ProfileDraft, "mode" | "imageServer">): readonly Offer[] {
  useTopic("images");
  const own = modeContracts[mode].server?.own;
  const server = useRows("servers").find(({ id }) => id === own);
  const place = placeOf(server) ?? stoppedPlaceOf(server);
  const needs = useFleetNeeds();
  const sets = useRows("images");
  if (ownPortAt(place, imageServer.trim()) === undefined) return [];
  return sets
    .toSorted((a, b) => compareVersions(b.version ?? NO_VERSION, a.version ?? NO_VERSION))
    .map((set) => ({ set, check: needs === undefined ? null : checkSet(set, needs) }));
}

export function ImagePathInput({
  control,
  draft,
  disabled,
  onChange,
}: {
  control: ControlProps;
  draft: ProfileDraft;
  disabled: boolean;
  onChange: (imagePath: string) => void;
}) {
  const all = useOffers(draft);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const typed = draft.imagePath.trim().toLowerCase();
  const isName = all.some(({ set }) => set.name.toLowerCase() === typed);
  const offers = isName ? all : all.filter(({ set }) => set.name.toLowerCase().includes(typed));
  const isShown = open && offers.length > 0;
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (offer: Offer | undefined) => {
    if (offer) onChange(offer.set.name);
    close();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setOpen(true);
      setActive((active + step + offers.length) % Math.max(1, offers.length));
    } else if (event.key === "Enter" && isShown && active >= 0) {
      event.preventDefault();
      choose(offers[active]);
    } else if (event.key === "Escape" && isShown) close();
  };
  return (
    <div className="relative">
      <Input
        {...control}
        code
        name="imagePath"
        autoComplete="off"
        placeholder="EWC_17_12_1"
        value={draft.imagePath}
        disabled={disabled}
        onChange={(event) => {
          const next = event.target.value;
          onChange(next);
          setOpen(all.every(({ set }) => set.name !== next));
          setActive(-1);
        }}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={press}
        {...(all.length > 0 && {
          role: "combobox",
          "aria-autocomplete": "list" as const,
          "aria-expanded": isShown,
          "aria-controls": `${id}-sets`,
          "aria-activedescendant": isShown && active >= 0 ? `${id}-${active}` : undefined,
        })}
      />
      {isShown && (
        <div
          id={`${id}-sets`}
          role="listbox"
          aria-label="Image sets"
          className="absolute inset-x-0 top-full z-20 mt-1 max-h-64 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {offers.map((offer, i) => (
            <div
              key={offer.set.name}
              id={`${id}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              // Before the input loses the focus, which closes the list.
              onPointerDown={(event) => {
                event.preventDefault();
                choose(offer);
              }}
              className={clsx(
                "flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded px-2 py-1 hover:bg-hover",
                i === active && "bg-accent-soft text-accent-text",
              )}
            >
              <span className="code min-w-0 truncate">{offer.set.name}</span>
              <Completeness check={offer.check} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function Completeness({ check }: { check: SetCheck | null }) {
  if (check === null) return null;
  if (check.complete) return <Badge tone="ok">Complete</Badge>;
  const lacking = check.missing.length + check.damaged.length;
  return <Badge tone="warn">{`${counted(lacking, "image")} lacking`}</Badge>;
}
