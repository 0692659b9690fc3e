/**
 * The lines that access points print on their console: exact texts of two firmware generations, with the pauses between
 * them as captured. Only lines whose form is known from captures are written. Pure: time is handed in.
 */
import type { CapwapState } from "@/lib/contracts/aps";
import { lastMessageBytes, messages } from "@/lib/wire/capwap/image-data";
import { type ConsoleDialect, dialectOf } from "./console-dialect";

/** What the access point's machine has to print; the texts are below. */
export type ConsoleNote =
  | { note: "capwap-state"; state: CapwapState }
  | { note: "version-differs"; running: string; backup: string; controller: string }
  | { note: "image-request"; image: string }
  | { note: "waiting" }
  | { note: "cannot-start"; image: string }
  | { note: "teardown"; image: string }
  | { note: "received"; image: string; pre: boolean }
  | { note: "signature-good" }
  | { note: "written"; old: string; new: string };

export type ConsoleSpeaker = {
  /** Decides the dialect of an access point that has none of its own. */
  running: string;
  dialect: ConsoleDialect | null;
  active: "part1" | "part2";
  model: string;
  controllerIp: string;
};

/** A line, and how many milliseconds after the line before it is printed. */
export type ConsoleLine = { afterMs: number; text: string };

const DISCARDING = (state: string, number: number) =>
  `Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: ${state}(${number}).`;
/** A message printed between the dots. */
export const DISCARDED_IN_IMAGE_DATA = DISCARDING("Image Data", 10);

/** `ax-bcm32` is from a capture of a 9105; the others are ours. */
const board = (model: string): string => {
  if (/9105/.test(model)) return "ax-bcm32";
  if (/91(15|20)/.test(model)) return "ax-bcm64";
  return /91\d\d/.test(model) ? "ax-qca" : "ac-generic";
};

/** `> 70512640 bytes, 51208 msgs, 601 last`: what follows the last dot. */
export const receivedText = (bytes: number, perMessage: number): string =>
  `> ${bytes} bytes, ${messages(bytes, perMessage)} msgs, ${lastMessageBytes(bytes, perMessage)} last`;

const line = (text: string, afterMs = 0): ConsoleLine => ({ afterMs, text });

/** What differs between the dialects. */
type Dialect = {
  isNewer: boolean;
  /** A line of the upgrade script, which the newer firmware wraps. */
  status(text: string): string;
  /** Closing the image file, which the older firmware does silently. */
  close(afterMs?: number): ConsoleLine[];
};

function dialect(ap: ConsoleSpeaker): Dialect {
  const isNewer = dialectOf(ap.dialect, ap.running) === "newer";
  return {
    isNewer,
    status: (text) => (isNewer ? `status '${text}'` : text),
    close: (afterMs) =>
      isNewer
        ? [
            line("Request to close the file..", afterMs),
            line("wtpOpenImgFile: image file closed, dcb->fd set to -1."),
          ]
        : [],
  };
}

/** The lines of a note, without stamps. */
export function consoleLines(note: ConsoleNote, ap: ConsoleSpeaker): ConsoleLine[] {
  const { isNewer, status } = dialect(ap);
  const active = `${ap.active} is active part`;
  switch (note.note) {
    case "capwap-state":
      return [line(`CAPWAP State: ${note.state}`)];
    case "version-differs":
      return [
        line(`AP image version ${note.running} backup ${note.backup}, Controller ${note.controller}`, 1),
        line("Version does not match."),
      ];
    case "image-request":
      return isNewer ? newerRequest(note.image, ap) : olderRequest(note.image, ap);
    case "waiting":
      return [line(DISCARDED_IN_IMAGE_DATA)];
    case "cannot-start":
      return [
        line(""),
        line("Going to restart CAPWAP (reason : image download cannot start)..."),
        line(""),
        line("Restarting CAPWAP State Machine.", 7),
        line(
          `Image Data Request sent to ${ap.controllerIp}, fileName [${note.image}], ${isNewer ? "replicaStatus" : "slaveStatus"} 1`,
          3,
        ),
        line("", 37),
      ];
    case "teardown":
      return [
        line("CAPWAP State: DTLS Teardown"),
        line(`Aborting image download(0x0): Dtls cleanup, ${note.image}`, 36),
        line(status("upgrade.sh: Script called with args:[ABORT]"), 123),
        line(`do ABORT, ${active}`, 101),
        line(status("upgrade.sh: Cleanup tmp files ..."), 48),
        line(DISCARDING("DTLS Teardown", 4), 54),
      ];
    case "received":
      return received(note, ap);
    case "signature-good":
      return [line(status("Image signing verify success."))];
    case "written": {
      const part = ap.active === "part1" ? "part2" : "part1";
      return [
        line(`part to upgrade is ${part}`),
        line(`AP version1: ${part} ${note.old}, img ${note.new}`),
        line(`Extracting and verifying image in ${part}...`),
        line("Finished upgrade task."),
        line(`AP backup version: ${note.new}`),
      ];
    }
  }
}

