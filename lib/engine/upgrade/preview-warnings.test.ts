/** The warnings of the preview, from a lab with a fake image server. */
import { expect, test } from "vitest";
import type { ImageSet } from "@/lib/contracts/images";
import { type Lab, labSchema } from "@/lib/contracts/lab";
import type { ProfileOrder } from "@/lib/contracts/profile";
import type { PreviewWarning } from "@/lib/contracts/upgrade";
import { demoLab } from "@/lib/fleet/population";
import { ccoProfile, NEW, OLD, profile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

const CONTROLLER_IMAGE = "C9800-AP-iosxe-wlc.bin";
const ownTftp = { address: "127.0.0.1", port: 6969 };

async function warningsOf(lab: TestLab, order: ProfileOrder = profile): Promise<PreviewWarning[]> {
  const asked = lab.ask("upgrade.preview", { profile: order });
  await lab.clock.run(1000);
  return (await asked).warnings;
}
const textsOf = async (lab: TestLab, order?: ProfileOrder) =>
  (await warningsOf(lab, order)).map(({ text }) => text);
/** A lab in which every access point has joined, so that nothing is warned of but what the test changes. */
async function joined(options: Parameters<typeof testLab>[0] = {}) {
  const lab = testLab(options);
  await lab.start();
  await lab.clock.until(() => lab.aps().every((ap) => ap.capwapState === "Run"));
  return lab;
}
const changed = (set: (lab: Lab) => void): Lab => {
  const lab = demoLab();
  set(lab);
  return lab;
};

/** A set of the repository with these images. */
const setOf = (name: string, ...images: string[]): ImageSet => ({
  name,
  sizeBytes: 1,
  importedAt: 1,
  version: NEW,
  synthetic: true,
  files: images.map((path) => ({
    path,
    kind: "ap-image" as const,
    sizeBytes: 1,
    modifiedAt: 1,
    family: null,
    version: NEW,
    sha512: null,
    intact: true,
    note: null,
  })),
});

test("nothing is warned of when every image is there and every access point has joined", async () => {
  expect(await warningsOf(await joined())).toEqual([]);
});

test("on this console's own server a missing folder is named, and the folder that has most of the images proposed", async () => {
  const sets = [setOf("EWC_17_12_1", CONTROLLER_IMAGE, "ap1g6", "ap1g7", "ap1g8"), setOf("Other", "ap1g4")];
  const lab = await joined({ ownTftp, sets });
  expect(await warningsOf(lab, { ...profile, imagePath: "EWC_17_12_11" })).toEqual([
    {
      text: "No folder EWC_17_12_11 on this server. Did you mean EWC_17_12_1?",
      hits: "8 images, 12 access points",
      cure: { kind: "use-image-path", imagePath: "EWC_17_12_1" },
    },
  ]);
});

test("on this console's own server a folder without the images is told apart from a missing one", async () => {
  const lab = await joined({ ownTftp, sets: [setOf("Empty", "readme")] });
  expect(await textsOf(lab, { ...profile, imagePath: "Empty" })).toEqual([
    "None of the 8 images is in Empty on 127.0.0.1, so the upgrade will fail. Check Image Path.",
  ]);
});

test("without an image path the root folder is named", async () => {
  const lab = await joined();
  expect(await textsOf(lab, { ...profile, imagePath: "" })).toEqual([
    "None of the 8 images is in the root folder on 127.0.0.1, so the upgrade will fail. Check Image Path.",
  ]);
});

test("of a release without any of the images it is told how to choose another one, not a folder", async () => {
  const lab = await joined();
  for (const path of [...lab.server.files.keys()])
    if (path !== "EWC_17_12_1/ap1g4") lab.server.files.delete(path);
  expect(await warningsOf(lab, ccoProfile)).toEqual([
    {
      text: "None of the 8 images is at the software download service, so the upgrade will fail. Choose another software version.",
      hits: "8 images, 12 access points",
      cure: null,
    },
  ]);
});

test("a missing controller image stops the upgrade, and another folder is not proposed for one image", async () => {
  const lab = await joined({ ownTftp, sets: [setOf("Other", CONTROLLER_IMAGE)] });
  lab.server.files.delete(`EWC_17_12_1/${CONTROLLER_IMAGE}`);
  const [warning, ...others] = await warningsOf(lab);
  expect(others).toEqual([]);
  expect(warning?.text).toMatch(
    /^The controller image C9800-AP-iosxe-wlc\.bin cannot be fetched \(.*\), so the upgrade will stop there\.$/,
  );
  expect(warning?.cure).toBeNull();
});

test("a warning names five access points without an image, and counts the others", async () => {
  const lab = await joined({
    lab: labSchema.parse({ ...demoLab(), mixes: [{ count: 10, models: { "C9117AXI-E": 1 }, running: OLD }] }),
  });
  lab.server.files.delete("EWC_17_12_1/ap1g6");
  const missing = (await textsOf(lab)).filter((text) => text.startsWith("ap1g6 is missing"));
  expect(missing).toHaveLength(1);
  expect(missing[0]).toMatch(/Without an image: AP-9117(, [^,]+){4} and 6 more\.$/);
});

test("a flash that is too small for what the controller fetches is told with both sizes", async () => {
  const lab = await joined({
    lab: changed(({ controller }) => {
      controller.flashFreeBytes = 1_000_000;
    }),
  });
  expect(await textsOf(lab)).toEqual([
    "The controller's flash has room for 1.0 MB. The images that it fetches take 24.0 MB.",
  ]);
});

test("images of different versions are told with the versions", async () => {
  const lab = await joined();
  const path = "EWC_17_12_1/ap1g7";
  lab.server.files.set(path, { ...lab.server.files.get(path)!, version: OLD });
  expect(await textsOf(lab, ccoProfile)).toEqual([`The images are of different versions: ${NEW}, ${OLD}.`]);
});

test("images of the running version are told", async () => {
  const lab = await joined();
  for (const [path, file] of [...lab.server.files]) lab.server.files.set(path, { ...file, version: OLD });
  expect(await textsOf(lab, ccoProfile)).toEqual([`The images are of version ${OLD}, which already runs.`]);
});

test("an access point of an unknown model is named, because it will get no image", async () => {
  const lab = await joined({
    lab: changed(({ aps }) => {
      const ap = aps.find(({ name }) => name === "AP-9117");
      if (ap) ap.model = "C0000-X";
    }),
  });
  expect(await textsOf(lab)).toEqual([
    "AP-9117 will not get an image because the model C0000-X is not known.",
  ]);
});

test("one access point that is not joined is named, and several are named and counted", async () => {
  const absent = async (count: number) => {
    const lab = testLab({
      lab: changed(({ aps }) => {
        for (const ap of aps.slice(-count)) ap.behavior.bootSeconds = 3_600;
        for (const ap of aps.slice(-count)) ap.running = "17.3.3.26";
      }),
    });
    await lab.start();
    await lab.clock.until(() => lab.aps().filter((ap) => ap.capwapState !== "Run").length <= count);
    return textsOf(lab);
  };
  expect(await absent(1)).toEqual(["9120-spare is not joined. It takes part as soon as it joins."]);
  expect(await absent(2)).toEqual([
    "2 access points are not joined (AP7061.7B5F.1136, 9120-spare). They take part as soon as they join.",
  ]);
});

test("more access points than a real controller manages are told with both numbers", async () => {
  const lab = testLab({
    lab: labSchema.parse({
      ...demoLab(),
      mixes: [{ count: 100, models: { "C9117AXI-E": 1 }, running: OLD }],
    }),
  });
  await lab.start();
  expect(await textsOf(lab)).toContain("The lab has 112 access points. A real EWC manages at most 100.");
});
