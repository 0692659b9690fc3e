/**
 * Parts of controls that are loaded when they are wanted: the list of a select box, the panel behind a button, a dialog.
 * Most visits open none of them, so a page does not carry their code.
 */
"use client";

import { useEffect, useState } from "react";

/** A module that is loaded at most once. */
export type LazyPart<T> = {
  /** The module; undefined until it was loaded. */
  read(): T | undefined;
  /** Loads it. After a failure, the next call tries again. */
  load(): Promise<T>;
};

export function lazyPart<T>(load: () => Promise<T>): LazyPart<T> {
  let part: T | undefined;
  let loading: Promise<T> | undefined;
  return {
    read: () => part,
    load() {
      loading ??= load().then(
        (loaded) => {
          part = loaded;
          return loaded;
        },
        (cause: unknown) => {
          loading = undefined;
          throw cause;
        },
      );
      return loading;
    },
  };
}

const ignore = () => undefined;

/** The part once it is loaded, which begins when it is wanted first. */
export function useWantedPart<T>(lazy: LazyPart<T>, isWanted: boolean): T | undefined {
  const [part, setPart] = useState(lazy.read);
  useEffect(() => {
    if (!isWanted || part !== undefined) return;
    let isGone = false;
    lazy.load().then((loaded) => !isGone && setPart(() => loaded), ignore);
    return () => {
      isGone = true;
    };
  }, [lazy, isWanted, part]);
  return part;
}

/** What the button gets that opens a part which is not loaded yet. */
export type OpenerProps = {
  onPointerEnter: () => void;
  onFocus: () => void;
  onClick: () => void;
};

/**
 * A part that a button opens. It is fetched when the pointer or the focus reaches the button, and shown at the click.
 * @returns the part once it is to be shown, and the properties of the button until then. `isAsked` says whether the button
 * was used, so that the part opens at once; it is false where the part was loaded before the button appeared.
 */
export function useOpenedPart<T>(lazy: LazyPart<T>): {
  part: T | undefined;
  isAsked: boolean;
  opener: OpenerProps;
} {
  const [part, setPart] = useState(lazy.read);
  const [isAsked, setAsked] = useState(false);
  const fetchAhead = () => void lazy.load().catch(ignore);
  return {
    part,
    isAsked,
    opener: {
      onPointerEnter: fetchAhead,
      onFocus: fetchAhead,
      onClick: () =>
        void lazy.load().then((loaded) => {
          setAsked(true);
          setPart(() => loaded);
        }, ignore),
    },
  };
}
