/** Lines that run the commands of the grammar, for tests of all commands. */
import type { GrammarNode } from "@/lib/cli/grammar";

/** A value for each argument of the grammar. */
const samples: Record<string, string> = {
  count: "20",
  server: "127.0.0.1",
  address: "::1",
  host: "192.0.2.9",
  level: "3",
  path: "EWC_17_12_1",
  port: "6969",
  user: "ewc",
  password: "s3cret",
  name: "Lab",
  ap: "AP-1",
  lines: "0",
  columns: "80",
  minutes: "30",
  delay: "1:30",
  time: "23:59",
  tag: "default-site-tag",
  timeout: "2",
  first: "0",
  last: "4",
  number: "0",
  seconds: "0",
  secret: "s3cret",
  url: "https://192.0.2.7:8443",
  text: "Images of the night shift",
};

/** What to type for one node. */
export const textOf = (node: GrammarNode): string =>
  node.kind === "word" ? node.word : (samples[node.name] ?? "");
/** A line that runs the command at the end of the path. */
export const lineOf = (path: readonly GrammarNode[]): string => path.map(textOf).join(" ");
