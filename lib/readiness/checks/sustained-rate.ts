/** How fast each image comes over several seconds. */
import { formatDuration, formatRate } from "@/lib/kit/units";
import { type Check, fails, notChecked, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

const SLOW_BYTES_PER_SECOND = 100_000;
/** A download that takes longer than this is unlikely to end within a maintenance window. */
const TOO_LONG_SECONDS = 3600;

export const sustainedRate: Check = {
  id: "sustained-rate",
  title: "The server sends the images fast enough",
  severity: "medium",
  why: "A server that answers quickly can still send images slowly, and the upgrade may then run past the maintenance window.",
  reference: references.predownload,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const timed = Object.values(images)
          .filter((image) => image.isNeeded)
          .flatMap(({ name, bytesPerSecond, sizeBytes }) =>
            bytesPerSecond === null ? [] : [{ name, bytesPerSecond, sizeBytes }],
          );
        const slowest = timed.toSorted((a, b) => a.bytesPerSecond - b.bytesPerSecond)[0];
        if (slowest === undefined) return notChecked("No image was read long enough to measure its rate.");
        const evidence = timed.map(({ name, bytesPerSecond }) => ({
          asked: `A read of ${name}`,
          answer: formatRate(bytesPerSecond),
        }));
        const seconds = (slowest.sizeBytes ?? 0) / slowest.bytesPerSecond;
        const text = `The slowest image, ${slowest.name}, downloads at ${formatRate(slowest.bytesPerSecond)}${seconds > 0 ? `, which takes ${formatDuration(seconds)} for the whole image` : ""}.`;
        const details = {
          evidence,
          affected: timed
            .filter(({ bytesPerSecond }) => bytesPerSecond < SLOW_BYTES_PER_SECOND)
            .map(({ name }) => name),
          fix: {
            text: "Allow a larger block size on the server, move the server closer, or find out what limits its link.",
          },
        };
        if (seconds > TOO_LONG_SECONDS) return fails(text, details);
        return slowest.bytesPerSecond < SLOW_BYTES_PER_SECOND
          ? warning(text, details)
          : pass(text, { evidence });
      }),
    ),
};
