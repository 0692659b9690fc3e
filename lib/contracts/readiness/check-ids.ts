/** The names of all readiness checks, by group, in the order in which reports list them. A name never changes its meaning. */
import { z } from "zod";

export const checkIdsByGroup = {
  /** What the network and the server program do with requests. */
  wire: [
    "server-address",
    "server-loopback",
    "server-answers",
    "return-port-path",
    "host-key",
    "credentials",
    "folder-readable",
    "round-trip",
    "packet-loss",
    "block-size",
    "block-rollover",
    "size-announced",
    "transfer-port",
    "concurrent-reads",
    "sustained-rate",
  ],
  /** What is on the server. */
  files: [
    "path-is-folder",
    "folder-found",
    "bundle-unzipped",
    "images-present",
    "images-readable",
    "images-plausible-size",
    "images-whole",
    "images-right-family",
    "one-version",
    "target-release",
    "controller-image-present",
    "controller-image-release",
    "file-name-case",
  ],
  /** The access points. */
  fleet: [
    "fleet-known",
    "listing-complete",
    "models-known",
    "models-supported",
    "already-current",
    "aps-joined",
    "stepping-stone",
    "downgrade",
    "same-version",
    "free-flash",
    "predownload-state",
    "other-controllers",
    "fleet-size",
    "regulatory-domains",
    "standby-controller",
  ],
  controller: [
    "controller-known",
    "inactive-version",
    "uncommitted-version",
    "auto-abort-timer",
    "profile-saved",
    "profile-matches",
    "clock-skew",
  ],
  /** What the operator intends. */
  plan: ["window-fits", "uplink-bandwidth", "path-mtu", "path-round-trip", "aps-at-risk"],
} as const;

export type CheckGroup = keyof typeof checkIdsByGroup;
/** Headings of reports. */
export const checkGroupTitles: Record<CheckGroup, string> = {
  wire: "Server and network",
  files: "Image files",
  fleet: "Access points",
  controller: "Controller",
  plan: "Plan",
};
export const checkGroups = Object.keys(checkIdsByGroup) as CheckGroup[];
export type CheckId = (typeof checkIdsByGroup)[CheckGroup][number];
export const checkIds = Object.values(checkIdsByGroup).flat() as [CheckId, ...CheckId[]];
export const checkIdSchema = z.enum(checkIds);

/** The group that a check belongs to. */
export const groupOfCheck = (id: CheckId): CheckGroup =>
  checkGroups.find((group) => (checkIdsByGroup[group] as readonly string[]).includes(id)) ?? "wire";
