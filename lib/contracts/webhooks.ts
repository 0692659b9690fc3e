/**
 * Webhooks: addresses that an administrator saved, and to which the console posts what happens. What can be typed, the rows
 * that the page shows, and the body of every kind of message. Signatures and retries follow the Standard Webhooks
 * specification.
 */
import { z } from "zod";
import { faultSchema } from "./fault-schema";
import { downloadModeSchema } from "./modes/download-mode";
import { runOutcomeSchema } from "./runs";
import { serverIds } from "./server-ids";

/** What a webhook can be told, in the order of the form. */
export const webhookEvents = [
  "run.started",
  "run.ready-to-activate",
  "run.finished",
  "run.failed",
  "ap.failed",
  "server.down",
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];
/** `test` is sent on request only, so nobody subscribes to it. */
const messageTypeSchema = z.enum([...webhookEvents, "test"]);
export type WebhookMessageType = z.infer<typeof messageTypeSchema>;

/** More would make the page a list to search in. */
export const MOST_WEBHOOKS = 20;
/** How many of the newest deliveries topic `webhookDeliveries` has. */
export const RECENT_DELIVERIES = 100;
/** One message names at most so many access points; more failures become more messages. */
export const MOST_APS_PER_MESSAGE = 100;

/** No single receiver has these addresses. As a URL writes them. */
const NOT_ONE_HOST: ReadonlySet<string> = new Set(["0.0.0.0", "[::]", "255.255.255.255"]);

const urlOf = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

/**
 * The address that messages are posted to, as a browser would normalize it: `http://2130706433/` is stored and shown as the
 * `http://127.0.0.1/` that it means.
 */
const webhookUrlSchema = z
  .string()
  .trim()
  .max(2000, "Use at most 2,000 characters.")
  .superRefine((text, context) => {
    const message = text === "" ? "Enter the URL of the receiver." : urlProblem(urlOf(text));
    if (message !== null) context.addIssue({ code: "custom", message });
  })
  .transform((text) => urlOf(text)?.href ?? text);

function urlProblem(url: URL | null): string | null {
  if (url === null) return "Enter a URL, such as https://hooks.example.com/upgrades.";
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return "Enter a URL that begins with https:// or http://.";
  if (url.username !== "" || url.password !== "")
    return "Enter the URL without a user name and password. The signature proves who sent a message.";
  if (url.hash !== "") return "Enter the URL without # and what follows it. That part is never sent.";
  if (NOT_ONE_HOST.has(url.hostname)) return "Enter the name or address of a single host.";
  return url.port === "0" ? "Enter a port from 1 to 65535." : null;
}

/** What the form sends. */
export const webhookInputSchema = z.object({
  /** Null adds a webhook. */
  id: z.string().max(64).nullable(),
  name: z.string().trim().min(1, "Enter a name.").max(60, "Use at most 60 characters."),
  url: webhookUrlSchema,
  events: z
    .array(z.enum(webhookEvents))
    .min(1, "Select at least one event.")
    .transform((chosen) => webhookEvents.filter((event) => chosen.includes(event))),
  enabled: z.boolean(),
});
export type WebhookOrder = z.output<typeof webhookInputSchema>;

