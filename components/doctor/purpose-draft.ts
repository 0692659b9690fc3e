/** The fields about the purpose, prefilled from the profile, and their check. */
import { checkWith, type FormCheck, numberOrNull } from "@/components/forms/draft";
import {
  type DoctorHost,
  type DoctorProtocol,
  type DoctorPurpose,
  doctorPurposeSchema,
} from "@/lib/contracts/doctor";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { locationOf, loginOf, type Profile } from "@/lib/contracts/profile";
import { rootAsSlash } from "@/lib/contracts/profile-fields";

export type PurposeDraft = {
  protocol: DoctorProtocol;
  server: string;
  path: string;
  port: string;
  userName: string;
  host: DoctorHost;
  behindNat: boolean;
  logFile: string;
};

export const protocolLabels: Readonly<Record<DoctorProtocol, string>> = { tftp: "TFTP", sftp: "SFTP" };

const empty: PurposeDraft = {
  protocol: "tftp",
  server: "",
  path: "",
  port: "",
  userName: "",
  host: "debian",
  behindNat: false,
  logFile: "",
};

/** What the profile says about the server. Empty for a mode without an image server that the doctor knows. */
export function draftOf(profile: Profile | null): PurposeDraft {
  if (profile === null) return empty;
  const location = locationOf(profile);
  const own = modeContracts[profile.mode].server?.own;
  if (location === null || own === undefined || !Object.hasOwn(protocolLabels, own)) return empty;
  return {
    ...empty,
    protocol: own as DoctorProtocol,
    server: location.imageServer,
    path: rootAsSlash(location.imagePath),
    port: location.servicePort === null ? "" : String(location.servicePort),
    userName: loginOf(profile)?.userName ?? "",
  };
}

export const checkPurpose = ({ path, port, ...draft }: PurposeDraft): FormCheck<DoctorPurpose> =>
  checkWith(doctorPurposeSchema, {
    ...draft,
    path: path.trim() === "" ? null : path,
    port: numberOrNull(port),
  });
