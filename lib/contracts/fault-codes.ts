/** Every way in which something can fail or be refused, as one closed list of codes. Without zod: every page needs it. */

/** HTTP status and default sentence of each code. */
export const faultCodes = {
  // requests
  "bad-input": { http: 400, title: "The input is not valid" },
  "not-allowed": { http: 403, title: "You may not do this" },
  "signed-out": { http: 401, title: "Sign in first" },
  "set-up-required": { http: 403, title: "Set up this console first" },
  "confirm-password": { http: 403, title: "Enter your password again" },
  "wrong-password": { http: 401, title: "The user name or the password is wrong" },
  "too-many-attempts": { http: 429, title: "Too many failed sign-ins" },
  "not-found": { http: 404, title: "Not found" },
  conflict: { http: 409, title: "Not possible in the current state" },
  "controller-reloading": { http: 503, title: "The controller is reloading" },
  "upgrade-running": { http: 409, title: "An upgrade is already running" },
  "method-not-allowed": { http: 405, title: "This method is not allowed here" },
  "unsupported-type": { http: 415, title: "Send JSON" },
  "key-used": { http: 422, title: "This Idempotency-Key belongs to another request" },
  "too-large": { http: 413, title: "Too large" },
  "engine-unreachable": { http: 503, title: "The engine is not reachable" },
  internal: { http: 500, title: "The program failed" },
  "store-unusable": { http: 503, title: "The database cannot be used" },
  // fetching an image (the titles are the words of the controller's syslog)
  "file-not-found": { http: 404, title: "No such file or directory" },
  "access-violation": { http: 403, title: "Permission denied" },
  "timed-out": { http: 504, title: "Timed out" },
  "connection-refused": { http: 502, title: "Connection refused" },
  "authentication-failed": { http: 502, title: "Authentication failed" },
  "host-key-changed": { http: 502, title: "Host key verification failed" },
  "network-unreachable": { http: 502, title: "Network is unreachable" },
  "server-gone": { http: 502, title: "The server stopped answering in the middle of the transfer" },
  "peer-error": { http: 502, title: "The server refused the transfer" },
  "protocol-error": { http: 502, title: "The server broke the protocol" },
  busy: { http: 503, title: "The server is at its limit of transfers" },
  aborted: { http: 499, title: "Aborted" },
  // a download over HTTPS
  "name-not-resolved": { http: 502, title: "Name or service not known" },
  "proxy-refused": { http: 502, title: "Proxy refused the connection" },
  "certificate-not-trusted": { http: 502, title: "Certificate verification failed" },
  "not-entitled": { http: 403, title: "Not entitled to this software" },
  "agreement-required": { http: 403, title: "License agreement not accepted" },
  "release-withdrawn": { http: 410, title: "Release withdrawn" },
  // the image that arrived is not the expected one
  "size-mismatch": { http: 422, title: "The size differs from the announced size" },
  "image-damaged": { http: 422, title: "Image signature verification failed" },
  "digest-mismatch": { http: 422, title: "The content differs from the repository's SHA-512" },
  "wrong-family": { http: 422, title: "The image is of another family" },
  "wrong-version": { http: 422, title: "The image is of another version" },
  // imports
  "not-a-bundle": { http: 422, title: "This is not an image bundle" },
  "unsafe-path": { http: 422, title: "The archive names a path outside its folder" },
  bomb: { http: 422, title: "The archive unpacks to more than it may" },
  "name-clash": { http: 409, title: "An image set of that name exists" },
  "disk-full": { http: 507, title: "No space left on device" },
  // access points
  "ap-lost": { http: 409, title: "The access point left the controller" },
  "ap-rebooted": { http: 409, title: "The access point rebooted" },
  "ap-kept-image": { http: 409, title: "The access point kept its image" },
  "flash-full": { http: 409, title: "No space left on device" },
} as const satisfies Record<string, { http: number; title: string }>;

export type FaultCode = keyof typeof faultCodes;
