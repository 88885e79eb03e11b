// What `npm start` runs. The C library of most Linux systems gives threads heaps of their own ("arenas") and keeps what is
// freed in them, and this process has many threads. How many arenas it makes is read when a process begins, so the process
// begins again, in place: same id, same streams, same signals. `npm run bench:local -- --minutes 5` shows the difference.

const { argv, env, execArgv, execPath, platform } = process;

if (platform === 'linux' && env['MALLOC_ARENA_MAX'] === undefined) {
  const again = [execPath, ...execArgv, import.meta.filename, ...argv.slice(2)];
  process.execve?.(execPath, again, { ...env, MALLOC_ARENA_MAX: '2' });
}
await import('./main.ts');
