// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { toastState } from "@/components/ui/toast-store";
import { fault } from "@/lib/contracts/fault";
import { DEFAULT_FORWARDING, type ForwardingRow } from "@/lib/contracts/forwarding";
import { livePage } from "@/lib/testing/live-page";
import { loadUiParts } from "@/lib/testing/load-ui-parts";
import { ForwardingStatus } from "./forwarding-status";

beforeAll(loadUiParts);

afterEach(cleanup);

const row: ForwardingRow = {
  settings: { ...DEFAULT_FORWARDING, enabled: false },
  state: "off",
  fault: null,
  sent: 0,
  dropped: 0,
  waiting: 0,
};
async function open(commands: Parameters<typeof livePage>[0] = {}, over: Partial<ForwardingRow> = {}) {
  const page = livePage({
    "forwarding.save": ({ settings }) => ({ ok: true, value: { settings: settings as never } }),
    "forwarding.test": () => ({ ok: true, value: {} as never }),
    ...commands,
  });
  page.put("forwarding", { forwarding: { ...row, ...over } });
  page.render(<ForwardingStatus />);
  await userEvent.click(screen.getByRole("button", { name: /^Forwarding/ }));
  return page;
}
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const port = () => screen.getByLabelText<HTMLInputElement>("Port");
async function typePort(text: string) {
  await userEvent.clear(port());
  await userEvent.type(port(), text);
}

test("saves only changed settings, closes, and says where the log goes", async () => {
  const page = await open();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
  await userEvent.click(screen.getByRole("switch", { name: "Forward syslog" }));
  await typePort("1514");
  await press("Save");
  expect(page.run.given).toEqual([
    { type: "forwarding.save", input: { settings: { ...DEFAULT_FORWARDING, enabled: true, port: 1514 } } },
  ]);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(toastState.read().at(-1)?.title).toBe("Forwarding to 127.0.0.1:1514 over UDP");
});

test("Cancel and closing keep the typed values for the next time; Discard changes drops them", async () => {
  await open();
  await typePort("99999");
  await press("Cancel");
  expect(screen.queryByRole("dialog")).toBeNull();
  await press("Forwarding: off");
  expect(port().value).toBe("99999");
  expect(screen.getByText("Enter a port from 1 to 65535.")).toBeTruthy();
  await press("Discard changes");
  expect(port().value).toBe("514");
});

test("a test message is sent with the typed settings, and its outcome is shown until the settings change", async () => {
  const page = await open();
  await typePort("1514");
  await press("Send test message");
  expect(page.run.given.at(-1)).toMatchObject({
    type: "forwarding.test",
    input: { settings: { port: 1514, enabled: false } },
  });
  expect(screen.getByRole("status").textContent).toContain("Test message sent to 127.0.0.1:1514 over UDP");
  await typePort("1515");
  expect(screen.queryByRole("status")).toBeNull();
});

test("an invalid setting is not tested but marked", async () => {
  const page = await open();
  await userEvent.clear(port());
  await press("Send test message");
  expect(screen.getByText("Enter a port from 1 to 65535.")).toBeTruthy();
  expect(page.run.given).toEqual([]);
});

test("a failed test replaces the success of an earlier one", async () => {
  let isDown = false;
  await open({
    "forwarding.test": () =>
      isDown ? { ok: false, fault: fault("timed-out", "No answer.") } : { ok: true, value: {} as never },
  });
  await press("Send test message");
  const again = () => screen.getByRole<HTMLButtonElement>("button", { name: "Send test message" });
  await vi.waitFor(() => expect(again().disabled).toBe(false));
  isDown = true;
  await press("Send test message");
  expect(await screen.findByText("No answer.")).toBeTruthy();
  expect(screen.queryByText(/Test message sent/)).toBeNull();
});

test("shows the state of the current forwarding with its fault", async () => {
  await open(
    {},
    {
      state: "failing",
      settings: { ...DEFAULT_FORWARDING, transport: "tcp" },
      sent: 1234,
      waiting: 2,
      fault: fault("timed-out", "The collector does not answer."),
    },
  );
  expect(
    screen.getByText(
      "Currently forwarding to 127.0.0.1:514 over TCP: 1,234 sent, 2 waiting. Retrying automatically.",
    ),
  ).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toContain("The collector does not answer.");
});
