/** The resource tree: every module that is answered, with its containers, lists and leaves. */
import { z } from "zod";
import type { ApRow } from "@/lib/contracts/aps";
import { type ContainerNode, container, type DataNode, smallList, state, stateList } from "./data-node";
import { dottedMac } from "./encoding";
import type { Facts } from "./facts";
import {
  capwapData,
  capwapDataSchema,
  ethernetMap,
  ethernetMapSchema,
  hostsController,
  imageStats,
  imageStatsSchema,
  joinStats,
  joinStatsSchema,
  listOfAps,
  mewlcApData,
  mewlcApDataSchema,
  nameMap,
  nameMapSchema,
  predownloadData,
  predownloadDataSchema,
} from "./resources/access-points";
import {
  hostname,
  hostnameSchema,
  mewlcConfig,
  mewlcConfigSchema,
  nativeVersion,
  profileEntries,
  profileListSchema,
} from "./resources/configuration";
import { capabilities, capabilitiesSchema, moduleRows, modulesStateSchema } from "./resources/discovery";
import {
  endedOperations,
  installLocation,
  installLocationSchema,
  installOperationSchema,
  runningOperations,
} from "./resources/install-state";
import {
  activeImages,
  globalStats,
  globalStatsSchema,
  imageLocationSchema,
  predownloadRec,
  predownloadRecSchema,
  preparedImages,
  wncdStats,
  wncdStatsSchema,
} from "./resources/upgrade-state";
import { list } from "./schema";

export type Module = { name: string; root: ContainerNode };

export const IMAGE_DOWNLOAD_MODULE = "Cisco-IOS-XE-wireless-image-download-cfg";
export const GENERAL_MODULE = "Cisco-IOS-XE-wireless-general-cfg";
export const NATIVE_MODULE = "Cisco-IOS-XE-native";

/** The access points that the controller knows as joined, or as joining with an image download. */
const present = ({ aps }: Facts): ApRow[] => aps.filter((ap) => ap.joined || ap.capwapState === "Image Data");
/** Only joined access points have a record of their predownload: one that leaves vanishes. */
const joined = ({ aps }: Facts): ApRow[] => aps.filter((ap) => ap.joined);

function apList(
  name: string,
  entry: z.ZodObject,
  among: (facts: Facts) => ApRow[],
  make: (ap: ApRow, facts: Facts) => unknown,
) {
  return stateList<ApRow>(name, listOfAps(entry), {
    sources: among,
    entry: make,
    find(facts, [mac = "", ...more]) {
      const id = dottedMac(mac);
      return more.length > 0 || id === null ? undefined : among(facts).find((ap) => ap.id === id);
    },
  });
}

const accessPoints = container(
  "access-point-oper-data",
  stateList<ApRow>("ap-name-mac-map", list(["wtp-name"], nameMapSchema), {
    sources: present,
    entry: nameMap,
    find: (facts, [name, ...more]) =>
      more.length > 0 ? undefined : present(facts).find((ap) => ap.name === name),
  }),
  stateList<ApRow>("ethernet-mac-wtp-mac-map", list(["ethernet-mac"], ethernetMapSchema), {
    sources: present,
    entry: ethernetMap,
    find(facts, [mac = "", ...more]) {
      const wanted = dottedMac(mac);
      return more.length > 0 ? undefined : present(facts).find((ap) => ap.ethernetMac === wanted);
    },
  }),
  apList("capwap-data", capwapDataSchema, present, capwapData),
  apList("predownload-data", predownloadDataSchema, joined, predownloadData),
  apList("mewlc-ap-data", mewlcApDataSchema, (facts) => joined(facts).filter(hostsController), mewlcApData),
  apList("wtp-img-dwnld-stats", imageStatsSchema, present, imageStats),
  state("ewlc-mewlc-predownload-rec", predownloadRecSchema, predownloadRec),
  state("ewlc-wncd-stats", wncdStatsSchema, wncdStats),
  smallList("ap-image-prepare-location", list(["index"], imageLocationSchema), ["index"], preparedImages),
  smallList("ap-image-active-location", list(["index"], imageLocationSchema), ["index"], activeImages),
);

const global = container(
  "ap-global-oper-data",
  apList("ap-join-stats", joinStatsSchema, ({ aps }) => [...aps], joinStats),
  state("ap-img-predownload-stats", globalStatsSchema, globalStats),
);

const LOCATION_KEYS = ["fru", "slot", "bay", "chassis"];
const install = container(
  "install-oper-data",
  smallList(
    "install-location-information",
    list(LOCATION_KEYS, installLocationSchema),
    LOCATION_KEYS,
    installLocation,
  ),
  smallList("install-oper", list([], installOperationSchema), [], runningOperations),
  smallList("install-oper-hist", list([], installOperationSchema), [], endedOperations),
);

const config = (node: ReturnType<typeof state>): DataNode => ({ ...node, isConfig: true });

/** Every module with data. */
export const modules: readonly Module[] = [
  {
    name: "ietf-restconf-monitoring",
    root: container(
      "restconf-state",
      container("capabilities", state("capability", capabilitiesSchema, capabilities)),
    ),
  },
  {
    name: "ietf-yang-library",
    root: container(
      "modules-state",
      state("module-set-id", z.string(), () => "1"),
      smallList("module", modulesStateSchema, ["name", "revision"], () => moduleRows()),
    ),
  },
  {
    name: NATIVE_MODULE,
    root: container(
      "native",
      config(state("version", z.string(), nativeVersion)),
      config(state("hostname", hostnameSchema, hostname)),
    ),
  },
  {
    name: IMAGE_DOWNLOAD_MODULE,
    root: container(
      "image-download-cfg-data",
      container(
        "image-download-profiless",
        smallList(
          "image-download-profiles",
          profileListSchema,
          ["image-download-profile-name"],
          profileEntries,
          true,
        ),
      ),
    ),
  },
  {
    name: GENERAL_MODULE,
    root: container("general-cfg-data", config(state("mewlc-config", mewlcConfigSchema, mewlcConfig))),
  },
  { name: "Cisco-IOS-XE-wireless-access-point-oper", root: accessPoints },
  { name: "Cisco-IOS-XE-wireless-ap-global-oper", root: global },
  { name: "Cisco-IOS-XE-install-oper", root: install },
];
