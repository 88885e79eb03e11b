import type { Command } from 'commander';
import { usageError } from './errors.ts';

/** What a verb was called with. */
export interface Call {
  /** The words after the verb. */
  readonly args: readonly string[];
  /** One JSON object, or one a line for lists, and nothing else on stdout. */
  readonly json: boolean;
  /** The verb as it is typed, `npx veriff-ops sim act`. */
  readonly typed: string;
  text(option: string): string | undefined;
  flag(option: string): boolean;
  list(option: string): readonly string[];
  /** A whole number within bounds, or undefined where the option is not there. */
  whole(option: string, bounds: { readonly min: number; readonly max: number }): number | undefined;
}

/** A verb of the program; whatever goes wrong is thrown. */
export type Verb = (call: Call) => Promise<void>;

/** Reads what commander has parsed. */
export function callOf(command: Command): Call {
  const given = command.optsWithGlobals<Record<string, unknown>>();
  const typed = `npx ${fullName(command)}`;
  return {
    args: command.args,
    json: given['json'] === true,
    typed,
    text: (option) => textOf(given[option]),
    flag: (option) => given[option] === true,
    list: (option) => listOf(given[option]),
    whole: (option, { min, max }) => {
      const text = textOf(given[option]);
      if (text === undefined) return undefined;
      const number = Number(text);
      if (/^\d+$/.test(text) && number >= min && number <= max) return number;
      throw usageError(
        `--${dashed(option)} "${text}" is no whole number from ${min} to ${max}`,
        `${typed} --help`,
      );
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function listOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map(String);
}

function dashed(option: string): string {
  return option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `veriff-ops sim act` */
export function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
