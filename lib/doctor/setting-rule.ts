/** Makes the rules about a setting with a wrong value: one finding for each such setting, and the edit that corrects it. */
import type { Edit, Facts, Rule } from "./rule";

type Setting = { value: string; line: number };

/** How the settings of one kind of file are read and changed. */
type SettingAccess<D, S extends Setting> = {
  /** The settings with this name that take effect. */
  find(doc: D, name: string, facts: Facts): readonly S[];
  /** Gives the setting another value, or removes it. */
  change(doc: D, setting: S, value: string | null): readonly Edit[];
};

type SettingRule<D> = Omit<Rule<D>, "find"> & {
  /** The name of the setting. */
  setting: string;
  /** By default, every value is wrong. */
  isWrong?(value: string, facts: Facts, doc: D): boolean;
  /** The value to use instead; null removes the setting. */
  correct: string | null | ((value: string, facts: Facts) => string);
};

export const settingRuleMaker =
  <D, S extends Setting>({ find, change }: SettingAccess<D, S>) =>
  ({ setting, isWrong = () => true, correct, ...rule }: SettingRule<D>): Rule<D> => ({
    ...rule,
    find: (doc, facts) =>
      find(doc, setting, facts)
        .filter(({ value }) => isWrong(value, facts, doc))
        .map((at) => ({
          line: at.line,
          edits: change(doc, at, typeof correct === "function" ? correct(at.value, facts) : correct),
        })),
  });
