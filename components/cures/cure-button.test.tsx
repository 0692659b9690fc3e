// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { livePage } from "@/lib/testing/live-page";
import { CureButton } from "./cure-button";

const push = vi.hoisted(() => vi.fn());
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

const click = (name: string) => userEvent.click(screen.getByRole("button", { name }));

test("a folder goes to the form at hand, or opens Software Upgrade with it", async () => {
  const onPath = vi.fn();
  const cure = { kind: "use-image-path", imagePath: "EWC_17_9_4a" } as const;
  const page = livePage();
  const { unmount } = page.render(<CureButton cure={cure} onPath={onPath} />);
  await click("Use EWC_17_9_4a");
  expect(onPath).toHaveBeenCalledWith("EWC_17_9_4a");
  expect(push).not.toHaveBeenCalled();
  unmount();
  page.render(<CureButton cure={cure} />);
  await click("Use EWC_17_9_4a");
  expect(push).toHaveBeenCalledWith("/administration/software-management/software-upgrade?use=EWC_17_9_4a");
});

test("Start the TFTP server starts it, and is gone once it listens", async () => {
  const onCured = vi.fn();
  const page = livePage({
    "servers.start": () => ({ ok: true, value: { address: "127.0.0.1", port: 6969 } }),
  });
  page.put("servers", { tftp: { id: "tftp", state: "stopped" } });
  page.render(<CureButton cure={{ kind: "start-server", server: "tftp" }} onCured={onCured} />);
  await click("Start the TFTP server");
  await waitFor(() => expect(onCured).toHaveBeenCalledTimes(1));
  expect(page.run.given).toEqual([{ type: "servers.start", input: { server: "tftp" } }]);
  page.patch("servers", "tftp", { state: "listening" });
  expect(screen.queryByRole("button")).toBeNull();
});

test("Retry these 3 APs retries exactly these", async () => {
  const apIds = ["1", "2", "3"];
  const page = livePage({ "ap.retry": () => ({ ok: true, value: { done: apIds, refused: [] } }) });
  page.render(<CureButton cure={{ kind: "retry", apIds }} />);
  await click("Retry these 3 APs");
  await waitFor(() => expect(page.run.given).toEqual([{ type: "ap.retry", input: { apIds } }]));
});

test("a new host key is accepted only after both fingerprints were shown", async () => {
  const page = livePage({
    "profile.accept-host-key": () => ({ ok: true, value: { fingerprint: "SHA256:b" } }),
  });
  const cure = {
    kind: "accept-host-key",
    server: "192.0.2.1",
    port: 22,
    pinned: "SHA256:a",
    presented: "SHA256:b",
  } as const;
  page.render(<CureButton cure={cure} />);
  await click("Accept the new host key");
  expect(page.run.given).toEqual([]);
  expect((await screen.findByRole("dialog")).textContent).toMatch(/PinnedSHA256:aCurrentSHA256:b/);
  await click("Accept new key");
  await waitFor(() =>
    expect(page.run.given).toEqual([
      {
        type: "profile.accept-host-key",
        input: { server: "192.0.2.1", port: 22, fingerprint: "SHA256:b" },
      },
    ]),
  );
});
