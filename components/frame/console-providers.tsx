/** What every page of the console needs around it: the user, the live connection, and the way to give commands. */
"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { CommandProvider } from "@/lib/client/commands";
import { LiveProvider } from "@/lib/client/stream/live-context";
import { type PageVisitor, VisitorProvider } from "@/lib/client/visitor";

const ConfirmPasswordDialog = dynamic(() =>
  import("./confirm-password-dialog").then((m) => m.ConfirmPasswordDialog),
);

export const ConsoleProviders = ({ visitor, children }: { visitor: PageVisitor; children: ReactNode }) => (
  <VisitorProvider visitor={visitor}>
    <LiveProvider>
      <CommandProvider Confirmation={ConfirmPasswordDialog}>{children}</CommandProvider>
    </LiveProvider>
  </VisitorProvider>
);
