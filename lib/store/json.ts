/** JSON columns: what was put in comes out again; what cannot be read is null, never an exception in a listing. */

export const toJson = (value: unknown): string => JSON.stringify(value) ?? "null";

export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
