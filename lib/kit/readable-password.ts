/** Generated passwords that people can read and type. */

const LENGTH = 20;
/** Without characters that look alike, because people copy it by hand from the screen to a controller. */
const CHARACTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Twenty random characters, 115 bits. @param below a random whole number from 0 to below the argument */
export const readablePassword = (below: (limit: number) => number): string =>
  Array.from({ length: LENGTH }, () => CHARACTERS[below(CHARACTERS.length)]).join("");
