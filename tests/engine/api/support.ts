import { StepFunctionsApi } from '../../../src/engine/api/index.ts';
import type { Json } from '../../../src/engine/json.ts';
import { harness, type Harness } from '../execution/run.ts';

type Members = { [key: string]: Json };

/** The API over an engine of its own, in virtual time. */
export interface ApiUnderTest extends Harness {
  call(operation: string, input: Members): Promise<Members>;
  /** `<code>: <message>` of the refusal. */
  refusal(operation: string, input: Members): Promise<string>;
}

export function apiUnderTest(options: Parameters<typeof harness>[0] = {}): ApiUnderTest {
  const under = harness(options);
  let ids = 0;
  const api = new StepFunctionsApi({
    engine: under.engine,
    account: '111122223333',
    region: 'eu-west-1',
    callService: () => Promise.resolve({ ok: true, output: {} }),
    now: () => under.clock.now(),
    uuid: () => `id-${(ids += 1)}`,
    random: () => 0.5,
  });
  const call = (operation: string, input: Members): Promise<Members> => api.handle(operation, input);
  return {
    ...under,
    call,
    refusal: (operation, input) =>
      call(operation, input).then(
        (answer) => `no refusal: ${JSON.stringify(answer)}`,
        (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
      ),
  };
}

export const create = (definition: object, more: Members = {}): Members => ({
  name: 'machine',
  definition: JSON.stringify(definition),
  roleArn: 'arn:aws:iam::111122223333:role/machine',
  ...more,
});
