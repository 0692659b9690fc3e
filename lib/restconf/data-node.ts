/** The nodes of the resource tree as data: containers, lists with keys, and values. */
import type { z } from "zod";
import type { Facts } from "./facts";

export type ContainerNode = { kind: "container"; name: string; children: readonly DataNode[] };

export type ListNode = {
  kind: "list";
  name: string;
  isConfig: boolean;
  schema: z.ZodType;
  /** What the entries are made of, one by one: a list may have thousands. */
  sources(facts: Facts): readonly unknown[];
  entry(source: unknown, facts: Facts): unknown;
  /** What the entry with these keys is made of; undefined when there is none. */
  find(facts: Facts, keys: readonly string[]): unknown;
};

export type ValueNode = {
  kind: "value";
  name: string;
  isConfig: boolean;
  schema: z.ZodType;
  /** Undefined while it does not exist. */
  read(facts: Facts): unknown;
};

export type DataNode = ContainerNode | ListNode | ValueNode;

export const container = (name: string, ...children: DataNode[]): ContainerNode => ({
  kind: "container",
  name,
  children,
});

/** State that is read only. */
export const state = (name: string, schema: z.ZodType, read: ValueNode["read"]): ValueNode => ({
  kind: "value",
  name,
  isConfig: false,
  schema,
  read,
});

/** A list of state whose entries are made of `Source`. */
export const stateList = <Source>(
  name: string,
  schema: z.ZodType,
  made: {
    sources(facts: Facts): readonly Source[];
    entry(source: Source, facts: Facts): unknown;
    find(facts: Facts, keys: readonly string[]): Source | undefined;
  },
): ListNode => ({
  kind: "list",
  name,
  isConfig: false,
  schema,
  sources: made.sources,
  entry: (source, facts) => made.entry(source as Source, facts),
  find: made.find,
});

/** A list of few entries, which are made together. */
export const smallList = (
  name: string,
  schema: z.ZodType,
  keys: readonly string[],
  read: (facts: Facts) => readonly object[],
  isConfig = false,
): ListNode => ({
  kind: "list",
  name,
  isConfig,
  schema,
  sources: read,
  entry: (source) => source,
  find: (facts, wanted) =>
    read(facts).find(
      (entry) =>
        keys.length > 0 &&
        wanted.length === keys.length &&
        keys.every((key, i) => String((entry as Record<string, unknown>)[key]) === wanted[i]),
    ),
});
