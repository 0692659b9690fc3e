/**
 * The wrapper of every page, beside those of commands and routes: nobody sees a page of the console before signing in, or
 * signs in before the console was set up.
 */
import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache, type ReactNode } from "react";
import type { Actor, Role } from "@/lib/contracts/actor";
import type { CommandAnswer, CommandInput, CommandType } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { Visitor } from "@/lib/contracts/identity";
import { engine } from "@/lib/engine/engine-client";
import { type HeaderReader, refuseForeignHost, reportForeign } from "./guard";
import { PATH_HEADER } from "./page-headers";
import { isPlainText } from "./transport";
import { actorOf, visitorOf } from "./visitor";

/** Once per request, however many parts of a page ask. */
const currentVisitor = cache(async (): Promise<Answer<Visitor>> => visitorOf(await headers(), engine().ask));

/** The user who looks at the page; null when the page leads elsewhere. For layouts, which cannot decide that. */
export async function pageActor(): Promise<Actor | null> {
  const actor = actorOf(await currentVisitor(), "monitor");
  return actor.ok ? actor.value : null;
}

/** Whether what the page shows and sends can be read on its way. For layouts. */
export const isPlainTextPage = async (): Promise<boolean> => isPlainText(await headers());

/** What a page gets besides its properties. */
export type PageContext = {
  actor: Actor;
  /** Asks the engine as the user who looks at the page. */
  ask<T extends CommandType>(type: T, input: CommandInput<T>): Promise<Answer<CommandAnswer<T>>>;
};

function refuseForeignPage(requestHeaders: HeaderReader): void {
  const refused = refuseForeignHost(requestHeaders);
  if (!refused) return;
  reportForeign(requestHeaders, requestHeaders.get(PATH_HEADER) ?? "a page", refused);
  notFound();
}

/** A page of the console. Leads to the set-up page or the sign-in page whom it does not serve. */
export function page<P>(
  role: Role,
  render: (props: P, context: PageContext) => ReactNode | Promise<ReactNode>,
): (props: P) => Promise<ReactNode> {
  return async (props) => {
    const requestHeaders = await headers();
    refuseForeignPage(requestHeaders);
    const visitor = await currentVisitor();
    const actor = actorOf(visitor, role);
    if (actor.ok) {
      const { value } = actor;
      return await render(props, {
        actor: value,
        ask: (type, input) => engine().ask(type, input, value),
      });
    }
    if (actor.fault.code === "set-up-required") redirect("/set-up");
    if (actor.fault.code === "signed-out")
      redirect(`/sign-in?next=${encodeURIComponent(requestHeaders.get(PATH_HEADER) ?? "/")}`);
    if (actor.fault.code === "not-allowed") notFound();
    throw new Error(actor.fault.message);
  };
}

/** A page for somebody who has not signed in. `state`: whether the console is set up and the visitor has signed in. */
export function publicPage<P>(
  render: (props: P, state: Visitor["state"]) => ReactNode | Promise<ReactNode>,
): (props: P) => Promise<ReactNode> {
  return async (props) => {
    refuseForeignPage(await headers());
    const visitor = await currentVisitor();
    if (!visitor.ok) throw new Error(visitor.fault.message);
    return await render(props, visitor.value.state);
  };
}
