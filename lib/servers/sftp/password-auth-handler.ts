/** The login of our SFTP client with a password (RFC 4252 §8, RFC 4256). */
import type { AnyAuthMethod } from "ssh2";

/** Sends the password once, with the method `password`, or `keyboard-interactive` when the server has only that. */
export function passwordOnly(username: string, password: string) {
  let hasTried = false;
  return (
    methodsLeft: string[] | null,
    _partial: boolean | null,
    next: (method: AnyAuthMethod | false) => void,
  ) => {
    if (methodsLeft === null) return next({ type: "none", username });
    if (hasTried) return next(false);
    hasTried = true;
    if (methodsLeft.includes("password")) return next({ type: "password", username, password });
    if (!methodsLeft.includes("keyboard-interactive")) return next(false);
    return next({
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
    });
  };
}
