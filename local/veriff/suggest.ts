/** The candidate that a typing mistake most likely meant, or undefined when none is near. */
export function suggest(typed: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(typed.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = nearness(typed.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** "unknown fault. Did you mean corruptSignature?" */
export function unknownName(what: string, typed: string, candidates: readonly string[]): string {
  const meant = suggest(typed, candidates);
  return meant === undefined
    ? `unknown ${what}. Known: ${candidates.join(', ')}`
    : `unknown ${what}. Did you mean ${meant}?`;
}

/** Edit distance, but the beginning of a longer word (`corupt`) counts as near too. */
function nearness(typed: string, candidate: string): number {
  const whole = editDistance(typed, candidate);
  if (typed.length < 3) return whole;
  const starts = [-1, 0, 1].map((more) => candidate.slice(0, typed.length + more));
  return Math.min(whole, ...starts.map((start) => editDistance(typed, start) + 1));
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of left.split('').entries()) {
    const next = [index + 1];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === right[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
