/** What of the timeline is wanted; kept in the address, so that it can be sent on. */
import { type TimelineSource, timelineSources } from "@/lib/contracts/timeline";

export type TimelineFilter = {
  text: string;
  apId: string | null;
  /** With one access point: also what concerns all. */
  shared: boolean;
  sources: readonly TimelineSource[];
};

export const NO_FILTER: TimelineFilter = { text: "", apId: null, shared: true, sources: timelineSources };

/** `access point` is `access-point` in an address. */
const inAddress = (source: TimelineSource): string => source.replace(" ", "-");

export function readFilter(params: { get(name: string): string | null }): TimelineFilter {
  const named = params.get("sources")?.split(",") ?? [];
  const sources = timelineSources.filter((source) => named.includes(inAddress(source)));
  return {
    text: params.get("q") ?? "",
    apId: params.get("ap"),
    shared: params.get("only") !== "own",
    // An address that names no source that there is narrows by nothing.
    sources: sources.length === 0 ? timelineSources : sources,
  };
}

/** The address's parameters for a filter; what it does not narrow is not in them. */
export function writeFilter({ text, apId, shared, sources }: TimelineFilter): string {
  const params = new URLSearchParams();
  if (text !== "") params.set("q", text);
  if (apId !== null) params.set("ap", apId);
  if (apId !== null && !shared) params.set("only", "own");
  const query = params.toString();
  if (sources.length === timelineSources.length) return query;
  // A comma may stand in a query as it is, and is easier to read so.
  return `${query}${query === "" ? "" : "&"}sources=${sources.map(inAddress).join(",")}`;
}

export const isNarrowed = ({ text, apId, sources }: TimelineFilter): boolean =>
  text.trim() !== "" || apId !== null || sources.length < timelineSources.length;

/** Pressed or not; in the order in which they always stand. One at least stays. */
export function toggled(
  sources: readonly TimelineSource[],
  source: TimelineSource,
): readonly TimelineSource[] {
  const next = timelineSources.filter((each) => sources.includes(each) !== (each === source));
  return next.length === 0 ? sources : next;
}

/** What `timeline.read` is to be asked for this filter. */
export const questionOf = ({ text, apId, shared, sources }: TimelineFilter) => ({
  text,
  apId,
  shared,
  sources: [...sources],
});
