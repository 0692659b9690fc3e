/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const readTimeline = webCommand("timeline.read");
