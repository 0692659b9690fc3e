/** Administration > Command Line Interface. */
import type { Metadata } from "next";
import { connection } from "next/server";
import { CommandLine } from "@/components/terminal/command-line";
import { runWebCommand } from "@/lib/console/operate";

export const metadata: Metadata = { title: "Command Line Interface" };

export default async function Page() {
  await connection();
  const info = await runWebCommand("engine.info", {});
  return <CommandLine sshAddress={info.ok ? info.value.addresses.cli : ""} />;
}
