/** The Webhooks page: who is told what happens, and how the messages were received. */
"use client";

import { Plus, Send, Webhook } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { PageHeader, Panel } from "@/components/ui/panel";
import { type OneTimePassword, PasswordDialog } from "@/components/ui/password-dialog";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { DeliveryRow, WebhookRow } from "@/lib/contracts/webhooks";
import { compareNames } from "@/lib/kit/name-order";
import { DeliveryTable } from "./delivery-table";
import { useDeliveries } from "./use-deliveries";
import { type WebhookAction, WebhookTable } from "./webhook-table";

const WebhookDialog = dynamic(() => import("./webhook-dialog").then((m) => m.WebhookDialog));
const DeliveryDrawer = dynamic(() => import("./delivery-drawer").then((m) => m.DeliveryDrawer));

const ALL = "all";

type Open = { webhook: WebhookRow | null; action: Exclude<WebhookAction, "test"> };

export function WebhooksPage() {
  const run = useCommand();
  const isPending = useTopic("webhooks") === "pending";
  const disabled = !useIsConnected();
  const webhooks = useRows("webhooks").toSorted((a, b) => compareNames(a.name, b.name));
  const [open, setOpen] = useState<Open>();
  const [shown, setShown] = useState<OneTimePassword>();
  const close = () => setOpen(undefined);
  const add = (
    <Button
      variant="primary"
      icon={<Plus aria-hidden />}
      disabled={disabled}
      onClick={() => setOpen({ webhook: null, action: "change" })}
    >
      Add webhook
    </Button>
  );
  const act = async (webhook: WebhookRow, action: WebhookAction) => {
    if (action !== "test") return setOpen({ webhook, action });
    const answer = await run("webhooks.test", { id: webhook.id });
    if (answer.ok) notify(`Sending a test message to ${webhook.name}`);
    else notify(answer.fault.message, { tone: "fail" });
  };
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Sends a signed message to your own systems when a run starts, is ready, ends or fails, and when an image server goes down."
        actions={webhooks.length > 0 && add}
      />
      <div className="flex flex-col gap-4">
        <Panel flush>
          {isPending ? (
            <RowsPending label="Loading webhooks" />
          ) : webhooks.length === 0 ? (
            <EmptyState icon={<Webhook aria-hidden />} title="No webhooks yet" action={add}>
              Add the URL of a receiver. You get a secret that the receiver uses to verify each message.
            </EmptyState>
          ) : (
            <WebhookTable
              webhooks={webhooks}
              disabled={disabled}
              onAction={(webhook, action) => void act(webhook, action)}
            />
          )}
        </Panel>
        {webhooks.length > 0 && <Deliveries webhooks={webhooks} disabled={disabled} />}
      </div>
      {open?.action === "change" && (
        <WebhookDialog
          row={open.webhook}
          onClose={(secret) => {
            close();
            if (secret) setShown(secret);
          }}
        />
      )}
      {open?.webhook && open.action !== "change" && (
        <Confirmation
          webhook={open.webhook}
          action={open.action}
          onClose={close}
          onSecret={(password) => setShown(password)}
        />
      )}
      {shown && (
        <PasswordDialog
          shown={shown}
          secret="webhook secret"
          command={null}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

function Confirmation({
  webhook: { id, name },
  action,
  onClose,
  onSecret,
}: {
  webhook: WebhookRow;
  action: "secret" | "remove";
  onClose: () => void;
  onSecret: (secret: OneTimePassword) => void;
}) {
  const run = useCommand();
  const rotate = async () => {
    const answer = await run("webhooks.rotate-secret", { id });
    if (answer.ok) onSecret({ name, password: answer.value.secret });
    return answer;
  };
  return action === "secret" ? (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`Change the secret of ${name}`}
      confirmLabel="Change secret"
      onConfirm={rotate}
    >
      <p>
        Messages are signed with a new secret from now on. It is shown only once. Until you enter it in the
        receiver, the receiver rejects messages, and the console sends them again later.
      </p>
    </ConfirmDialog>
  ) : (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`Remove ${name}`}
      confirmLabel="Remove webhook"
      danger
      onConfirm={() => run("webhooks.remove", { id })}
    >
      <p>Its deliveries are also removed, and waiting ones are not sent. You can&apos;t undo this.</p>
    </ConfirmDialog>
  );
}

function Deliveries({ webhooks, disabled }: { webhooks: readonly WebhookRow[]; disabled: boolean }) {
  const run = useCommand();
  const [filter, setFilter] = useState<string | null>(null);
  // The webhook of the filter may have been removed.
  const webhookId = webhooks.some(({ id }) => id === filter) ? filter : null;
  const { rows, more, fault, loadMore } = useDeliveries(webhookId);
  const [openedId, setOpenedId] = useState<string>();
  const opened = rows?.find(({ id }) => id === openedId);
  const nameOf = (id: string) => webhooks.find((webhook) => webhook.id === id)?.name ?? "–";
  const sendAgain = async ({ id }: DeliveryRow) => {
    const answer = await run("webhooks.send-again", { id });
    // The row shows what becomes of it.
    if (!answer.ok) notify(answer.fault.message, { tone: "fail" });
  };
  return (
    <Panel
      flush
      title="Deliveries"
      description="If a delivery fails, the console retries it for about three days."
      actions={
        webhooks.length > 1 && (
          <Select
            label="Webhook"
            size="sm"
            className="w-auto! max-w-56"
            value={webhookId ?? ALL}
            onValueChange={(id) => setFilter(id === ALL ? null : id)}
            options={[
              { value: ALL, label: "All webhooks" },
              ...webhooks.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )
      }
    >
      {fault !== null && <FaultNote fault={fault} />}
      {rows === null ? (
        fault === null && <RowsPending label="Loading deliveries" />
      ) : rows.length === 0 ? (
        <EmptyState icon={<Send aria-hidden />} title="No deliveries yet">
          Each message becomes a delivery. To try a webhook, send it a test message.
        </EmptyState>
      ) : (
        <DeliveryTable
          rows={rows}
          nameOf={nameOf}
          disabled={disabled}
          onOpen={({ id }) => setOpenedId(id)}
          onSendAgain={(row) => void sendAgain(row)}
        />
      )}
      {more && (
        <div className="flex justify-center p-3">
          <Button size="sm" onClick={loadMore}>
            Load more
          </Button>
        </div>
      )}
      {opened && (
        <DeliveryDrawer
          row={opened}
          webhookName={nameOf(opened.webhookId)}
          disabled={disabled}
          onSendAgain={(row) => void sendAgain(row)}
          onClose={() => setOpenedId(undefined)}
        />
      )}
    </Panel>
  );
}
