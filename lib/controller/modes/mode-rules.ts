/** How the controller runs a download in one mode, and how it explains a failure. One module per mode implements it. */
import type { Fault } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import type { FaultTexts, ImageRequest } from "../image-request";

export type ImageOrigin = {
  /** `on the server` */
  place: string;
  /** `the server` */
  name: string;
  /** How to name other images: `enter another image path`. */
  change: string;
};

export type ModeRules = {
  /** Who connects to the image server for the images of access points. */
  fetcher: "image-masters" | "controller";
  /** How an access point gets an image that the controller does not run itself. */
  delivery: { route: "server"; method: "TFTP" | "HTTPS" } | { route: "capwap"; method: "CAPWAP" };
  /** The request for an image in the words of the protocol. */
  request(wanted: Pick<ImageRequest, "path">): string;
  /** Faults of the server or of its file, as they look on the wire. */
  wireTexts: FaultTexts<ImageRequest & { fault: Fault }>;
  /** What the operator can do about each fault. */
  remedies: FaultTexts<ImageRequest>;
  /** Where the images are, in the words of the Status line; absent in modes in which a server has them. */
  origin?: ImageOrigin;
  /** Why an access point got no image when its controller could not fetch one; null where access points fetch. */
  explainMissingImage: ((image: string) => string) | null;
  /**
   * The least time from the start of a fetch to its report, in simulated milliseconds, as measured on a real
   * controller. A fetch that takes longer is reported when it ends.
   */
  minReportMs: Partial<Record<FaultCode, number>>;
};
