/** The fields of a readiness check as they are typed, prefilled from the saved profile, and their check. */
import { checkWith, type FormCheck, numberOrNull } from "@/components/forms/draft";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { isParallel, locationOf, loginOf, type Profile } from "@/lib/contracts/profile";
import { rootAsSlash } from "@/lib/contracts/profile-fields";
import { type ReadinessInput, readinessInputSchema } from "@/lib/contracts/readiness/input";
import { type ProbedProtocol, probedProtocols } from "@/lib/contracts/readiness/server-facts";
import { instantOf } from "@/lib/kit/time-text";

/** Names are those of the contract, so that its sentences stand beside their fields. */
export type ReadinessDraft = {
  /** `none`: only fleet and controller are checked. */
  protocol: ProbedProtocol | "none";
  address: string;
  path: string;
  port: string;
  user: string;
  password: string;
  hostKey: string;
  fleetFrom: "lab" | "listing";
  text: string;
  /** As `datetime-local` has it. */
  windowStart: string;
  windowMinutes: string;
  targetVersion: string;
  parallelMode: boolean;
  uplinkMegabits: string;
  roundTripMs: string;
  pathMtu: string;
  secondsPerImage: string;
  wholeImages: boolean;
  readsAtOnce: string;
};

/** The fields behind each fold, which says how many of them are set. */
export const foldedFields = {
  network: ["targetVersion", "uplinkMegabits", "roundTripMs", "pathMtu"],
  probe: ["secondsPerImage", "wholeImages", "readsAtOnce"],
} as const satisfies Record<string, readonly (keyof ReadinessDraft)[]>;

const empty: ReadinessDraft = {
  protocol: "tftp",
  address: "",
  path: "",
  port: "",
  user: "",
  password: "",
  hostKey: "",
  fleetFrom: "lab",
  text: "",
  windowStart: "",
  windowMinutes: "",
  targetVersion: "",
  parallelMode: false,
  uplinkMegabits: "",
  roundTripMs: "",
  pathMtu: "",
  secondsPerImage: "5",
  wholeImages: false,
  readsAtOnce: "9",
};

/** What the profile says. In a mode without a server of these protocols, the server stays empty. */
export function draftOf(profile: Profile | null): ReadinessDraft {
  if (profile === null) return empty;
  const location = locationOf(profile);
  const own = modeContracts[profile.mode].server?.own;
  const protocol = probedProtocols.find((one) => one === own);
  if (location === null || protocol === undefined) return { ...empty, parallelMode: isParallel(profile) };
  return {
    ...empty,
    protocol,
    address: location.imageServer,
    path: rootAsSlash(location.imagePath),
    port: location.servicePort === null ? "" : String(location.servicePort),
    user: loginOf(profile)?.userName ?? "",
    parallelMode: isParallel(profile),
  };
}

const textOrNull = (text: string): string | null => text.trim() || null;

export function checkReadiness(draft: ReadinessDraft): FormCheck<ReadinessInput> {
  const { protocol, address, path, port, user, password, hostKey } = draft;
  const needsLogin = protocol !== "none" && modeContracts[protocol].requiresLogin;
  return checkWith(readinessInputSchema, {
    server:
      protocol === "none"
        ? null
        : {
            protocol,
            address,
            path,
            port: numberOrNull(port),
            ...(needsLogin && { user, password, hostKey: textOrNull(hostKey) }),
          },
    fleet: draft.fleetFrom === "lab" ? { from: "lab" } : { from: "listing", text: draft.text },
    probe: {
      secondsPerImage: Number(draft.secondsPerImage || Number.NaN),
      wholeImages: draft.wholeImages,
      readsAtOnce: Number(draft.readsAtOnce || Number.NaN),
    },
    plan: {
      targetVersion: textOrNull(draft.targetVersion),
      parallelMode: draft.parallelMode,
      windowStart: instantOf(draft.windowStart),
      windowMinutes: numberOrNull(draft.windowMinutes),
      uplinkMegabits: numberOrNull(draft.uplinkMegabits),
      pathMtu: numberOrNull(draft.pathMtu),
      roundTripMs: numberOrNull(draft.roundTripMs),
    },
  });
}
