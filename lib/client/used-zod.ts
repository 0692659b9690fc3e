/**
 * The parts of zod that schemas here are made with. The whole of zod is three times as large, because of its texts in
 * other languages. A test compares this with what the contracts use.
 */
import {
  array,
  boolean,
  coerce,
  config,
  custom,
  discriminatedUnion,
  enum as enumOf,
  int,
  ipv6,
  literal,
  null as nullOf,
  number,
  object,
  preprocess,
  record,
  string,
  union,
  unknown,
} from "zod/v4";

// The policy of the pages forbids to make code of text, which zod would try for speed.
config({ jitless: true });

export const usedZod = {
  array,
  boolean,
  coerce,
  custom,
  discriminatedUnion,
  enum: enumOf,
  int,
  ipv6,
  literal,
  null: nullOf,
  number,
  object,
  preprocess,
  record,
  string,
  union,
  unknown,
};
