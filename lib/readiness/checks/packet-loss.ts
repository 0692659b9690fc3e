/** How many packets were lost on the way. */
import { grouped } from "@/lib/kit/number-text";
import { type Check, fails, notChecked, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

const MUCH = 0.01;
const TOO_MUCH = 0.1;
/** Fewer packets show nothing. */
const LEAST_PACKETS = 20;

export const packetLoss: Check = {
  id: "packet-loss",
  title: "No packets are lost",
  severity: "high",
  why: "Each lost packet delays a TFTP transfer by a timeout of several seconds.",
  reference: references.tftp,
  needs: ["images"],
  judge: (facts) =>
    onServer(
      facts,
      ({ wire }) =>
        whenKnown(wire.loss, ({ packets, retransmissions, duplicates }) => {
          if (packets < LEAST_PACKETS)
            return notChecked(`Only ${packets} packets were exchanged, too few to measure the loss.`);
          const share = retransmissions / packets;
          const text = `${retransmissions} of ${grouped(packets)} packets had to be retransmitted.`;
          const evidence = [{ asked: "Reads of the images", answer: `${text} ${duplicates} arrived twice.` }];
          const fix = {
            text: "Check the path for interface errors, duplex mismatches, queue drops, or a Wi-Fi link.",
          };
          if (share >= TOO_MUCH) return fails(text, { evidence, fix });
          return share >= MUCH ? warning(text, { evidence, fix }) : pass(text, { evidence });
        }),
      "tftp",
    ),
};
