/** The user who looks at the page. Only what the page shows depends on it: the server decides what a user may do. */
"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Role } from "@/lib/contracts/actor";

export type PageVisitor = {
  name: string;
  role: Role;
  /** The id of the browser's session. */
  signIn: string;
};

/** Outside of a provider, as in tests of single components, every control is shown. */
const VisitorContext = createContext<PageVisitor>({ name: "operator", role: "admin", signIn: "" });

export const VisitorProvider = ({ visitor, children }: { visitor: PageVisitor; children: ReactNode }) => (
  <VisitorContext value={visitor}>{children}</VisitorContext>
);

export const useVisitor = (): PageVisitor => useContext(VisitorContext);

/** Whether the user may change anything. Controls that change something are absent for others. */
export const useMayChange = (): boolean => useVisitor().role === "admin";

/** Shows its children only to a user who may change something. */
export const ForAdmins = ({ children }: { children: ReactNode }) => (useMayChange() ? children : null);
