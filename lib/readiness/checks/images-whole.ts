/** Whether the images are whole and undamaged, as far as they were read. */
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { listed } from "../fleet-questions";
import { references } from "../references";

export const imagesWhole: Check = {
  id: "images-whole",
  title: "The images are complete",
  severity: "critical",
  why: "An access point verifies an image only after downloading it. If the image is truncated, the download fails at the end, and so does every retry.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const read = Object.values(images).filter(({ fault, read: done }) => fault === null && done !== null);
        if (read.length === 0) return notChecked("No image was read.");
        const evidence = read.map(({ name, isWhole, note }) => ({
          asked: `Archive ${name}`,
          answer: note ?? (isWhole === true ? "complete" : "not read to the end; no errors so far"),
        }));
        const broken = read.filter(({ isWhole }) => isWhole === false);
        if (broken.length > 0)
          return fails(
            `${listed(broken.map(({ name }) => name))}: ${broken[0]?.note ?? "the archive is incomplete."}`,
            {
              evidence,
              affected: broken.map(({ name }) => name),
              fix: { text: "Copy the images again from the bundle, and compare the sizes." },
            },
          );
        const unread = read
          .filter(({ isWhole, read: done }) => isWhole === null && done?.isWhole !== true)
          .map(({ name }) => name);
        if (unread.length > 0)
          return notChecked(
            `${listed(unread)}: no errors so far, but the end was not read. Run the check again and read whole images.`,
            {
              evidence,
            },
          );
        return pass("Each image was read to the end.", { evidence });
      }),
    ),
};
