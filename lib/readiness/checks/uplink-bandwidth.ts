/** Whether the uplink carries the images within the window. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { formatBytes, formatDuration } from "@/lib/kit/units";
import { type Check, fails, notApplicable, notChecked, pass, warning } from "../check";
import { probedImages } from "../fleet-questions";

/** How much of an uplink downloads may take from everybody else before it is worth saying. */
const MUCH_SECONDS = 1800;

export const uplinkBandwidth: Check = {
  id: "uplink-bandwidth",
  title: "The uplink is fast enough for the images",
  severity: "medium",
  why: "Each image crosses the uplink once, no matter how many access points need it, and competes with the site's other traffic.",
  needs: ["images"],
  judge: (facts) => {
    const { uplinkMegabits, windowMinutes } = facts.plan;
    if (uplinkMegabits === null) return notApplicable("No uplink bandwidth was given.");
    const images = (probedImages(facts) ?? []).filter(
      ({ isNeeded, name }) => isNeeded || name === CONTROLLER_IMAGE,
    );
    const bytes = images.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    if (bytes === 0) return notChecked("The sizes of the images are not known.");
    const seconds = (bytes * 8) / (uplinkMegabits * 1_000_000);
    const evidence = [
      { asked: "Data over the uplink", answer: `${formatBytes(bytes)} in ${images.length} images` },
      { asked: "Bandwidth", answer: `${uplinkMegabits} Mbit/s` },
    ];
    const text = `Sending ${formatBytes(bytes)} takes at least ${formatDuration(seconds)} at ${uplinkMegabits} Mbit/s.`;
    const fix = { text: "Put an image server at the site, or predownload outside business hours." };
    if (windowMinutes !== null && seconds > windowMinutes * 60)
      return fails(`${text} The window is ${formatDuration(windowMinutes * 60)}.`, { evidence, fix });
    return seconds > MUCH_SECONDS ? warning(text, { evidence, fix }) : pass(text, { evidence });
  },
};
