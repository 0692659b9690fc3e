/** Everything that can happen, as a closed list of events named in the past tense. Plain data; ids say whom an event is about. */
import { z } from "zod";
import { imageFamilySchema } from "./families";
import { faultSchema } from "./fault-schema";

const ap = z.object({ apId: z.string() });
const upgrade = z.object({ upgradeId: z.string(), by: z.string().optional() });
const transfer = z.object({ transferId: z.string(), path: z.string(), apId: z.string().nullable() });

/** An image that arrived whole. */
const fetchedImageSchema = z.object({
  bytes: z.number(),
  /** Read from the image; empty when it does not say it. */
  version: z.string(),
  /** Of the bytes that arrived, lowercase hexadecimal. */
  sha512: z.string(),
  /** Whether it was compared with a digest that the server or the repository names. */
  isVerified: z.boolean(),
});
export type FetchedImageFacts = z.infer<typeof fetchedImageSchema>;

const hostKey = z.object({ server: z.string(), port: z.int(), fingerprint: z.string() });

/** The data of each event, by its type. */
export const eventDataSchemas = {
  "ap.added": ap,
  /** With its name, because its row is gone. */
  "ap.removed": ap.extend({ name: z.string() }),
  "ap.joined": ap.extend({ version: z.string() }),
  "ap.disjoined": ap.extend({ reason: z.string() }),
  "ap.rebooted": ap.extend({ reason: z.string() }),
  "ap.image-downloaded": ap.extend({ version: z.string() }),
  "ap.image-download-failed": ap.extend({ fault: faultSchema }),
  "ap.predownload.initiated": ap,
  "ap.predownload.started": ap.extend({ method: z.string(), image: z.string() }),
  "ap.predownload.completed": ap.extend({ version: z.string() }),
  "ap.predownload.failed": ap.extend({
    fault: faultSchema,
    /** Milliseconds of the controller's clock. */
    retryAt: z.number().nullable(),
    retryCount: z.int(),
  }),
  /** A try to copy the controller image to it in Network Upgrade failed. */
  "ap.controller-image.failed": ap.extend({
    fault: faultSchema,
    /** Milliseconds of the controller's clock; null when no retry is planned. */
    retryAt: z.number().nullable(),
    retryCount: z.int(),
  }),
  "ap.predownload.unsupported": ap.extend({ fault: faultSchema }),
  "ap.swapped": ap.extend({ version: z.string() }),
  /** Lab wrote other software into its flash; without a backup version the other partition stays as it is. */
  "ap.flashed": ap.extend({ running: z.string(), backup: z.string().nullable() }),
  "image-master.elected": ap.extend({ family: imageFamilySchema }),
  "transfer.started": transfer,
  "transfer.completed": transfer.extend({ bytes: z.number() }),
  "transfer.failed": transfer.extend({ fault: faultSchema }),
  "transfer.aborted": transfer,
  "install.started": z.object({ url: z.string(), apId: z.string().nullable() }),
  "install.completed": z.object({
    url: z.string(),
    apId: z.string().nullable(),
    /** What arrived; absent in events that were stored before the program recorded it. */
    image: fetchedImageSchema.optional(),
  }),
  "install.failed": z.object({ url: z.string(), apId: z.string().nullable(), fault: faultSchema }),
  "profile.saved": z.object({ by: z.string() }),
  /** Asked at the software download service what it offers. */
  "releases.checked": z.object({
    suggested: z.string().nullable(),
    latest: z.string().nullable(),
    fault: faultSchema.nullable(),
  }),
  "profile.removed": z.object({ by: z.string() }),
  "host-key.pinned": hostKey,
  "host-key.refused": hostKey.extend({ pinned: z.string() }),
  "host-key.accepted": hostKey.extend({ by: z.string() }),
  "upgrade.started": upgrade,
  "upgrade.stage-entered": upgrade.extend({ stage: z.string() }),
  "upgrade.ready": upgrade,
  "upgrade.canceled": upgrade,
  "upgrade.failed": upgrade.extend({ fault: faultSchema }),
  "upgrade.activated": upgrade,
  "upgrade.ended": upgrade.extend({ onTarget: z.int(), total: z.int() }),
  /** `by` is absent when the timer did it because nobody committed. */
  "upgrade.rolled-back": upgrade.extend({ version: z.string() }),
  "controller.renamed": z.object({ name: z.string(), by: z.string() }),
  "controller.committed": z.object({ version: z.string(), by: z.string() }),
  "controller.image-removed": z.object({ version: z.string(), by: z.string() }),
  "controller.reloaded": z.object({ version: z.string() }),
  "image-set.imported": z.object({ name: z.string(), by: z.string().optional() }),
  "image-set.removed": z.object({ name: z.string(), by: z.string().optional() }),
  "image-set.changed": z.object({ name: z.string() }),
  "uploaded-image.received": z.object({ name: z.string(), by: z.string().optional() }),
  "uploaded-image.removed": z.object({ name: z.string(), by: z.string().optional() }),
  "lab.changed": z.object({ what: z.string(), by: z.string() }),
  "server.started": z.object({ server: z.string(), address: z.string(), port: z.int() }),
  "server.stopped": z.object({ server: z.string() }),
  "server.failed": z.object({ server: z.string(), fault: faultSchema }),
} as const;

export type EventType = keyof typeof eventDataSchemas;
/** An event of one type. */
export type EventOf<T extends EventType> = { type: T; data: z.infer<(typeof eventDataSchemas)[T]> };
/** An event as it is reported; the bus adds the sequence number and the times. */
export type NewEvent = { [T in EventType]: EventOf<T> }[EventType];
/** An event with its place in the stream and its times. */
export type RecordedEvent = NewEvent & {
  seq: number;
  /** Simulated milliseconds. */
  at: number;
  /** Wall milliseconds. */
  wallAt: number;
};
