/** Whether packets of CAPWAP pass without being cut into many. */
import { type Check, manual, outage, pass, warning } from "../check";
import { references } from "../references";

const USUAL_BYTES = 1485;
/** Below this, access points of some releases do not join (CSCwb13784 in the recommended releases). */
const LEAST_BYTES = 1000;

export const pathMtu: Check = {
  id: "path-mtu",
  title: "The path MTU between controller and access points is large enough",
  severity: "medium",
  why: "Images go to other access points in CAPWAP messages of about 1,400 bytes. On a smaller path each is sent in pieces, and some releases fail below 1,000 bytes.",
  reference: references.recommendedReleases,
  needs: [],
  judge: ({ plan, fleet }) => {
    const listed = fleet.aps.flatMap(({ name, pathMtu: mtu }) => (mtu === null ? [] : [{ name, mtu }]));
    const least = Math.min(...listed.map(({ mtu }) => mtu), plan.pathMtu ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(least))
      return manual("The path MTU is not known.", {
        fix: {
          text: "Look at it, or enter it in the plan.",
          commands: ["show ap config general | include MTU"],
        },
      });
    const small = listed.filter(({ mtu }) => mtu < USUAL_BYTES);
    const details = {
      evidence: [{ asked: "The least path MTU", answer: `${least} bytes` }],
      affected: small.map(({ name }) => name),
      fix: { text: "Let packets of 1,500 bytes pass between controller and access points." },
    };
    if (least < LEAST_BYTES) return outage(`The path MTU is ${least} bytes.`, details);
    return least < USUAL_BYTES
      ? warning(`The path MTU is ${least} bytes, below ${USUAL_BYTES}.`, details)
      : pass(`The path MTU is ${least} bytes.`, { evidence: details.evidence });
  },
};
