/** The `show` commands about images, installs, logs and the clock: each passes rows of the ports to its renderer. */
import { showClockTime } from "@/lib/kit/time-text";
import { command, type GrammarNode, word } from "../grammar";
import type { CliPorts } from "../ports";
import { showApImage } from "../render/show-ap-image";
import { showApImageSummary } from "../render/show-ap-image-summary";
import {
  type PredownloadState,
  showApPredownloadStatus,
  showPredownloadStatus,
} from "../render/show-predownload-status";
import { showLoggingCommands } from "./logging";
import { showReloadNode } from "./reload";
import { showInstallNode } from "./show-install";
import { shows } from "./show-support";

const apImage = shows((ports) =>
  showApImage({
    aps: ports.rows("aps"),
    upgrade: ports.rows("upgrade")[0],
    joinDownloads: ports.facts().joinDownloads,
  }),
);

const predownloadState = (ports: CliPorts): PredownloadState => ({
  aps: ports.rows("aps"),
  upgrade: ports.rows("upgrade")[0],
  wallNow: ports.wallNow(),
  simulatedNow: ports.simulatedNow(),
});

const apImageSummary = shows((ports) => showApImageSummary(predownloadState(ports)));
const apPredownload = shows((ports) => showApPredownloadStatus(predownloadState(ports)));

/** The clock is not synchronized, so that it has no source; how fast it runs is ours. */
const clockDetail = shows((ports) => {
  const factor = ports.rows("controller")[0]?.clockFactor ?? 1;
  const speed = factor === 1 ? [] : [`Simulated clock: x${factor}`];
  return [showClockTime(ports.simulatedNow()), "No time source", ...speed];
});

/** `show`, in exec mode. */
export const showCommands: GrammarNode[] = [
  word("show", "Show running system information", [
    word("ap", "Access points", [
      word(
        "image",
        "Images and predownload status of access points",
        [command("summary", "Progress, and what each access point waits for", apImageSummary)],
        { command: { handler: apImage } },
      ),
    ]),
    word("clock", "Clock of the controller", [command("detail", "Time source and speed", clockDetail)], {
      command: { handler: shows((ports) => [showClockTime(ports.simulatedNow())]) },
    }),
    showInstallNode,
    showLoggingCommands,
    showReloadNode,
    word("wireless", "Wireless information", [
      word("ewc-ap", "Embedded wireless controller", [
        word("ap", "Access points", [
          word("image", "Images of access points", [
            word("predownload", "Predownload of images", [
              command("status", "Progress and estimated time of each access point", apPredownload),
            ]),
          ]),
        ]),
        word("predownload", "Predownload of images", [
          command(
            "status",
            "State of the predownload",
            shows((ports) => showPredownloadStatus(ports.rows("upgrade")[0])),
          ),
        ]),
      ]),
    ]),
  ]),
];
