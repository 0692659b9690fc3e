/** Whether the timer that rolls back an activated version is running. */
import { type Check, notChecked, outage, pass } from "../check";

export const autoAbortTimer: Check = {
  id: "auto-abort-timer",
  title: "The auto-abort timer is not running",
  severity: "critical",
  why: "When this timer expires, the controller rolls back to the previous version and reloads, no matter what is in progress.",
  needs: [],
  judge: ({ controller: { autoAbortTimer: timer } }) => {
    if (timer === null)
      return notChecked("The state of the timer is not known. Paste the output of show install summary.");
    const evidence = [{ asked: "Auto abort timer", answer: timer }];
    return /inactive/i.test(timer)
      ? pass("The auto-abort timer is inactive.", { evidence })
      : outage(`The auto-abort timer is running: ${timer}.`, {
          evidence,
          fix: {
            text: "Commit the running version, or stop the timer.",
            commands: ["install commit", "install auto-abort-timer stop"],
          },
        });
  },
};
