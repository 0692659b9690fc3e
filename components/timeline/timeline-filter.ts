/** The filter of the timeline. It is in the URL, so that a filtered view can be shared. */
import { type TimelineSource, timelineSources } from "@/lib/contracts/timeline";
import type { Spacing } from "./timeline-rows";

/** Which entries to read. */
export type EntryFilter = Omit<TimelineFilter, "spacing">;

/** What to show. */
export type TimelineFilter = {
  text: string;
  apId: string | null;
  /** With one access point selected: also show entries that belong to no access point. */
  shared: boolean;
  sources: readonly TimelineSource[];
  spacing: Spacing;
};

/** Shows everything. */
export const NO_FILTER: TimelineFilter = {
  text: "",
  apId: null,
  shared: true,
  sources: timelineSources,
  spacing: "compact",
};

/** `access point` is `access-point` in the URL. */
const inUrl = (source: TimelineSource): string => source.replace(" ", "-");

/** The filter in the URL's parameters; invalid ones are ignored. */
export function readFilter(params: { get(name: string): string | null }): TimelineFilter {
  const named = params.get("sources")?.split(",") ?? [];
  const sources = timelineSources.filter((source) => named.includes(inUrl(source)));
  return {
    text: params.get("q") ?? "",
    apId: params.get("ap"),
    shared: params.get("only") !== "own",
    // No valid source in the URL means all.
    sources: sources.length === 0 ? timelineSources : sources,
    spacing: params.get("spacing") === "time" ? "time" : "compact",
  };
}

/** The URL's parameters for a filter; empty for no filter. */
export function writeFilter({ text, apId, shared, sources, spacing }: TimelineFilter): string {
  const params = new URLSearchParams();
  if (text !== "") params.set("q", text);
  if (apId !== null) params.set("ap", apId);
  if (apId !== null && !shared) params.set("only", "own");
  if (spacing === "time") params.set("spacing", spacing);
  const query = params.toString();
  if (sources.length === timelineSources.length) return query;
  // A query may contain a plain comma, which is easier to read.
  return `${query}${query === "" ? "" : "&"}sources=${sources.map(inUrl).join(",")}`;
}

/** Whether the filter hides anything. */
export const isNarrowed = ({ text, apId, sources }: EntryFilter): boolean =>
  text.trim() !== "" || apId !== null || sources.length < timelineSources.length;

/** The sources after a toggle, in their usual order. The last one cannot be turned off. */
export function toggled(
  sources: readonly TimelineSource[],
  source: TimelineSource,
): readonly TimelineSource[] {
  const next = timelineSources.filter((each) => sources.includes(each) !== (each === source));
  return next.length === 0 ? sources : next;
}

/** The `timeline.read` query for this filter. */
export const queryOf = ({ text, apId, shared, sources }: EntryFilter) => ({
  text,
  apId,
  shared,
  sources: [...sources],
});
