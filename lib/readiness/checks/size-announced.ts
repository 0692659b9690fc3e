/** Whether the server says how large a file is before it sends it. */
import { type Check, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

export const sizeAnnounced: Check = {
  id: "size-announced",
  title: "The server announces the size of a file",
  severity: "low",
  why: "Without an announced size, a file that is cut off at the end of a block looks complete, and progress cannot be shown as a percentage.",
  reference: references.transferSize,
  needs: ["reach"],
  judge: (facts) =>
    onServer(
      facts,
      ({ wire }) =>
        whenKnown(wire.negotiation, ({ announcesSize }) => {
          const evidence = [{ asked: "tsize option", answer: announcesSize ? "granted" : "not granted" }];
          return announcesSize
            ? pass("The server announces sizes.", { evidence })
            : warning("The server does not announce sizes.", {
                evidence,
                fix: {
                  text: "Enable the tsize option on the server.",
                  commands: ["in.tftpd: remove --refuse tsize", "atftpd: remove --no-tsize"],
                },
              });
        }),
      "tftp",
    ),
};
