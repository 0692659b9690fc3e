/** Whether the bundle was unzipped. */
import { type Check, fails, onServer, pass, whenKnown } from "../check";
import { listed } from "../fleet-questions";
import { references } from "../references";

export const bundleUnzipped: Check = {
  id: "bundle-unzipped",
  title: "The bundle is unzipped",
  severity: "critical",
  why: "Access points request individual image files. They cannot read a zip file.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.zips, (zips) => {
        const images = files.images.known ? Object.values(files.images.value) : [];
        const isEmpty = images.length > 0 && images.every(({ fault }) => fault !== null);
        const evidence = [
          {
            asked: "Zip files in or beside the folder",
            answer: zips.length === 0 ? "none found" : zips.join(", "),
          },
        ];
        if (zips.length === 0) return pass("No zip file was found in place of the images.", { evidence });
        const fix = {
          text: "Unzip the bundle into the image folder, so that the image files are directly in that folder.",
          commands: zips.slice(0, 1).map((zip) => `unzip ${zip}`),
        };
        return isEmpty
          ? fails(`The server has ${listed(zips)}, but none of the image files from it.`, {
              evidence,
              fix,
              affected: zips,
            })
          : pass(`The images are there. ${listed(zips)} is no longer needed.`, { evidence });
      }),
    ),
};
