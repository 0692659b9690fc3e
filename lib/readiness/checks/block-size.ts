/** Which block size the server grants. */
import { type Check, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

const SMALL_BYTES = 1024;

export const blockSize: Check = {
  id: "block-size",
  title: "The server accepts a large block size",
  severity: "medium",
  why: "Small blocks mean more round trips: with 512-byte blocks, a 70 MB image takes 137,000 of them.",
  reference: references.blockSize,
  needs: ["reach"],
  judge: (facts) =>
    onServer(
      facts,
      ({ wire }) =>
        whenKnown(wire.negotiation, ({ askedBlockSize, blockSize: granted, askedWindowSize, windowSize }) => {
          const evidence = [
            { asked: `Block size ${askedBlockSize}`, answer: `${granted}` },
            { asked: `Window size ${askedWindowSize}`, answer: `${windowSize}` },
          ];
          if (granted >= SMALL_BYTES)
            return pass(`The server grants blocks of ${granted} bytes.`, { evidence });
          return warning(
            `The server grants only ${granted} bytes per block. ${askedBlockSize} bytes were requested.`,
            {
              evidence,
              fix: {
                text: "Remove the block size limit from the server's configuration.",
                commands: [
                  "in.tftpd: remove --blocksize",
                  "dnsmasq: remove tftp-no-blocksize",
                  "atftpd: remove --no-blksize",
                ],
              },
            },
          );
        }),
      "tftp",
    ),
};
