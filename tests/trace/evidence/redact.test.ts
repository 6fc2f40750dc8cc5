import { createHmac } from 'node:crypto';
import type { CollectedExecution } from '../../../src/trace/evidence/collected.ts';
import { asJson } from '../../../src/trace/evidence/json.ts';
import { redact } from '../../../src/trace/evidence/redact.ts';
import { builtInRules, redactionRule } from '../../../src/trace/evidence/redaction-rules.ts';

const salt = Buffer.from('0123456789abcdef');
const hashOf = (value: string): string => createHmac('sha256', salt).update(value).digest('hex');
const token = 'AQCEAAAAKgAAAAMAAAAAAAAAAXk3ZkB2+/==';

function collected(input: object, cause = ''): CollectedExecution {
  const parameters = JSON.stringify({ FunctionName: 'f', Payload: { taskToken: token } });
  return {
    execution: { executionArn: 'arn:e', name: 'e', input: JSON.stringify(input) },
    pages: [
      {
        events: [
          { id: 1, type: 'ExecutionStarted', executionStartedEventDetails: { input: JSON.stringify(input) } },
          { id: 2, type: 'TaskScheduled', taskScheduledEventDetails: { parameters } },
          { id: 3, type: 'ExecutionFailed', executionFailedEventDetails: { error: 'E', cause } },
        ],
      },
    ],
    children: [],
    gaps: [],
  };
}
const textOf = (value: unknown): string => JSON.stringify(value);

describe('redaction', () => {
  it('takes e-mail addresses out wherever they stand: payloads, nested payloads, causes', () => {
    const given = collected(
      { email: 'ana@example.com', inner: JSON.stringify({ to: 'ben@example.com' }) },
      'The address carl@example.com is in use.',
    );
    const { collected: shown, values } = redact(given, { rules: builtInRules, salt });
    expect(textOf(shown)).not.toMatch(/@example\.com/);
    expect(values.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['e-mail address', 'task token']));
    expect(values).toContainEqual({ reason: 'e-mail address', hash: hashOf('ana@example.com'), places: 2 });
  });

  it('keeps payloads that hold nothing personal byte for byte', () => {
    const input = '{ "b": 1,  "a": [2] }';
    const given = { ...collected({}), execution: { executionArn: 'arn:e', name: 'e', input } };
    expect(redact(given, { rules: builtInRules, salt }).collected.execution['input']).toBe(input);
  });

  it('takes names of persons out by the members that hold them', () => {
    const { collected: shown } = redact(collected({ rows: [{ SSOUserFirstName: 'Ana', AccountName: 'web' }] }), {
      rules: builtInRules,
      salt,
    });
    expect(textOf(shown)).not.toContain('Ana');
    expect(textOf(shown)).toContain('web');
  });

  it('takes task tokens out even of a raw bundle, also where another text repeats them', () => {
    const given = collected({ email: 'ana@example.com' }, `no task waits for ${token} any more`);
    const { collected: shown, values } = redact(given, { rules: undefined, salt });
    expect(textOf(shown)).not.toContain(token);
    expect(textOf(shown)).toContain('ana@example.com');
    expect(values).toEqual([{ reason: 'task token', hash: hashOf(token), places: 2 }]);
  });

  it('follows JSON Pointers into payloads, * for any index', () => {
    const rule = redactionRule.parse({ reason: 'cost centre', pointer: '/rows/*/centre' });
    const { collected: shown } = redact(collected({ rows: [{ centre: 4711 }, { centre: 'x' }], centre: 'kept' }), {
      rules: [rule],
      salt,
    });
    const input = JSON.parse(shown.execution['input'] as string) as { rows: { centre: string }[]; centre: string };
    expect(input.rows.map(({ centre }) => centre)).toEqual([
      `[redacted: cost centre, hmac-sha256 ${hashOf('4711').slice(0, 16)}]`,
      `[redacted: cost centre, hmac-sha256 ${hashOf('x').slice(0, 16)}]`,
    ]);
    expect(input.centre).toBe('kept');
  });

  it('refuses a rule with both members and a pointer, and a reason that could be markup', () => {
    expect(redactionRule.safeParse({ reason: 'a', members: ['b'], pointer: '/c' }).success).toBe(false);
    expect(redactionRule.safeParse({ reason: '<b>', members: ['b'] }).success).toBe(false);
  });

  it('ends on a text made to be slow, and takes the one address out', () => {
    const text = `${'a'.repeat(200_000)}@${'b.'.repeat(100_000)}`;
    const { values } = redact(collected({ text }), { rules: builtInRules, salt });
    expect(values.map(({ reason }) => reason)).toContain('e-mail address');
  });
});

describe('asJson', () => {
  it('replaces half of a surrogate pair, which canonical JSON does not know', () => {
    expect(asJson({ cause: 'cut \ud83d', whole: '😀' })).toEqual({ cause: 'cut \ufffd', whole: '😀' });
  });
});
