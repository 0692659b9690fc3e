/** The CAPWAP state machine (RFC 5415 §2.3), the state in which the access point is lit. */
import { clsx } from "clsx";
import { type CapwapState, capwapStates } from "@/lib/contracts/aps";
import { lineOf, NODE, places, VIEW, ways } from "./state-chart";

export function StateMachine({ state, name }: { state: CapwapState; name: string }) {
  return (
    <svg
      viewBox={`0 0 ${VIEW.width} ${VIEW.height}`}
      role="img"
      aria-label={`CAPWAP state machine: ${name} is in ${state}`}
      className="mx-auto block w-full max-w-104 select-none"
    >
      <defs>
        <marker
          id="way-end"
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0 L8 4 L0 8 Z" className="fill-line-strong" />
        </marker>
      </defs>
      {ways.map((way) => (
        <path
          key={way.join(" to ")}
          d={lineOf(way)}
          fill="none"
          markerEnd="url(#way-end)"
          className="stroke-line-strong"
        />
      ))}
      {capwapStates.map((each) => (
        <State key={each} state={each} present={each === state} />
      ))}
    </svg>
  );
}

function State({ state, present }: { state: CapwapState; present: boolean }) {
  const { x, y } = places[state];
  return (
    <g data-present={present || undefined}>
      <rect
        x={x - NODE.width / 2}
        y={y - NODE.height / 2}
        width={NODE.width}
        height={NODE.height}
        rx="6"
        className={present ? "fill-accent stroke-accent" : "fill-surface stroke-line-strong"}
      />
      <text
        x={x}
        y={y + 4.5}
        textAnchor="middle"
        className={clsx("text-[13px]", present ? "fill-on-accent font-semibold" : "fill-ink-2")}
      >
        {state}
      </text>
    </g>
  );
}
