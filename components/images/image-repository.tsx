/** The Image Repository page: import, and each image set with what the fleet needs of it. */
"use client";

import { HardDrive } from "lucide-react";
import { nameSome, setOfPath } from "@/components/fleet/fleet-needs";
import { useFleetNeeds } from "@/components/fleet/use-fleet-needs";
import { Banner } from "@/components/ui/banner";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useIsConnected, useOnlyRow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { ForAdmins } from "@/lib/client/visitor";
import type { ImageSet } from "@/lib/contracts/images";
import { locationOf } from "@/lib/contracts/profile";
import { compareVersions } from "@/lib/contracts/versions";
import { compareNames } from "@/lib/kit/name-order";
import { ImportPanel } from "./import-panel";
import { SetPanel } from "./set-panel";
import { WaitingBundles } from "./waiting-bundles";

/** Newest version first; sets without a version last, by name. */
const bySetVersion = (a: ImageSet, b: ImageSet): number =>
  Number(b.version !== null) - Number(a.version !== null) ||
  compareVersions(b.version ?? "0.0.0.0", a.version ?? "0.0.0.0") ||
  compareNames(a.name, b.name);

/** Up to this many sets are all expanded at first. */
const FEW_SETS = 3;

/** @param imagesDir the folder of the image sets on the server; null while unknown */
export function ImageRepository({ imagesDir }: { imagesDir: string | null }) {
  const status = useTopic("images");
  const sets = useRows("images").toSorted(bySetVersion);
  const needs = useFleetNeeds();
  const profile = useOnlyRow("controller")?.profile ?? null;
  const folder = profile && (locationOf(profile)?.imagePath ?? null);
  const disabled = !useIsConnected();
  const inProfile = (set: ImageSet): string | null =>
    folder !== null && setOfPath(folder) === set.name ? folder : null;
  return (
    <>
      <PageHeader
        title="Image Repository"
        description="Each image set is a folder on the image servers. Its name is the Image Path."
      />
      <div className="flex flex-col gap-4">
        <ForAdmins>
          <ImportPanel sets={sets} imagesDir={imagesDir} disabled={disabled} />
        </ForAdmins>
        <WaitingBundles sets={sets.map((s) => s.name)} disabled={disabled} />
        {needs && needs.unknown.length > 0 && (
          <Banner tone="warn" title="Unknown models">
            {nameSome(needs.unknown.map((ap) => `${ap.name} (${ap.model})`))}. No image family is known for
            these access points.
          </Banner>
        )}
        {status === "pending" || needs === undefined ? (
          <Panel flush>
            <RowsPending label="Loading image sets" rows={6} />
          </Panel>
        ) : sets.length === 0 ? (
          <Panel flush>
            <NoSets imagesDir={imagesDir} />
          </Panel>
        ) : (
          sets.map((set) => (
            <SetPanel
              key={set.name}
              set={set}
              needs={needs}
              profilePath={inProfile(set)}
              initiallyOpen={sets.length <= FEW_SETS || set === sets[0] || inProfile(set) !== null}
              disabled={disabled}
            />
          ))
        )}
      </div>
    </>
  );
}

function NoSets({ imagesDir }: { imagesDir: string | null }) {
  return (
    <EmptyState icon={<HardDrive aria-hidden />} title="No image sets yet">
      <p>
        Upload a release bundle above, or run{" "}
        <code className="code text-ink-2">npm run import -- &lt;zip or folder&gt;</code> on this machine.
      </p>
      <p className="mt-1">
        Files that you copy into a folder in{" "}
        <code className="code break-all text-ink-2">{imagesDir ?? "DATA_DIR/images"}</code> appear within
        seconds.
      </p>
    </EmptyState>
  );
}
