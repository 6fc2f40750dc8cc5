import { executionName } from '../../src/cli/execution-name.ts';

describe('executionName', () => {
  it('is made of the stem and a digest of the input', () => {
    expect(executionName('accounts', '{}', 1)).toBe('accounts-44136fa3');
  });

  it('is the same for the same input and another for another input', () => {
    expect(executionName('accounts', '{"a":1}', 1)).toBe(executionName('accounts', '{"a":1}', 1));
    expect(executionName('accounts', '{"a":1}', 1)).not.toBe(executionName('accounts', '{"a":2}', 1));
  });

  it('counts up where the name is taken', () => {
    expect(executionName('accounts', '{}', 3)).toBe('accounts-44136fa3-3');
  });

  it('holds no character that Step Functions refuses, and at most 80', () => {
    const name = executionName('../my accounts (new) $HOME `x` ' + 'n'.repeat(200), '{}', 12);
    expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
    expect(name).toMatch(/-44136fa3-12$/);
  });

  it('has a name even for a file whose name has no usable character', () => {
    expect(executionName('…', '{}', 1)).toBe('execution-44136fa3');
  });
});
