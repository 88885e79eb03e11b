/* oxlint-disable no-console, only-throw-error, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- plain JavaScript, as a bundle is */
// A bundle that does what it is told; `count` shows that module state lives as long as its environment.
const loadedAt = new Date().toISOString();
let count = 0;

const acts = {
  tell: (_event, context) => ({
    count,
    loadedAt,
    now: Date.now(),
    date: new Date().toISOString(),
    given: new Date(0).toISOString(),
    called: Date(),
    isDate: new Date() instanceof Date,
    environment: { ...process.env },
    context: { ...context, left: context.getRemainingTimeInMillis() },
  }),
  nothing: () => undefined,
  throw: () => {
    throw new RangeError('told to throw');
  },
  text: () => {
    throw 'a text';
  },
  exit: () => process.exit(3),
  escape: async () => {
    setTimeout(() => {
      throw new TypeError('escaped');
    });
    await new Promise(() => {});
  },
  hang: async () => new Promise(() => {}),
  spin: () => {
    for (;;);
  },
  wait: async ({ cell }) => {
    await new Promise((resolve) => setImmediate(resolve));
    return { cell, count };
  },
  print: ({ text = 'a line' }) => console.log(text),
  lastWords: () => {
    console.log('last words');
    process.exit(3);
  },
};

export async function handler(event, context) {
  count += 1;
  return acts[event.act](event, context);
}
