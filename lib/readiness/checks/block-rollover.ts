/** Whether the server goes on after block 65535, which files above 32 MB need with blocks of 512 bytes. */
import { grouped } from "@/lib/kit/number-text";
import { formatBytes } from "@/lib/kit/units";
import { type Check, fails, manual, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

const BLOCKS = 65_535;

export const blockRollover: Check = {
  id: "block-rollover",
  title: "Files of more than 65,535 blocks can be read",
  severity: "high",
  why: "TFTP block numbers have only 16 bits. Some servers abort the transfer when the numbers run out, which is at 32 MB with 512-byte blocks.",
  reference: references.blockSize,
  needs: ["images"],
  judge: (facts) =>
    onServer(
      facts,
      ({ wire, files }) => {
        if (wire.rollover.known) {
          const { blockSize, blocks, fault } = wire.rollover.value;
          const text = `${grouped(blocks)} blocks of ${blockSize} bytes`;
          const evidence = [
            {
              asked: `A read beyond block ${BLOCKS}`,
              answer: fault === null ? text : `${text}; ${fault.message}`,
            },
          ];
          if (fault === null) return pass(`The server sent ${text}.`, { evidence });
          return fails(`The server stopped after ${text}.`, {
            evidence,
            fix: { text: "Update the server software, or allow a larger block size." },
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
              `The largest image, ${formatBytes(largest)}, fits into ${grouped(Math.ceil(largest / blockSize))} blocks of ${blockSize} bytes, the size that the server grants.`,
            );
          return manual(
            `The largest image, ${formatBytes(largest)}, needs more than ${grouped(BLOCKS)} blocks of ${blockSize} bytes, and this check did not read that far.`,
            { fix: { text: "Run the check again and read whole images." } },
          );
        });
      },
      "tftp",
    ),
};
