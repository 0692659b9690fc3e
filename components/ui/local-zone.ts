"use client";

import { useSyncExternalStore } from "react";
import { localZone } from "@/lib/kit/time-text";

const never = () => () => undefined;

/** The name of the visitor's time zone, such as `Europe/Berlin`; empty on the server, which does not know it. */
export const useLocalZone = (): string => useSyncExternalStore(never, localZone, () => "");
