/** Signs in with a user name and a password. */
"use client";

import { LogIn } from "lucide-react";
import { checkWith } from "@/components/forms/draft";
import { SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { sendJson } from "@/lib/client/sign-in";
import { signInSchema } from "@/lib/contracts/identity";

/** @param next the path of this console that opens afterwards */
export function SignInForm({ next }: { next: string }) {
  const form = useForm({
    base: { name: "", password: "" },
    check: (draft: { name: string; password: string }) => checkWith(signInSchema, draft),
    save: (input) => sendJson<{ name: string }>("/api/session", "POST", input),
    onSaved: () => window.location.assign(next),
  });
  return (
    // Post: a browser that submits before the page is ready must not put the password into its address.
    <form
      method="post"
      noValidate
      aria-label="Sign in"
      onSubmit={form.submit}
      className="flex flex-col gap-5"
    >
      <TextField form={form} name="name" label="User name" autoComplete="username" />
      <TextField
        form={form}
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
      />
      <SubmitRow form={form} label="Sign in" icon={<LogIn aria-hidden />} reachable />
    </form>
  );
}
