/** Toggles the sources; its icons are the legend for the list. */
import { Button } from "@/components/ui/button";
import { type TimelineSource, timelineSources } from "@/lib/contracts/timeline";
import { SourceIcon, sourceName } from "./source-look";
import { toggled } from "./timeline-filter";

export function SourceFilter({
  sources,
  onChange,
}: {
  sources: readonly TimelineSource[];
  onChange: (sources: readonly TimelineSource[]) => void;
}) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Sources</legend>
      {timelineSources.map((source) => {
        const isOn = sources.includes(source);
        const isLast = isOn && sources.length === 1;
        return (
          <Button
            key={source}
            size="sm"
            aria-pressed={isOn}
            disabled={isLast}
            title={isLast ? "At least one source must be shown" : undefined}
            icon={<SourceIcon source={source} className="size-4!" />}
            onClick={() => onChange(toggled(sources, source))}
          >
            <span className="max-sm:sr-only">{sourceName(source)}</span>
          </Button>
        );
      })}
    </fieldset>
  );
}
