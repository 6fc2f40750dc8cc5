/** Features that no recording of the corpus exercises and that tests of our own cover. */
import type { FeatureGroup } from '../tests/conformance/features.ts';

const choiceTest = 'tests/engine/expressions/choice-rule.test.ts';
const of = (group: FeatureGroup, test: string, names: string): { group: FeatureGroup; name: string; test: string }[] =>
  names.split(' ').map((name) => ({ group, name, test }));

export const withoutRecording: readonly { readonly group: FeatureGroup; readonly name: string; readonly test: string }[] = [
  ...of(
    'Choice rules',
    choiceTest,
    'Or IsTimestamp StringLessThan StringLessThanEqualsPath StringMatches TimestampGreaterThanEquals',
  ),
  ...of('JSONata functions of Step Functions', 'tests/engine/expressions/jsonata.test.ts', '$hash $random $uuid'),
];
