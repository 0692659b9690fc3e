/**
 * The lines that access points print on their console: exact texts of two firmware generations, with their stamps.
 * Only lines whose form is known from captures are written. Pure: time is handed in.
 */
import type { CapwapState } from "@/lib/contracts/aps";
import { compareVersions } from "@/lib/contracts/versions";
import { dots, lastMessageBytes, messages } from "@/lib/wire/capwap/image-data";

/** What the access point's machine has to print; the texts are below. */
export type ConsoleNote =
  | { note: "capwap-state"; state: CapwapState }
  | { note: "version-differs"; running: string; backup: string; controller: string }
  | { note: "image-request"; image: string }
  | { note: "waiting" }
  | { note: "cannot-start"; image: string }
  | { note: "teardown"; image: string }
  | { note: "received"; image: string; bytes: number; perMessage: number; printedDots: number; pre: boolean }
  | { note: "signature-good" }
  | { note: "written"; old: string; new: string };

export type ConsoleSpeaker = {
  /** The running version decides the dialect. */
  running: string;
  active: "part1" | "part2";
  model: string;
  controllerIp: string;
};

/** Older up to 17.3.2, newer from 17.3.3 (ours: captures of both sides of that line exist, not of the line itself). */
const speaksNew = (running: string): boolean => compareVersions(running, "17.3.3.0") >= 0;

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

/** `[*01/30/2024 21:41:35.1120]`: UTC, four decimals. @param at milliseconds since the epoch */
export function consoleStamp(at: number): string {
  const iso = new Date(at).toISOString();
  return `[*${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)} ${iso.slice(11, 23)}0]`;
}

/** The lines of a note, without stamps. */
export function consoleLines(note: ConsoleNote, ap: ConsoleSpeaker): string[] {
  const isNew = speaksNew(ap.running);
  const script = (text: string) => (isNew ? `status 'upgrade.sh: ${text}'` : `upgrade.sh: ${text}`);
  const active = `${ap.active} is active part`;
  const close = isNew
    ? ["Request to close the file..", "wtpOpenImgFile: image file closed, dcb->fd set to -1."]
    : [];
  switch (note.note) {
    case "capwap-state":
      return [`CAPWAP State: ${note.state}`];
    case "version-differs":
      return [
        `AP image version ${note.running} backup ${note.backup}, Controller ${note.controller}`,
        "Version does not match.",
      ];
    case "image-request":
      return [
        ...close,
        script("Script called with args:[PRECHECK]"),
        `do PRECHECK, ${active}`,
        ...(isNew ? [script("Cleanup tmp files ...")] : []),
        isNew
          ? script("/tmp space: OK available 96064, required 50000 ")
          : script("/tmp space: OK available 101272, required 40000"),
        ...(isNew
          ? [
              `wtpOpenImgFile: request ${note.image}, local /tmp/part.tar`,
              "wtpOpenImgFile: open (/tmp/part.tar) image file success",
              "Using fd(37559296) for image writing to file(/tmp/part.tar)",
            ]
          : [`wtpImgFileReadRequest: request ${note.image}, local /tmp/part.tar`]),
        `Image Data Request sent to ${ap.controllerIp}, fileName [${note.image}], ${isNew ? "replicaStatus 1" : "slaveStatus 0"}`,
        `Image Data Response from ${ap.controllerIp}`,
        `AC accepted ${isNew ? "previous sent" : "join"} request with result code: 0`,
      ];
    case "waiting":
      return [DISCARDED_IN_IMAGE_DATA];
    case "cannot-start":
      return [
        "",
        "Going to restart CAPWAP (reason : image download cannot start)...",
        "",
        "Restarting CAPWAP State Machine.",
        `Image Data Request sent to ${ap.controllerIp}, fileName [${note.image}], ${isNew ? "replicaStatus" : "slaveStatus"} 1`,
        "",
      ];
    case "teardown":
      return [
        "CAPWAP State: DTLS Teardown",
        `Aborting image download(0x0): Dtls cleanup, ${note.image}`,
        script("Script called with args:[ABORT]"),
        `do ABORT, ${active}`,
        script("Cleanup tmp files ..."),
        DISCARDING("DTLS Teardown", 4),
      ];
    case "received":
      return received(note, script, close, active, ap.model);
    case "signature-good":
      return ["status 'Image signing verify success.'"];
    case "written": {
      const part = ap.active === "part1" ? "part2" : "part1";
      return [
        `part to upgrade is ${part}`,
        `AP version1: ${part} ${note.old}, img ${note.new}`,
        `Extracting and verifying image in ${part}...`,
        "Finished upgrade task.",
        `AP backup version: ${note.new}`,
      ];
    }
  }
}

function received(
  note: Extract<ConsoleNote, { note: "received" }>,
  script: (text: string) => string,
  close: readonly string[],
  active: string,
  model: string,
): string[] {
  const left = ".".repeat(Math.max(0, dots(note.bytes, note.perMessage) - note.printedDots));
  const pre = note.pre ? 1 : 0;
  const write = `wtp_delayed_event_handle_write_image_to_storage(10): fileName ${note.image}, pre ${pre}`;
  return [
    `${note.printedDots === 0 ? "<" : ""}${left}> ${note.bytes} bytes, ${messages(note.bytes, note.perMessage)} msgs, ${lastMessageBytes(note.bytes, note.perMessage)} last`,
    `Last block stored, IsPre ${pre}, WriteTaskId 0`,
    ...close,
    "Image transfer completed from WLC, last 1",
    ...close,
    "in (CAPWAP_MSGELE_IMAGE_DATA_msg_dec_cb) Enabling radCfg.is_oob_image_dnld_supported",
    write,
    write,
    script("Script called with args:[PREDOWNLOAD]"),
    `do PREDOWNLOAD, ${active}`,
    script("Creating before-upgrade.log"),
    script("Start doing upgrade arg1=PREDOWNLOAD arg2= arg3= ..."),
    script(`Using image /tmp/part.tar on ${board(model)} ...`),
  ];
}
