/**
 * The one table of the HTTP API: which command is behind which method and path, and which rows of the stream. What has no
 * entry gets the derived face of `face.ts`, so that a new command or topic is in the API without a change here.
 */
import type { WebCommand } from "../commands";
import type { topics } from "../stream";
import type { Face } from "./face";

const newestFirst = (rows: string, cursor: string) =>
  ({ rows, cursor, from: "last", input: "before" }) as const;
const oldestFirst = (rows: string, cursor: string) =>
  ({ rows, cursor, from: "first", input: "before" }) as const;

export const commandFaces: { [T in WebCommand]?: readonly Face[] } = {
  "profile.save": [{ method: "PUT", path: "/profile" }],
  "profile.cli-lines": [
    { method: "POST", path: "/profile/cli-lines", summary: "Show a profile as lines of the command line" },
  ],
  "profile.accept-host-key": [{ method: "POST", path: "/profile/accepted-host-keys" }],
  "profile.check-releases": [{ method: "POST", path: "/profile/release-check" }],

  "upgrade.preview": [{ method: "POST", path: "/upgrade/preview" }],
  "upgrade.start": [{ method: "POST", path: "/upgrade/start", takesKey: true }],
  "upgrade.cancel": [{ method: "POST", path: "/upgrade/cancel" }],
  "upgrade.activation-preview": [
    { method: "GET", path: "/upgrade/activation-preview", summary: "Preview the activation" },
  ],
  "upgrade.activate": [{ method: "POST", path: "/upgrade/activate", takesKey: true }],
  "upgrade.commit": [{ method: "POST", path: "/upgrade/commit", takesKey: true }],

  "runs.list": [
    { method: "GET", path: "/runs", summary: "List runs, newest first", page: newestFirst("rows", "number") },
  ],
  "runs.read": [{ method: "GET", path: "/runs/{number}", summary: "Read one run" }],
  "runs.of-ap": [
    { method: "GET", path: "/access-points/{apId}/runs", summary: "List the runs of one access point" },
  ],
  "runs.record": [
    { method: "GET", path: "/runs/{number}/record", summary: "Read the change record of a run" },
  ],
  "runs.compare": [{ method: "GET", path: "/runs/compare", summary: "Compare two runs" }],
  "runs.signer": [
    { method: "GET", path: "/runs/signer", summary: "Read the public key that signs the evidence of runs" },
  ],
  "runs.runbook": [{ method: "GET", path: "/runbook", summary: "Make the runbook of the next upgrade" }],
  "runs.retention": [{ method: "GET", path: "/runs/retention", summary: "Show how many runs are kept" }],
  "runs.save-retention": [{ method: "PUT", path: "/runs/retention" }],

  "readiness.run": [{ method: "POST", path: "/readiness/run", takesKey: true }],
  "readiness.rerun": [{ method: "POST", path: "/readiness/reports/{id}/rerun", takesKey: true }],
  "readiness.cancel": [{ method: "POST", path: "/readiness/cancel" }],
  "readiness.history": [
    {
      method: "GET",
      path: "/readiness/reports",
      summary: "List readiness reports, newest first",
      page: newestFirst("rows", "id"),
    },
  ],
  "readiness.read": [
    { method: "GET", path: "/readiness/reports/{id}", summary: "Read one readiness report" },
  ],
  "readiness.export": [
    { method: "GET", path: "/readiness/reports/{id}/export", summary: "Export one readiness report" },
  ],
  "readiness.read-fleet": [
    { method: "POST", path: "/readiness/read-fleet", summary: "Read a pasted listing of a fleet" },
  ],

  "webhooks.list": [{ method: "GET", path: "/webhooks", summary: "List webhooks" }],
  "webhooks.deliveries": [
    {
      method: "GET",
      path: "/webhooks/deliveries",
      summary: "List webhook deliveries, newest first",
      page: newestFirst("deliveries", "number"),
    },
  ],
  "webhooks.delivery": [
    {
      method: "GET",
      path: "/webhooks/deliveries/{id}",
      summary: "Read one webhook delivery with its message",
    },
  ],

  "doctor.examine": [
    { method: "POST", path: "/doctor/examine", summary: "Examine files of an image server" },
  ],

  "ap.detail": [
    { method: "GET", path: "/access-points/{apId}", summary: "Read one access point" },
    {
      method: "GET",
      path: "/access-points/{apId}/why",
      summary: "Explain why an access point failed",
      only: ["why", "remedy", "cure"],
    },
  ],
  "ap.predownload": [{ method: "POST", path: "/access-points/{apId}/predownload", takesKey: true }],
  "ap.retry": [{ method: "POST", path: "/access-points/retry", takesKey: true }],
  "ap.reboot": [{ method: "POST", path: "/access-points/reboot", takesKey: true }],

  "images.remove": [{ method: "DELETE", path: "/image-sets/{set}" }],
  "images.rename": [{ method: "POST", path: "/image-sets/{set}/rename" }],
  "images.cancel-import": [{ method: "DELETE", path: "/imports/{id}" }],
  "images.discard-uploaded": [{ method: "DELETE", path: "/uploaded-images/{name}" }],
  "images.copy-uploaded": [{ method: "POST", path: "/uploaded-images/{name}/copy", takesKey: true }],

  "transfers.history": [
    {
      method: "GET",
      path: "/transfers/history",
      summary: "List ended transfers, newest first",
      page: newestFirst("rows", "endedAt"),
    },
  ],
  "transfers.abort": [{ method: "POST", path: "/transfers/{id}/abort" }],

  "servers.save-settings": [{ method: "PUT", path: "/servers/settings" }],
  "servers.check-remap-rules": [
    { method: "POST", path: "/servers/tftp/remap-check", summary: "Check remap rules" },
  ],
  "servers.try-name": [
    {
      method: "POST",
      path: "/servers/tftp/name-check",
      summary: "Show what the TFTP server serves for a name",
    },
  ],
  "servers.start": [{ method: "POST", path: "/servers/{server}/start" }],
  "servers.stop": [{ method: "POST", path: "/servers/{server}/stop" }],
  "servers.disconnect": [{ method: "DELETE", path: "/servers/sftp/connections/{connection}" }],
  "servers.release-block": [{ method: "DELETE", path: "/servers/sftp/blocked/{address}" }],
  "servers.recreate-host-key": [{ method: "POST", path: "/servers/sftp/host-keys" }],
  "servers.import-bundle": [{ method: "POST", path: "/imports", takesKey: true }],

  "sftp-users.save": [{ method: "PUT", path: "/sftp-users" }],
  "sftp-users.remove": [{ method: "DELETE", path: "/sftp-users/{name}" }],
  "sftp-users.reveal": [{ method: "POST", path: "/sftp-users/{name}/reveal" }],
  "catalog.save-account": [{ method: "PUT", path: "/software-download/accounts" }],
  "catalog.remove-account": [{ method: "DELETE", path: "/software-download/accounts/{name}" }],
  "catalog.reveal-password": [{ method: "POST", path: "/software-download/accounts/{name}/reveal" }],
  "catalog.choose-releases": [{ method: "PUT", path: "/software-download/releases" }],

  "logs.read": [
    {
      method: "GET",
      path: "/logs/{source}",
      summary: "Read the newest page of log lines, oldest line first",
      page: oldestFirst("lines", "id"),
    },
  ],
  "timeline.read": [
    {
      method: "GET",
      path: "/timeline",
      summary: "Read the newest page of the timeline, oldest entry first",
      page: oldestFirst("entries", "key"),
    },
  ],
  "forwarding.save": [{ method: "PUT", path: "/log-forwarding" }],
  "forwarding.test": [{ method: "POST", path: "/log-forwarding/test" }],

  "audit.list": [
    {
      method: "GET",
      path: "/audit",
      summary: "List audit records, newest first",
      page: newestFirst("entries", "id"),
    },
  ],
  "audit.values": [
    { method: "GET", path: "/audit/values", summary: "List the users and actions of the audit log" },
  ],
  "audit.retention": [
    { method: "GET", path: "/audit/retention", summary: "Show how many audit records are kept" },
  ],
  "audit.save-retention": [{ method: "PUT", path: "/audit/retention" }],

  "lab.clock": [{ method: "PUT", path: "/lab/clock" }],
  "lab.add-aps": [{ method: "POST", path: "/lab/access-points", takesKey: true }],
  "lab.remove-aps": [{ method: "POST", path: "/lab/access-points/remove", takesKey: true }],
  "lab.set-version": [{ method: "POST", path: "/lab/access-points/software", takesKey: true }],
  "lab.set-behavior": [{ method: "POST", path: "/lab/faults" }],
  "lab.scatter-faults": [{ method: "POST", path: "/lab/faults/scatter" }],
  "lab.behaviors": [{ method: "GET", path: "/lab/faults", summary: "List access points with faults" }],
  "lab.set-server-faults": [{ method: "PUT", path: "/lab/server-faults" }],
  "lab.set-policy": [{ method: "PUT", path: "/lab/policy" }],
  "lab.read-listing": [
    { method: "POST", path: "/lab/read-listing", summary: "Read a listing without importing it" },
  ],
  "lab.import": [{ method: "POST", path: "/lab/import", takesKey: true }],
  "lab.export": [{ method: "GET", path: "/lab/export", summary: "Export the lab as a lab file" }],
  "lab.load": [{ method: "POST", path: "/lab/load", takesKey: true }],
  "lab.reset": [{ method: "POST", path: "/lab/reset", takesKey: true }],

  "engine.info": [
    { method: "GET", path: "/engine", summary: "Show where the console listens and keeps its data" },
  ],

  "account.change-password": [{ method: "PUT", path: "/account/password" }],
  "account.confirm": [{ method: "POST", path: "/account/confirm" }],
  "account.end-session": [{ method: "DELETE", path: "/account/sessions/{id}" }],
  "users.list": [{ method: "GET", path: "/users", summary: "List users, sessions and API tokens" }],
  "users.add": [{ method: "POST", path: "/users" }],
  "users.set-role": [{ method: "PUT", path: "/users/{name}/role" }],
  "users.set-disabled": [{ method: "PUT", path: "/users/{name}/disabled" }],
  "users.reset-password": [{ method: "POST", path: "/users/{name}/reset-password" }],
  "users.remove": [{ method: "DELETE", path: "/users/{name}" }],
  "users.end-session": [{ method: "DELETE", path: "/sessions/{id}" }],
  "tokens.create": [{ method: "POST", path: "/tokens" }],
  "tokens.revoke": [{ method: "DELETE", path: "/tokens/{id}" }],
};

