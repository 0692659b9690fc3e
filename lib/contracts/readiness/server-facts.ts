/** Facts about the image server and what is on it, as gathered over the wire. They never hold a password. */
import { z } from "zod";
import { imageFamilySchema } from "../families";
import { faultSchema } from "../fault-schema";
import { evidenceSchema, observed } from "./observed";

export const probedProtocols = ["tftp", "sftp"] as const;
export const probedProtocolSchema = z.enum(probedProtocols);
export type ProbedProtocol = z.infer<typeof probedProtocolSchema>;

/** Where the images are said to be. Address and path are as they were typed, so that checks can say what is wrong. */
export const serverTargetSchema = z.object({
  protocol: probedProtocolSchema,
  address: z.string(),
  /** 1 to 65535. */
  port: z.int(),
  path: z.string(),
  /** Null in TFTP. */
  user: z.string().nullable(),
});
export type ServerTarget = z.infer<typeof serverTargetSchema>;

/** How the server took the options of a TFTP read. Bytes, milliseconds. */
export const negotiationSchema = z.object({
  askedBlockSize: z.int(),
  /** 512 when the server granted none. */
  blockSize: z.int(),
  askedWindowSize: z.int(),
  windowSize: z.int(),
  announcesSize: z.boolean(),
  /** The port that the data came from. */
  dataPort: z.int(),
});

/** One read of a part of a file, or of a whole file. */
export const probedReadSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  /** Whether the file was read to its end. */
  isWhole: z.boolean(),
  elapsedMs: z.number(),
  /** Why it ended early; null when it ended as intended. */
  fault: faultSchema.nullable(),
});
export type ProbedRead = z.infer<typeof probedReadSchema>;

export const wireFactsSchema = z.object({
  /** Whether anything answered on the port. `neighborRefused`: another port of this host answered that it is closed. */
  answer: observed(
    z.object({
      fault: faultSchema.nullable(),
      neighborRefused: z.boolean().nullable(),
      elapsedMs: z.number(),
    }),
  ),
  /** A small file to its end, or the first blocks of an image: more than the first packet. */
  smallTransfer: observed(probedReadSchema),
  /** Answers to single requests, milliseconds, in the order in which they came. */
  roundTripsMs: observed(z.array(z.number())),
  /** Packets that had to be sent again or came twice, of all that came. */
  loss: observed(z.object({ packets: z.int(), retransmissions: z.int(), duplicates: z.int() })),
  /** TFTP only. */
  negotiation: observed(negotiationSchema),
  /** Whether block numbers went on beyond 65535: the block size of the try, and how far it came. */
  rollover: observed(z.object({ blockSize: z.int(), blocks: z.int(), fault: faultSchema.nullable() })),
  /** Reads that were open at the same time. `fault` is that of the first one that was refused. */
  concurrency: observed(z.object({ asked: z.int(), succeeded: z.int(), fault: faultSchema.nullable() })),
  /** SFTP only: the fingerprint that the server presents, and the one that is pinned. */
  hostKey: observed(z.object({ presented: z.string(), pinned: z.string().nullable() })),
  /** SFTP only: null when the login succeeded. */
  login: observed(z.object({ fault: faultSchema.nullable() })),
});
export type WireFacts = z.infer<typeof wireFactsSchema>;

/** What was read of one image. */
export const imageFactsSchema = z.object({
  /** The file's name in the folder: `ap1g8`. */
  name: z.string(),
  family: imageFamilySchema.nullable(),
  /** Whether the fleet needs it. */
  isNeeded: z.boolean(),
  /** Why it cannot be read; null when its first bytes came. */
  fault: faultSchema.nullable(),
  /** As announced, or counted when the whole file was read; null when neither is known. */
  sizeBytes: z.number().nullable(),
  read: probedReadSchema.nullable(),
  /** Bytes per second of that read; null when too little was read to say. */
  bytesPerSecond: z.number().nullable(),
  /** From the info member inside the image; null when the bytes read do not have it. */
  infoFamily: z.string().nullable(),
  version: z.string().nullable(),
  /** True: whole, read to its end. False: incomplete or damaged. Null: the bytes read do not show it. */
  isWhole: z.boolean().nullable(),
  /** What is wrong or unusual with its content, as a sentence. */
  note: z.string().nullable(),
});
export type ProbedImage = z.infer<typeof imageFactsSchema>;

export const fileFactsSchema = z.object({
  /** By file name. The controller image is among them. */
  images: observed(z.record(z.string(), imageFactsSchema)),
  /** All names in the folder where the server lists folders (SFTP); unknown in TFTP. */
  listing: observed(z.array(z.string())),
  /** Files with names of zip archives that are in or beside the folder. */
  zips: observed(z.array(z.string())),
  /** Other folders that have an image that the fleet needs, the most alike first. Asked only when the folder has none. */
  otherFolders: observed(z.array(z.string())),
  /** Names under which an image was found in other letter case than it is requested in, by requested name. */
  otherCase: observed(z.record(z.string(), z.string())),
  /** Whether the server gives the same file for names in upper and lower case. */
  ignoresCase: observed(z.boolean()),
});
export type FileFacts = z.infer<typeof fileFactsSchema>;

export const serverFactsSchema = z.object({
  target: serverTargetSchema,
  wire: wireFactsSchema,
  files: fileFactsSchema,
  /** What the probe read in all, and in how many requests. */
  cost: z.object({ requests: z.int(), bytes: z.number(), elapsedMs: z.number() }),
  /** All that was asked and what came back, in order. */
  asked: z.array(evidenceSchema),
});
export type ServerFacts = z.infer<typeof serverFactsSchema>;
