/** Whether the round trip between controller and access points is short. */
import { type Check, manual, pass, warning } from "../check";
import { references } from "../references";

/** One message of about 1,380 bytes is on its way at a time, so this allows 69 kB/s. */
const SLOW_MS = 20;
const MESSAGE_BYTES = 1380;

export const pathRoundTrip: Check = {
  id: "path-round-trip",
  title: "The round-trip time between controller and access points is short",
  severity: "medium",
  why: "Over CAPWAP, the controller sends one message of an image and waits for the answer before it sends the next, so the round-trip time determines how long the download takes.",
  reference: references.capwap,
  needs: [],
  judge: ({ plan, fleet }) => {
    const listed = fleet.aps.flatMap(({ name, roundTripMs }) =>
      roundTripMs === null ? [] : [{ name, roundTripMs }],
    );
    const most = Math.max(...listed.map(({ roundTripMs }) => roundTripMs), plan.roundTripMs ?? -1);
    if (most < 0)
      return manual("The round-trip time between controller and access points is not known.", {
        fix: {
          text: "Measure it, and enter it in the plan.",
          commands: ["ping ADDRESS-OF-THE-AP repeat 100"],
        },
      });
    const evidence = [{ asked: "Longest round-trip time", answer: `${most} ms` }];
    const rate = Math.round(MESSAGE_BYTES / Math.max(most, 0.1));
    return most <= SLOW_MS
      ? pass(`The longest round-trip time is ${most} ms.`, { evidence })
      : warning(
          `The longest round-trip time is ${most} ms, which allows about ${rate} kB/s for an image over CAPWAP.`,
          {
            evidence,
            affected: listed.filter(({ roundTripMs }) => roundTripMs > SLOW_MS).map(({ name }) => name),
            fix: {
              text: "Use TFTP mode, where one access point of each image family downloads directly from the server, or start the predownload earlier.",
            },
          },
        );
  },
};
