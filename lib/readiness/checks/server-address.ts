/** Whether the address of the image server is one that the controller can use. */
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";
import { type Check, fails, onServer, pass } from "../check";
import { references } from "../references";

/** Why nobody can fetch from this address; null when it may be a server's. */
function unusable(address: string): string | null {
  if (!isIpv4(address) && !isIpv6(address)) return `${address} is not an IP address.`;
  const first = Number(address.split(".")[0]);
  if (address === "0.0.0.0" || address === "::")
    return `${address} means any address, not the address of a server.`;
  if (isIpv4(address) && first >= 224) return `${address} is a multicast or reserved address.`;
  if (/^ff/i.test(address) && isIpv6(address)) return `${address} is a multicast address.`;
  if (/^fe[89ab]/i.test(address))
    return `${address} is a link-local address, which other networks cannot reach.`;
  return null;
}

export const serverAddress: Check = {
  id: "server-address",
  title: "The server's address is an IP address",
  severity: "critical",
  why: "The controller does not resolve host names in an image download profile, so it rejects a name.",
  reference: references.ewcGuide,
  needs: [],
  judge: (facts) =>
    onServer(facts, ({ target: { address } }) => {
      const evidence = [{ asked: "Server address as entered", answer: address }];
      const why = unusable(address);
      return why === null
        ? pass(`${address} is an IP address.`, { evidence })
        : fails(why, { evidence, fix: { text: "Enter the IPv4 or IPv6 address of the image server." } });
    }),
};
