/** Data points by the number of their period; a period without data has none. */
export type Series = ReadonlyMap<number, number>;

type Value = number | Series;
type Operator = (left: number, right: number) => number;

const truth = (is: boolean): number => (is ? 1 : 0);

const COMPARISONS: Readonly<Record<string, Operator>> = {
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
};

/** By how tightly they bind, loosest first. */
const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
  { OR: (a, b) => truth(a !== 0 || b !== 0) },
  { AND: (a, b) => truth(a !== 0 && b !== 0) },
  COMPARISONS,
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
];

const TOKEN = /\s*(==|!=|<=|>=|[<>+\-*/(),]|[A-Za-z_]\w*|\d+(?:\.\d+)?)/y;

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) throw new SyntaxError(`${expression}: unknown from ${at}`);
    tokens.push(token);
  }
  return tokens;
}

/**
 * Of two series, each period in which one has data: the other then counts as 0. What is divided by 0 has no data. (AWS:
 * CloudWatch, metric math syntax.)
 */
function combine(left: Value, right: Value, operator: Operator): Value {
  if (typeof left === 'number' && typeof right === 'number') return operator(left, right);
  const at = (value: Value, period: number): number =>
    typeof value === 'number' ? value : (value.get(period) ?? 0);
  const series = [left, right].filter((value) => typeof value !== 'number');
  const periods = new Set(series.flatMap((each) => [...each.keys()]));
  const points = [...periods].map(
    (period) => [period, operator(at(left, period), at(right, period))] as const,
  );
  return new Map(points.filter(([, value]) => Number.isFinite(value)));
}

/** True without data in the chosen series is 0, false without data is no data (AWS: the same page, IF). */
function choose(condition: Value | undefined, yes: Value = 0, no: Value = 0): Series {
  if (condition === undefined || typeof condition === 'number') {
    throw new TypeError('IF needs a series as its condition');
  }
  const points = [...condition].flatMap(([period, is]) => {
    const chosen = is === 0 ? no : yes;
    const value = typeof chosen === 'number' ? chosen : chosen.get(period);
    if (value !== undefined) return [[period, value] as const];
    return is === 0 ? [] : [[period, 0] as const];
  });
  return new Map(points);
}

/** Evaluates the part of CloudWatch's metric math that our alarms use; whatever else stands there throws. */
export function metricMath(
  expression: string,
  series: (id: string) => Series,
  periods: readonly number[],
): Series {
  const tokens = tokensOf(expression);

  const parse = (level: number): Value => {
    const operators = LEVELS[level];
    if (operators === undefined) return primary();
    let left = parse(level + 1);
    while (Object.hasOwn(operators, tokens[0] ?? '')) {
      const operator = operators[tokens.shift() ?? ''];
      if (operator !== undefined) left = combine(left, parse(level + 1), operator);
    }
    return left;
  };

  const take = (wanted: string): void => {
    const found = tokens.shift();
    if (found !== wanted) throw new SyntaxError(`${expression}: ${found} in place of ${wanted}`);
  };

  const list = (): readonly Value[] => {
    take('(');
    const values = [parse(0)];
    while (tokens[0] === ',') {
      tokens.shift();
      values.push(parse(0));
    }
    take(')');
    return values;
  };

  const call = (name: string): Value => {
    const [first, second, third] = list();
    if (name === 'IF') return choose(first, second, third);
    if (name !== 'FILL' || typeof first === 'number' || typeof second !== 'number') {
      throw new SyntaxError(`${expression}: ${name} is not known here`);
    }
    return new Map(periods.map((period) => [period, first?.get(period) ?? second]));
  };

  const primary = (): Value => {
    if (tokens[0] === '(') return list()[0] ?? 0;
    const token = tokens.shift() ?? '';
    if (/^\d/.test(token)) return Number(token);
    if (tokens[0] === '(') return call(token);
    if (!/^[a-z]/.test(token)) throw new SyntaxError(`${expression}: ${token} is no id`);
    return series(token);
  };

  const result = parse(0);
  if (tokens.length > 0 || typeof result === 'number') {
    throw new SyntaxError(`${expression}: gives no series, or goes on with ${tokens.join(' ')}`);
  }
  return result;
}
