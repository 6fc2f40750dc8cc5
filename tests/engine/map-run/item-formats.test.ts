import { gzipSync } from 'node:zlib';
import { parseInventoryFile, parseItems, parseManifest, UnreadableItems } from '../../../src/engine/map-run/item-formats.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

describe('CSV', () => {
  const firstRow = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

  test('a missing field is an empty string, a field without a header is left out', () => {
    const items = parseItems(bytes('A,B\n1,2,3\n4\n'), firstRow);
    expect(items).toEqual([
      { A: '1', B: '2' },
      { A: '4', B: '' },
    ]);
  });

  test('quotes, CRLF and a byte order mark are read as the format has them', () => {
    const items = parseItems(bytes('\ufeffA,B\r\n"x, ""y""","two\nlines"\r\n'), firstRow);
    expect(items).toEqual([{ A: 'x, "y"', B: 'two\nlines' }]);
  });

  test('with headers given, the first row is an item; the delimiter is the one that is named', () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['A', 'B'], CSVDelimiter: 'PIPE' };
    expect(parseItems(bytes('1|2'), config)).toEqual([{ A: '1', B: '2' }]);
  });

  test('a header called __proto__ is only a name', () => {
    const [item] = parseItems(bytes('__proto__\npolluted'), firstRow) as Record<string, unknown>[];
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
    expect(Object.keys(item!)).toEqual(['__proto__']);
  });

  test.each([
    ['the same header twice', 'A,A\n1,2', 'CSV headers cannot contain duplicates.'],
    ['nothing at all', '', 'The CSV file has no header row.'],
  ])('%s is refused', (_, text, cause) => {
    expect(parseItems(bytes(text), firstRow)).toEqual(new UnreadableItems(cause));
  });

  test('an open quote is refused with where it is', () => {
    const refused = parseItems(bytes('A\n"open'), firstRow);
    expect(refused).toBeInstanceOf(UnreadableItems);
    expect((refused as UnreadableItems).cause).toContain('cannot be parsed');
  });
});

describe('JSON', () => {
  test('the document is the array of items', () => {
    expect(parseItems(bytes('[1, {"a": 2}]'), { InputType: 'JSON' })).toEqual([1, { a: 2 }]);
  });

  test('ItemsPointer leads to an array inside', () => {
    const config = { InputType: 'JSON', ItemsPointer: '/a~1b/0/items' };
    expect(parseItems(bytes('{"a/b": [{"items": [1]}]}'), config)).toEqual([1]);
  });

  test.each(['{"Hello": "world"}', '"text"', 'null'])('%s is no array', (text) => {
    const refused = parseItems(bytes(text), { InputType: 'JSON' });
    expect(refused).toEqual(new UnreadableItems('Attempting to map over non-iterable node.'));
  });

  test('an ItemsPointer to nothing, or into a prototype, is no array', () => {
    for (const ItemsPointer of ['/missing', '/constructor', '/__proto__']) {
      expect(parseItems(bytes('{"a": []}'), { InputType: 'JSON', ItemsPointer })).toBeInstanceOf(UnreadableItems);
    }
  });
});

describe('JSON Lines', () => {
  test('each line that is not blank is an item', () => {
    expect(parseItems(bytes('{"a":1}\r\n\n[2]\n'), { InputType: 'JSONL' })).toEqual([{ a: 1 }, [2]]);
  });

  test('a line that is not JSON is refused by its number', () => {
    const refused = parseItems(bytes('1\nnot json\n'), { InputType: 'JSONL' });
    expect(refused).toEqual(new UnreadableItems('Line 2 of the JSON Lines file is not JSON.'));
  });
});

describe('S3 inventory', () => {
  const manifest = {
    destinationBucket: 'arn:aws:s3:::inventory',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key',
    files: [{ key: 'a.csv.gz' }],
  };

  test('the manifest names the files and their columns', () => {
    const read = parseManifest(bytes(JSON.stringify(manifest)));
    expect(read).toEqual({ bucket: 'inventory', keys: ['a.csv.gz'], columns: ['Bucket', 'Key'] });
  });

  test('a manifest in another format is refused', () => {
    for (const other of [{ ...manifest, fileFormat: 'ORC' }, null, []]) {
      expect(parseManifest(bytes(JSON.stringify(other)))).toBeInstanceOf(UnreadableItems);
    }
  });

  test('a compressed file gives one item a row', () => {
    const items = parseInventoryFile(gzipSync('"b","k 1"\n"b","k2"\n'), ['Bucket', 'Key']);
    expect(items).toEqual([
      { Bucket: 'b', Key: 'k 1' },
      { Bucket: 'b', Key: 'k2' },
    ]);
  });

  test('a file that is cut off is refused', () => {
    expect(parseInventoryFile(gzipSync('a,b').subarray(0, 12), ['A'])).toBeInstanceOf(UnreadableItems);
  });
});
