/**
 * `show ip interface brief`, `show interfaces` and `show ip interface`: the management interface. Packets are not
 * simulated, so there are no packet counters.
 */
import { alignCells } from "./layout";
import { MANAGEMENT_INTERFACE, NETWORK } from "./platform";

/** The address and MAC of the management interface. */
export type InterfaceState = { ip: string; mac: string };

const isIpv6 = (ip: string): boolean => ip.includes(":");
const BRIEF_COLUMNS = [0, 23, 39, 43, 50, 72];

/** The lines of `show ip interface brief`. */
export const showIpInterfaceBrief = ({ ip }: InterfaceState): string[] => [
  alignCells(BRIEF_COLUMNS, ["Interface", "IP-Address", "OK?", "Method", "Status", "Protocol"]),
  alignCells(BRIEF_COLUMNS, [
    MANAGEMENT_INTERFACE,
    isIpv6(ip) ? "unassigned" : ip,
    "YES",
    isIpv6(ip) ? "unset" : "NVRAM",
    "up",
    "up",
  ]),
];

const STATUS = `${MANAGEMENT_INTERFACE} is up, line protocol is up`;

/** The lines of `show interfaces`. */
export const showInterfaces = ({ ip, mac }: InterfaceState): string[] => [
  `${STATUS} `,
  `  Hardware is RP management port, address is ${mac} (bia ${mac})`,
  ...(isIpv6(ip) ? [] : [`  Internet address is ${ip}/${NETWORK.prefix}`]),
  "  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec, ",
  "     reliability 255/255, txload 1/255, rxload 1/255",
  "  Encapsulation ARPA, loopback not set",
  "  Keepalive not supported ",
  "  Full Duplex, 1000Mbps, link type is auto, media type is RJ45",
  "  output flow-control is unsupported, input flow-control is unsupported",
  "  ARP type: ARPA, ARP Timeout 04:00:00",
];

/** The lines of `show ip interface`. */
export const showIpInterface = ({ ip }: InterfaceState): string[] => [
  STATUS,
  ...(isIpv6(ip)
    ? ["  Internet protocol processing disabled"]
    : [
        `  Internet address is ${ip}/${NETWORK.prefix}`,
        "  Broadcast address is 255.255.255.255",
        "  Address determined by non-volatile memory",
        "  MTU is 1500 bytes",
        "  Outgoing access list is not set",
        "  Inbound  access list is not set",
      ]),
];

/** The lines of `show ipv6 interface`: none without an IPv6 address. */
export const showIpv6Interface = ({ ip }: InterfaceState): string[] =>
  isIpv6(ip)
    ? [
        `${MANAGEMENT_INTERFACE} is up, line protocol is up`,
        "  Global unicast address(es):",
        `    ${ip}, subnet is ${ip}/128 `,
        "  MTU is 1500 bytes",
      ]
    : [];
