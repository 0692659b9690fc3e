/** Desktop (HTTP) mode: the controller has what was uploaded to it, and sends it to the access points over CAPWAP. */
import type { ImageRequest } from "../image-request";
import type { ModeRules } from "./mode-rules";

const replace = ({ image }: ImageRequest): string =>
  `Discard the uploaded image and upload the bundle again, as it was published. If ${image} is damaged there, too, download the bundle again. Then choose Save & Download again.`;

export const httpRules: ModeRules = {
  fetcher: "controller",
  delivery: { route: "capwap", method: "CAPWAP" },
  // No server is asked, so no fault of one can be seen on the wire.
  request: (f) => `read ${f.path}`,
  wireTexts: {},
  // A missing file brings its own remedy, which depends on what was uploaded.
  remedies: {
    "size-mismatch": replace,
    "image-damaged": replace,
    "digest-mismatch": replace,
    "wrong-family": ({ image }) =>
      `Discard the uploaded image and upload the bundle, or the right file under the name ${image}. Then choose Save & Download again.`,
    "wrong-version": () =>
      "Upload one bundle as it was published, so that all its images have one version. Then choose Save & Download again.",
  },
  origin: { place: "in the upload", name: "the upload", change: "upload another bundle" },
  explainMissingImage: (image) =>
    `In Desktop (HTTP) mode the controller sends what was uploaded to it. Without ${image} it has nothing to send`,
  minReportMs: {},
};
