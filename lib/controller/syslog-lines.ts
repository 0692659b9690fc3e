/** The controller's syslog in its exact form as captured in the field: `*Mon D HH:MM:SS.mmm: %FACILITY-SEV-MNEMONIC: …`, UTC. */
import { type Fault, faultCodes } from "@/lib/contracts/fault";

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

/** The session ends because of an image: downloaded, or not. */
export const disjoined = (ap: SyslogAp, controllerIp: string, outcome: "Success" | "Failed"): SyslogLine => ({
  severity: 5,
  text: `${AP_EVENT} AP Name: ${ap.name} Mac: ${ap.radioMac} Session-IP: ${ap.ip}[5248] ${controllerIp}[5246] Disjoined Image Download ${outcome}`,
  install: false,
});
export const joined = (ap: SyslogAp, controllerIp: string): SyslogLine => ({
  severity: 5,
  text: `${AP_EVENT} AP Name: ${ap.name} Mac: ${ap.radioMac} Session-IP: ${ap.ip}[5248] ${controllerIp}[5246] Ethernet MAC: ${ap.ethernetMac} Joined`,
  install: false,
});
export const installStep = (
  step: "Started" | "Completed",
  what: "commit" | "remove inactive",
): SyslogLine => ({
  severity: 5,
  text: `%INSTALL-5-${step === "Started" ? "INSTALL_START_INFO" : "INSTALL_COMPLETED_INFO"}: ${INSTALL} ${step} install ${what}`,
  install: true,
});
export const reloadRequested = (user: string): SyslogLine => ({
  severity: 5,
  text: `%SYS-5-RELOAD: Reload requested by ${user} on console. Reload Reason: Reload Command.`,
  install: false,
});
export const configured = (user: string): SyslogLine => ({
  severity: 5,
  text: `%SYS-5-CONFIG_I: Configured from console by ${user} on console`,
  install: false,
});
