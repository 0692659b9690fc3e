/** The terminal on the page: xterm with the page's font and colors, fitted to its box. Independent of sessions. */
import "@xterm/xterm/css/xterm.css";
import type { Terminal } from "@xterm/xterm";
import { documentNonce } from "@/lib/client/document-nonce";
import type { TerminalSize } from "@/lib/client/terminal/terminal-connection";
import { withStyleNonce } from "./style-nonce";
import { onThemeChange, terminalTheme } from "./terminal-theme";
import { scrollByTouch } from "./touch-scroll";

/** Columns of the widest listing: a narrower terminal would wrap its rows. */
const WIDEST_LISTING = 165;
const SCROLLBACK_LINES = 5000;
const FONT = '"JetBrains Mono Variable", ui-monospace, monospace';
/** The width of xterm's scroll bar. */
const SCROLL_BAR_PIXELS = 14;

/** What a terminal needs from the page. */
export type ScreenParts = {
  /** The box that scrolls sideways. */
  box: HTMLElement;
  /** The element inside the box that xterm renders into. */
  host: HTMLElement;
  /** Whether long lines wrap; otherwise the box scrolls sideways. */
  wrap: boolean;
  onKeys(keys: string): void;
  onSize(size: TerminalSize): void;
};

/** An open terminal. */
export type TerminalScreen = {
  size: TerminalSize;
  write(text: string): void;
  clear(): void;
  focus(): void;
  setWrap(wrap: boolean): void;
  dispose(): void;
};

/** Loads xterm and opens a terminal; resolves when it can be measured and written to. */
export async function openTerminalScreen(parts: ScreenParts): Promise<TerminalScreen> {
  const { box, host, onKeys, onSize } = parts;
  const fontSize = box.clientWidth < 640 ? 12 : 13;
  const [{ Terminal }] = await Promise.all([
    import("@xterm/xterm"),
    // xterm measures its columns with this font.
    document.fonts.load(`${fontSize}px ${FONT}`).catch(() => []),
  ]);
  const term = new Terminal({
    fontFamily: FONT,
    fontSize,
    lineHeight: 1.25,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    theme: terminalTheme(box),
    // Option keeps its browser meaning on macOS.
    macOptionIsMeta: false,
  });
  withStyleNonce(documentNonce(), () => term.open(host));
  passKeysToBrowser(term);
  let wrap = parts.wrap;
  let size: TerminalSize = { columns: term.cols, rows: term.rows };

  const fit = () => {
    const screen = host.querySelector<HTMLElement>(".xterm-screen");
    if (screen === null || screen.offsetWidth === 0 || box.clientWidth === 0) return;
    const cell = { width: screen.offsetWidth / term.cols, height: screen.offsetHeight / term.rows };
    const visible = Math.max(20, Math.floor((box.clientWidth - SCROLL_BAR_PIXELS) / cell.width));
    const columns = wrap ? visible : Math.max(visible, WIDEST_LISTING);
    const rows = Math.max(5, Math.floor(box.clientHeight / cell.height));
    host.style.width =
      columns > visible ? `${Math.ceil(columns * cell.width) + SCROLL_BAR_PIXELS}px` : "100%";
    if (columns !== term.cols || rows !== term.rows) term.resize(columns, rows);
    size = { columns, rows };
    onSize(size);
  };
  fit();
  const resized = new ResizeObserver(fit);
  resized.observe(box);
  const stopThemeListener = onThemeChange(() => {
    term.options.theme = terminalTheme(box);
  });
  const stopTouch = scrollByTouch(box, host, term);
  const keys = term.onData((typed) => {
    onKeys(typed);
    // The output of a command starts at the left.
    if (typed.includes("\r")) box.scrollLeft = 0;
    else showCursor(box, host, term);
  });

  return {
    get size() {
      return size;
    },
    write: (text) => term.write(text),
    clear: () => term.reset(),
    focus: () => term.focus(),
    setWrap(next) {
      wrap = next;
      fit();
    },
    dispose() {
      resized.disconnect();
      stopThemeListener();
      stopTouch();
      keys.dispose();
      term.dispose();
    },
  };
}

/** Copy, paste, and Shift+Tab belong to the browser, all other keys to the session. */
function passKeysToBrowser(term: Terminal): void {
  term.attachCustomKeyEventHandler((event) => {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === "Tab" && event.shiftKey) return false;
    if (command && key === "v") return false;
    // Without a selection, Ctrl+C interrupts the command.
    if (command && key === "c" && term.hasSelection()) return false;
    return true;
  });
}

/** Scrolls the box sideways so that the cursor is visible while the user types. */
function showCursor(box: HTMLElement, host: HTMLElement, term: Terminal): void {
  const cell = (host.clientWidth - SCROLL_BAR_PIXELS) / term.cols;
  const at = term.buffer.active.cursorX * cell;
  const margin = 8 * cell;
  if (at < box.scrollLeft + cell) box.scrollLeft = Math.max(0, at - margin);
  else if (at > box.scrollLeft + box.clientWidth - margin) box.scrollLeft = at - box.clientWidth + margin;
}
