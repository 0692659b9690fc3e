/** Whether the server goes on after block 65535, which files above 32 MB need with blocks of 512 bytes. */
import { formatBytes } from "@/lib/kit/units";
import { type Check, fails, manual, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

const BLOCKS = 65_535;

export const blockRollover: Check = {
  id: "block-rollover",
  title: "Files of more than 65,535 blocks can be read",
  severity: "high",
  why: "Block numbers have 16 bits. Some servers end the transfer when they run out, at 32 MB with blocks of 512 bytes.",
  reference: references.blockSize,
  needs: ["images"],
  judge: (facts) =>
    onServer(
      facts,
      ({ wire, files }) => {
        if (wire.rollover.known) {
          const { blockSize, blocks, fault } = wire.rollover.value;
          const text = `${blocks.toLocaleString("en")} blocks of ${blockSize} bytes`;
          const evidence = [
            {
              asked: `A read beyond block ${BLOCKS}`,
              answer: fault === null ? text : `${text}; ${fault.message}`,
            },
          ];
          if (fault === null) return pass(`The server sent ${text}.`, { evidence });
          return fails(`The server stopped after ${text}.`, {
            evidence,
            fix: { text: "Update the server program, or let it grant larger blocks." },
          });
        }
        if (!wire.negotiation.known) return notChecked(wire.rollover.reason);
        const { blockSize } = wire.negotiation.value;
        return whenKnown(files.images, (images) => {
          const sizes = Object.values(images).map(({ sizeBytes }) => sizeBytes ?? 0);
          const largest = Math.max(0, ...sizes);
          if (largest === 0) return notChecked("The sizes of the images are not known.");
          if (largest / blockSize < BLOCKS)
            return pass(
              `The largest image, ${formatBytes(largest)}, fits into ${Math.ceil(largest / blockSize).toLocaleString("en")} blocks of the granted ${blockSize} bytes.`,
            );
          return manual(
            `The largest image, ${formatBytes(largest)}, needs more than ${BLOCKS.toLocaleString("en")} blocks of ${blockSize} bytes, and it was not read that far.`,
            { fix: { text: "Check again and read whole images." } },
          );
        });
      },
      "tftp",
    ),
};
