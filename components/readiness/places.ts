/** The pages where the operator puts a finding right, or finds out more. */
import {
  ACCESS_POINTS,
  COMMAND_LINE,
  IMAGE_REPOSITORY,
  SERVER_DOCTOR,
  SERVERS,
  SOFTWARE_UPGRADE,
} from "@/components/navigation/pages";
import type { CheckGroup, CheckId } from "@/lib/contracts/readiness/check-ids";

type Place = { label: string; href: string };

const ofGroup: Record<CheckGroup, readonly Place[]> = {
  wire: [
    { label: "Server doctor", href: SERVER_DOCTOR },
    { label: "Servers of this console", href: SERVERS },
  ],
  files: [
    { label: "Server doctor", href: SERVER_DOCTOR },
    { label: "Image Repository", href: IMAGE_REPOSITORY },
  ],
  fleet: [{ label: "Access Points", href: ACCESS_POINTS }],
  controller: [{ label: "Command Line Interface", href: COMMAND_LINE }],
  plan: [],
};
const ofCheck: Partial<Record<CheckId, readonly Place[]>> = {
  "profile-saved": [{ label: "Software Upgrade", href: SOFTWARE_UPGRADE }],
  "profile-matches": [{ label: "Software Upgrade", href: SOFTWARE_UPGRADE }],
};

/** The nearest first. */
export const placesOf = ({ id, group }: { id: CheckId; group: CheckGroup }): readonly Place[] =>
  ofCheck[id] ?? ofGroup[group];
