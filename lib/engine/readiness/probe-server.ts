/** Gathers facts about the image server that a readiness run names. */
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";
import { unknown } from "@/lib/contracts/readiness/observed";
import type { ServerFacts } from "@/lib/contracts/readiness/server-facts";
import { probeSftpServer } from "./probe-sftp";
import { noFiles, probeTftpServer } from "./probe-tftp";
import type { ProbeOrder, ProbePorts } from "./probe-types";

/**
 * Asks the server what the checks need to know. A server that does not answer is a fact.
 * @throws the reason of the order's signal when it is aborted
 */
export async function probeServer(order: ProbeOrder, ports: ProbePorts): Promise<ServerFacts> {
  const { target } = order;
  if (!isIpv4(target.address) && !isIpv6(target.address)) return notAsked(order);
  const probe = modeContracts[target.protocol].requiresLogin ? probeSftpServer : probeTftpServer;
  return await probe(order, ports);
}

/** A name is not resolved: the controller would not resolve it either. */
function notAsked({ target }: ProbeOrder): ServerFacts {
  const reason = `${target.address} is not an IP address, so the server was not asked.`;
  return {
    target,
    wire: {
      answer: unknown(reason),
      smallTransfer: unknown(reason),
      roundTripsMs: unknown(reason),
      loss: unknown(reason),
      negotiation: unknown(reason),
      rollover: unknown(reason),
      concurrency: unknown(reason),
      hostKey: unknown(reason),
      login: unknown(reason),
    },
    files: noFiles(reason),
    cost: { requests: 0, bytes: 0, elapsedMs: 0 },
    asked: [],
  };
}
