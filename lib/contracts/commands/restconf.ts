/** Requests over RESTCONF. Only the route of RESTCONF gives these commands; each change in them is audited on its own. */
import { z } from "zod";
import { secret } from "../secret";
import { defineCommand } from "./define-command";

export const restconfMethods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The largest body of a request, characters. */
export const MOST_RESTCONF_BODY = 1_000_000;
const MOST_PATH = 8_192;

const header = z.string().max(1_000).nullable();

export type RestconfAnswer = {
  status: number;
  headers: Record<string, string>;
  /** Empty for an answer without a body. */
  body: string;
  /** The rest of a long body is asked for with this id; null when this is all. */
  more: string | null;
};

export const restconfCommands = {
  /** Whether the controller answers: `off` without it in the configuration, `down` during a reload and shortly after. */
  "restconf.state": defineCommand<{ state: "off" | "down" | "up" }>()({
    input: z.object({}),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  /** Answers one request of the actor; a refusal is an answer, too. */
  "restconf.request": defineCommand<RestconfAnswer>()({
    input: z.object({
      method: z.enum(restconfMethods),
      /** As they came over the network, percent-encoded. */
      path: z.string().max(MOST_PATH),
      query: z.string().max(MOST_PATH),
      accept: header,
      contentType: header,
      ifMatch: header,
      ifNoneMatch: header,
      ifUnmodifiedSince: header,
      /** It may have passwords in it. */
      body: secret(z.string().max(MOST_RESTCONF_BODY)),
    }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  /** The next piece of a long body. Fault `not-found` when nobody asked for it in time. */
  "restconf.more": defineCommand<{ body: string; isLast: boolean }>()({
    input: z.object({ id: z.string().max(64) }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
};
