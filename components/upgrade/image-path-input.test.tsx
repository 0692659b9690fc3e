// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, test } from "vitest";
import type { ImageSet } from "@/lib/contracts/images";
import { apRow } from "@/lib/testing/ap-row";
import { livePage } from "@/lib/testing/live-page";
import { EMPTY_DRAFT } from "./draft-fields";
import { ImagePathInput } from "./image-path-input";

const set = (name: string, version: string): Partial<ImageSet> => ({
  name,
  version,
  files: [],
  sizeBytes: 0,
});

function Form({ imageServer }: { imageServer: string }) {
  const [imagePath, setImagePath] = useState("");
  const control = { id: "path", "aria-describedby": undefined, "aria-invalid": undefined } as const;
  return (
    <>
      <label htmlFor="path">Image Path</label>
      <ImagePathInput
        control={control}
        draft={{ ...EMPTY_DRAFT, imageServer, imagePath }}
        disabled={false}
        onChange={setImagePath}
      />
    </>
  );
}

let page: ReturnType<typeof livePage>;
beforeEach(() => {
  page = livePage();
  page.put("servers", { tftp: { id: "tftp", state: "listening", address: "127.0.0.1", port: 6969 } });
  page.put("aps", { a: apRow({ family: "ap1g8" }) });
  page.put("images", { b: set("EWC_17_9_4a", "17.9.4.27"), a: set("EWC_17_12_1", "17.12.1.5") });
});
const field = () => screen.getByLabelText("Image Path");
const options = () => screen.queryAllByRole("option").map((option) => option.textContent);

test("the sets of our own repository are offered, the newest first, with what they lack for this fleet", async () => {
  page.render(<Form imageServer="127.0.0.1" />);
  await userEvent.click(field());
  expect(options()).toEqual(["EWC_17_12_11 image lacking", "EWC_17_9_4a1 image lacking"]);
});

test("typing narrows the list, arrow keys and Enter choose", async () => {
  page.render(<Form imageServer="127.0.0.1" />);
  await userEvent.type(field(), "17_9");
  expect(options()).toHaveLength(1);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect((field() as HTMLInputElement).value).toBe("EWC_17_9_4a");
  expect(options()).toEqual([]);
});

test("a path that is no set can be typed, and nothing is offered for another server", async () => {
  page.render(<Form imageServer="192.0.2.7" />);
  await userEvent.type(field(), "other/folder");
  expect((field() as HTMLInputElement).value).toBe("other/folder");
  expect(options()).toEqual([]);
  expect(screen.queryByRole("combobox")).toBeNull();
});
