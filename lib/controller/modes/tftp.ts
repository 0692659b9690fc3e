/** TFTP mode: the image master of each family fetches from the server and the others get the image from the controller. */
import type { ModeRules } from "./mode-rules";

export const tftpRules: ModeRules = {
  fetcher: "image-masters",
  delivery: { route: "server", method: "TFTP" },
  request: (f) => `RRQ ${f.path}`,
  wireTexts: {
    "file-not-found": (f) => `RRQ ${f.path} -> ERROR 1 File not found`,
    "access-violation": (f) => `RRQ ${f.path} -> ERROR 2 Access violation`,
    "timed-out": (f) => `RRQ ${f.path} to ${f.server} port ${f.port} -> no answer`,
    "connection-refused": (f) => `RRQ ${f.path} to ${f.server} -> nothing listens on UDP port ${f.port}`,
    "network-unreachable": (f) => `RRQ ${f.path} -> no route to ${f.server}`,
    "server-gone": (f) => `RRQ ${f.path} -> the transfer started, then the server stopped responding`,
    busy: (f) => `RRQ ${f.path} -> the server has reached its transfer limit`,
  },
  remedies: {
    "file-not-found": (f) =>
      `Check the folder on the server. It must contain the unzipped bundle, with a file named ${f.image}. Then choose Save & Download again.`,
    "access-violation": (f) =>
      `Give the server's user permission to read ${f.path}. Then choose Save & Download again.`,
    "timed-out": (f) =>
      `Check that ${f.server} runs a TFTP server and that UDP port ${f.port} is open between the server, the controller, and the access points.`,
    "connection-refused": (f) =>
      `Start the TFTP server on ${f.server}, or enter the port that it listens on.`,
    "network-unreachable": (f) => `Check the address ${f.server} and the route to it.`,
    "server-gone": (f) =>
      `Check whether the TFTP server on ${f.server} is still running, and start it if it is not. If it is running, something on the network path interrupts transfers. Then choose Save & Download again.`,
    busy: () => "Raise the server's transfer limit, or turn off Parallel Mode.",
  },
  explainMissingImage: null,
  minReportMs: { "file-not-found": 2100, "access-violation": 2100, "timed-out": 40_100 },
};
