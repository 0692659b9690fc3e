/** Whether the bundle was unzipped. */
import { type Check, fails, onServer, pass, whenKnown } from "../check";
import { listed } from "../fleet-questions";
import { references } from "../references";

export const bundleUnzipped: Check = {
  id: "bundle-unzipped",
  title: "The bundle is unzipped",
  severity: "critical",
  why: "Access points ask for single images. They do not look into a zip file.",
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
        if (zips.length === 0) return pass("No zip file was found instead of the images.", { evidence });
        const fix = {
          text: "Unzip the bundle on the server.",
          commands: zips.slice(0, 1).map((zip) => `unzip ${zip}`),
        };
        return isEmpty
          ? fails(`${listed(zips)} is on the server, but none of the images is.`, {
              evidence,
              fix,
              affected: zips,
            })
          : pass(`The images are there. ${listed(zips)} beside them only takes space.`, { evidence });
      }),
    ),
};
