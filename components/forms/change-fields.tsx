/** Fields of a form that changes something: a user who only reads sees them, disabled. */
"use client";

import type { ReactNode } from "react";
import { useMayChange } from "@/lib/client/visitor";

export const ChangeFields = ({ children }: { children: ReactNode }) => (
  <fieldset disabled={!useMayChange()} className="contents">
    {children}
  </fieldset>
);
