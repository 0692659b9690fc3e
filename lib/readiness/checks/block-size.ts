/** Which block size the server grants. */
import { type Check, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

const SMALL_BYTES = 1024;

export const blockSize: Check = {
  id: "block-size",
  title: "The server grants large blocks",
  severity: "medium",
  why: "Small blocks need more round trips: with 512 bytes, an image of 70 MB takes 137,000 of them.",
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
            `The server grants blocks of ${granted} bytes only, of ${askedBlockSize} asked for.`,
            {
              evidence,
              fix: {
                text: "Remove the server's limit of the block size.",
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
