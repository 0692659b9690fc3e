/** The numbers of the upgrade: its counters, and the fleet by image family. */
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { Counters } from "./counters";
import { Families } from "./families";

export const UpgradeDetails = ({ upgrade }: { upgrade: UpgradeRow }) => (
  <>
    <Counters counters={upgrade.counters} />
    <Families target={upgrade.targetVersion} mode={upgrade.mode} />
  </>
);
