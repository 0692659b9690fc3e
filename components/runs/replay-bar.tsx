/** Play, pause, speed, and the scrubber, on the axis of the picture above it. */
"use client";

import { Pause, Play, SkipForward } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { type ReplayClock, type ReplaySpeed, replaySpeeds } from "@/lib/client/runs/replay-clock";
import { elapsedText } from "@/lib/kit/units";
import { useClock } from "./use-replay";

const STEP_MS = 100;
const speedOptions = replaySpeeds.map((speed) => ({ value: String(speed), label: `x${speed}` }));

/** @param isLive whether the run is under way, so that its end is now. @param gutter pixels left of the axis */
export function ReplayBar({
  clock,
  isLive,
  gutter,
}: {
  clock: ReplayClock;
  isLive: boolean;
  gutter: number;
}) {
  useClock(clock);
  const { from, to, instant, isPlaying, isAtEnd } = clock;
  const passed = elapsedText(instant - from, true);
  const text = `${passed} of ${elapsedText(to - from, true)}`;
  return (
    <div className="border-line border-t">
      <div style={{ paddingLeft: Math.max(0, gutter - 8) }} className="flex pt-1">
        <input
          type="range"
          aria-label="Instant of the replay"
          aria-valuetext={text}
          min={0}
          max={Math.max(STEP_MS, Math.round(to - from))}
          step={STEP_MS}
          value={Math.round(instant - from)}
          onChange={(event) => clock.seek(from + Number(event.target.value))}
          className="h-6 w-full cursor-ew-resize accent-accent"
        />
      </div>
      <div className="flex flex-wrap items-center gap-2 px-3 pb-2">
        <Button
          size="sm"
          icon={isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
          onClick={() => (isPlaying ? clock.pause() : clock.play())}
        >
          {isPlaying ? "Pause" : "Play"}
        </Button>
        <Select
          label="Speed of the replay"
          size="sm"
          className="w-20!"
          value={String(clock.speed)}
          onValueChange={(speed) => clock.setSpeed(Number(speed) as ReplaySpeed)}
          options={speedOptions}
        />
        <Button
          size="sm"
          variant="ghost"
          disabled={isAtEnd}
          icon={<SkipForward aria-hidden />}
          onClick={() => clock.showEnd()}
        >
          {isLive ? "Show live" : "Show the end"}
        </Button>
        <output className="num ml-auto text-[0.8125rem] text-ink-2" aria-live="off">
          {text}
          {isAtEnd && isLive && ", live"}
        </output>
      </div>
    </div>
  );
}
