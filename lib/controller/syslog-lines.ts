/** The controller's syslog in its exact form as captured in the field: `*Mon D HH:MM:SS.mmm: %FACILITY-SEV-MNEMONIC: …`, UTC. */
import type { Actor } from "@/lib/contracts/actor";
import type { Fault } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";

export type SyslogLine = {
  severity: number;
  text: string;
  /** It belongs to the install log, too. */
  install: boolean;
};
export type SyslogAp = { name: string; radioMac: string; ethernetMac: string; ip: string };

const INSTALL = "Chassis 1 R0/0: install_engine:";
const AP_EVENT = "%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event:";

export const installStarted = (url: string): SyslogLine => ({
  severity: 5,
  text: `%INSTALL-5-INSTALL_START_INFO: ${INSTALL} Started install add ${url}`,
  install: true,
});
export const installCompleted = (url: string): SyslogLine => ({
  severity: 5,
  text: `%INSTALL-5-INSTALL_COMPLETED_INFO: ${INSTALL} Completed install add ${url}`,
  install: true,
});
export const installFailed = (url: string, why: Fault): SyslogLine => ({
  severity: 3,
  text: `%INSTALL-3-OPERATION_ERROR_MESSAGE: ${INSTALL} ${installError(url, why)}`,
  install: true,
});
/** The sentence of a failed install, which *Why?* quotes, too. */
export const installError = (url: string, why: Fault): string =>
  `Failed to install_add package ${url}, Error: Failed to download file ${url}: ${faultCodes[why.code].title}`;

/** How a session of an access point ends, in the controller's words. */
export const disjoinReasons = {
  downloaded: "Image Download Success",
  downloadFailed: "Image Download Failed",
  /** The controller told it to reboot. */
  reset: "Wtp reset config cmd sent",
  /** It rebooted by itself, or its link is down. */
  lost: "Heart beat timer expiry",
} as const;

export const disjoined = (
  ap: SyslogAp,
  controllerIp: string,
  reason: keyof typeof disjoinReasons,
): SyslogLine => ({
  severity: 5,
  text: `${AP_EVENT} AP Name: ${ap.name} Mac: ${ap.radioMac} Session-IP: ${ap.ip}[5248] ${controllerIp}[5246] Disjoined ${disjoinReasons[reason]}`,
  install: false,
});
export const joined = (ap: SyslogAp, controllerIp: string): SyslogLine => ({
  severity: 5,
  text: `${AP_EVENT} AP Name: ${ap.name} Mac: ${ap.radioMac} Session-IP: ${ap.ip}[5248] ${controllerIp}[5246] Ethernet MAC: ${ap.ethernetMac} Joined`,
  install: false,
});
export const installStep = (
  step: "Started" | "Completed",
  what: "activate" | "commit" | "remove inactive" | "rollback",
): SyslogLine => ({
  severity: 5,
  text: `%INSTALL-5-${step === "Started" ? "INSTALL_START_INFO" : "INSTALL_COMPLETED_INFO"}: ${INSTALL} ${step} install ${what}`,
  install: true,
});
/** @param seconds until an uncommitted version is rolled back */
export const autoAbortTimer = (seconds: number): SyslogLine => ({
  severity: 5,
  text: `%INSTALL-5-INSTALL_AUTO_ABORT_TIMER_PROGRESS: Chassis 1 R0/0: rollback_timer: Install auto abort timer will expire in ${seconds} seconds`,
  install: true,
});

/** Who asked for something on the controller, and from where. */
export type Requester = Pick<Actor, "name" | "from" | "vty" | "isProgrammatic">;
/** `admin on vty0 (10.0.0.5)` for a session over SSH; `admin on console` for the browser's terminal and the pages. */
export const requester = ({ name, from, vty }: Requester): string =>
  vty === undefined ? `${name} on console` : `${name} on vty${vty} (${from})`;

/** As after `Last reload reason:`. */
export type ReloadReason = "Image Install" | "Reload Command";

/** @param by as from {@link requester}, or the part of the controller that asked */
export const reloadRequested = (by: string, reason: ReloadReason): SyslogLine => ({
  severity: 5,
  text: `%SYS-5-RELOAD: Reload requested by ${by}. Reload Reason: ${reason}.`,
  install: false,
});
/** @param due and `now` as `18:13:42 UTC Thu Jan 2 2020` */
export const reloadScheduled = (by: string, due: string, now: string): SyslogLine => ({
  severity: 5,
  text: `%SYS-5-SCHEDULED_RELOAD: Reload requested for ${due} at ${now} by ${by}. Reload Reason: Reload Command.`,
  install: false,
});
// The controller's own spelling.
export const scheduledReloadCanceled = (now: string): SyslogLine => ({
  severity: 5,
  text: `%SYS-5-SCHEDULED_RELOAD_CANCELLED: Scheduled reload cancelled at ${now}`,
  install: false,
});
export const configured = (by: Requester): SyslogLine => ({
  severity: 5,
  text: by.isProgrammatic
    ? `%SYS-5-CONFIG_P: Configured programmatically by process ${DMI_PROCESS} from console as ${by.name} on vty${DMI_VTY}`
    : `%SYS-5-CONFIG_I: Configured from console by ${requester(by)}`,
  install: false,
});
/** As captures name the process and the line by which RESTCONF configures a controller. */
const DMI_PROCESS = "iosp_dmiauthd_conn_100001_vty_100001";
const DMI_VTY = 4_294_966_926;

/** A user has signed in over RESTCONF. @param privilege 15 for administrators */
export const programSignedIn = (user: string, from: string, privilege: 1 | 15): SyslogLine => ({
  severity: 5,
  text: `%DMI-5-AUTH_PASSED: Chassis 1 R0/0: dmiauthd: User '${user}' authenticated successfully from ${from} and was authorized for rest over http. External groups: PRIV${privilege}`,
  install: false,
});
