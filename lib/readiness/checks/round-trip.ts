/** How long an answer of the server takes: TFTP waits for one after each block or window. */
import { formatRate } from "@/lib/kit/units";
import { type Check, notChecked, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

/** Beyond this, 512-byte blocks bring less than 11 kB/s. */
const SLOW_MS = 50;

export const roundTrip: Check = {
  id: "round-trip",
  title: "The server answers quickly",
  severity: "medium",
  why: "A TFTP client waits for the server after each block, so the round-trip time limits the rate, however much bandwidth there is.",
  reference: references.blockSize,
  needs: ["reach"],
  judge: (facts) =>
    onServer(facts, ({ wire }) =>
      whenKnown(wire.roundTripsMs, (times) => {
        const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
        if (median === undefined) return notChecked("No answer was timed.");
        const evidence = [
          {
            asked: `${times.length} single requests`,
            answer: times.map((ms) => `${ms.toFixed(1)} ms`).join(", "),
          },
        ];
        const text = `The median round-trip time is ${median.toFixed(1)} ms.`;
        if (median <= SLOW_MS) return pass(text, { evidence });
        const agreed = wire.negotiation.known ? wire.negotiation.value : null;
        const limit =
          agreed !== null
            ? ` With the negotiated block and window size, this allows at most ${formatRate((agreed.blockSize * agreed.windowSize * 1000) / median)}.`
            : "";
        return warning(`${text}${limit}`, {
          evidence,
          fix: {
            text: "Move the image server closer to the access points, or use SFTP, which does not wait after each block.",
          },
        });
      }),
    ),
};
