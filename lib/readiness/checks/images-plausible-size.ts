/** Whether the images have sizes that images have. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { formatBytes } from "@/lib/kit/units";
import { type Check, fails, notChecked, onServer, pass, warning, whenKnown } from "../check";
import { listed } from "../fleet-questions";
import { references } from "../references";

/** Smaller files are error pages or the rest of an interrupted copy. Sample images begin at 16 kB. */
const LEAST_BYTES = 16_384;
const MOST_AP_BYTES = 400_000_000;

export const imagesPlausibleSize: Check = {
  id: "images-plausible-size",
  title: "The images have plausible sizes",
  severity: "high",
  why: "A very small or empty file usually comes from an interrupted copy, a full disk, or an error page that was saved as a file.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const sized = Object.values(images).flatMap(({ name, sizeBytes, fault }) =>
          sizeBytes === null || fault !== null ? [] : [{ name, sizeBytes }],
        );
        if (sized.length === 0) return notChecked("The server did not announce any file sizes.");
        const evidence = sized.map(({ name, sizeBytes }) => ({
          asked: `Size of ${name}`,
          answer: formatBytes(sizeBytes),
        }));
        const small = sized.filter(({ sizeBytes }) => sizeBytes < LEAST_BYTES).map(({ name }) => name);
        const large = sized
          .filter(({ name, sizeBytes }) => name !== CONTROLLER_IMAGE && sizeBytes > MOST_AP_BYTES)
          .map(({ name }) => name);
        const fix = { text: "Copy the files again, and compare their sizes with those in the bundle." };
        if (small.length > 0)
          return fails(`${listed(small)} ${small.length === 1 ? "is" : "are"} too small to be an image.`, {
            evidence,
            affected: small,
            fix,
          });
        if (large.length > 0)
          return warning(
            `${listed(large)} ${large.length === 1 ? "is" : "are"} larger than any known access point image.`,
            { evidence, affected: large, fix },
          );
        return pass("All sizes are plausible.", { evidence });
      }),
    ),
};
