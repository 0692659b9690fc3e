/** A finger moves the terminal: sideways its box, up and down its lines. xterm itself knows only wheels. */
import type { Terminal } from "@xterm/xterm";

/** @returns how to stop */
export function scrollByTouch(box: HTMLElement, host: HTMLElement, term: Terminal): () => void {
  let finger: { id: number; x: number; y: number } | null = null;
  /** Pixels that are not a whole line yet. */
  let rest = 0;
  const down = (event: PointerEvent) => {
    if (event.pointerType !== "touch" || finger !== null) return;
    finger = { id: event.pointerId, x: event.clientX, y: event.clientY };
    rest = 0;
  };
  const move = (event: PointerEvent) => {
    if (finger?.id !== event.pointerId) return;
    box.scrollLeft -= event.clientX - finger.x;
    rest -= event.clientY - finger.y;
    finger = { id: finger.id, x: event.clientX, y: event.clientY };
    const lineHeight = host.clientHeight / term.rows;
    const lines = Math.trunc(rest / lineHeight);
    if (lines === 0) return;
    rest -= lines * lineHeight;
    term.scrollLines(lines);
  };
  const up = (event: PointerEvent) => {
    if (finger?.id === event.pointerId) finger = null;
  };
  // Else the browser would take the movement for the page's.
  host.style.touchAction = "none";
  host.addEventListener("pointerdown", down);
  host.addEventListener("pointermove", move);
  host.addEventListener("pointerup", up);
  host.addEventListener("pointercancel", up);
  return () => {
    host.removeEventListener("pointerdown", down);
    host.removeEventListener("pointermove", move);
    host.removeEventListener("pointerup", up);
    host.removeEventListener("pointercancel", up);
  };
}
