/** Whether the controller's version is known. */
import { type Check, manual, pass } from "../check";

export const controllerKnown: Check = {
  id: "controller-known",
  title: "The controller's version is known",
  severity: "medium",
  why: "The upgrade path depends on the version that the controller runs now.",
  needs: [],
  judge: ({ controller }) => {
    const evidence = [
      { asked: "Controller's name", answer: controller.name ?? "not listed" },
      { asked: "Running version", answer: controller.running ?? controller.release ?? "not listed" },
    ];
    if (controller.running !== null || controller.release !== null)
      return pass(
        `${controller.name ?? "The controller"} runs ${controller.running ?? controller.release}.`,
        { evidence },
      );
    return manual("The controller's version is not known.", {
      evidence,
      fix: {
        text: "Check it on the controller, or paste the output of this command with the listing.",
        commands: ["show version"],
      },
    });
  },
};
