import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groundcrew, temporaryHome } from '../../support/command.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const wrong = `{
  "StartAt": "Look / Wait",
  "States": {
    "Look / Wait": {
      "Type": "Wait",
      "Seconds": 1,
      "Next": "Nowhere"
    }
  }
}
`;

describe('groundcrew validate', () => {
  it('finds no error in the workflows and exits with 0', () => {
    const { code, stdout, stderr } = groundcrew(home, ['validate']);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/\d+ definitions checked, no errors/);
  });

  it('prints file, line, code and pointer of each error and exits with 2', () => {
    const file = join(home, 'wrong.asl.json');
    writeFileSync(file, wrong);
    const { code, stdout } = groundcrew(home, ['validate', file]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/wrong\.asl\.json:7: ERROR MISSING_TRANSITION_TARGET .*Nowhere.* \(\/States\/Look \/ Wait\/Next\)$/m);
  });

  it('names the line of a text that is not JSON', () => {
    const file = join(home, 'broken.asl.json');
    writeFileSync(file, '{\n  "StartAt": "A",\n  oops\n}\n');
    const { code, stdout } = groundcrew(home, ['validate', file]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/broken\.asl\.json:3: ERROR INVALID_JSON_DESCRIPTION /);
  });

  it('checks each of several files, and warns of an ItemReader that only AWS can read', () => {
    const [file, parquet] = [join(home, 'wrong.asl.json'), join(home, 'parquet.asl.json')];
    writeFileSync(file, wrong);
    writeFileSync(
      parquet,
      JSON.stringify({
        StartAt: 'Read',
        States: {
          Read: {
            Type: 'Map',
            ItemReader: {
              Resource: 'arn:aws:states:::s3:getObject',
              ReaderConfig: { InputType: 'PARQUET' },
              Parameters: { Bucket: 'b', Key: 'k' },
            },
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
              StartAt: 'Pass',
              States: { Pass: { Type: 'Pass', End: true } },
            },
            End: true,
          },
        },
      }),
    );
    const both = groundcrew(home, ['validate', file, parquet]);
    expect(both.code).toBe(2);
    expect(both.stderr).toMatch(/2 definitions checked, 1 error/);
    expect(both.stdout).toMatch(
      /parquet\.asl\.json:1: WARNING NOT_SIMULATED A Parquet file .*\/States\/Read\/ItemReader\/ReaderConfig\/InputType/,
    );
    expect(groundcrew(home, ['validate', parquet]).code).toBe(0);
  });

  it('prints one document with --json', () => {
    const { code, stdout } = groundcrew(home, ['validate', 'account-vending', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      files: [
        { file: 'asl/account-vending.asl.json', diagnostics: [] },
        { file: 'asl/account-vending/settle-products.asl.json', diagnostics: [] },
        { file: 'asl/account-vending/vend-account.asl.json', diagnostics: [] },
      ],
    });
  });

  it.each([
    ['no-such-workflow', /there is no workflow "no-such-workflow"[\s\S]*account-vending/],
    ['no/such.asl.json', /the file no\/such\.asl\.json is not there/],
  ])('exits with 7 for %s', (named, reason) => {
    const { code, stderr } = groundcrew(home, ['validate', named]);
    expect(code).toBe(7);
    expect(stderr).toMatch(reason);
  });
});
