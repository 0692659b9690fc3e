/** Whether the controller's clock is right. */
import { formatDuration } from "@/lib/kit/units";
import { type Check, manual, pass, warning } from "../check";

const MOST_MS = 120_000;

export const clockSkew: Check = {
  id: "clock-skew",
  title: "The controller's clock is correct",
  severity: "medium",
  why: "With a wrong clock, certificates and image signatures can appear invalid, and log times cannot be compared.",
  needs: [],
  judge: ({ controller: { clockSkewMs } }) => {
    if (clockSkewMs === null)
      return manual("The controller's time is not known.", {
        fix: {
          text: "Compare the controller's clock with a reliable one.",
          commands: ["show clock detail", "show ntp status"],
        },
      });
    const text = formatDuration(Math.abs(clockSkewMs) / 1000);
    const evidence = [
      {
        asked: "Controller's clock compared with this host's clock",
        answer: `${text} ${clockSkewMs < 0 ? "behind" : "ahead"}`,
      },
    ];
    return Math.abs(clockSkewMs) <= MOST_MS
      ? pass(`The clocks differ by ${text}.`, { evidence })
      : warning(
          `The controller's clock is ${text} ${clockSkewMs < 0 ? "behind" : "ahead of"} this host's clock.`,
          {
            evidence,
            fix: { text: "Configure NTP on the controller.", commands: ["ntp server ADDRESS"] },
          },
        );
  },
};
