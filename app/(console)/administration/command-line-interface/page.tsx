/** Administration > Command Line Interface. */
import type { Metadata } from "next";
import { CommandLine } from "@/components/terminal/command-line";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Command Line Interface" };

export default page("monitor", async (_props: object, { ask }) => {
  const info = await ask("engine.info", {});
  return <CommandLine sshAddress={info.ok ? info.value.addresses.cli : ""} />;
});
