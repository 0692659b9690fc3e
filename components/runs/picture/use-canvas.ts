/** A canvas that is drawn at most once a frame, sharp on every screen and in the colors of the present theme. */
"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import { type Brushes, makeBrushes, type Palette, readPalette } from "./phase-look";

export type Surface = { palette: Palette; brushes: Brushes; scale: number };

/** Returns a function that asks for a drawing with the next frame. `draw` may change at every render. */
export function useFrame(draw: () => void): () => void {
  const latest = useRef(draw);
  latest.current = draw;
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      latest.current();
    });
  }, []);
}

/** Colors and patterns, made again when the theme changes. */
export function useSurface(
  host: RefObject<HTMLElement | null>,
  changed: () => void,
): RefObject<Surface | null> {
  const surface = useRef<Surface | null>(null);
  useEffect(() => {
    const make = () => {
      if (host.current === null) return;
      const palette = readPalette(host.current);
      const scale = window.devicePixelRatio || 1;
      surface.current = { palette, brushes: makeBrushes(palette, scale), scale };
      changed();
    };
    make();
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const theme = new MutationObserver(make);
    const size = new ResizeObserver(changed);
    if (host.current !== null) size.observe(host.current);
    dark.addEventListener("change", make);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      dark.removeEventListener("change", make);
      theme.disconnect();
      size.disconnect();
    };
  }, [host, changed]);
  return surface;
}

/** The context of a canvas of this size in CSS pixels; null when there is none. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  scale: number,
): CanvasRenderingContext2D | null {
  const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}