function newerRequest(image: string, ap: ConsoleSpeaker): ConsoleLine[] {
  const { status, close } = dialect(ap);
  return [
    ...close(),
    line(status("upgrade.sh: Script called with args:[PRECHECK]"), 91),
    line(`do PRECHECK, ${ap.active} is active part`, 98),
    line(status("upgrade.sh: Cleanup tmp files ..."), 33),
    line(status("upgrade.sh: /tmp space: OK available 96064, required 50000 "), 127),
    line(`wtpOpenImgFile: request ${image}, local /tmp/part.tar`, 1),
    line("wtpOpenImgFile: open (/tmp/part.tar) image file success"),
    line("Using fd(37559296) for image writing to file(/tmp/part.tar)"),
    line(`Image Data Request sent to ${ap.controllerIp}, fileName [${image}], replicaStatus 1`, 2),
    line(`Image Data Response from ${ap.controllerIp}`, 4),
    line("AC accepted previous sent request with result code: 0"),
  ];
}

function olderRequest(image: string, ap: ConsoleSpeaker): ConsoleLine[] {
  return [
    line("upgrade.sh: Script called with args:[PRECHECK]", 61),
    line(`do PRECHECK, ${ap.active} is active part`, 96),
    line("upgrade.sh: /tmp space: OK available 101272, required 40000", 53),
    line(`wtpImgFileReadRequest: request ${image}, local /tmp/part.tar`, 1),
    line(`Image Data Request sent to ${ap.controllerIp}, fileName [${image}], slaveStatus 0`, 2),
    line(`Image Data Response from ${ap.controllerIp}`, 4),
    line("AC accepted join request with result code: 0"),
  ];
}

/** From the last block to the check of the signature. No capture of the older firmware shows its pauses. */
function received(note: Extract<ConsoleNote, { note: "received" }>, ap: ConsoleSpeaker): ConsoleLine[] {
  const { status, close } = dialect(ap);
  const pre = note.pre ? 1 : 0;
  const write = `wtp_delayed_event_handle_write_image_to_storage(10): fileName ${note.image}, pre ${pre}`;
  return [
    line(`Last block stored, IsPre ${pre}, WriteTaskId 0`),
    ...close(),
    line("Image transfer completed from WLC, last 1"),
    ...close(),
    line("in (CAPWAP_MSGELE_IMAGE_DATA_msg_dec_cb) Enabling radCfg.is_oob_image_dnld_supported", 1),
    line(write, 24),
    line(write),
    line(status("upgrade.sh: Script called with args:[PREDOWNLOAD]"), 92),
    line(`do PREDOWNLOAD, ${ap.active} is active part`, 99),
    line(status("upgrade.sh: Creating before-upgrade.log"), 32),
    line(status("upgrade.sh: Start doing upgrade arg1=PREDOWNLOAD arg2= arg3= ..."), 57),
    line(status(`upgrade.sh: Using image /tmp/part.tar on ${board(ap.model)} ...`), 162),
  ];
}
