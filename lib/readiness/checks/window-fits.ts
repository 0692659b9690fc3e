/** Whether the upgrade is expected to end within its window. */
import { formatDuration } from "@/lib/kit/units";
import { type Check, fails, notApplicable, pass, warning, whenKnown } from "../check";

export const windowFits: Check = {
  id: "window-fits",
  title: "The upgrade fits into the maintenance window",
  severity: "high",
  why: "Stopping an upgrade when the window ends can leave access points on two different versions.",
  needs: ["images"],
  judge: ({ plan }) => {
    const { windowMinutes } = plan;
    if (windowMinutes === null) return notApplicable("No maintenance window was given.");
    return whenKnown(plan.predicted, ({ bestSeconds, likelySeconds, worstSeconds }) => {
      const window = windowMinutes * 60;
      const evidence = [
        { asked: "Maintenance window", answer: formatDuration(window) },
        {
          asked: "Predicted",
          answer: `${formatDuration(bestSeconds)} to ${formatDuration(worstSeconds)}, likely ${formatDuration(likelySeconds)}`,
        },
      ];
      const fix = { text: "Predownload before the window, use Parallel Mode, or ask for a longer window." };
      if (likelySeconds > window)
        return fails(
          `The upgrade will likely take ${formatDuration(likelySeconds)}, longer than the window.`,
          {
            evidence,
            fix,
          },
        );
      if (worstSeconds > window)
        return warning(
          `In the worst case the upgrade takes ${formatDuration(worstSeconds)}, longer than the window.`,
          { evidence, fix },
        );
      return pass("Even the worst case fits into the window.", { evidence });
    });
  },
};
