/** Touch scrolling of the terminal: sideways in its box, up and down by lines. xterm itself supports only wheels. */
import type { Terminal } from "@xterm/xterm";

/** Starts touch scrolling. Returns a function that stops it. */
export function scrollByTouch(box: HTMLElement, host: HTMLElement, term: Terminal): () => void {
  let finger: { id: number; x: number; y: number } | null = null;
  /** Vertical movement in pixels that is less than a line. */
  let remainder = 0;
  const down = (event: PointerEvent) => {
    if (event.pointerType !== "touch" || finger !== null) return;
    finger = { id: event.pointerId, x: event.clientX, y: event.clientY };
    remainder = 0;
  };
  const move = (event: PointerEvent) => {
    if (finger?.id !== event.pointerId) return;
    box.scrollLeft -= event.clientX - finger.x;
    remainder -= event.clientY - finger.y;
    finger = { id: finger.id, x: event.clientX, y: event.clientY };
    const lineHeight = host.clientHeight / term.rows;
    const lines = Math.trunc(remainder / lineHeight);
    if (lines === 0) return;
    remainder -= lines * lineHeight;
    term.scrollLines(lines);
  };
  const up = (event: PointerEvent) => {
    if (finger?.id === event.pointerId) finger = null;
  };
  // Otherwise the browser would scroll the page.
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
