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
  why: "The controller sends images in CAPWAP messages of about 1,400 bytes. A smaller path MTU fragments them, and in some releases access points cannot join below 1,000 bytes.",
  reference: references.recommendedReleases,
  needs: [],
  judge: ({ plan, fleet }) => {
    const listed = fleet.aps.flatMap(({ name, pathMtu: mtu }) => (mtu === null ? [] : [{ name, mtu }]));
    const least = Math.min(...listed.map(({ mtu }) => mtu), plan.pathMtu ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(least))
      return manual("The path MTU is not known.", {
        fix: {
          text: "Check it on the controller, or enter it in the plan.",
          commands: ["show ap config general | include MTU"],
        },
      });
    const small = listed.filter(({ mtu }) => mtu < USUAL_BYTES);
    const details = {
      evidence: [{ asked: "Smallest path MTU", answer: `${least} bytes` }],
      affected: small.map(({ name }) => name),
      fix: { text: "Raise the MTU between the controller and the access points to 1,500 bytes." },
    };
    if (least < LEAST_BYTES) return outage(`The path MTU is ${least} bytes.`, details);
    return least < USUAL_BYTES
      ? warning(`The path MTU is ${least} bytes, below ${USUAL_BYTES}.`, details)
      : pass(`The path MTU is ${least} bytes.`, { evidence: details.evidence });
  },
};
