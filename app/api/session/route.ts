/** `POST /api/session` signs in and sets the cookie of the session, `DELETE` signs out. */
import { z } from "zod";
import { route } from "@/lib/console/operate";
import { signIn, signOut } from "@/lib/console/sign-in";

export const dynamic = "force-dynamic";

const input = z.object({});

// Refused and accepted sign-ins are audited where the password is judged.
export const POST = route({ role: "anyone", audit: null, input }, (_, { request }) => signIn(request));
export const DELETE = route({ role: "monitor", audit: "Sign out", input }, (_, { request, actor }) =>
  signOut(request, actor),
);
