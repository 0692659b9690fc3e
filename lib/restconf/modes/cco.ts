/** CCO mode over RESTCONF. */
import { z } from "zod";
import type { SoftwareVersion } from "@/lib/contracts/modes/cco";
import { found } from "../problem";
import { loginLeaves, loginRead, loginSettings, loginWithout } from "./login-leaves";
import type { RestconfMode } from "./restconf-mode";

const AUTO_CHECK = "cco-auto-check";
const VERSION = "cco-version";
const versions = { "cco-suggested-version": "suggested", "cco-latest-version": "latest" } as const;
const versionNames: Record<SoftwareVersion, keyof typeof versions> = {
  suggested: "cco-suggested-version",
  latest: "cco-latest-version",
};

export const ccoRestconf: RestconfMode = {
  leaves: {
    ...loginLeaves("cco"),
    [AUTO_CHECK]: z.boolean(),
    [VERSION]: z.enum(["cco-suggested-version", "cco-latest-version"]),
  },
  settings(leaves, context) {
    const login = loginSettings("cco", leaves, context);
    if (!login.ok) return login;
    const check = leaves[AUTO_CHECK];
    const version = leaves[VERSION];
    return found({
      ...login.value,
      ...(check !== undefined && { checksAutomatically: check === true }),
      ...(version !== undefined && { softwareVersion: versions[version as keyof typeof versions] }),
    });
  },
  without: (leaf) => ({
    ...loginWithout("cco", leaf),
    ...(leaf === AUTO_CHECK && { checksAutomatically: true }),
    ...(leaf === VERSION && { softwareVersion: "suggested" as const }),
  }),
  read: (settings, sealedPassword) => ({
    ...loginRead("cco", settings, sealedPassword),
    [AUTO_CHECK]: settings.checksAutomatically,
    [VERSION]: versionNames[settings.softwareVersion],
  }),
};
