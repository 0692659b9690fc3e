/** CCO mode: the image master of each family downloads from the software download service, over HTTPS. */
import type { ImageRequest } from "../image-request";
import type { ModeRules } from "./mode-rules";

const AGAIN = "Then choose Save & Download again.";

export const ccoRules: ModeRules = {
  fetcher: "image-masters",
  delivery: { route: "server", method: "HTTPS" },
  request: (f) => `GET ${f.path}`,
  wireTexts: {
    "file-not-found": (f) => `GET ${f.path} -> 404 Not Found`,
    "release-withdrawn": (f) => `GET ${f.path} -> 410 Gone: the release was withdrawn`,
    "authentication-failed": (f) => `sign-in of ${user(f)} at ${at(f)} -> 401 Unauthorized`,
    "not-entitled": (f) =>
      `GET ${f.path} -> 403 Forbidden: ${user(f)} has no service contract for this software`,
    "agreement-required": (f) =>
      `GET ${f.path} -> 403 Forbidden: ${user(f)} has not accepted the license agreement`,
    "access-violation": (f) => `GET ${f.path} -> 403 Forbidden`,
    "name-not-resolved": (f) => `look up ${f.server} -> no such name`,
    "proxy-refused": (f) => `CONNECT ${at(f)} -> the proxy refused it`,
    "certificate-not-trusted": (f) => `${at(f)} presents a certificate of an authority that is not trusted`,
    "timed-out": (f) => `connect to ${at(f)} -> no answer`,
    "connection-refused": (f) => `connect to ${f.server} -> nothing listens on TCP port ${f.port}`,
    "network-unreachable": (f) => `connect to ${f.server} -> no route to it`,
    "server-gone": (f) => `GET ${f.path} -> the download started, then the service closed the connection`,
    busy: (f) => `GET ${f.path} -> 503 Service Unavailable: the service has reached its limit`,
    "peer-error": (f) => `${at(f)} -> ${f.fault.message}`,
  },
  remedies: {
    "file-not-found": (f) =>
      `The release does not contain ${f.image}. Choose another software version, or publish a complete bundle. ${AGAIN}`,
    "release-withdrawn": () =>
      `Choose Check Now to see what is offered, and choose another software version. ${AGAIN}`,
    "authentication-failed": () => `Check User Name and Password of the account at the service. ${AGAIN}`,
    "not-entitled": (f) =>
      `Add a service contract to the account ${user(f)}, or enter an account that has one. ${AGAIN}`,
    "agreement-required": (f) => `Accept the license agreement of the service as ${user(f)}. ${AGAIN}`,
    "name-not-resolved": (f) =>
      `Check the service URL, and the name server that the controller uses for ${f.server}.`,
    "proxy-refused": (f) => `Allow connections to ${at(f)} on the proxy. ${AGAIN}`,
    "certificate-not-trusted": (f) =>
      `Check that ${f.server} is the service that you mean, and that its certificate was signed by an authority that the controller trusts.`,
    "timed-out": (f) =>
      `Check that TCP port ${f.port} to ${f.server} is open for the controller and the access points.`,
    "connection-refused": (f) =>
      `Start the software download service on ${f.server}, or correct the service URL.`,
    "network-unreachable": (f) => `Check the route to ${f.server}.`,
    "server-gone": (f) =>
      `Check the log of the service on ${f.server} to see why it closed the connection. ${AGAIN}`,
    busy: () => "Raise the service's limit of downloads, or turn off Parallel Mode.",
  },
  origin: {
    place: "at the software download service",
    name: "the service",
    change: "choose another software version",
  },
  explainMissingImage: null,
  minReportMs: { "timed-out": 40_100 },
};

const at = ({ server, port }: ImageRequest): string => `${server} port ${port}`;
const user = ({ userName }: ImageRequest): string => userName ?? "the user";
