/**
 * `show ap config general`: one block for each joined access point. It has the lines for which the lab has a value or a
 * default; lines about hardware that is not simulated are left out.
 */

import { domainOf, slotsOf } from "@/lib/contracts/ap-model";
import type { ApRow } from "@/lib/contracts/aps";
import { isControllerCapable } from "@/lib/contracts/families";
import type { JoinRecord } from "@/lib/contracts/joins";
import { serialOf } from "@/lib/contracts/serials";
import { joinTime } from "@/lib/kit/time-text";
import { AP_TAGS } from "./ap-tags";
import { NETWORK } from "./platform";
import { type UptimeState, uptimesOf } from "./show-ap-lists";

/** The controller, and what the uptimes are counted from. */
export type ApConfigState = UptimeState & { controller: { name: string; ip: string; version: string } };

const line = (label: string, value: string): string => `${label.padEnd(48)}: ${value}`;
const joinedAtText = ({ joinedAt }: JoinRecord, bootedAt: number): string => joinTime(joinedAt ?? bootedAt);

/** The lines of all blocks, with an empty line between them. */
export const showApConfig = (aps: readonly ApRow[], state: ApConfigState): string[] =>
  aps.filter((ap) => ap.joined).flatMap((ap, i) => [...(i === 0 ? [] : [""]), ...blockOf(ap, state)]);

function blockOf(ap: ApRow, state: ApConfigState): string[] {
  const { domain, country } = domainOf(ap.model);
  const { up, joined } = uptimesOf(ap, state);
  return [
    `Cisco AP Name   : ${ap.name}`,
    "=".repeat(49),
    "",
    line("Cisco AP Identifier", ap.id),
    line("Country Code", country),
    line("Regulatory Domain Allowed by Country", `802.11bg:${domain}   802.11a:${domain}`),
    line("AP Country Code", `${country}  - `),
    "AP Regulatory Domain",
    line("  802.11bg", domain),
    line("  802.11a", domain),
    line("MAC Address", ap.ethernetMac),
    line("IP Address Configuration", "DHCP"),
    line("IP Address", ap.ip),
    ...(ap.ip.includes(":") ? [] : [line("IP Netmask", NETWORK.mask)]),
    line("CAPWAP Path MTU", "1485"),
    line("Capwap Active Window Size", "1"),
    line("Telnet State", "Disabled"),
    line("SSH State", "Disabled"),
    line("Cisco AP Location", "default location"),
    line("Site Tag Name", AP_TAGS.site),
    line("RF Tag Name", AP_TAGS.rf),
    line("Policy Tag Name", AP_TAGS.policy),
    line("AP join Profile", "default-ap-profile"),
    line("Flex Profile", "default-flex-profile"),
    line("Primary Cisco Controller Name", state.controller.name),
    line("Primary Cisco Controller IP Address", state.controller.ip),
    line("Secondary Cisco Controller Name", "Not Configured"),
    line("Secondary Cisco Controller IP Address", "0.0.0.0"),
    line("Administrative State", "Enabled"),
    line("Operation State", "Registered"),
    line("AP Mode", "FlexConnect"),
    line("Office Extend Mode", "Disabled"),
    line("Link-Encryption", "Disabled"),
    // An access point joins only with the version of the controller.
    line("Software Version", state.controller.version),
    line("Number of Slots", String(slotsOf(ap.model))),
    line("AP Model", ap.model),
    line("IOS Version", state.controller.version),
    line("AP Serial Number", serialOf(ap.id)),
    line("AP Up Time", `${up} `),
    line("AP CAPWAP Up Time", `${joined} `),
    line("Join Date and Time", joinedAtText(state.joins(ap.id), state.bootedAt)),
    line("Join Priority", "1"),
    line("EWC-AP Capability", isControllerCapable(ap.model) ? "Enabled" : "Disabled"),
  ];
}
