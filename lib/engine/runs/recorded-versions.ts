/** Which versions of each access point a recording has last, to tell what is new. */
export class RecordedVersions {
  readonly #last: (string | undefined)[] = [];

  /**
   * Remembers the versions. @returns whether they are to be recorded
   * @param ap index of the access point
   * @param always also when they are the same
   */
  changed(ap: number, running: string, backup: string, always = false): boolean {
    const now = `${running} ${backup}`;
    const isChanged = this.#last[ap] !== now;
    this.#last[ap] = now;
    return isChanged || always;
  }
}
