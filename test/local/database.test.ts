import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, startDatabase } from '../../local/database.ts';
import { keepFewFilesOpen, levelOf } from '../../local/level.ts';
import { StartError } from '../../local/start-error.ts';
import { TABLE } from '../../shared/contract/table.ts';

let folder: string;
let running: Database[] = [];

async function start(): Promise<Database> {
  const database = await startDatabase(folder);
  running.push(database);
  return database;
}

async function stop(database: Database): Promise<void> {
  running = running.filter((each) => each !== database);
  await database.close();
}

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'veriff-')), 'table');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (database) => database.close()));
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

function item(key: string, dueAt?: string): object {
  return {
    [TABLE.key]: { S: key },
    ...(dueAt !== undefined && { [TABLE.due.bucket]: { S: '3' }, [TABLE.due.at]: { S: dueAt } }),
  };
}

async function put({ call, tableName }: Database, key: string, dueAt?: string): Promise<void> {
  await call('PutItem', { TableName: tableName, Item: item(key, dueAt) });
}

async function due({ call, tableName }: Database): Promise<unknown> {
  const found = await call('Query', {
    TableName: tableName,
    IndexName: TABLE.due.index,
    KeyConditionExpression: '#bucket = :bucket',
    ExpressionAttributeNames: { '#bucket': TABLE.due.bucket },
    ExpressionAttributeValues: { ':bucket': { S: '3' } },
  });
  return (found['Items'] as { key: { S: string } }[]).map(({ key }) => key.S);
}

async function get({ call, tableName }: Database, key: string): Promise<unknown> {
  const answer = await call('GetItem', { TableName: tableName, Key: { [TABLE.key]: { S: key } } });
  return answer['Item'];
}

describe('the embedded database', () => {
  it('makes the table of the contract, with both indexes', async () => {
    const database = await start();

    const { Table: table } = await database.call('DescribeTable', {
      TableName: database.tableName,
    });

    expect(database.isContinued).toBe(false);
    expect(table).toMatchObject({ TableStatus: 'ACTIVE' });
    const indexes = (table as { GlobalSecondaryIndexes: { IndexName: string }[] })
      .GlobalSecondaryIndexes;
    expect(indexes.map(({ IndexName }) => IndexName).toSorted()).toEqual(
      [TABLE.due.index, TABLE.byVendorData.index].toSorted(),
    );
  });

  it('continues after a restart', async () => {
    const first = await start();
    await put(first, 'a');
    await stop(first);

    const second = await start();

    expect(second.isContinued).toBe(true);
    expect(await get(second, 'a')).toEqual(item('a'));
  });

  it('writes nothing where it has no folder', async () => {
    const database = await startDatabase(undefined);
    running.push(database);

    await put(database, 'a');

    expect(await get(database, 'a')).toEqual(item('a'));
    expect(existsSync(folder)).toBe(false);
  });

  it('names the errors as DynamoDB does', async () => {
    const { call, tableName } = await start();

    const lost = call('PutItem', {
      TableName: tableName,
      Item: item('a'),
      ConditionExpression: 'attribute_exists(#key)',
      ExpressionAttributeNames: { '#key': TABLE.key },
    });

    await expect(lost).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('keeps what was answered when the process is killed', async () => {
    const script = `
      const { startDatabase } = await import(${JSON.stringify(fileURLToPath(new URL('../../local/database.ts', import.meta.url)))});
      const { call, tableName } = await startDatabase(${JSON.stringify(folder)});
      for (let i = 0; i < 50; i += 1) await call('PutItem', { TableName: tableName, Item: { key: { S: String(i) } } });
      console.log('written');
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;

    const database = await start();

    const { Count: count } = await database.call('Scan', {
      TableName: database.tableName,
      Select: 'COUNT',
    });
    expect(count).toBe(50);
  });

  it('puts the indexes right after a run that was killed between entry and item', async () => {
    const first = await start();
    await put(first, 'missing', '2026-01-01T00:00:00.000Z');
    await put(first, 'kept', '2026-01-02T00:00:00.000Z');
    await stop(first);
    const level = levelOf(folder);
    await level.open();
    const prefix = `index-global~${first.tableName}~${TABLE.due.index}~`;
    const entries: (readonly [string, unknown])[] = [];
    for await (const entry of level.iterator({ gte: prefix, lt: `${prefix}\u00ff` }))
      entries.push(entry);
    const [earliest = '', value] = entries[0] ?? [];
    const orphan = { ...(value as object), key: { S: 'orphan' } };
    await level.batch([
      { type: 'del', key: earliest },
      { type: 'put', key: `${earliest}x`, value: orphan },
    ]);
    await level.close();
    writeFileSync(`${folder}.running`, '');

    const second = await start();

    expect(entries).toHaveLength(2);
    expect(await due(second)).toEqual(['missing', 'kept']);
  });
});

describe('a data folder that has grown', () => {
  it.runIf(process.platform === 'linux')('is not in memory as a whole', async () => {
    keepFewFilesOpen();
    const level = levelOf(folder);
    await level.open();
    for (let at = 0; at < 1200; at += 1) {
      const value = randomBytes(100_000).toString('base64');
      await level.batch([{ type: 'put', key: randomBytes(8).toString('hex'), value }]);
    }
    const keys: string[] = [];
    for await (const key of level.keys({ gte: '0', lt: 'g' })) keys.push(key);
    const bytes = mappedBytes(folder);
    await level.close();

    expect(keys).toHaveLength(1200);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(100 * 2 ** 20);
  });
});

describe('a data folder that cannot be used', () => {
  it('is said to be in use by another run', async () => {
    await start();

    const second = startDatabase(folder);

    await expect(second).rejects.toThrow(StartError);
    await expect(second).rejects.toThrow(/is in use by another run.*DATA_DIR/);
  });

  it.each([
    ['CURRENT is cut', (name: string) => name === 'CURRENT', 'x'],
    ['CURRENT is missing', (name: string) => name === 'CURRENT', undefined],
    ['the manifest is missing', (name: string) => name.startsWith('MANIFEST'), undefined],
  ])('is said to be damaged where %s, and nothing in it is deleted', async (_, isIt, content) => {
    const first = await start();
    await put(first, 'a');
    await stop(first);
    const file = readdirSync(folder).find(isIt) ?? '';
    if (content === undefined) unlinkSync(join(folder, file));
    else writeFileSync(join(folder, file), content);
    const held = dataFiles();

    const second = startDatabase(folder);

    await expect(second).rejects.toThrow(StartError);
    await expect(second).rejects.toThrow(/is damaged: .*\n.*Move it away/);
    expect(dataFiles()).toEqual(held);
  });

  it('is refused where its table is of another version', async () => {
    const first = await start();
    await stop(first);
    const level = levelOf(folder);
    await level.open();
    const key = `table~${first.tableName}`;
    const table = (await level.get(key)) as object;
    await level.batch([{ type: 'put', key, value: { ...table, GlobalSecondaryIndexes: [] } }]);
    await level.close();

    await expect(startDatabase(folder)).rejects.toThrow(/another version of this project/);
  });
});

/** How much of a folder's tables is mapped into this process. */
function mappedBytes(of: string): number {
  return readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .filter((line) => line.includes(of) && line.endsWith('.ldb'))
    .map((line) => {
      const [from = '', to = ''] = line.split(' ')[0]?.split('-') ?? [];
      return Number.parseInt(to, 16) - Number.parseInt(from, 16);
    })
    .reduce((sum, size) => sum + size, 0);
}

function dataFiles(): readonly string[] {
  return readdirSync(folder).filter((name) => !/^LO(G|CK)/.test(name));
}