/** `waiting`: for its first attempt or its next one. `failed`: it is not tried again unless somebody asks for it. */
export const deliveryStates = ["waiting", "sending", "delivered", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** A row of topic `webhookDeliveries`, which has the newest ones; key = id. Times are wall milliseconds. */
export const deliveryRowSchema = z.object({
  /** The `webhook-id` of every attempt, so that a receiver knows a repeated one. */
  id: z.string(),
  /** 1, 2, 3 ... over all webhooks. */
  number: z.int(),
  webhookId: z.string(),
  type: messageTypeSchema,
  /** Whom or what it is about: `Run 12`, `SFTP server`. */
  about: z.string(),
  createdAt: z.number(),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  /** Attempts since it was ordered last: they decide the next delay. */
  attemptsInRow: z.int(),
  /** Null unless it waits. */
  nextAttemptAt: z.number().nullable(),
  lastAttemptAt: z.number().nullable(),
  /** HTTP status of the last answer; null without one. */
  status: z.int().nullable(),
  /** Why the last attempt failed, or why there was none. */
  fault: faultSchema.nullable(),
});
export type DeliveryRow = z.infer<typeof deliveryRowSchema>;

/** One attempt, as it was answered. */
export const attemptSchema = z.object({
  at: z.number(),
  /** Milliseconds until it was over. */
  tookMs: z.number(),
  status: z.int().nullable(),
  fault: faultSchema.nullable(),
  /** The beginning of the body of the answer, made printable. */
  responseStart: z.string(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** A delivery with all that is known of it. */
export const deliverySchema = z.object({
  row: deliveryRowSchema,
  /** The JSON text that is sent and signed. */
  body: z.string(),
  /** The newest attempts, oldest first. */
  tries: z.array(attemptSchema),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** Newest first. `before`: only deliveries with a smaller number; for the next page. */
export const deliveryQuerySchema = z.object({
  webhookId: z.string().max(64).nullable().default(null),
  before: z.int().nullable().default(null),
  limit: z.int().min(1).max(200).default(50),
});
export type DeliveryQuery = z.output<typeof deliveryQuerySchema>;

/** A row of topic `webhooks`; key = id. The secret is in no row. */
export const webhookRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  enabled: z.boolean(),
  /** The receiver answered 410 Gone, which disabled the webhook. */
  isGone: z.boolean(),
  createdAt: z.number(),
  changedAt: z.number(),
  /** Deliveries that wait or are being sent. */
  waiting: z.int(),
  /** Of the attempt that ended last; null before the first one. */
  last: deliveryRowSchema
    .pick({ id: true, type: true, state: true, lastAttemptAt: true, status: true, fault: true })
    .nullable(),
});
export type WebhookRow = z.infer<typeof webhookRowSchema>;

// What is sent

const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** A run as receivers get it. Times are RFC 3339 in UTC. */
const runDataSchema = z.object({
  number: z.int(),
  outcome: runOutcomeSchema,
  mode: downloadModeSchema.nullable(),
  startedBy: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  fromVersion: z.string().nullable(),
  targetVersion: z.string().nullable(),
  accessPoints: z.object({ total: z.int(), complete: z.int(), failed: z.int() }),
  status: z.string(),
  fault: faultSchema.nullable(),
});
const ofRun = z.object({ controller: z.string(), run: runDataSchema });

/** `data` of each type of message. */
export const webhookDataSchemas = {
  "run.started": ofRun,
  "run.ready-to-activate": ofRun,
  /** It ended, or was canceled: see `outcome`. */
  "run.finished": ofRun,
  /** It ended without the new version, or the new version was rolled back. */
  "run.failed": ofRun,
  /** Access points that failed within one moment, with no further try planned. */
  "ap.failed": z.object({
    controller: z.string(),
    /** The number of the run; null when it is not known. */
    run: z.int().nullable(),
    accessPoints: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          model: z.string(),
          image: z.enum(["access point", "controller"]),
          fault: faultSchema,
        }),
      )
      .max(MOST_APS_PER_MESSAGE),
  }),
  "server.down": z.object({
    server: z.enum(serverIds),
    name: z.string(),
    address: z.string(),
    port: z.int(),
    fault: faultSchema,
  }),
  test: z.object({ webhook: z.string(), requestedBy: z.string() }),
} as const satisfies Record<WebhookMessageType, z.ZodType>;

/** A message of one type, before it has a time. */
export type WebhookMessage = {
  [T in WebhookMessageType]: { type: T; data: z.infer<(typeof webhookDataSchemas)[T]> };
}[WebhookMessageType];
