/** The registry of all readiness checks. A name without a check does not compile. */
import type { CheckId } from "@/lib/contracts/readiness/check-ids";
import type { Check } from "./check";
import { alreadyCurrent } from "./checks/already-current";
import { apsAtRisk } from "./checks/aps-at-risk";
import { apsJoined } from "./checks/aps-joined";
import { autoAbortTimer } from "./checks/auto-abort-timer";
import { blockRollover } from "./checks/block-rollover";
import { blockSize } from "./checks/block-size";
import { bundleUnzipped } from "./checks/bundle-unzipped";
import { clockSkew } from "./checks/clock-skew";
import { concurrentReads } from "./checks/concurrent-reads";
import { controllerImagePresent } from "./checks/controller-image-present";
import { controllerImageRelease } from "./checks/controller-image-release";
import { controllerKnown } from "./checks/controller-known";
import { credentials } from "./checks/credentials";
import { downgrade } from "./checks/downgrade";
import { fileNameCase } from "./checks/file-name-case";
import { fleetKnown } from "./checks/fleet-known";
import { fleetSize } from "./checks/fleet-size";
import { folderFound } from "./checks/folder-found";
import { folderReadable } from "./checks/folder-readable";
import { freeFlash } from "./checks/free-flash";
import { hostKey } from "./checks/host-key";
import { imagesPlausibleSize } from "./checks/images-plausible-size";
import { imagesPresent } from "./checks/images-present";
import { imagesReadable } from "./checks/images-readable";
import { imagesRightFamily } from "./checks/images-right-family";
import { imagesWhole } from "./checks/images-whole";
import { inactiveVersion } from "./checks/inactive-version";
import { listingComplete } from "./checks/listing-complete";
import { modelsKnown } from "./checks/models-known";
import { modelsSupported } from "./checks/models-supported";
import { oneVersion } from "./checks/one-version";
import { otherControllers } from "./checks/other-controllers";
import { packetLoss } from "./checks/packet-loss";
import { pathIsFolder } from "./checks/path-is-folder";
import { pathMtu } from "./checks/path-mtu";
import { pathRoundTrip } from "./checks/path-round-trip";
import { predownloadState } from "./checks/predownload-state";
import { profileMatches } from "./checks/profile-matches";
import { profileSaved } from "./checks/profile-saved";
import { regulatoryDomains } from "./checks/regulatory-domains";
import { returnPortPath } from "./checks/return-port-path";
import { roundTrip } from "./checks/round-trip";
import { sameVersion } from "./checks/same-version";
import { serverAddress } from "./checks/server-address";
import { serverAnswers } from "./checks/server-answers";
import { serverLoopback } from "./checks/server-loopback";
import { sizeAnnounced } from "./checks/size-announced";
import { standbyController } from "./checks/standby-controller";
import { steppingStone } from "./checks/stepping-stone";
import { sustainedRate } from "./checks/sustained-rate";
import { targetRelease } from "./checks/target-release";
import { transferPort } from "./checks/transfer-port";
import { uncommittedVersion } from "./checks/uncommitted-version";
import { uplinkBandwidth } from "./checks/uplink-bandwidth";
import { windowFits } from "./checks/window-fits";

export const allChecks: Record<CheckId, Check> = {
  "server-address": serverAddress,
  "server-loopback": serverLoopback,
  "server-answers": serverAnswers,
  "return-port-path": returnPortPath,
  "host-key": hostKey,
  credentials: credentials,
  "folder-readable": folderReadable,
  "round-trip": roundTrip,
  "packet-loss": packetLoss,
  "block-size": blockSize,
  "block-rollover": blockRollover,
  "size-announced": sizeAnnounced,
  "transfer-port": transferPort,
  "concurrent-reads": concurrentReads,
  "sustained-rate": sustainedRate,
  "path-is-folder": pathIsFolder,
  "folder-found": folderFound,
  "bundle-unzipped": bundleUnzipped,
  "images-present": imagesPresent,
  "images-readable": imagesReadable,
  "images-plausible-size": imagesPlausibleSize,
  "images-whole": imagesWhole,
  "images-right-family": imagesRightFamily,
  "one-version": oneVersion,
  "target-release": targetRelease,
  "controller-image-present": controllerImagePresent,
  "controller-image-release": controllerImageRelease,
  "file-name-case": fileNameCase,
  "fleet-known": fleetKnown,
  "listing-complete": listingComplete,
  "models-known": modelsKnown,
  "models-supported": modelsSupported,
  "already-current": alreadyCurrent,
  "aps-joined": apsJoined,
  "stepping-stone": steppingStone,
  downgrade: downgrade,
  "same-version": sameVersion,
  "free-flash": freeFlash,
  "predownload-state": predownloadState,
  "other-controllers": otherControllers,
  "fleet-size": fleetSize,
  "regulatory-domains": regulatoryDomains,
  "standby-controller": standbyController,
  "controller-known": controllerKnown,
  "inactive-version": inactiveVersion,
  "uncommitted-version": uncommittedVersion,
  "auto-abort-timer": autoAbortTimer,
  "profile-saved": profileSaved,
  "profile-matches": profileMatches,
  "clock-skew": clockSkew,
  "window-fits": windowFits,
  "uplink-bandwidth": uplinkBandwidth,
  "path-mtu": pathMtu,
  "path-round-trip": pathRoundTrip,
  "aps-at-risk": apsAtRisk,
};
