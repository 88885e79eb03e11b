/** Choices that exclude each other or make no sense together. The message says which, and what to keep. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

/** *Existing or ours, never both*: throws a `ChoiceError` where both the existing thing and a change of ours are given. */
export function existingOrOurs<Props extends object>(
  where: string,
  props: Props,
  [existing, ours]: readonly [keyof Props & string, keyof Props & string],
): void {
  if (props[existing] === undefined || props[ours] === undefined) return;
  throw new ChoiceError(
    `${where}: ${existing} and ${ours} exclude each other. Keep ${existing} to use yours, ${ours} to change ours.`,
  );
}