/** Where the rows of a topic are read. */
export type TopicFace = {
  path: string;
  summary: string;
  /** One row is also read alone, under its key; absent: a command answers that, or nobody needs it. */
  one?: { summary: string; key: string };
};

const oneBy = (key: string, what: string) => ({ key, summary: `Read one ${what}` });

/** `not`: why the rows are not read here. */
export const topicFaces: { [T in keyof typeof topics]?: TopicFace | { not: string } } = {
  controller: { path: "/controller", summary: "Read the controller with its saved profile" },
  upgrade: { path: "/upgrade", summary: "Read the upgrade" },
  runs: { not: "The command runs.list answers with them, and with the older ones." },
  aps: { path: "/access-points", summary: "List access points" },
  transfers: {
    path: "/transfers",
    summary: "List running and recently ended transfers",
    one: oneBy("id", "transfer"),
  },
  servers: {
    path: "/servers",
    summary: "List the image servers",
    one: oneBy("server", "image server"),
  },
  sftpUsers: {
    path: "/sftp-users",
    summary: "List SFTP users",
    one: oneBy("name", "SFTP user"),
  },
  catalogAccounts: {
    path: "/software-download/accounts",
    summary: "List software download accounts",
    one: oneBy("name", "software download account"),
  },
  images: {
    path: "/image-sets",
    summary: "List image sets",
    one: oneBy("set", "image set"),
  },
  imports: {
    path: "/imports",
    summary: "List uploads and imports",
    one: oneBy("id", "import"),
  },
  uploadedImages: {
    path: "/uploaded-images",
    summary: "List the images on the controller",
    one: oneBy("name", "uploaded image"),
  },
  lab: { path: "/lab", summary: "Read the settings of the lab" },
  forwarding: { path: "/log-forwarding", summary: "Read the forwarding of log lines" },
  timeline: { not: "It only says that the timeline has changed." },
  syslog: { not: "The command logs.read answers with them." },
  install: { not: "The command logs.read answers with them." },
  tftp: { not: "The command logs.read answers with them." },
  sftp: { not: "The command logs.read answers with them." },
  catalog: { not: "The command logs.read answers with them." },
  readiness: { path: "/readiness", summary: "Read the progress of the readiness check" },
  webhookDeliveries: { path: "/webhook-deliveries", summary: "List the newest webhook deliveries" },
  events: { path: "/events", summary: "List the newest events, oldest first" },
  recording: { not: "The recording of a run is read as a whole." },
  console: { not: "The command logs.read answers with them." },
};
