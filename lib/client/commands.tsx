/** Runs commands from components, through the one route for commands of the console. */
"use client";

import { type ComponentType, createContext, type ReactNode, useContext, useState } from "react";
import type { RunCommand } from "@/lib/contracts/commands";
import { type Answer, fault } from "@/lib/contracts/fault";
import { goToSignIn } from "./sign-in";

const CommandContext = createContext<RunCommand | null>(null);

/** Sends a command to the console. Rejects when the console does not respond. */
export const postCommand: RunCommand = async (type, input) => {
  const response = await fetch(`/api/commands/${type}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Answer<never>;
};

/** Turns a network failure into a fault. */
const withoutExceptions =
  (run: RunCommand): RunCommand =>
  async (type, input) => {
    try {
      return await run(type, input);
    } catch {
      return {
        ok: false,
        fault: fault(
          "engine-unreachable",
          "The console did not respond.",
          "Try again when the connection is back. Your input is kept.",
        ),
      };
    }
  };

/** Leaves for the sign-in page when the session has ended, and asks for the password where a command requires it. */
const withSignIn =
  (run: RunCommand, confirmPassword: () => Promise<boolean>): RunCommand =>
  async (type, input) => {
    const answer = await run(type, input);
    if (answer.ok) return answer;
    if (answer.fault.code === "signed-out") goToSignIn();
    if (answer.fault.code !== "confirm-password" || !(await confirmPassword())) return answer;
    return await run(type, input);
  };

/** Asks for the password: `confirm` sends it, `onClose` says whether it was right in the end. */
export type ConfirmationProps = {
  confirm: (password: string) => Promise<Answer<unknown>>;
  onClose: (isConfirmed: boolean) => void;
};

/** Provides the way to run commands to all components below. `run` must not change while the provider is mounted. */
export function CommandProvider({
  run = postCommand,
  Confirmation,
  children,
}: {
  run?: RunCommand;
  /** The dialog that asks for the password; without one, a command that requires it is refused. */
  Confirmation?: ComponentType<ConfirmationProps>;
  children: ReactNode;
}) {
  const [asking, setAsking] = useState<{ onClose: (isConfirmed: boolean) => void }>();
  const [{ plain, safe }] = useState(() => {
    const plainRun = withoutExceptions(run);
    const confirmPassword = () =>
      new Promise<boolean>((resolve) => {
        if (Confirmation === undefined) return resolve(false);
        setAsking({
          onClose: (isConfirmed) => {
            setAsking(undefined);
            resolve(isConfirmed);
          },
        });
      });
    return { plain: plainRun, safe: withSignIn(plainRun, confirmPassword) };
  });
  return (
    <CommandContext value={safe}>
      {children}
      {asking && Confirmation && (
        <Confirmation
          confirm={(password) => plain("account.confirm", { password })}
          onClose={asking.onClose}
        />
      )}
    </CommandContext>
  );
}

/** The function that runs a command; the same at every render. It always resolves, with a value or a fault. */
export function useCommand(): RunCommand {
  const run = useContext(CommandContext);
  if (run === null) throw new Error("CommandProvider is missing above this component");
  return run;
}
