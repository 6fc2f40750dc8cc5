import { undefinedVariables } from '../../../src/engine/validation/undefined-variables.ts';
import type { Json } from '../../../src/engine/json.ts';

const found = (definition: Json): string[] =>
  undefinedVariables(definition).map(({ message, location }) => `${message} at ${location}`);
const jsonata = (StartAt: string, States: Json): Json => ({ QueryLanguage: 'JSONata', StartAt, States });

describe('undefinedVariables', () => {
  it('accepts what is assigned before on some way: by a state, a Choice rule, a Catch, outside of a Map', () => {
    expect(
      found(
        jsonata('A', {
          A: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Assign: { a: 1 },
            Catch: [{ ErrorEquals: ['States.ALL'], Assign: { caught: '{% $states.errorOutput %}' }, Next: 'C' }],
            Next: 'B',
          },
          B: { Type: 'Choice', Choices: [{ Condition: '{% $a = 1 %}', Assign: { chosen: 1 }, Next: 'C' }], Default: 'C' },
          C: {
            Type: 'Map',
            Items: '{% [$chosen, $caught] %}',
            ItemProcessor: { StartAt: 'D', States: { D: { Type: 'Pass', Output: '{% $a %}', End: true } } },
            End: true,
          },
        }),
      ),
    ).toEqual([]);
  });

  it('finds what nobody assigns, what is assigned only later, and what is assigned in another scope', () => {
    const map = (Mode: string): Json =>
      jsonata('A', {
        A: { Type: 'Pass', Output: '{% $later %}', Assign: { a: 1 }, Next: 'B' },
        B: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: {
            ProcessorConfig: { Mode },
            StartAt: 'C',
            States: { C: { Type: 'Pass', Assign: { inside: '{% $a %}' }, End: true } },
          },
          Assign: { later: 1 },
          Next: 'D',
        },
        D: { Type: 'Pass', Output: '{% $inside + $nobody %}', End: true },
      });
    const says = (name: string, at: string): string => `No state assigns the variable $${name} on any way to this one at ${at}`;
    expect(found(map('INLINE'))).toEqual([
      says('later', '/States/A/Output'),
      says('inside', '/States/D/Output'),
      says('nobody', '/States/D/Output'),
    ]);
    // Children of a Distributed Map are executions of their own.
    expect(found(map('DISTRIBUTED'))).toContain(says('a', '/States/B/ItemProcessor/States/C/Assign/inside'));
  });

  it('goes round a loop: a variable of the body is known in its second round', () => {
    expect(
      found(
        jsonata('Count', {
          Count: { Type: 'Pass', Assign: { n: '{% $exists($n) ? $n + 1 : 1 %}' }, Next: 'Enough' },
          Enough: { Type: 'Choice', Choices: [{ Condition: '{% $n > 3 %}', Next: 'Done' }], Default: 'Count' },
          Done: { Type: 'Succeed' },
        }),
      ),
    ).toEqual([]);
  });

  it('knows what an expression binds itself and what JSONata has', () => {
    const expression =
      "{% ($x := 1; $map([1], function($v, $i) { $v + $i + $x }) ~> $sum; items@$item.$item.name; $uppercase; 'text $quoted') %}";
    expect(found(jsonata('A', { A: { Type: 'Pass', Output: expression, End: true } }))).toEqual([]);
  });

  it('reads paths in JSONPath states', () => {
    const definition: Json = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { 'a.$': '$.x' }, Next: 'B' },
        B: {
          Type: 'Pass',
          Parameters: { 'one.$': '$a.b', 'two.$': "States.Format('{} $no', $missing)" },
          InputPath: '$$.Execution.Input',
          End: true,
        },
      },
    };
    expect(found(definition)).toEqual([
      'No state assigns the variable $missing on any way to this one at /States/B/Parameters/two.$',
    ]);
  });
});
