/** Whether the address means this host itself while the access points are elsewhere. */
import { type Check, fails, onServer, pass } from "../check";
import { listed, namesOf } from "../fleet-questions";
import { references } from "../references";

const isLoopback = (address: string): boolean => /^127\./.test(address) || address === "::1";

export const serverLoopback: Check = {
  id: "server-loopback",
  title: "The access points can reach the server's address",
  severity: "critical",
  why: "A loopback address always means the device itself, so an access point would look for the images on itself.",
  reference: references.privateAddresses,
  needs: [],
  judge: (facts) =>
    onServer(facts, ({ target: { address } }) => {
      if (!isLoopback(address)) return pass(`${address} is not a loopback address.`);
      // The access points of a lab fetch from this host by loopback addresses.
      if (facts.fleet.source !== "listing")
        return pass(`${address} is a loopback address, and the access points are simulated on this host.`);
      const elsewhere = facts.fleet.aps.filter(({ ip }) => ip === null || !isLoopback(ip));
      if (elsewhere.length === 0) return pass("The server and the access points are on this host.");
      return fails(
        `${address} is a loopback address, but these access points are on other hosts: ${listed(namesOf(elsewhere))}.`,
        {
          affected: namesOf(elsewhere),
          evidence: [{ asked: "Server address as entered", answer: address }],
          fix: { text: "Enter the address at which the access points reach this host." },
        },
      );
    }),
};
