import { conditionHolds, resolve, type ResolveScope } from '../../../src/local/cloudformation/intrinsics.ts';
import { TemplateError, type Template } from '../../../src/local/cloudformation/template.ts';
import type { Json } from '../../../src/engine/json.ts';

const template: Template = {
  Resources: {},
  Mappings: { Sizes: { 'eu-west-1': { small: 3 } } },
  Conditions: {
    IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] },
    IsTest: { 'Fn::Not': [{ Condition: 'IsProduction' }] },
    Both: { 'Fn::And': [{ Condition: 'IsProduction' }, { Condition: 'IsTest' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProduction' }, { Condition: 'IsTest' }] },
  },
};

const scope: ResolveScope = {
  template,
  parameters: { Stage: 'test', Emails: ['a@example.com', 'b@example.com'] },
  pseudo: { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333' },
  resource: (logicalId) =>
    logicalId === 'Table' ? { physicalId: 'ledger', attributes: { Arn: 'arn:aws:dynamodb:::ledger' } } : undefined,
};

const resolved = (value: Json): Json => resolve(value, scope, 'Resources/X');

describe('intrinsic functions', () => {
  it.each<[string, Json, Json]>([
    ['Ref of a parameter', { Ref: 'Stage' }, 'test'],
    ['Ref of a resource', { Ref: 'Table' }, 'ledger'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Fn::GetAtt with a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:::ledger'],
    ['Fn::GetAtt with text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:::ledger'],
    [
      'Fn::Sub',
      { 'Fn::Sub': 'arn:${AWS::AccountId}:${Table}:${Table.Arn}' },
      'arn:111122223333:ledger:arn:aws:dynamodb:::ledger',
    ],
    ['Fn::Sub with a literal', { 'Fn::Sub': '${!Literal} ${Stage}' }, '${Literal} test'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${Name}-${Stage}', { Name: { Ref: 'Table' } }] }, 'ledger-test'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-test'],
    ['Fn::Join of a list parameter', { 'Fn::Join': [',', { Ref: 'Emails' }] }, 'a@example.com,b@example.com'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['|', 'a|b'] }] }, 'b'],
    ['Fn::If', { 'Fn::If': ['IsTest', 'yes', 'no'] }, 'yes'],
    ['AWS::NoValue', { A: { 'Fn::If': ['IsProduction', 1, { Ref: 'AWS::NoValue' }] }, B: 2 }, { B: 2 }],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 3],
    ['Fn::Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    ['an object of two members', { Ref: 'Stage', Other: 1 }, { Ref: 'Stage', Other: 1 }],
  ])('resolve %s', (_name, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it.each<[string, Json, RegExp]>([
    ['an unknown reference', { Ref: 'Nothing' }, /Resources\/X: Nothing is neither a parameter nor a resource/],
    ['an unknown attribute', { 'Fn::GetAtt': ['Table', 'StreamArn'] }, /no attribute StreamArn here \(it has: Arn\)/],
    ['Fn::ImportValue', { A: { 'Fn::ImportValue': 'x' } }, /Resources\/X\/A: Fn::ImportValue is not supported/],
    ['an unknown condition', { 'Fn::If': ['Nope', 1, 2] }, /the condition Nope is not in the template/],
    ['an unmapped key', { 'Fn::FindInMap': ['Sizes', 'us-east-1', 'small'] }, /maps nothing for Sizes/],
    ['a list that is too short', { 'Fn::Select': [3, ['a']] }, /no element 3/],
  ])('refuse %s and say where', (_name, value, message) => {
    expect(() => resolved(value)).toThrow(TemplateError);
    expect(() => resolved(value)).toThrow(message);
  });

  it('evaluate conditions', () => {
    const holds = ['IsProduction', 'IsTest', 'Both', 'Either'].map((name) => conditionHolds(name, scope, 'x'));
    expect(holds).toEqual([false, true, false, true]);
  });

  it('keep a member called __proto__ an ordinary member', () => {
    const value = resolved(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}') as Json) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
