/** Whether the controller's version is known. */
import { type Check, manual, pass } from "../check";

export const controllerKnown: Check = {
  id: "controller-known",
  title: "The controller's version is known",
  severity: "medium",
  why: "Which path an upgrade must take follows from the version that it starts from.",
  needs: [],
  judge: ({ controller }) => {
    const evidence = [
      { asked: "The controller's name", answer: controller.name ?? "not listed" },
      { asked: "Its running version", answer: controller.running ?? controller.release ?? "not listed" },
    ];
    if (controller.running !== null || controller.release !== null)
      return pass(
        `${controller.name ?? "The controller"} runs ${controller.running ?? controller.release}.`,
        { evidence },
      );
    return manual("No listing says which version the controller runs.", {
      evidence,
      fix: { text: "Look at it, or paste it together with the listing.", commands: ["show version"] },
    });
  },
};
