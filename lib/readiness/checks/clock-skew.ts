/** Whether the controller's clock is right. */
import { formatDuration } from "@/lib/kit/units";
import { type Check, manual, pass, warning } from "../check";

const MOST_MS = 120_000;

export const clockSkew: Check = {
  id: "clock-skew",
  title: "The controller's clock is right",
  severity: "medium",
  why: "Certificates of access points and signatures of images are valid from a date on. Logs with wrong times do not fit together.",
  needs: [],
  judge: ({ controller: { clockSkewMs } }) => {
    if (clockSkewMs === null)
      return manual("No listing says what time it is on the controller.", {
        fix: { text: "Compare it with the time here.", commands: ["show clock detail", "show ntp status"] },
      });
    const text = formatDuration(Math.abs(clockSkewMs) / 1000);
    const evidence = [
      {
        asked: "The controller's clock against this host's",
        answer: `${text} ${clockSkewMs < 0 ? "behind" : "ahead"}`,
      },
    ];
    return Math.abs(clockSkewMs) <= MOST_MS
      ? pass(`The clocks differ by ${text}.`, { evidence })
      : warning(`The controller's clock is ${text} ${clockSkewMs < 0 ? "behind" : "ahead of"} this host's.`, {
          evidence,
          fix: { text: "Let the controller use a time server.", commands: ["ntp server ADDRESS"] },
        });
  },
};
