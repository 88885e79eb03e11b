// Runs before the programs, on whatever Node there is: old syntax only, no imports.
var found = process.versions.node;
if (Number(found.split('.')[0]) < 24) {
  console.error(
    'This project needs Node 24 or newer; this is Node ' +
      found +
      '.\n' +
      '  On Linux (x64, arm64) and Windows (x64) npm installs it for the scripts: run "npm ci" without --omit=optional.\n' +
      '  Elsewhere, macOS included, install Node 24 from https://nodejs.org and try again.',
  );
  process.exit(1);
}
