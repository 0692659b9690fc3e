/** Why an access point takes no part in a round of image downloads. */
import { type Fault, fault } from "@/lib/contracts/fault";

export const unknownModel = (model: string): Fault =>
  fault(
    "not-found",
    `No image family is known for the model ${model}.`,
    "Check the model's name. This program does not know which image the model needs.",
  );
