/** A diagram of the CAPWAP state machine (RFC 5415 §2.3) with the current state highlighted. */
import { clsx } from "clsx";
import { type CapwapState, capwapStates } from "@/lib/contracts/aps";
import { BOX, statePositions, transitionPath, transitions, VIEW } from "./state-diagram";

/** The diagram for one access point. */
export function CapwapDiagram({ state, name }: { state: CapwapState; name: string }) {
  return (
    <svg
      viewBox={`0 0 ${VIEW.width} ${VIEW.height}`}
      role="img"
      aria-label={`CAPWAP state machine: ${name} is in ${state}`}
      className="mx-auto block w-full max-w-104 select-none"
    >
      <defs>
        <marker
          id="arrowhead"
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
      {transitions.map((transition) => (
        <path
          key={transition.join(" to ")}
          d={transitionPath(transition)}
          fill="none"
          markerEnd="url(#arrowhead)"
          className="stroke-line-strong"
        />
      ))}
      {capwapStates.map((each) => (
        <State key={each} state={each} isCurrent={each === state} />
      ))}
    </svg>
  );
}

function State({ state, isCurrent }: { state: CapwapState; isCurrent: boolean }) {
  const { x, y } = statePositions[state];
  return (
    <g data-current={isCurrent || undefined}>
      <rect
        x={x - BOX.width / 2}
        y={y - BOX.height / 2}
        width={BOX.width}
        height={BOX.height}
        rx="6"
        className={isCurrent ? "fill-accent stroke-accent" : "fill-surface stroke-line-strong"}
      />
      <text
        x={x}
        y={y + 4.5}
        textAnchor="middle"
        className={clsx("text-[13px]", isCurrent ? "fill-on-accent font-semibold" : "fill-ink-2")}
      >
        {state}
      </text>
    </g>
  );
}
