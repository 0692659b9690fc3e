/** JSON columns of the database. Reading never throws: unreadable text becomes null. */

export const toJson = (value: unknown): string => JSON.stringify(value) ?? "null";

export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
