/** SFTP mode: the controller alone logs in to the server, fetches every image and forwards it over CAPWAP. */
import type { ImageRequest } from "../image-request";
import type { ModeRules } from "./mode-rules";

export const sftpRules: ModeRules = {
  fetcher: "controller",
  delivery: { route: "capwap", method: "CAPWAP" },
  request: (f) => `open "${f.path}"`,
  wireTexts: {
    "file-not-found": (f) => `open "${f.path}" -> No such file`,
    "access-violation": (f) => `open "${f.path}" -> Permission denied`,
    "authentication-failed": (f) => `login of ${user(f)} on ${at(f)} -> Permission denied`,
    "host-key-changed": (f) => `${at(f)} presents a host key that differs from the pinned one`,
    "timed-out": (f) => `connect to ${at(f)} -> no answer`,
    "connection-refused": (f) => `connect to ${f.server} -> nothing listens on TCP port ${f.port}`,
    "network-unreachable": (f) => `connect to ${f.server} -> no route to it`,
    "server-gone": (f) => `read "${f.path}" -> the transfer started, then the server closed the connection`,
    "peer-error": (f) => `${at(f)} -> ${f.fault.message}`,
  },
  remedies: {
    "file-not-found": (f) =>
      `Check the folder on the server. It must contain the unzipped bundle, with a file named ${f.image}, below the home of ${user(f)} or the root. Then choose Save & Download again.`,
    "access-violation": (f) =>
      `Give ${user(f)} permission to read ${f.path} on the server. Then choose Save & Download again.`,
    "authentication-failed": () =>
      "Check User Name and Password. The user must be allowed to log in with a password. Then choose Save & Download again.",
    "timed-out": (f) =>
      `Check that ${f.server} runs an SSH server that answers, and that TCP port ${f.port} is open between the server and the controller.`,
    "connection-refused": (f) => `Start the SSH server on ${f.server}, or enter the port that it listens on.`,
    "network-unreachable": (f) => `Check the address ${f.server} and the route to it.`,
    "server-gone": (f) =>
      `Check the log of ${f.server} to see why it closed the connection, and start the SSH server if it has stopped. Then choose Save & Download again.`,
    "peer-error": (f) =>
      `Check the log of ${f.server}. It may have reached its connection limit, or have blocked the controller after failed logins. Then choose Save & Download again.`,
  },
  explainMissingImage: (image) =>
    `In SFTP mode only the controller fetches images. Without ${image} it has nothing to forward`,
  minReportMs: { "file-not-found": 8400, "access-violation": 8400, "timed-out": 40_100 },
};

const at = ({ server, port }: ImageRequest): string => `${server} port ${port}`;
const user = ({ userName }: ImageRequest): string => userName ?? "the user";
